//! A batch job in three steps: it reads records, groups them, and writes a
//! summary. Which step needs the memory, and what is left after it?
//!
//! ```console
//! $ cargo run --release -p residue-examples --bin batch
//! $ residue run --subject batch='target/release/batch 200000'
//! ```
//!
//! The second command measures each step while the job stands still there.
#![expect(clippy::print_stdout, reason = "the program's own output")]

use residue::{Container, Tracked, Tracking};
use std::alloc::System;
use std::collections::BTreeMap;
use std::error::Error;

#[global_allocator]
static ALLOCATOR: Tracking<System> = Tracking::new(System);
static RECORDS: Container = Container::new("records");
static GROUPS: Container = Container::new("groups");

/// A line of the input.
struct Transaction {
    customer: u32,
    amount: u64,
    note: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let count = std::env::args().nth(1).map_or(Ok(100_000), |n| n.parse())?;
    let before = residue::counters()?;

    let records = read(count);
    residue::mark("read");

    let groups = group(&records);
    residue::mark("grouped");

    drop(records);
    residue::mark("released");

    let largest = groups.iter().max_by_key(|(_, sum)| **sum);
    if let Some((customer, sum)) = largest {
        println!("{} customers; {customer} has most: {sum}", groups.len());
    }
    let done = residue::counters()? - before;
    println!("{} allocations", done.allocations);
    println!("{}", residue::ledger()?);
    Ok(())
}

fn read(count: u32) -> Tracked<Vec<Transaction>> {
    let mut records = Tracked::new(&RECORDS, Vec::new());
    // One edit for all of them: it tags each note, too.
    let mut all = records.edit();
    for number in 0..count {
        all.push(Transaction {
            customer: number % 1000,
            amount: u64::from(number) * 7 % 1013,
            note: format!("record {number} of {count}"),
        });
    }
    drop(all);
    records
}

fn group(records: &[Transaction]) -> Tracked<BTreeMap<u32, u64>> {
    let mut groups = Tracked::new(&GROUPS, BTreeMap::new());
    let mut all = groups.edit();
    for record in records.iter().filter(|of| !of.note.is_empty()) {
        *all.entry(record.customer).or_default() += record.amount;
    }
    drop(all);
    groups
}
