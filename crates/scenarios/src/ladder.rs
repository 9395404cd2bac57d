use crate::Rung;

/// Which rungs a run comes down, one after the other, after its peak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ladder {
    /// Settle, shrink, collect, drop: what most programs could do.
    Shrink,
    /// The same with a new container in place of the shrunk one.
    Rebuild,
    /// Every rung there is.
    Whole,
    /// One rung alone, so that none before it took what it could give back;
    /// then the containers are dropped.
    Alone(Rung),
}

impl Ladder {
    /// Every ladder.
    pub const ALL: [Self; 9] = [
        Self::Shrink,
        Self::Rebuild,
        Self::Whole,
        Self::Alone(Rung::Settled),
        Self::Alone(Rung::Shrunk),
        Self::Alone(Rung::Rebuilt),
        Self::Alone(Rung::Collected),
        Self::Alone(Rung::Purged),
        Self::Alone(Rung::Dropped),
    ];

    /// The name it is stored by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shrink => "shrink",
            Self::Rebuild => "rebuild",
            Self::Whole => "ladder",
            Self::Alone(Rung::Settled) => "settled-alone",
            Self::Alone(Rung::Shrunk) => "shrunk-alone",
            Self::Alone(Rung::Rebuilt) => "rebuilt-alone",
            Self::Alone(Rung::Collected) => "collected-alone",
            Self::Alone(Rung::Purged) => "purged-alone",
            Self::Alone(Rung::Dropped) => "dropped-alone",
        }
    }

    /// The ladder of exactly this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ladder| ladder.name() == name)
    }

    /// Its rungs, in order; the last is always [`Rung::Dropped`].
    pub const fn rungs(self) -> &'static [Rung] {
        use Rung::{Collected, Dropped, Purged, Rebuilt, Settled, Shrunk};
        match self {
            Self::Shrink => &[Settled, Shrunk, Collected, Dropped],
            Self::Rebuild => &[Settled, Rebuilt, Collected, Dropped],
            Self::Whole => &Rung::ALL,
            Self::Alone(Settled) => &[Settled, Dropped],
            Self::Alone(Shrunk) => &[Shrunk, Dropped],
            Self::Alone(Rebuilt) => &[Rebuilt, Dropped],
            Self::Alone(Collected) => &[Collected, Dropped],
            Self::Alone(Purged) => &[Purged, Dropped],
            Self::Alone(Dropped) => &[Dropped],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ladder;
    use crate::Rung;

    #[test]
    fn ladders_are_found_by_their_names_and_end_with_the_drop() {
        for ladder in Ladder::ALL {
            assert_eq!(Ladder::find(ladder.name()), Some(ladder));
            let rungs = ladder.rungs();
            assert_eq!(rungs.last(), Some(&Rung::Dropped));
            assert!(rungs.is_sorted(), "{}", ladder.name());
        }
        assert_eq!(Ladder::find("shrunk"), None);
    }

    #[test]
    fn each_rung_has_a_ladder_of_its_own() {
        for rung in Rung::ALL {
            let alone = Ladder::Alone(rung);
            assert!(Ladder::ALL.contains(&alone));
            assert_eq!(alone.rungs()[0], rung);
            assert_eq!(alone.name(), format!("{}-alone", rung.name()));
        }
    }
}
