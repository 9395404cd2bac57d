//! Counts of instructions: which are kept, how they are held against those
//! that were kept before. They repeat exactly where times do not.

use crate::summary::{output, unknown};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The schema that counts are of.
pub const INSTRUCTIONS_SCHEMA: &str = "residue.instructions/1";

/// Instructions that an operation may gain before a check fails.
const MORE: f64 = 2.0;
/// The most that a subject may ever add to the pair loop with the allocator
/// compiled in, over the C library's.
const LIMITS: [(&str, f64); 2] = [("counting", 12.0), ("tracking", 28.0)];
/// The loop that the limits are of.
pub const INLINED: &str = "pair 64 B, inlined";
/// The part of the bare allocator's that a whole program may gain.
const MORE_OF_PROGRAM: f64 = 0.005;

/// What was counted, and with what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instructions {
    /// [`INSTRUCTIONS_SCHEMA`].
    pub schema: String,
    /// The compiler.
    pub rustc: String,
    /// The C library, whose instructions the bare allocator's mostly are.
    pub libc: String,
    /// What counted.
    pub valgrind: String,
    /// One for each subject at each work.
    pub counts: Vec<Count>,
}

/// Instructions of a subject at some work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The allocator that does the work.
    pub base: String,
    /// What stands around it.
    pub subject: String,
    /// An operation with its size, or a program.
    pub work: String,
    /// What [`Count::tenths`] are of.
    pub unit: Unit,
    /// Tenths of an instruction, in user space.
    pub tenths: u64,
}

/// What instructions are counted of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// One operation of many in a loop.
    Operation,
    /// A whole program, from its start to its end.
    Program,
}

/// A subject whose cost over the bare allocator went past its limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Grown {
    count: Count,
    was: f64,
    is: f64,
}

impl Instructions {
    /// No counts, of this machine's tools.
    pub fn begin() -> Instructions {
        let version = |program, args: &[&str]| {
            let said = output(program, args).unwrap_or_else(unknown);
            said.lines().next().unwrap_or_default().to_owned()
        };
        Instructions {
            schema: INSTRUCTIONS_SCHEMA.to_owned(),
            rustc: version("rustc", &["--version"]),
            libc: version("getconf", &["GNU_LIBC_VERSION"]),
            valgrind: version("valgrind", &["--version"]),
            counts: Vec::new(),
        }
    }

    /// Reads counts.
    ///
    /// # Errors
    ///
    /// Where `text` is none, or one of another schema.
    pub fn from_json(text: &str) -> Result<Instructions, String> {
        let read: Instructions = serde_json::from_str(text)
            .map_err(|error| format!("it is no record: {error}"))?;
        match read.schema == INSTRUCTIONS_SCHEMA {
            true => Ok(read),
            false => Err(format!(
                "it is of schema `{}`, and this reads `{INSTRUCTIONS_SCHEMA}`: \
                 record it anew",
                read.schema
            )),
        }
    }

    /// Says which subject adds more than it may, ever.
    pub fn past_limits(&self) -> Vec<String> {
        let of = |(subject, limit): (&str, f64)| {
            let mut pairs = self.counts.iter().filter(|count| {
                count.base == "system"
                    && count.work == INLINED
                    && count.subject == subject
            });
            let added = pairs.find_map(|count| self.added(count));
            match added {
                Some(added) if added <= limit => None,
                Some(added) => Some(format!(
                    "{subject} adds {added:.1} instructions to a pair, and \
                     {limit} are the most"
                )),
                None => Some(format!("the pair of {subject} was not counted")),
            }
        };
        LIMITS.into_iter().filter_map(of).collect()
    }

    /// The count of `subject` at the work of `like`, over the same base.
    fn find(&self, like: &Count, subject: &str) -> Option<&Count> {
        self.counts.iter().find(|count| {
            count.base == like.base
                && count.work == like.work
                && count.subject == subject
        })
    }

    /// What a subject adds to the bare allocator; of programs, as a part of
    /// the bare allocator's. `None` where the bare one was not counted.
    pub fn added(&self, count: &Count) -> Option<f64> {
        let bare = self.find(count, "bare")?.tenths as f64;
        let more = count.tenths as f64 - bare;
        Some(match count.unit {
            Unit::Operation => more / 10.0,
            Unit::Program => more / bare,
        })
    }

    /// Those that add more here than in `committed` and their limit. The bare
    /// allocator's own count is the C library's, and may differ.
    ///
    /// # Errors
    ///
    /// Names a count that has nothing to be held against.
    pub fn grown(
        &self,
        committed: &Instructions,
    ) -> Result<Vec<Grown>, String> {
        let mut all = Vec::new();
        for count in self.counts.iter().filter(|c| c.subject != "bare") {
            let then = committed.find(count, &count.subject);
            let was = then.and_then(|then| committed.added(then));
            let pair = was.zip(self.added(count));
            let (was, is) = pair.ok_or_else(|| format!("no {count}"))?;
            let limit = match count.unit {
                Unit::Operation => MORE,
                Unit::Program => MORE_OF_PROGRAM,
            };
            if is > was + limit {
                all.push(Grown { count: count.clone(), was, is });
            }
        }
        Ok(all)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} over {}", self.work, self.subject, self.base)
    }
}

impl fmt::Display for Grown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Grown { count, was, is } = self;
        match count.unit {
            Unit::Operation => write!(
                f,
                "{count} adds {is:.1} instructions where it added {was:.1}, \
                 and {MORE} more are the most"
            ),
            Unit::Program => write!(
                f,
                "{count} adds {:.2} % where it added {:.2} %, and {} % more \
                 are the most",
                is * 100.0,
                was * 100.0,
                MORE_OF_PROGRAM * 100.0
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(unit: Unit, figures: [(&str, u64); 2]) -> Instructions {
        let count = |(subject, tenths): (&str, u64)| Count {
            base: "system".to_owned(),
            subject: subject.to_owned(),
            work: "pair 64 B".to_owned(),
            unit,
            tenths,
        };
        let counts = figures.map(count).into();
        Instructions { counts, ..Instructions::default() }
    }

    fn operation(bare: u64, counting: u64) -> Instructions {
        counts(Unit::Operation, [("bare", bare), ("counting", counting)])
    }

    #[test]
    fn an_operation_may_gain_two_instructions_and_no_more() {
        let committed = operation(1440, 1557);
        let grown = |now: Instructions| now.grown(&committed).unwrap();
        assert_eq!(grown(operation(1440, 1577)), []);
        let found = grown(operation(1440, 1578));
        assert_eq!(
            found[0].to_string(),
            "pair 64 B of counting over system adds 13.8 instructions where \
             it added 11.7, and 2 more are the most"
        );
    }

    #[test]
    fn no_record_allows_more_than_the_limits() {
        let found = |pair: [u64; 2]| {
            let subjects = [("bare", 1440), ("counting", pair[0])];
            let mut counts = counts(Unit::Operation, subjects);
            let more = [("bare", 1440), ("tracking", pair[1])];
            counts.counts.extend(self::counts(Unit::Operation, more).counts);
            counts.counts.iter_mut().for_each(|c| c.work = INLINED.into());
            counts.past_limits()
        };
        assert_eq!(found([1560, 1720]), <[String; 0]>::default());
        assert_eq!(
            found([1561, 1720]),
            ["counting adds 12.1 instructions to a pair, and 12 are the most"]
        );
        assert_eq!(found([1560, 1721]).len(), 1);
        assert_eq!(Instructions::default().past_limits().len(), 2);
    }

    #[test]
    fn what_the_c_library_takes_is_not_the_trackers() {
        let committed = operation(1440, 1557);
        assert_eq!(operation(9990, 10107).grown(&committed), Ok(vec![]));
    }

    #[test]
    fn a_program_may_gain_a_part_of_the_bare_ones() {
        let program = |counting| {
            counts(Unit::Program, [("bare", 100_000), ("counting", counting)])
        };
        let committed = program(101_000);
        assert_eq!(program(101_400).grown(&committed), Ok(vec![]));
        let found = program(101_600).grown(&committed).unwrap();
        assert!(found[0].to_string().contains("adds 1.60 % where it added"));
    }

    #[test]
    fn a_record_reads_back_and_another_schema_is_refused() {
        let record = Instructions {
            schema: INSTRUCTIONS_SCHEMA.to_owned(),
            ..operation(1440, 1557)
        };
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(Instructions::from_json(&json), Ok(record));
        let newer = json.replace(INSTRUCTIONS_SCHEMA, "residue.x/2");
        let said = Instructions::from_json(&newer).unwrap_err();
        assert!(said.contains("residue.x/2"), "{said}");
        assert!(Instructions::from_json("{}").is_err());
    }

    #[test]
    fn a_count_without_a_committed_one_is_refused() {
        let said = operation(1440, 1557).grown(&Instructions::default());
        assert_eq!(said, Err("no pair 64 B of counting over system".into()));
    }
}
