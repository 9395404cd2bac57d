//! Words of profiles on the command line, and the nearest to a wrong one.

use residue_profile::export::Format;
use residue_profile::{Figure, Grouping};
use residue_runner::select;

/// Reads a figure; ours is the list, theirs the error.
pub(super) fn figure(text: &str) -> Result<Figure, String> {
    let names = Figure::ALL.map(Figure::name);
    text.parse().map_err(|_| unknown("figure", text, &names))
}

pub(super) fn format(text: &str) -> Result<Format, String> {
    let mut all = Format::ALL.into_iter();
    let found = all.find(|format| format.name() == text);
    let names = Format::ALL.map(Format::name);
    found.ok_or_else(|| unknown("format", text, &names))
}

pub(super) fn grouping(text: &str) -> Result<Grouping, String> {
    let names = Grouping::ALL.map(Grouping::name);
    text.parse().map_err(|_| unknown("grouping", text, &names))
}

fn unknown(what: &str, text: &str, names: &[&str]) -> String {
    select::unknown(what, text, names).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_and_a_wrong_one_is_answered_with_the_nearest() {
        for one in Format::ALL {
            assert_eq!(format(one.name()), Ok(one));
        }
        let said = format("prof").expect_err("no such format");
        assert!(said.contains("did you mean `pprof`"), "{said}");
        for one in Grouping::ALL {
            assert_eq!(grouping(one.name()), Ok(one));
        }
        let said = figure("pek").expect_err("no such figure");
        assert!(said.contains("did you mean `peak`"), "{said}");
    }
}
