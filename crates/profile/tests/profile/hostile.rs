//! Names that mean ill, in a comment on a pull request.

use residue_present::{Format, TextStyle};
use residue_profile::Profile;
use residue_profile::diff::{self, Diff, Limit, Limits};
use residue_profile::show::{self, Selection};
use serde_json::{Value, json};

#[path = "../../../present/tests/present/reader.rs"]
mod reader;

use self::reader::{HOSTILE, assert_tame, columns, rows, rows_found};
use crate::common::{FIXTURES, read};

/// A fixture in which every text that a profiler may choose is hostile, and
/// whose first call site has `more` bytes.
fn hostile(text: &str, more: u64) -> Profile {
    let mut file: Value = serde_json::from_str(text).unwrap();
    for field in ["cmd", "tu", "bu", "bsu", "bksu"] {
        if file.get(field).is_some() {
            file[field] = json!(HOSTILE);
        }
    }
    let frames = file["ftbl"].as_array_mut().unwrap();
    for (index, frame) in frames.iter_mut().enumerate().skip(1) {
        *frame = json!(format!("{index:#x}: {HOSTILE}{index} ({HOSTILE}.c:1)"));
    }
    let bytes = &mut file["pps"][0]["tb"];
    *bytes = json!(bytes.as_u64().unwrap() + more);
    read(&file.to_string())
}

fn shown(profile: &Profile) -> String {
    let (all, options) = (Selection::default(), TextStyle::default());
    let mut out = Vec::new();
    show::profile(profile, all, Format::Markdown, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn assert_harmless(text: &str) {
    assert_tame(text);
    assert!(!columns(text).is_empty(), "it has tables: {text}");
    assert_eq!(rows_found(text), rows(text), "{text}");
    assert!(text.contains("evil.example"), "the names are shown: {text}");
}

#[test]
fn a_profile_of_hostile_names_is_only_text() {
    for (_, text) in FIXTURES {
        assert_harmless(&shown(&hostile(text, 0)));
    }
}

#[test]
fn a_comparison_of_hostile_names_is_only_text() {
    for (_, text) in FIXTURES {
        let (old, new) = (hostile(text, 0), hostile(text, 4096));
        let mut limits = Limits::default();
        limits.push(Limit::parse("total=+0").unwrap());
        let options = diff::Options { limits, ..diff::Options::default() };
        let diff = Diff::of(&old, &new, &options).unwrap();
        let (all, options) = (Selection::default(), TextStyle::default());
        let mut out = Vec::new();
        show::diff(&diff, all, Format::Markdown, options, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("**broken**"), "{text}");
        assert_harmless(&text);
    }
}
