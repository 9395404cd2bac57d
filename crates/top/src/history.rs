//! What a process had resident, over time.

use crate::{Look, ProcessSums};
use residue_ledger::Row;

/// What a part of a stack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Band {
    /// A row of a ledger.
    Row(Row),
    /// What no row explains.
    Residual,
    /// Resident anonymous memory, between looks.
    Anonymous,
    /// Resident pages of files, between looks.
    File,
    /// Resident shared memory, between looks.
    Shared,
}

impl Band {
    /// The band's name for people.
    pub fn title(self) -> &'static str {
        match self {
            Band::Row(row) => row.title(),
            Band::Residual => "residual",
            Band::Anonymous => "anonymous",
            Band::File => "files",
            Band::Shared => "shared",
        }
    }
}

/// Everything resident at one instant, in bands that add up to it. Bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stack(pub Vec<(Band, u64)>);

impl Stack {
    /// Everything.
    pub fn sum(&self) -> u64 {
        self.0.iter().map(|&(_, bytes)| bytes).sum()
    }
}

impl From<&ProcessSums> for Stack {
    fn from(sums: &ProcessSums) -> Stack {
        Stack(vec![
            (Band::Anonymous, sums.anonymous),
            (Band::File, sums.file),
            (Band::Shared, sums.shared),
        ])
    }
}

impl From<&Look> for Stack {
    fn from(look: &Look) -> Stack {
        let rows =
            look.ledger.known().map(|(row, bytes)| (Band::Row(row), bytes));
        let residual = look.ledger.residual.unwrap_or(0).max(0).unsigned_abs();
        let residual = (Band::Residual, residual);
        Stack(rows.chain([residual]).filter(|&(_, bytes)| bytes > 0).collect())
    }
}

/// What a process had resident, over time: the newest last, and no more than
/// a screen can show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    stacks: Vec<Stack>,
}

impl History {
    /// More columns than a terminal has.
    const MOST: usize = 1000;

    /// Adds the newest.
    pub fn push(&mut self, stack: Stack) {
        if self.stacks.len() == History::MOST {
            self.stacks.remove(0);
        }
        self.stacks.push(stack);
    }

    /// The newest ones, oldest first, at most so many.
    pub fn last(&self, count: usize) -> &[Stack] {
        &self.stacks[self.stacks.len().saturating_sub(count)..]
    }

    /// The most that was resident at once.
    pub fn peak(&self) -> u64 {
        self.stacks.iter().map(Stack::sum).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_as_high_as_its_ledger() {
        let mut look = Look::default();
        look.ledger.set(Row::OtherLive, 40);
        look.ledger.set(Row::Program, 2);
        look.ledger.residual = Some(1);
        assert_eq!(Stack::from(&look).sum(), 43);
        assert_eq!(Stack::from(&look).0.len(), 3);
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut history = History::default();
        for bytes in 0..=History::MOST as u64 {
            history.push(Stack(vec![(Band::File, bytes)]));
        }
        assert_eq!(history.last(usize::MAX).len(), History::MOST);
        assert_eq!(history.last(usize::MAX)[0].sum(), 1);
        assert_eq!(history.last(2).len(), 2);
        assert_eq!(history.peak(), History::MOST as u64);
    }
}
