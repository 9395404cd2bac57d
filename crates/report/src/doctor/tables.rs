//! Containers' tables in JSON: of those that are alike in all but where they
//! are, which may be thousands, the first stands for all.

use std::collections::HashMap;

use serde::{Serialize, Serializer};

use crate::findings::FoundTable;

/// Tables that are alike.
#[derive(Serialize)]
struct TableGroup {
    /// The first of them.
    #[serde(flatten)]
    first: FoundTable,
    /// How many there are.
    count: u64,
}

/// Serializes `tables` in their order, those that are alike once.
pub(super) fn grouped<S: Serializer>(
    tables: &[FoundTable],
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_seq(groups(tables))
}

fn groups(tables: &[FoundTable]) -> Vec<TableGroup> {
    let mut groups = Vec::<TableGroup>::new();
    let mut known = HashMap::new();
    for &table in tables {
        let alike = FoundTable { address: 0, ..table };
        let at = *known.entry(alike).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.count += 1,
            None => groups.push(TableGroup { first: table, count: 1 }),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Certainty;

    fn table(address: u64, elements: u64) -> FoundTable {
        FoundTable {
            kind: "hashbrown table",
            address,
            elements,
            capacity: 28,
            element: 8,
            resident: 296,
            slack: 296 - 8 * elements,
            certainty: Certainty::Bound,
        }
    }

    #[test]
    fn tables_that_are_alike_stand_once_with_their_number() {
        let tables = [table(1, 3), table(2, 9), table(3, 3), table(4, 3)];
        let groups = groups(&tables);
        let told = groups.iter().map(|of| (of.first.address, of.count));
        assert_eq!(told.collect::<Vec<_>>(), [(1, 3), (2, 1)]);
        assert_eq!(groups.iter().map(|of| of.count).sum::<u64>(), 4);
    }
}
