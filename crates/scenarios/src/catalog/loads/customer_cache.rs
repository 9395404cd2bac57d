use crate::containers::customer_cache;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// A cache by customer id, through one promotion.
///
/// It holds a thousand customers on a normal day, a million in the one hour
/// of a promotion, and a thousand again on the days after. Its memory does not
/// follow: the table keeps its buckets, and those who stay lie scattered over
/// what the promotion allocated, so that the allocator cannot give their pages
/// back either. Compare `day-after` with `normal-day`: same number of
/// customers, another process. Idling does not help (`settled`), the remedy
/// frees the table, collecting what lies between the survivors.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "customer-cache",
    summary: "a cache that holds 1000 times its customers for one promotion",
    tags: &[Tag::Default, Tag::Container, Tag::Objects],
    names: &["customers"],
    containers: customer_cache(),
    stages: Stages {
        opened: Some("normal-day"),
        filled: "promotion",
        drained: "day-after",
        again: &[],
        log_line: None,
    },
    blames: Blames::Unsaid,
};
