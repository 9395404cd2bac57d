//! Names and globs that people give, and the nearest name to a wrong one.

use anyhow::{Result, anyhow};
use globset::{Glob, GlobMatcher};
use residue_backends::Backend;
use residue_scenarios::{Ladder, Optional, Rung, Scenario, Tag};

/// What a pattern begins with that selects scenarios by a tag.
const BY_TAG: &str = "tag:";

/// The scenarios that `patterns` select, by name or after `tag:` by a tag, in
/// the order of the list; those tagged `default` where there are none.
pub fn scenarios(patterns: &[String]) -> Result<Vec<&'static dyn Scenario>> {
    let (by_tag, by_name): (Vec<_>, Vec<_>) =
        patterns.iter().partition(|pattern| pattern.starts_with(BY_TAG));
    let all = residue_scenarios::all();
    let names = named(&by_name)?;
    let tags = match patterns {
        [] => vec![Tag::Default.name()],
        _ => tags(&by_tag)?,
    };
    let is_chosen = |scenario: &&dyn Scenario| {
        names.contains(&scenario.name())
            || scenario.tags().iter().any(|tag| tags.contains(&tag.name()))
    };
    Ok(all.iter().copied().filter(is_chosen).collect())
}

/// The names of scenarios that `patterns` select. One that only selects what
/// is not in this build is an error, which says how to get it.
fn named(patterns: &[&String]) -> Result<Vec<&'static str>> {
    let all = residue_scenarios::all().iter();
    let there: Vec<_> = all.map(|scenario| scenario.name()).collect();
    let missing = Optional::missing().iter().map(|of| of.name);
    let missing: Vec<_> = missing.collect();
    let mut chosen = Vec::new();
    for pattern in patterns {
        match matching("scenario", &[pattern], &there) {
            Ok(names) => chosen.extend(names),
            Err(unknown) => {
                let of = missing_one(pattern, &there, &missing);
                return Err(of.map_or(unknown, |of| not_built(pattern, of)));
            }
        }
    }
    Ok(chosen)
}

/// The scenario that `pattern` means, of those that are not in this build.
fn missing_one<'a>(
    pattern: &str,
    there: &[&'a str],
    missing: &[&'a str],
) -> Option<&'a str> {
    let meant = matching("scenario", &[pattern], missing).ok();
    let meant = meant.and_then(|names| names.first().copied());
    meant.or_else(|| {
        let nearest = nearest(pattern, &[there, missing].concat())?;
        missing.contains(&nearest).then_some(nearest)
    })
}

fn not_built(pattern: &str, name: &str) -> anyhow::Error {
    let feature = Optional::FEATURE;
    anyhow!(
        "scenario `{pattern}`: `{name}` is not in this build: cargo install \
         --path crates/cli --features {feature}"
    )
}

/// The tags that patterns after `tag:` select.
fn tags(patterns: &[&String]) -> Result<Vec<&'static str>> {
    let names = Tag::ALL.map(Tag::name);
    let patterns: Vec<_> =
        patterns.iter().filter_map(|it| it.strip_prefix(BY_TAG)).collect();
    matching("tag", &patterns, &names)
}

/// What selects the ladder of all rungs, one after the other.
const WHOLE: &str = "all";

/// The ladders that `patterns` select, by the names of rungs, which each are
/// tried alone; `all` is every rung, one after the other.
pub fn ladders(patterns: &[String]) -> Result<Vec<Ladder>> {
    let (whole, rungs): (Vec<_>, Vec<_>) =
        patterns.iter().partition(|pattern| *pattern == WHOLE);
    let names = [&Rung::ALL.map(Rung::name)[..], &[WHOLE]].concat();
    let chosen = matching("rung", &rungs, &names)?;
    let chosen = |rung: &Rung| chosen.contains(&rung.name());
    let alone = Rung::ALL.into_iter().filter(chosen).map(Ladder::Alone);
    let whole = whole.first().map(|_| Ladder::Whole);
    Ok(whole.into_iter().chain(alone).collect())
}

/// The backends that `patterns` select, in the order of the list; all where
/// there are none.
pub fn backends(patterns: &[String]) -> Result<Vec<Backend>> {
    if patterns.is_empty() {
        return Ok(Backend::ALL.to_vec());
    }
    let names: Vec<_> = Backend::ALL.iter().map(|b| b.name()).collect();
    let chosen = matching("backend", patterns, &names)?;
    let all = Backend::ALL.iter().copied();
    Ok(all.filter(|backend| chosen.contains(&backend.name())).collect())
}

/// The names that any pattern matches. A pattern that matches none is an
/// error: a typo must not make a run smaller.
pub fn matching<'a>(
    what: &str,
    patterns: &[impl AsRef<str>],
    names: &[&'a str],
) -> Result<Vec<&'a str>> {
    let mut chosen = Vec::new();
    for pattern in patterns.iter().map(AsRef::as_ref) {
        let glob = compile(what, pattern)?;
        let before = chosen.len();
        chosen.extend(names.iter().filter(|name| glob.is_match(name)));
        if chosen.len() == before {
            return Err(unknown(what, pattern, names));
        }
    }
    Ok(chosen)
}

/// The glob that `pattern` is.
pub fn compile(what: &str, pattern: &str) -> Result<GlobMatcher> {
    let glob = Glob::new(pattern)
        .map_err(|error| anyhow!("{what} `{pattern}`: {}", error.kind()))?;
    Ok(glob.compile_matcher())
}

/// How alike two words must be for one to be the other, misspelt.
const ALIKE: f64 = 0.8;

/// The one of `names` that is most like `wrong`, if it is alike enough.
pub fn nearest<'a>(wrong: &str, names: &[&'a str]) -> Option<&'a str> {
    let likeness = |name: &str| strsim::jaro_winkler(wrong, name);
    names
        .iter()
        .copied()
        .filter(|name| likeness(name) >= ALIKE)
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)))
}

/// What to ask whoever wrote `wrong`, if one of `names` is alike enough.
pub(crate) fn guess(wrong: &str, names: &[&str]) -> String {
    match nearest(wrong, names) {
        Some(name) => format!("did you mean `{name}`? "),
        None => String::new(),
    }
}

/// Names that a reader takes in at a glance.
const FEW: usize = 16;

/// The answer to a name that none of `names` is: the nearest of them, and all,
/// or of many those that are most like it.
pub fn unknown(what: &str, pattern: &str, names: &[&str]) -> anyhow::Error {
    let meant = guess(pattern, names);
    let (all, list) = match names.len() {
        ..=FEW => ("", names.to_vec()),
        _ => (" most like it", alike(pattern, names)),
    };
    let list = list.join(", ");
    anyhow!("unknown {what} `{pattern}`: {meant}({what}s{all}: {list})")
}

/// Those of `names` that are most like `wrong`, the most like first.
fn alike<'a>(wrong: &str, names: &[&'a str]) -> Vec<&'a str> {
    let mut alike = names.to_vec();
    let likeness = |name: &str| strsim::jaro_winkler(wrong, name);
    alike.sort_by(|one, other| likeness(other).total_cmp(&likeness(one)));
    alike.truncate(FEW);
    alike
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(patterns: &[&str]) -> Result<Vec<&'static str>> {
        let patterns: Vec<_> =
            patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        Ok(scenarios(&patterns)?.iter().map(|s| s.name()).collect())
    }

    #[test]
    fn globs_select_and_the_order_is_the_lists() {
        assert_eq!(
            chosen(&["hashmap-w*", "hashmap-value"]).unwrap(),
            ["hashmap-value", "hashmap-wide"]
        );
    }

    #[test]
    fn controls_are_run_only_when_named() {
        assert!(!chosen(&[]).unwrap().contains(&"control-slack"));
        assert_eq!(chosen(&["control-slack"]).unwrap(), ["control-slack"]);
    }

    #[test]
    fn those_tagged_default_are_run_where_nothing_is_named() {
        let default = chosen(&[]).unwrap();
        assert_eq!(default, chosen(&["tag:default"]).unwrap());
        assert!(!default.contains(&"vec-growth"), "{default:?}");
    }

    #[test]
    fn tags_and_names_select_together_and_nothing_twice() {
        let mut both = chosen(&["tag:thr*"]).unwrap();
        assert!(both.contains(&"threads-exchange"), "{both:?}");
        both.insert(0, "empty");
        assert_eq!(
            chosen(&["tag:thr*", "empty", "threads-exchange"]).unwrap(),
            both
        );
        let controls = chosen(&["tag:control"]).unwrap();
        assert_eq!(controls, chosen(&["control-*"]).unwrap());
    }

    #[test]
    fn a_wrong_tag_is_answered_with_the_nearest() {
        let error = chosen(&["tag:contaner"]).unwrap_err().to_string();
        let right = "unknown tag `contaner`: did you mean `container`?";
        assert!(error.starts_with(right), "{error}");
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_nearest() {
        let error = chosen(&["hashmap-vlaue"]).unwrap_err().to_string();
        assert!(error.contains("did you mean `hashmap-value`"), "{error}");
        let error = backends(&["jmalloc".into()]).unwrap_err().to_string();
        assert!(error.contains("did you mean `jemalloc`"), "{error}");
    }

    #[test]
    fn a_name_that_is_like_none_is_not_guessed() {
        let error = chosen(&["nothing-of-it"]).unwrap_err().to_string();
        assert!(error.contains("`nothing-of-it`: (scenarios"), "{error}");
        assert!(!error.contains("did you mean"), "{error}");
    }

    #[test]
    fn of_many_names_those_are_told_that_are_most_like_the_wrong_one() {
        let error = chosen(&["vec"]).unwrap_err().to_string();
        assert!(error.contains("most like it: vec-"), "{error}");
        assert!(error.len() < 400, "{error}");
        // The control: few names are told in full.
        let error = backends(&["jmalloc".into()]).unwrap_err().to_string();
        assert!(error.contains("(backends: system, jemalloc"), "{error}");
    }

    #[test]
    fn what_is_not_in_this_build_is_answered_with_the_feature() {
        if Optional::missing().is_empty() {
            return;
        }
        for name in ["sqlite-memory", "sqlite", "sqlite-*"] {
            let error = chosen(&[name]).unwrap_err().to_string();
            assert!(error.contains("`sqlite-memory`"), "{error}");
            assert!(error.ends_with("--features libraries"), "{error}");
        }
        // The control: a typo of what is there is answered with that.
        let error = chosen(&["hashmap-vlaue"]).unwrap_err().to_string();
        assert!(!error.contains("features"), "{error}");
    }

    #[test]
    fn one_wrong_name_among_right_ones_is_an_error() {
        assert!(chosen(&["hashmap-value", "hashmap-x*"]).is_err());
    }
}
