//! Both vocabularies of figures, those of runs and those of profiles, read
//! and judged by the same rules.

use residue_compare::{
    Across, CompareError, Figure, Kind, Limit, Limits, Scope, Severity,
    gravest, gravest_first,
};
use residue_profile::diff as profile;
use residue_report::diff as run;

/// What a limit on one figure of a vocabulary is expected to say.
struct Case {
    /// A figure of this kind.
    kind: Kind,
    bound: &'static str,
    /// The largest growth, of 1,000,000, that does not break the bound, or
    /// what the refusal names.
    expected: Result<u64, &'static str>,
}

const CASES: &[Case] = &[
    fits(Kind::Bytes, "+2%", 20_000),
    fits(Kind::Bytes, "+0.001%", 10),
    fits(Kind::Bytes, "+1.5KiB", 1536),
    fits(Kind::Bytes, " +100B ", 100),
    fits(Kind::Bytes, "+1MiB", 1 << 20),
    fits(Kind::Bytes, "+2%,+1B", 1),
    fits(Kind::Bytes, "+0", 0),
    fits(Kind::Count, "+7", 7),
    fits(Kind::Count, "+1%", 10_000),
    fits(Kind::Time, "+2us", 2_000),
    fits(Kind::Time, "+20%", 200_000),
    wrong(Kind::Bytes, "", "does not begin with +"),
    wrong(Kind::Bytes, "2%", "does not begin with +"),
    wrong(Kind::Bytes, "-2%", "does not begin with +"),
    wrong(Kind::Bytes, "+8MB", "has an unknown unit: write +2%, +100B"),
    wrong(Kind::Bytes, "+7", "is not in a unit that fits the figure"),
    wrong(Kind::Bytes, "+0.5B", "is not a whole number"),
    wrong(
        Kind::Bytes,
        "+0.0001%",
        "is not a percentage with at most three decimals",
    ),
    wrong(Kind::Bytes, "+1%,", "does not begin with +"),
    wrong(Kind::Count, "+8MiB", "write +2% or +100"),
    wrong(Kind::Time, "+8MiB", "write +20%, +500us"),
];

const fn fits(kind: Kind, bound: &'static str, most: u64) -> Case {
    Case { kind, bound, expected: Ok(most) }
}

const fn wrong(kind: Kind, bound: &'static str, why: &'static str) -> Case {
    Case { kind, bound, expected: Err(why) }
}

/// What both vocabularies promise: `place` stands in front of a figure of
/// theirs, and `misspelt` is a wrong name with the one that is meant.
fn vocabulary<S: Scope>(place: &str, misspelt: (&str, &str)) {
    names_are_read::<S>();
    bounds_are_read_and_judged::<S>(place);
    refusals_name_what_is_accepted::<S>(misspelt);
    memory_is_what_it_says::<S>();
    the_gravest_limit_is_told::<S>();
}

fn parse<S: Scope>(text: &str) -> Result<Limit<S>, CompareError> {
    Limit::parse(text)
}

fn names_are_read<S: Scope>() {
    for &figure in S::Figure::ALL {
        let name = figure.name();
        assert_eq!(S::Figure::from_word(name), Some(figure));
        let text = format!("{name}=+0");
        assert_eq!(parse::<S>(&text).unwrap().to_string(), text);
    }
}

fn bounds_are_read_and_judged<S: Scope>(place: &str) {
    const OLD: u64 = 1_000_000;
    let mut tried = 0;
    for Case { kind, bound, expected } in CASES {
        let figures = S::Figure::ALL.iter().filter(|at| at.kind() == *kind);
        for &figure in figures {
            tried += 1;
            let text = format!("{place}{}={bound}", figure.name());
            match (parse::<S>(&text), expected) {
                (Ok(limit), &Ok(most)) => {
                    let breaks = |new| limit.is_broken(figure, OLD, new);
                    assert!(!breaks(OLD + most), "{text}");
                    assert!(breaks(OLD + most + 1), "{text}");
                    assert!(!breaks(OLD - 1), "{text}");
                    let others = S::Figure::ALL.iter();
                    let mut others = others.filter(|&&other| other != figure);
                    assert!(!others.any(|&at| limit.is_broken(at, 0, 9)));
                }
                (Err(error), Err(why)) => {
                    let error = error.to_string();
                    assert!(error.contains(why), "{text}: {error}");
                }
                (read, _) => panic!("{text}: {read:?}"),
            }
        }
    }
    assert!(tried > CASES.len(), "few figures are tried");
}

fn refusals_name_what_is_accepted<S: Scope>((wrong, meant): (&str, &str)) {
    let all = S::Figure::ALL.iter().map(|at| at.name());
    let all = all.collect::<Vec<_>>().join(", ");
    let memory = S::Figure::MEMORY;
    let known = format!("there are memory ({memory}), {all}");
    let nearest = format!("to limit, did you mean `{meant}`?: {known}");
    let nothing = format!("there is no figure \"zzz\" to limit: {known}");
    let cases = [
        ("end".to_owned(), format!("has no bound: write {}", S::FORM)),
        (format!("{wrong}=+0"), nearest),
        ("zzz=+0".to_owned(), nothing),
        ("=".to_owned(), known.clone()),
        (format!("a[:{meant}=+0"), "\"a[\" is not a valid pattern".to_owned()),
        ("\u{1b}[2J=+0".to_owned(), "\\u{1b}[2J".to_owned()),
    ];
    for (text, part) in cases {
        let error = parse::<S>(&text).unwrap_err().to_string();
        assert!(error.contains(&part), "{text}: {error}");
        assert!(!error.contains(char::is_control), "{error:?}");
    }
    let long = parse::<S>(&"x".repeat(10_000)).unwrap_err().to_string();
    assert!(long.len() < 400, "{long}");
}

fn memory_is_what_it_says<S: Scope>() {
    let limit = parse::<S>("memory=+0").unwrap();
    for &figure in S::Figure::ALL {
        assert_eq!(limit.is_broken(figure, 1, 2), figure.is_memory());
    }
    let memory = S::Figure::ALL.iter().filter(|at| at.is_memory());
    let only_bytes = memory.clone().all(|at| at.kind() == Kind::Bytes);
    assert!(memory.count() > 1);
    // What is of several kinds has only shares in common.
    assert_eq!(parse::<S>("memory=+8MiB").is_ok(), only_bytes);
    assert!(parse::<S>("memory=+8%").is_ok());
}

fn the_gravest_limit_is_told<S: Scope>() {
    let of = |kind: Kind| {
        let mut all = S::Figure::ALL.iter().copied();
        all.find(|at| at.is_memory() && at.kind() == kind)
    };
    let figure = of(Kind::Bytes).unwrap();
    let limit = |bound: &str| {
        parse::<S>(&format!("{}={bound}", figure.name())).unwrap()
    };
    let limits = [limit("+1%").soft(), limit("+5%"), limit("+6%")];
    let broken = |new| gravest(limits.iter(), figure, 100, new);
    assert!(broken(101).is_none());
    let soft = broken(102).unwrap();
    assert_eq!(soft.limit.severity(), Severity::Soft);
    let hard = broken(200).unwrap();
    assert_eq!(hard.limit.to_string(), limits[1].to_string());
    let text = hard.text("it", "size", |value| format!("{value} B"));
    let limit = &limits[1];
    let said = format!(
        "it: size rose by 100 B, from 100 B to 200 B, beyond the limit {limit}"
    );
    assert_eq!(text, said);
    let sorted = gravest_first(vec![(soft.rank(), 1), (hard.rank(), 2)]);
    assert_eq!(sorted, [2, 1]);

    let none = Limits::<S>::default();
    assert!(none.method().contains(S::BY_DEFAULT), "{}", none.method());
    assert_eq!(none.in_force().len(), 1);
    let some: Limits<S> = limits.into_iter().collect();
    assert!(some.method().contains("+1% (soft); "), "{}", some.method());
    assert_eq!(some.in_force().len(), 3);
}

#[test]
fn runs_and_profiles_are_limited_by_the_same_rules() {
    vocabulary::<run::Phases>("hash*/jemalloc:", ("residnet", "resident"));
    vocabulary::<profile::Stacks>("app::c*:", ("total_block", "total_blocks"));
    let phase = parse::<run::Phases>("live@dr*=+0").unwrap();
    assert!(phase.is_broken(run::Metric::Live, 1, 2));
    let alias = parse::<profile::Stacks>("never-freed=+0").unwrap();
    assert!(alias.is_broken(residue_profile::Figure::End, 1, 2));
}

fn crosses<A: Across + std::fmt::Debug>(misspelt: &str, meant: &str) {
    for &key in A::ALL {
        let said = format!(" {} ", key.name());
        assert!(A::from_word(&said) == Ok(key), "{said}");
    }
    let known: Vec<_> = A::ALL.iter().map(|key| key.name()).collect();
    let error = A::from_word(misspelt).unwrap_err().to_string();
    let said = format!(
        "there is no {misspelt:?} to compare across, did you mean `{meant}`?: \
         there are {}",
        known.join(", ")
    );
    assert_eq!(error, said);
    let error = A::from_word("all").unwrap_err().to_string();
    assert!(!error.contains("did you mean"), "{error}");
}

#[test]
fn what_may_differ_is_named_and_a_misspelt_word_is_answered() {
    crosses::<run::AcrossKey>("setings", "settings");
    crosses::<profile::Across>("sed", "seed");
}
