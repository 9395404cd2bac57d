//! Numbers that look random and are the same every time.

/// A small generator (xorshift): nothing that is drawn here needs more.
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new() -> Random {
        Random(0x9e37_79b9_7f4a_7c15)
    }

    /// Puts `things` in any order, each as likely as any other but for what
    /// the remainder of a large number leaves.
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for end in (1..things.len()).rev() {
            let below = end as u64 + 1;
            things.swap(end, (self.next() % below) as usize);
        }
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_order_comes_about_as_often() {
        let mut random = Random::new();
        let mut orders = BTreeMap::new();
        for _ in 0..6000 {
            let mut things = [1, 2, 3];
            random.shuffle(&mut things);
            *orders.entry(things).or_insert(0) += 1;
        }
        assert_eq!(orders.len(), 6);
        assert!(orders.values().all(|&of| (800..1200).contains(&of)));
    }
}
