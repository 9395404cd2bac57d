//! What was found, in words.

use crate::findings::{Certainty, Evidence, Finding, FoundTable};
use residue_present::counted;
use residue_present::{Bytes, Count, SignedBytes};

/// One thing that was seen, as a clause.
pub(crate) fn evidence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Row { row, bytes } => {
            format!("{} {}", Bytes(*bytes), row.title())
        }
        Evidence::AtStart(bytes) => {
            format!("{} at the start", Bytes(*bytes))
        }
        Evidence::Container(container) => format!(
            "{}: {}, room for {}, {} of slack",
            container.name,
            counted(container.elements, "element"),
            Count(container.capacity),
            Bytes(container.slack)
        ),
        Evidence::Table(of) => table(of),
        Evidence::MoreTables { count, slack } => {
            let tables = counted(*count as u64, "more table");
            format!("{tables} with {} of slack", Bytes(*slack))
        }
        Evidence::Type(of) => {
            let about = match of.certainty {
                Certainty::Exact => "",
                Certainty::Bound => "at most ",
                Certainty::Estimate => "about ",
            };
            let (objects, size) = (counted(of.objects, "object"), of.size);
            let (bytes, name) = (Bytes(of.bytes), &of.name);
            format!(
                "{about}{objects} of {size} bytes beginning with {name}, \
                 {bytes}"
            )
        }
        Evidence::NotHeap(part) => match part.name.as_str() {
            "" => format!("{} {}", Bytes(part.resident), part.kind.name()),
            name => {
                let kind = part.kind.name();
                format!("{} {kind} {name}", Bytes(part.resident))
            }
        },
        Evidence::Held { at, bytes } => {
            format!("{} kept in {at}", Bytes(*bytes))
        }
        Evidence::Shared(bytes) => format!(
            "{} of what is given back lie on pages that other processes have \
             too since a fork: the machine gets them back when the last of \
             these gives them back",
            Bytes(*bytes)
        ),
        Evidence::Note(text) => text.clone(),
        Evidence::GaveBack { phase, bytes } => {
            format!("the step to {phase} gave back {}", Bytes(*bytes))
        }
        Evidence::LazyFree(bytes) => format!(
            "{} of it the kernel may take back at any time",
            Bytes(*bytes)
        ),
        Evidence::Grew { looks, from, to } => format!(
            "live bytes rose at each of {looks} looks, from {} to {}",
            Bytes(*from),
            Bytes(*to)
        ),
        Evidence::Unknown { row, why } => match why {
            Some(why) => format!("{} is not known: {why}", row.title()),
            None => format!("{} is not known", row.title()),
        },
        Evidence::Residual(bytes) => {
            format!("no row explains {}", SignedBytes(*bytes))
        }
        Evidence::ProfilersHeap => "what is resident is the profiler's own \
                                    heap, and says nothing of the program"
            .to_owned(),
    }
}

fn table(of: &FoundTable) -> String {
    let (kind, at, slack) = (of.kind, of.address, Bytes(of.slack));
    if of.element == 1 {
        let (used, room) = (Bytes(of.elements), Bytes(of.capacity));
        return format!(
            "a {kind} at {at:#x}: {used} used, room for {room}, {slack} of \
             slack"
        );
    }
    let elements = counted(of.elements, "element");
    let (element, room) = (Bytes(of.element), Count(of.capacity));
    format!(
        "a {kind} at {at:#x}: {elements} of {element}, room for {room}, \
         {slack} of slack"
    )
}

/// The names of the remedies, the best first; none if there are none.
pub(crate) fn remedy(finding: &Finding) -> Option<String> {
    let names = finding.remedies;
    (!names.is_empty()).then(|| names.join(", or "))
}

/// What to do about `finding`, if anything.
pub(crate) fn advice(finding: &Finding) -> Option<String> {
    let remedy = remedy(finding)?;
    let was_tried = finding
        .evidence
        .iter()
        .any(|of| matches!(of, Evidence::GaveBack { .. }));
    let back = match (was_tried, finding.certainty) {
        (true, _) => "gave back",
        (_, Certainty::Exact) => "gives back",
        (_, Certainty::Bound) if finding.gives_more => "gives back at least",
        (_, Certainty::Bound) => "gives back at most",
        (_, Certainty::Estimate) => "gives back about",
    };
    let back = finding
        .gives_back
        .map_or(String::new(), |bytes| format!(" ({back} {})", Bytes(bytes)));
    Some(format!("Remedy: {remedy}{back}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Allocator, Outside, Reading, Verdict, findings};
    use crate::run::Phase;
    use residue_ledger::Row;

    /// What is said to do about 80 MiB that are cached.
    fn advised(allocator: Allocator) -> String {
        let mut at = Phase { resident: 90 << 20, ..Phase::default() };
        at.ledger.set(Row::Cached, 80 << 20);
        at.ledger.set(Row::Metadata, 0_u64);
        at.ledger.set(Row::Program, 10 << 20);
        at.ledger.residual = Some(0);
        let reclaimable = Some(79 << 20);
        let outside = Outside { reclaimable, ..Outside::default() };
        let looks = [at];
        let reading = Reading::of_looks(&looks, allocator, Some(&outside));
        let found = findings(&reading.expect("a look"));
        let is_cached = |of: &&Finding| of.verdict == Verdict::AllocatorCached;
        let cached = found.iter().find(is_cached).expect("it is cached");
        advice(cached).expect("there is something to do")
    }

    #[test]
    fn what_a_collection_of_go_frees_comes_on_top() {
        let go = advised(Allocator::Go);
        assert!(go.contains("(gives back at least 79.0 MiB)"), "{go}");
        let glibc = advised(Allocator::Glibc);
        assert!(glibc.contains("(gives back 79.0 MiB)"), "{glibc}");
    }
}
