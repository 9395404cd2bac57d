//! Names and globs on the command line, and the nearest name to a wrong one.

use anyhow::{Result, anyhow};
use globset::{Glob, GlobMatcher};
use residue_backends::Backend;
use residue_scenarios::Scenario;

/// The scenarios that `patterns` select, in the order of the list; all but
/// the controls where there are none.
pub(crate) fn scenarios(
    patterns: &[String],
) -> Result<Vec<&'static dyn Scenario>> {
    let all = residue_scenarios::all();
    if patterns.is_empty() {
        return Ok(all.iter().copied().filter(|s| !s.is_control()).collect());
    }
    let names: Vec<_> = all.iter().map(|scenario| scenario.name()).collect();
    let chosen = matching("scenario", patterns, &names)?;
    Ok(all
        .iter()
        .copied()
        .filter(|scenario| chosen.contains(&scenario.name()))
        .collect())
}

/// The backends that `patterns` select, in the order of the list; all where
/// there are none.
pub(crate) fn backends(patterns: &[String]) -> Result<Vec<Backend>> {
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
pub(crate) fn matching<'a>(
    what: &str,
    patterns: &[String],
    names: &[&'a str],
) -> Result<Vec<&'a str>> {
    let mut chosen = Vec::new();
    for pattern in patterns {
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
pub(crate) fn compile(what: &str, pattern: &str) -> Result<GlobMatcher> {
    let glob = Glob::new(pattern)
        .map_err(|error| anyhow!("{what} `{pattern}`: {}", error.kind()))?;
    Ok(glob.compile_matcher())
}

/// The one of `names` that is most like `wrong`.
pub(crate) fn nearest<'a>(wrong: &str, names: &[&'a str]) -> Option<&'a str> {
    let likeness = |name: &str| strsim::jaro_winkler(wrong, name);
    names
        .iter()
        .copied()
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)))
}

/// The answer to a name that none of `names` is: the nearest of them.
pub(crate) fn unknown(
    what: &str,
    pattern: &str,
    names: &[&str],
) -> anyhow::Error {
    let nearest = nearest(pattern, names).unwrap_or_default();
    let list = names.join(", ");
    anyhow!(
        "unknown {what} `{pattern}`: did you mean `{nearest}`? \
         ({what}s: {list})"
    )
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
    fn a_wrong_name_is_answered_with_the_nearest() {
        let error = chosen(&["hashmap-vlaue"]).unwrap_err().to_string();
        assert!(error.contains("did you mean `hashmap-value`"), "{error}");
        let error = backends(&["jmalloc".into()]).unwrap_err().to_string();
        assert!(error.contains("did you mean `jemalloc`"), "{error}");
    }

    #[test]
    fn one_wrong_name_among_right_ones_is_an_error() {
        assert!(chosen(&["hashmap-value", "hashmap-x*"]).is_err());
    }
}
