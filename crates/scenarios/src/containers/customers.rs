//! A cache of customer records, as a web shop might have it.

use super::hash_map::{Map, entry_bytes};
use super::hash_table;
use super::keyed::rebuilt;
use crate::retention::Container;
use crate::{Freed, Plan, random};

/// A normal day has one customer where a promotion has this many.
const PROMOTION_FACTOR: u64 = 1_000;

/// One kept customer in this many was there before the promotion.
const REGULAR_SHARE: u64 = 10;

const NAME_BYTES: u64 = 12;
const NAME_SPREAD: u64 = 32;
const ORDERS: u64 = 8;
const ORDERS_SPREAD: u64 = 16;

/// Most bytes a record owns: the longest name and all orders.
const MOST_OWNED: u64 = NAME_BYTES + NAME_SPREAD + (ORDERS + ORDERS_SPREAD) * 8;

/// What the shop remembers of a customer.
struct Customer {
    name: Box<str>,
    recent_orders: Box<[u64]>,
}

impl Customer {
    /// The record of `id`, its sizes drawn from the id. Each part is allocated
    /// once, at its final size.
    fn load(id: u64) -> Self {
        let length = NAME_BYTES + random::draw(id, 0) % NAME_SPREAD;
        let orders = ORDERS + random::draw(id, 1) % ORDERS_SPREAD;
        let letter = char::from(b'a' + random::filler(id) % 26);
        let mut name = String::with_capacity(length as usize);
        name.extend((0..length).map(|_| letter));
        Self {
            name: name.into_boxed_str(),
            recent_orders: (0..orders)
                .map(|order| random::draw(id, 2 + order))
                .collect(),
        }
    }

    /// Bytes the record owns on the heap.
    fn owned(&self) -> u64 {
        (self.name.len() + size_of_val(&*self.recent_orders)) as u64
    }
}

/// Customers by id, evicted by the caller's rule.
///
/// It does what most caches in services do: it has no bound of its own, and
/// nothing in it ever gives room back.
#[derive(Default)]
pub(crate) struct CustomerCache {
    by_id: Map<Customer>,
    owned: u64,
}

/// The cache through one promotion.
pub(crate) const fn customer_cache() -> Container<CustomerCache> {
    Container {
        open: CustomerCache::open,
        fill: CustomerCache::fill,
        drain: CustomerCache::drain,
        shrink: |cache| cache.by_id.shrink_to_fit(),
        rebuild: |cache| CustomerCache {
            by_id: rebuilt!(Map<Customer>, cache.by_id),
            ..cache
        },
        len: |cache| cache.by_id.len(),
        capacity: |cache| cache.by_id.capacity(),
        payload: CustomerCache::payload,
        entry: entry_bytes::<Customer>(),
        peak: |elements| {
            let entry = entry_bytes::<Customer>();
            hash_table::peak(elements, entry, MOST_OWNED)
        },
        kept: |elements| hash_table::held(elements, entry_bytes::<Customer>()),
        freed: |_| Freed::default(),
    }
}

impl CustomerCache {
    /// Takes in the customers of a normal day.
    fn open(&mut self, plan: &Plan) {
        for index in 0..regulars(plan.elements) {
            self.insert(random::key(plan.seed, index));
        }
    }

    fn insert(&mut self, id: u64) {
        let customer = Customer::load(id);
        self.owned += customer.owned();
        if let Some(replaced) = self.by_id.insert(id, customer) {
            self.owned -= replaced.owned();
        }
    }

    fn evict(&mut self, id: u64) {
        if let Some(evicted) = self.by_id.remove(&id) {
            self.owned -= evicted.owned();
        }
    }

    /// The promotion: everybody comes, on top of the regulars.
    fn fill(&mut self, plan: &Plan) {
        for index in regulars(plan.elements)..plan.elements {
            self.insert(random::key(plan.seed, index));
        }
    }

    /// The day after: all but a normal day's number are evicted.
    fn drain(&mut self, plan: &Plan) {
        let mut kept = kept(plan).peekable();
        for index in 0..plan.elements {
            if kept.next_if_eq(&index).is_none() {
                self.evict(random::key(plan.seed, index));
            }
        }
    }

    /// Bytes of all records, with what they own.
    fn payload(&self) -> u64 {
        self.by_id.len() as u64 * entry_bytes::<Customer>() + self.owned
    }
}

/// Customers on a normal day: the first ones, of any size of promotion.
fn regulars(elements: u64) -> u64 {
    (elements / PROMOTION_FACTOR).max(1).min(elements)
}

/// Insertion indices of the customers who stay, ascending: as many as on a
/// normal day, most of whom came for the promotion, so that they lie scattered
/// over what the promotion allocated.
fn kept(plan: &Plan) -> impl Iterator<Item = u64> {
    let regulars = regulars(plan.elements);
    let newcomers = plan.elements - regulars;
    let kept_new = (regulars - regulars / REGULAR_SHARE).min(newcomers);
    let kept_old = regulars - kept_new;
    random::spread(plan.seed, 0..regulars, kept_old).chain(random::spread(
        plan.seed,
        regulars..plan.elements,
        kept_new,
    ))
}

#[cfg(test)]
mod tests {
    use super::{CustomerCache, kept, regulars};
    use crate::{Ladder, Plan};

    fn plan(elements: u64) -> Plan {
        Plan { elements, seed: 11, ladder: Ladder::Shrink }
    }

    /// Bytes owned, counted record by record rather than kept as a sum.
    fn recount(cache: &CustomerCache) -> u64 {
        cache.by_id.values().map(super::Customer::owned).sum()
    }

    #[test]
    fn sum_of_owned_bytes_agrees_with_a_recount() {
        let plan = plan(10_000);
        let mut cache = CustomerCache::default();
        cache.open(&plan);
        assert_eq!(cache.owned, recount(&cache));
        cache.fill(&plan);
        assert_eq!(cache.owned, recount(&cache));
        cache.drain(&plan);
        assert_eq!(cache.owned, recount(&cache));
        assert_ne!(cache.owned, 0);
        let cache = (super::customer_cache().rebuild)(cache);
        assert_eq!(cache.owned, recount(&cache));
    }

    #[test]
    fn inserting_a_customer_twice_counts_once() {
        let mut cache = CustomerCache::default();
        cache.insert(5);
        let owned = cache.owned;
        cache.insert(5);
        assert_eq!(cache.owned, owned);
        cache.evict(5);
        assert_eq!(cache.owned, 0);
    }

    #[test]
    fn a_record_owns_about_150_bytes() {
        let plan = plan(10_000);
        let mut cache = CustomerCache::default();
        cache.fill(&plan);
        let mean = cache.owned / cache.by_id.len() as u64;
        assert!((140..165).contains(&mean), "{mean}");
    }

    #[test]
    fn as_many_stay_as_on_a_normal_day() {
        for elements in [1, 2, 7, 999, 1_000, 2_000, 10_000, 1_000_000] {
            let plan = plan(elements);
            let kept: Vec<u64> = kept(&plan).collect();
            assert_eq!(kept.len() as u64, regulars(elements), "{elements}");
            assert!(kept.is_sorted_by(|a, b| a < b), "{elements}");
            assert!(kept.iter().all(|&index| index < elements));
        }
    }

    #[test]
    fn those_who_stay_are_some_regulars_and_mostly_newcomers() {
        let plan = plan(100_000);
        let old = kept(&plan).filter(|&index| index < 100).count();
        assert_eq!(old, 10);
    }

    #[test]
    fn other_seeds_keep_others() {
        let other = Plan { seed: 12, ..plan(100_000) };
        assert!(!kept(&plan(100_000)).eq(kept(&other)));
    }
}
