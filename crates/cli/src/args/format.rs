//! In what form a result is written, and how a file's name tells it.

use anyhow::{Result, bail};
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use residue_present::Format;
use std::path::Path;

/// How to print a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// Tables for people
    #[default]
    Terminal,
    /// For programs
    Json,
}

/// Parses how to print a run or a profile.
pub(crate) fn of_result() -> impl TypedValueParser<Value = Format> {
    parser(|format| format != Format::Github)
}

/// Parses how to print what is text and figures, without pictures.
pub(crate) fn of_table() -> impl TypedValueParser<Value = Format> {
    parser(|format| format == Format::Json || format.markup().is_some())
}

/// Parses how to print a comparison of runs, or findings.
pub(crate) fn of_any() -> impl TypedValueParser<Value = Format> {
    parser(|_| true)
}

fn parser(
    takes: impl Fn(Format) -> bool,
) -> impl TypedValueParser<Value = Format> {
    let all = Format::ALL.into_iter().filter(|format| takes(*format));
    let value =
        |format: Format| PossibleValue::new(format.name()).help(format.about());
    PossibleValuesParser::new(all.map(value)).map(|name| {
        let mut all = Format::ALL.into_iter();
        all.find(|format| format.name() == name)
            .expect("a possible value is the name of a format")
    })
}

/// The format that was asked for; else the one that the name of the file
/// tells; else text.
pub(crate) fn chosen(
    asked: Option<Format>,
    file: Option<&Path>,
) -> Result<Format> {
    match (asked, file) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(Format::Terminal),
        (None, Some(file)) if file == Path::new("-") => Ok(Format::Terminal),
        (None, Some(file)) => of_file(file),
    }
}

fn of_file(file: &Path) -> Result<Format> {
    let extension = file.extension().and_then(|name| name.to_str());
    let extension = extension.unwrap_or("").to_ascii_lowercase();
    let mut all = Format::ALL.into_iter();
    let found = all.find(|at| at.extensions().contains(&&*extension));
    match found {
        Some(format) => Ok(format),
        None => {
            let first = |format: Format| format.extensions().first();
            let known = Format::ALL.into_iter().filter_map(first);
            let known: Vec<_> = known.map(|name| format!(".{name}")).collect();
            bail!(
                "the name {} does not say which format: end it in {}, or pass --format",
                file.display(),
                either(&known)
            )
        }
    }
}

/// `names` as a choice: `a, b or c`.
fn either(names: &[String]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => {
            format!("{} or {last}", rest.join(", "))
        }
        names => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &str) -> Result<Format> {
        chosen(None, Some(Path::new(file)))
    }

    #[test]
    fn the_name_of_the_file_tells_the_format() {
        assert_eq!(of("a/report.html").unwrap(), Format::Html);
        assert_eq!(of("REPORT.MD").unwrap(), Format::Markdown);
        assert_eq!(of("run.json").unwrap(), Format::Json);
        assert_eq!(of("a.b.txt").unwrap(), Format::Terminal);
        assert_eq!(chosen(None, None).unwrap(), Format::Terminal);
    }

    #[test]
    fn what_was_asked_for_wins_over_the_name() {
        let file = Path::new("report.html");
        let chosen = chosen(Some(Format::Json), Some(file));
        assert_eq!(chosen.unwrap(), Format::Json);
    }

    #[test]
    fn a_name_that_tells_none_is_refused_with_the_fix() {
        for file in ["report.pdf", "report", ".html"] {
            let said = of(file).unwrap_err().to_string();
            assert!(said.contains("--format"), "{said}");
        }
    }
}
