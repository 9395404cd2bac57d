use crate::{Expected, Host, Ladder, Plan, Tag};

/// A workload with named phases.
pub trait Scenario: Sync {
    /// The name a user selects it by; unique among [`all`](crate::all).
    fn name(&self) -> &'static str;

    /// What it does, in one line.
    fn summary(&self) -> &'static str;

    /// What it belongs to, without repeats. Where a user names nothing, those
    /// with [`Tag::Default`] are run.
    fn tags(&self) -> &'static [Tag];

    /// The containers it attributes allocations to, in the order in which
    /// they are declared.
    fn containers(&self) -> &[&'static str];

    /// The phases it marks on this ladder, in order.
    fn phases(&self, ladder: Ladder) -> Vec<&'static str>;

    /// Which of these phases is at the peak, counted from 0; never the first.
    fn peak_index(&self) -> usize {
        1
    }

    /// Live bytes that its first container holds beyond its payload at the
    /// peak: empty buckets, spare capacity. Exact; 0 where it has no
    /// container, none where they cannot be worked out. Saturates with
    /// [`peak_bytes`](Self::peak_bytes).
    fn peak_slack(&self, elements: u64) -> Option<u64>;

    /// Who is to blame right after its peak, by construction; none where that
    /// depends on more than its allocator's giving back at once or not at
    /// all.
    fn expected(&self, elements: u64) -> Option<Expected> {
        let _ = elements;
        None
    }

    /// Bytes of one element in each of its containers, in their order, without
    /// what it owns: what a capacity is multiplied by to get bytes. Empty
    /// where they have no capacity of that kind.
    fn entry_bytes(&self) -> Vec<u64> {
        Vec::new()
    }

    /// Estimate, from above, of the bytes it needs at its worst moment: live
    /// bytes, with the old table beside the new one while a map grows, and
    /// what it maps or keeps on stacks itself. `u64::MAX` where the true
    /// figure is larger. What the allocator adds is not in it.
    fn peak_bytes(&self, elements: u64) -> u64;

    /// The size to run at when the user names none.
    fn default_elements(&self) -> u64 {
        500_000
    }

    /// Runs it once, from the first phase to the last.
    fn run(&self, plan: &Plan, host: &mut dyn Host);

    /// Whether it plants a known amount of one kind of memory, to check the
    /// measurement, rather than to show how a program behaves.
    fn is_control(&self) -> bool {
        self.tags().contains(&Tag::Control)
    }

    /// Whether it allocates by C's `malloc` too, past the allocator that it is
    /// run under. A host that can reads there what it holds.
    fn allocates_elsewhere(&self) -> bool {
        false
    }

    /// Whether runs with equal plans make the same allocations in one and the
    /// same order. Where several threads allocate at once, how they take
    /// turns decides what lies beside what, and differs from run to run.
    fn is_deterministic(&self) -> bool {
        true
    }
}
