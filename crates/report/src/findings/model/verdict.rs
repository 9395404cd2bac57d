//! Who holds resident bytes: a finite vocabulary.

/// Who holds resident bytes, as a finding says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// A container keeps more room than its elements take.
    Container,
    /// The program holds live objects.
    Live,
    /// The allocator keeps whole pages that the program freed.
    AllocatorCached,
    /// The allocator loses room between and beside live objects.
    AllocatorFragmentation,
    /// The number of live objects keeps growing.
    Growth,
    /// Files, stacks, shared memory: nothing that an allocator gave out.
    NotHeap,
    /// What is left is too little to be anybody's fault.
    Released,
    /// It is not known who holds them.
    CannotTell,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Verdict; 8] = [
        Verdict::Container,
        Verdict::Live,
        Verdict::AllocatorCached,
        Verdict::AllocatorFragmentation,
        Verdict::Growth,
        Verdict::NotHeap,
        Verdict::Released,
        Verdict::CannotTell,
    ];

    /// The verdict's name in stored findings and in limits.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Container => "container",
            Verdict::Live => "live",
            Verdict::AllocatorCached => "allocator-cached",
            Verdict::AllocatorFragmentation => "allocator-fragmentation",
            Verdict::Growth => "growth",
            Verdict::NotHeap => "not-heap",
            Verdict::Released => "released",
            Verdict::CannotTell => "cannot-tell",
        }
    }

    /// The verdict of this name.
    pub fn from_name(name: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    /// What the verdict says, as a sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Verdict::Container => {
                "A container keeps more room than its elements take."
            }
            Verdict::Live => "The program holds live objects.",
            Verdict::AllocatorCached => {
                "The allocator keeps whole pages that the program freed."
            }
            Verdict::AllocatorFragmentation => {
                "The allocator loses room between and beside live objects."
            }
            Verdict::Growth => "The number of live objects keeps growing.",
            Verdict::NotHeap => {
                "Files, stacks and shared memory, which no allocator gave out."
            }
            Verdict::Released => {
                "What is left is too little to be anybody's fault."
            }
            Verdict::CannotTell => "It is not known who holds the bytes.",
        }
    }

    /// Whether it names somebody who could give the bytes back.
    pub const fn is_culprit(self) -> bool {
        !matches!(self, Verdict::Released | Verdict::CannotTell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_found_by_their_names() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::from_name(verdict.name()), Some(verdict));
            assert!(verdict.meaning().ends_with('.'));
        }
        assert_eq!(Verdict::from_name("leak"), None);
    }
}
