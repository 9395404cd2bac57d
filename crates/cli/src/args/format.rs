//! In what form a result is written, and how a file's name tells it.

use anyhow::{Result, bail};
use clap::ValueEnum;
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

/// How to print a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tables for people
    Terminal,
    /// For a comment on a pull request: who holds what first, details folded
    Markdown,
    /// One file with pictures, that opens from disk
    Html,
    /// The stored form
    Json,
}

/// How to print a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// Tables for people
    Terminal,
    /// For a comment on a pull request: the verdict first, details folded
    Markdown,
    /// One file with pictures, that opens from disk
    Html,
    /// For programs
    Json,
    /// Annotations, as a GitHub workflow prints them
    Github,
}

impl Format {
    /// The format that was asked for; else the one that the name of the file
    /// tells; else text.
    pub(crate) fn chosen(
        asked: Option<Format>,
        file: Option<&Path>,
    ) -> Result<Format> {
        match (asked, file) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Format::Terminal),
            (None, Some(file)) if file == Path::new("-") => {
                Ok(Format::Terminal)
            }
            (None, Some(file)) => Format::of_file(file),
        }
    }

    fn of_file(file: &Path) -> Result<Format> {
        let extension = file.extension().and_then(|name| name.to_str());
        Ok(match extension.unwrap_or("").to_ascii_lowercase().as_str() {
            "txt" => Format::Terminal,
            "md" | "markdown" => Format::Markdown,
            "html" | "htm" => Format::Html,
            "json" => Format::Json,
            _ => bail!(
                "the name {} tells no format: end it in .txt, .md, .html or \
                 .json, or pass --format",
                file.display()
            ),
        })
    }
}

impl DiffFormat {
    /// As [`Format::chosen`].
    pub(crate) fn chosen(
        asked: Option<DiffFormat>,
        file: Option<&Path>,
    ) -> Result<DiffFormat> {
        match asked {
            Some(format) => Ok(format),
            None => Ok(Format::chosen(None, file)?.into()),
        }
    }
}

impl From<Format> for DiffFormat {
    fn from(format: Format) -> DiffFormat {
        match format {
            Format::Terminal => DiffFormat::Terminal,
            Format::Markdown => DiffFormat::Markdown,
            Format::Html => DiffFormat::Html,
            Format::Json => DiffFormat::Json,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &str) -> Result<Format> {
        Format::chosen(None, Some(Path::new(file)))
    }

    #[test]
    fn the_name_of_the_file_tells_the_format() {
        assert_eq!(of("a/report.html").unwrap(), Format::Html);
        assert_eq!(of("REPORT.MD").unwrap(), Format::Markdown);
        assert_eq!(of("run.json").unwrap(), Format::Json);
        assert_eq!(of("a.b.txt").unwrap(), Format::Terminal);
        assert_eq!(Format::chosen(None, None).unwrap(), Format::Terminal);
    }

    #[test]
    fn what_was_asked_for_wins_over_the_name() {
        let file = Path::new("report.html");
        let chosen = Format::chosen(Some(Format::Json), Some(file));
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
