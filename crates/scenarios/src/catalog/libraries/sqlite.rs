use rusqlite::Connection;

use super::labels::SQLITE;
use crate::retention::{Blames, Container, Peak, Retention, Stages};
use crate::{Freed, Plan, Scenario, Tag, random};

/// Bytes of a row's body.
const BODY: usize = 128;

/// Bytes of a page, and what SQLite asks for with each, in one piece, with the
/// header that it has of `malloc`.
const PAGE: u64 = 4_096;
const BESIDE: u64 = 280;

/// Rows of a page: it has a header of 8 bytes, and for each row its place (2),
/// its length (2), its number (3), a header (4) and the body.
const ROWS: u64 = (PAGE - 8) / (2 + 2 + 3 + 4 + BODY as u64);

/// Room for what a connection has however few its rows are.
const ASIDE: u64 = 256 * 1024;

/// A table in memory of which every other row has been deleted: SQLite frees
/// pages that are empty, and these are half full until the database is
/// vacuumed. It allocates by `malloc`, which is foreign to the tracker: its rows
/// are in `foreign_live`, and no payload that could be told from the rest.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: SQLITE.name,
    summary: SQLITE.summary,
    tags: &[Tag::Container, Tag::Library],
    names: &["rows"],
    containers: Container {
        open: |_, _| (),
        fill: |table: &mut Option<Table>, plan| {
            table.insert(Table::new()).insert(plan);
        },
        drain: |table, _| table.iter_mut().for_each(Table::delete),
        shrink: |table| table.iter().for_each(|of| of.execute("VACUUM")),
        rebuild: |table| table,
        len: |table| table.as_ref().map_or(0, |table| table.rows),
        capacity: |table| table.as_ref().map_or(0, |table| table.rows),
        payload: |_| 0,
        entry: 0,
        peak: |rows| Peak {
            slack: None,
            bytes: pages(rows).saturating_add(ASIDE),
        },
        kept: pages,
        freed: |_| Freed::default(),
    },
    stages: Stages::USUAL,
    blames: Blames::Foreign,
};

/// Bytes of the pages of so many rows; those that only name others are one in
/// some hundreds.
const fn pages(rows: u64) -> u64 {
    (rows / ROWS).saturating_add(2).saturating_mul(PAGE + BESIDE)
}

struct Table {
    database: Connection,
    rows: usize,
}

impl Table {
    fn new() -> Self {
        let database = Connection::open_in_memory().expect("memory is there");
        let table = Self { database, rows: 0 };
        table.execute("CREATE TABLE log (id INTEGER PRIMARY KEY, body BLOB)");
        table
    }

    fn insert(&mut self, plan: &Plan) {
        self.execute("BEGIN");
        {
            let insert = "INSERT INTO log (body) VALUES (?1)";
            let prepared = self.database.prepare(insert);
            let mut prepared = prepared.expect("a statement of SQLite's");
            for key in random::keys(plan) {
                let body = [random::filler(key); BODY];
                prepared.execute([&body[..]]).expect("memory takes all");
            }
        }
        self.execute("COMMIT");
        self.rows = plan.elements as usize;
    }

    fn delete(&mut self) {
        self.execute("DELETE FROM log WHERE id % 2 = 0");
        self.rows = self.rows.div_ceil(2);
    }

    fn execute(&self, statement: &str) {
        self.database.execute_batch(statement).expect("memory takes all");
    }
}
