//! Two builds of one program: what compilers and editors rename is no change,
//! and what functions ask for more or less is the change, to the byte.

use std::collections::BTreeMap;
use std::fmt::Write;

use proptest::prelude::*;
use residue_profile::diff::{Diff, Options, Verdict};
use residue_profile::{Figure, Grouping, Profile};

use crate::common::read;

/// Functions of the program.
const FUNCTIONS: usize = 6;

/// A stack of the program: who asked, its callers from the inside out, and
/// the bytes.
#[derive(Clone, Debug)]
struct Stack {
    asker: usize,
    callers: Vec<usize>,
    bytes: u64,
    /// How many of the outermost callers the other build has by other names.
    renamed: usize,
}

fn program() -> impl Strategy<Value = Vec<Stack>> {
    let callers = proptest::collection::vec(0..FUNCTIONS, 1..5);
    let stack = (0..FUNCTIONS, callers, 1_u64..4, 0_usize..5);
    let stack = stack.prop_map(|(asker, callers, bytes, renamed)| Stack {
        asker,
        callers,
        bytes: bytes * 100,
        renamed,
    });
    proptest::collection::vec(stack, 1..12)
}

/// A build of the program: what compilers number and editors move is by
/// `build`, and outermost callers have other names in all but the first.
fn build(program: &[Stack], build: u64) -> Profile {
    let mut frames = vec!["[root]".to_owned()];
    let mut points = String::new();
    for (at, stack) in program.iter().enumerate() {
        let mut names = vec!["alloc::raw_vec::RawVec<T>::grow_one".to_owned()];
        names.push(function(stack.asker, build));
        let kept = match build {
            0 => stack.callers.len(),
            _ => stack.callers.len().saturating_sub(stack.renamed),
        };
        for (depth, &caller) in stack.callers.iter().enumerate() {
            names.push(match depth < kept {
                true => function(caller, build),
                false => format!("other::caller_{at}_{depth}"),
            });
        }
        let first = frames.len();
        for (depth, name) in names.iter().enumerate() {
            let address = 0x1000 * build + 0x10 * (first + depth) as u64;
            let line = 1 + build * 7 + depth as u64;
            frames.push(format!("0x{address:x}: {name} (src/a.rs:{line}:9)"));
        }
        let stack_of: Vec<_> =
            (first..frames.len()).map(|at| at.to_string()).collect();
        let gap = if at == 0 { "" } else { "," };
        write!(
            points,
            "{gap}{{\"tb\":{},\"tbk\":1,\"fs\":[{}]}}",
            stack.bytes,
            stack_of.join(",")
        )
        .unwrap();
    }
    let frames = serde_json::to_string(&frames).unwrap();
    read(&format!(
        "{{\"dhatFileVersion\":2,\"mode\":\"rust-heap\",\"verb\":\"Allocated\",\
         \"bklt\":false,\"bkacc\":false,\"tu\":\"µs\",\"Mtu\":\"s\",\
         \"cmd\":\"app\",\"pid\":1,\"te\":9,\"pps\":[{points}],\
         \"ftbl\":{frames}}}"
    ))
}

/// A function's symbol, with what a compiler of that build appends.
fn function(which: usize, build: u64) -> String {
    let appended = [
        "::h0123456789abcde",
        ".llvm.123",
        ".36",
        "::{closure#",
        " [clone .constprop.",
        "::{{closure}}::h0123456789abcde",
    ];
    let name = format!("app::module::function_{which}{}", appended[which]);
    match appended[which] {
        "::{closure#" => format!("{name}{build}}}"),
        " [clone .constprop." => format!("{name}{build}]"),
        _ => format!("{name}{build}"),
    }
}

/// What each function asks for more or less, where it does.
fn moved(diff: &Diff<'_>) -> BTreeMap<String, i128> {
    let mut moved: BTreeMap<String, i128> = BTreeMap::new();
    for site in &diff.sites {
        let label = site.label(diff);
        // What a compiler numbers behind it is another in each build.
        let end = label.find("function_").unwrap() + "function_0".len();
        *moved.entry(label[..end].to_owned()).or_default() +=
            site.difference(Figure::Total);
    }
    moved.retain(|_, bytes| *bytes != 0);
    moved
}

proptest! {
    #[test]
    fn what_is_only_renamed_is_the_same(program in program(), to in 1_u64..9) {
        let (old, new) = (build(&program, 0), build(&program, to));
        let diff = Diff::of(&old, &new, &Options::default()).unwrap();
        prop_assert_eq!(diff.verdict(), Verdict::Same);
    }

    #[test]
    fn what_moves_between_functions_is_told_to_the_byte(
        program in program(),
        from in any::<prop::sample::Index>(),
        to in 0..FUNCTIONS,
        bytes in 1_u64..100,
    ) {
        let mut after = program.clone();
        let from = from.index(program.len());
        let asker = program[from].asker;
        prop_assume!(asker != to);
        after[from].bytes -= bytes;
        after.push(Stack { asker: to, bytes, ..program[from].clone() });
        let (old, new) = (build(&program, 0), build(&after, 1));
        let bytes = i128::from(bytes);
        for grouping in [Grouping::Stack, Grouping::Function] {
            let options = Options { grouping, ..Options::default() };
            let diff = Diff::of(&old, &new, &options).unwrap();
            let moved: Vec<_> = moved(&diff).into_values().collect();
            let expected = if asker < to { [-bytes, bytes] } else { [bytes, -bytes] };
            prop_assert_eq!(&moved[..], &expected, "{}", grouping);
        }
    }
}
