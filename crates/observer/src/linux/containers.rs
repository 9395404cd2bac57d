//! Joining what containers declare with what they hold.

use super::account::{Account, ObjectSum};
use residue_ledger::ContainerRow;
use residue_segment::{ContainerEntry, OwnerId};
use std::sync::atomic::Ordering::Relaxed;

/// What one container declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) name: String,
    pub(crate) payload: u64,
    pub(crate) elements: u64,
    pub(crate) capacity: u64,
    /// Bytes of room that no element takes, where it tells these in place of
    /// its payload.
    pub(crate) spare: Option<u64>,
}

impl Declared {
    pub(crate) fn read(entry: &ContainerEntry) -> Declared {
        Declared {
            name: entry.name.read(),
            payload: entry.payload.load(Relaxed),
            elements: entry.elements.load(Relaxed),
            capacity: entry.capacity.load(Relaxed),
            spare: (entry.by_spare.load(Relaxed) > 0)
                .then(|| entry.spare.load(Relaxed)),
        }
    }
}

impl Declared {
    /// The same with its payload: of one that tells its room, all of the
    /// `live` bytes beyond that.
    fn with_payload(&self, live: u64) -> Declared {
        let told = self.spare.map(|spare| live.saturating_sub(spare));
        let payload = told.unwrap_or(self.payload);
        Declared { payload, ..self.clone() }
    }
}

/// The containers, and what they have on resident pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Containers {
    /// Those of the same name together.
    pub(crate) seen: Vec<ContainerRow>,
    /// What each of `seen` has on resident pages.
    pub(crate) resident: Vec<Resident>,
    /// Resident bytes of elements. Elements are taken to be written, and so
    /// resident before the rest of their container is.
    pub(crate) payload: u64,
    /// Resident bytes of containers beyond that.
    pub(crate) slack: u64,
    pub(crate) warnings: Vec<String>,
}

/// What one container has on resident pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Resident {
    pub(crate) live: u64,
    /// The part of `live` that is payload.
    pub(crate) payload: u64,
}

/// Joins the containers `declared`, in the order of the container table.
pub(crate) fn containers(
    declared: &[Declared],
    account: &Account,
) -> Containers {
    let mut containers = Containers::default();
    for (container, holding) in merge(declared, account) {
        let payload = container.payload.min(holding.live);
        if payload < container.payload {
            containers.warnings.push(format!(
                "container '{}' declares {} bytes of payload but holds {}: \
                 its elements were allocated outside its scope",
                container.name, container.payload, holding.live
            ));
        }
        let resident = Resident {
            live: holding.resident,
            payload: payload.min(holding.resident),
        };
        containers.payload += resident.payload;
        containers.slack += resident.live - resident.payload;
        containers.resident.push(resident);
        containers.seen.push(ContainerRow {
            name: container.name,
            live: holding.live,
            payload,
            slack: holding.live - payload,
            elements: container.elements,
            capacity: container.capacity,
        });
    }
    containers
}

fn merge(
    declared: &[Declared],
    account: &Account,
) -> Vec<(Declared, ObjectSum)> {
    let mut merged: Vec<(Declared, ObjectSum)> = Vec::new();
    for (index, container) in (0..).zip(declared) {
        let Some(owner) = OwnerId::of_container(index) else { break };
        let holding = account.owned(owner.bits());
        let container = container.with_payload(holding.live);
        let same = merged.iter_mut().find(|(of, _)| of.name == container.name);
        let Some((sum, held)) = same else {
            merged.push((container, holding));
            continue;
        };
        sum.payload = sum.payload.saturating_add(container.payload);
        sum.elements = sum.elements.saturating_add(container.elements);
        sum.capacity = sum.capacity.saturating_add(container.capacity);
        held.add(holding);
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(live: u64, resident: u64) -> ObjectSum {
        ObjectSum { objects: 1, live, resident }
    }

    fn declared(name: &str, payload: u64) -> Declared {
        Declared {
            name: name.into(),
            payload,
            elements: payload / 8,
            capacity: 100,
            spare: None,
        }
    }

    fn account(holdings: &[ObjectSum]) -> Account {
        let none = [ObjectSum::default(); 2];
        let owners = none.iter().chain(holdings).copied().collect();
        Account { owners, ..Account::default() }
    }

    #[test]
    fn slack_is_what_a_container_holds_beyond_its_payload() {
        let account = account(&[holding(1000, 1000)]);
        let found = containers(&[declared("map", 400)], &account);
        assert_eq!((found.payload, found.slack), (400, 600));
        let expected = ContainerRow {
            name: "map".into(),
            live: 1000,
            payload: 400,
            slack: 600,
            elements: 50,
            capacity: 100,
        };
        assert_eq!(found.seen, [expected]);
        assert!(found.warnings.is_empty());
    }

    #[test]
    fn of_one_that_tells_its_room_all_else_is_payload() {
        let account = account(&[holding(1000, 1000), holding(50, 50)]);
        let roomy = |spare| Declared { spare, ..declared("map", 0) };
        let both = [roomy(Some(600)), roomy(Some(90))];
        let found = containers(&both, &account);
        assert_eq!((found.payload, found.slack), (400, 650));
        assert!(found.warnings.is_empty());
    }

    #[test]
    fn untouched_bytes_are_slack_before_they_are_payload() {
        let account = account(&[holding(1000, 500)]);
        let found = containers(&[declared("map", 400)], &account);
        assert_eq!((found.payload, found.slack), (400, 100));
        assert_eq!(found.seen[0].slack, 600);
    }

    #[test]
    fn containers_of_one_name_are_one() {
        let holdings = [holding(100, 90), holding(7, 7), holding(50, 50)];
        let names = [declared("a", 80), declared("b", 7), declared("a", 16)];
        let found = containers(&names, &account(&holdings));
        let names: Vec<&str> =
            found.seen.iter().map(|seen| seen.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!((found.seen[0].live, found.seen[0].payload), (150, 96));
        assert_eq!(found.seen[0].capacity, 200);
        assert_eq!((found.payload, found.slack), (103, 44));
    }

    #[test]
    fn payload_past_what_is_held_is_cut_and_told() {
        let account = account(&[holding(100, 100)]);
        let found = containers(&[declared("map", 400)], &account);
        assert_eq!((found.payload, found.slack), (100, 0));
        assert_eq!(found.warnings.len(), 1);
    }

    #[test]
    fn a_container_that_holds_nothing_is_shown() {
        let found = containers(&[declared("map", 0)], &Account::default());
        assert_eq!(found.seen[0].live, 0);
    }
}
