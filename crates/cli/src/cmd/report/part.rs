//! What stands between two markers.

use crate::args::{ViewArgs, format};
use crate::progress;
use anyhow::{Result, anyhow, bail};
use clap::Parser;
use residue_present::{Format, TextStyle};
use residue_report::pages::PageMaps;
use residue_report::{Detail, show_run};
use residue_runner::splice::fenced;
use residue_runner::stored;
use std::path::Path;

/// What a marker asks for: the arguments of `residue report`, less those
/// that say which run and where to.
#[derive(Parser)]
#[command(name = "report", no_binary_name = true, disable_help_flag = true)]
pub(super) struct MarkerArgs {
    #[command(flatten)]
    view: ViewArgs,
}

impl MarkerArgs {
    /// What the marker with `args` asks for.
    pub(super) fn parse(args: &str) -> Result<MarkerArgs> {
        let words = shlex::split(args)
            .ok_or_else(|| anyhow!("a quote is not closed in `{args}`"))?;
        MarkerArgs::try_parse_from(words).map_err(|error| {
            let text = error.render().to_string();
            let line = text.lines().next().unwrap_or_default();
            anyhow!("{}", line.trim_start_matches("error: "))
        })
    }

    /// What of the run in `source` belongs between the markers.
    pub(super) fn of(&self, source: &Path) -> Result<String> {
        let view = &self.view;
        let format = format::chosen(view.format, None)?;
        let mut filter = view.filter.filter()?;
        let run = stored::whole(source, &mut filter, &progress::reading)?.run;
        let text = TextStyle { width: view.width, colour: false, links: false };
        let mut out = Vec::new();
        let pages = PageMaps::default();
        show_run(&run, &pages, Detail::of(view.full), format, text, &mut out)?;
        let text = String::from_utf8(out)?;
        Ok(match format {
            Format::Markdown => text,
            Format::Terminal => fenced(&text, "text"),
            Format::Html => bail!(
                "a whole page of HTML does not go into a file: pass \
                 --format terminal, markdown or json"
            ),
            other => fenced(&text, other.name()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_those_of_report() {
        let args = "--scenario 'a*',b -b x --format markdown --width 80";
        let view = MarkerArgs::parse(args).expect("arguments").view;
        assert_eq!(view.filter.scenario, ["a*", "b"]);
        assert_eq!(view.filter.backend, ["x"]);
        assert_eq!(view.format, Some(Format::Markdown));
        assert_eq!(view.width, Some(80));
        assert!(MarkerArgs::parse("").is_ok());
    }

    #[test]
    fn what_report_does_not_take_is_refused_in_one_line() {
        for args in ["--colour", "latest", "--scenario", "'a", "--output=x"] {
            let said = MarkerArgs::parse(args).err().expect(args).to_string();
            assert!(!said.is_empty() && !said.contains('\n'), "{said}");
        }
    }
}
