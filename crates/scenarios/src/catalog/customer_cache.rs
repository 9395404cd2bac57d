use crate::customers::{CUSTOMERS, CustomerCache};
use crate::retention::{self, Course};
use crate::{Host, Plan, Remedy, Scenario, phase};

/// A cache by customer id, through one promotion.
///
/// It holds a thousand customers on a normal day, a million in the one hour
/// of a promotion, and a thousand again on the days after. Its memory does not
/// follow: the table keeps its buckets, and those who stay lie scattered over
/// what the promotion allocated, so that the allocator cannot give their pages
/// back either. Compare `day-after` with `normal-day`: same number of
/// customers, another process. Idling does not help (`settled`), the remedy
/// frees the table, collecting what lies between the survivors.
pub(super) struct CustomerCacheDay;

const NORMAL_DAY: &str = "normal-day";
const PROMOTION: &str = "promotion";
const DAY_AFTER: &str = "day-after";

impl Scenario for CustomerCacheDay {
    fn name(&self) -> &'static str {
        "customer-cache"
    }

    fn summary(&self) -> &'static str {
        "a cache that holds 1000 times its customers for one promotion"
    }

    fn containers(&self) -> &'static [&'static str] {
        &[CUSTOMERS]
    }

    fn phases(&self, remedy: Remedy) -> Vec<&'static str> {
        [phase::BASELINE, NORMAL_DAY, PROMOTION, DAY_AFTER]
            .into_iter()
            .chain(retention::rungs(remedy))
            .collect()
    }

    /// The promotion.
    fn peak_index(&self) -> usize {
        2
    }

    fn peak_slack(&self, elements: u64) -> u64 {
        CustomerCache::peak_slack(elements)
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        CustomerCache::peak_bytes(elements)
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        let mut cache = CustomerCache::default();
        open(&mut cache, plan, host);
        let containers = &mut [&mut cache as _];
        let mut course = Course { containers, plan, host };
        course.mark(NORMAL_DAY);
        course.fill();
        course.mark(PROMOTION);
        course.drain();
        course.mark(DAY_AFTER);
        course.rungs();
    }
}

/// From nothing to a normal day.
fn open(cache: &mut CustomerCache, plan: &Plan, host: &mut dyn Host) {
    let containers = &mut [&mut *cache as _];
    Course { containers, plan, host }.mark(phase::BASELINE);
    host.within(CUSTOMERS, &mut || cache.open(plan));
}
