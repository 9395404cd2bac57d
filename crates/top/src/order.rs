//! In what order processes are listed.

use crate::ProcessSums;
use std::cmp::Reverse;

/// In what order processes are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListOrder {
    /// Most resident first.
    #[default]
    Resident,
    /// Most grown since the view began first.
    Growth,
    /// Most in swap first.
    Swapped,
    /// By name.
    Name,
}

impl ListOrder {
    /// All orders, in the order in which the key goes through them.
    pub const ALL: [ListOrder; 4] = [
        ListOrder::Resident,
        ListOrder::Growth,
        ListOrder::Swapped,
        ListOrder::Name,
    ];

    /// The order's name for people.
    pub fn name(self) -> &'static str {
        match self {
            ListOrder::Resident => "resident",
            ListOrder::Growth => "growth",
            ListOrder::Swapped => "swap",
            ListOrder::Name => "name",
        }
    }

    /// The next one.
    pub fn next(self) -> ListOrder {
        ListOrder::ALL[(self as usize + 1) % ListOrder::ALL.len()]
    }

    /// Sorts `processes`; `growth` says by how much each has grown.
    pub fn sort(
        self,
        processes: &mut [ProcessSums],
        growth: impl Fn(&ProcessSums) -> i64,
    ) {
        match self {
            ListOrder::Resident => {
                processes.sort_by_key(|p| (Reverse(p.resident()), p.pid));
            }
            ListOrder::Growth => {
                processes.sort_by_key(|p| (Reverse(growth(p)), p.pid));
            }
            ListOrder::Swapped => {
                processes.sort_by_key(|p| (Reverse(p.swapped), p.pid));
            }
            ListOrder::Name => {
                processes
                    .sort_by(|a, b| (&a.name, a.pid).cmp(&(&b.name, b.pid)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(pid: u32, name: &str, anonymous: u64) -> ProcessSums {
        let name = name.to_owned();
        ProcessSums { pid, name, anonymous, ..ProcessSums::default() }
    }

    #[test]
    fn the_key_goes_through_all_orders_and_begins_again() {
        let mut order = ListOrder::default();
        for expected in ListOrder::ALL {
            assert_eq!(order, expected);
            order = order.next();
        }
        assert_eq!(order, ListOrder::default());
    }

    #[test]
    fn each_order_has_another_first() {
        let mut processes =
            [process(1, "b", 10), process(2, "a", 5), process(3, "c", 7)];
        processes[1].swapped = 1;
        let growth = |p: &ProcessSums| i64::from(p.pid == 3);
        let first = ListOrder::ALL.map(|order| {
            order.sort(&mut processes, growth);
            processes[0].pid
        });
        assert_eq!(first, [1, 3, 2, 2]);
    }
}
