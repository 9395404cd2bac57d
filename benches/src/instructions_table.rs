//! Counts of instructions as Markdown.

use crate::{Count, Instructions, Unit};
use std::fmt::Write;

impl Instructions {
    /// Everything that was counted, a table for each base: rows are subjects,
    /// columns are works, both in the order in which they were counted. What
    /// was not counted is a dash.
    pub fn table(&self) -> String {
        let bases = distinct(self.counts.iter().map(|count| &*count.base));
        let tables = bases.into_iter().map(|base| self.table_of(base));
        tables.collect::<Vec<_>>().join("\n")
    }

    /// The tables as a file of their own.
    pub fn document(&self) -> String {
        let Instructions { rustc, libc, valgrind, .. } = self;
        let tables = self.table();
        format!(
            "# Instructions\n\n\
             By `scripts/instructions --record DIRECTORY`: {valgrind} \
             (`--tool=callgrind`), {libc}, {rustc}, link-time optimised. \
             They repeat exactly. An operation is one of many in a loop; the \
             bare allocator's row is what it takes, every other what is added \
             to that. `inlined` is the loop of a program whose global \
             allocator it is; other operations call the allocator with sizes \
             that only the run knows. Our map over mimalloc is missing: under \
             Valgrind its memory lies above what the map can cover there. \
             Programs are counted from start to \
             end.\n\n{tables}"
        )
    }

    fn table_of(&self, base: &str) -> String {
        let of_base = || self.counts.iter().filter(|c| c.base == base);
        let works = distinct(of_base().map(|count| &*count.work));
        let mut out = format!("| over {base} |");
        works.iter().for_each(|work| _ = write!(out, " {work} |"));
        out.push_str("\n| --- |");
        out.push_str(&" ---: |".repeat(works.len()));
        out.push('\n');
        for subject in distinct(of_base().map(|count| &*count.subject)) {
            let _ = write!(out, "| {subject} |");
            for work in &works {
                let mut row = of_base().filter(|c| c.subject == subject);
                let count = row.find(|count| count.work == *work);
                let text = count.and_then(|count| self.cell(count));
                let _ = write!(out, " {} |", text.as_deref().unwrap_or("—"));
            }
            out.push('\n');
        }
        out
    }

    /// Of the bare allocator what it takes, of others what they add to that.
    fn cell(&self, count: &Count) -> Option<String> {
        let is_bare = count.subject == "bare";
        Some(match (count.unit, is_bare) {
            (Unit::Operation, true) => {
                format!("{:.1}", count.tenths as f64 / 10.0)
            }
            (Unit::Operation, false) => match self.added(count)? {
                added if added < 1000.0 => format!("{added:+.1}"),
                added => format!("{added:+.0}"),
            },
            (Unit::Program, true) => {
                format!("{:.1} M", count.tenths as f64 / 1e7)
            }
            (Unit::Program, false) => {
                format!("{:+.1} %", self.added(count)? * 100.0)
            }
        })
    }
}

fn distinct<'a>(all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut distinct = Vec::new();
    for one in all {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bare_allocator_has_its_own_count_and_others_what_they_add() {
        let count = |subject: &str, work: &str, unit, tenths| Count {
            base: "system".to_owned(),
            subject: subject.to_owned(),
            work: work.to_owned(),
            unit,
            tenths,
        };
        let counts = vec![
            count("bare", "pair", Unit::Operation, 1440),
            count("bare", "json", Unit::Program, 3_028_000_000),
            count("counting", "pair", Unit::Operation, 1557),
            count("dhat", "pair", Unit::Operation, 200_000),
            count("dhat", "json", Unit::Program, 3_179_400_000),
        ];
        let table = Instructions { counts, ..Instructions::default() }.table();
        assert_eq!(
            table,
            "| over system | pair | json |\n\
             | --- | ---: | ---: |\n\
             | bare | 144.0 | 302.8 M |\n\
             | counting | +11.7 | — |\n\
             | dhat | +19856 | +5.0 % |\n"
        );
    }
}
