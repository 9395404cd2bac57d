//! The source of a program below its sites, and links to it.

use std::path::Path;

use residue_present::{Format, TextStyle};
use residue_profile::diff::{Diff, Options};
use residue_profile::show::{self, Selection};
use residue_profile::{Figure, Profile, html, json};
use serde_json::Value;
use tempfile::TempDir;

use crate::common::read;

/// A folder with the source of the program, as someone checked it out.
fn checkout() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in [
        ("app/src/cache.rs", "fn fill() {\n\tlet a = vec![<b>0</b>; 9];\n}\n"),
        ("app/src/log.rs", "one line\n"),
        ("app/one/twice.rs", "1\n"),
        ("app/two/twice.rs", "2\n"),
        (".git/src/hidden.rs", "hidden\n"),
    ] {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// A profile whose sites are at `places`, each with less than the one before.
fn profile(places: &[&str]) -> Profile {
    let points = places.iter().enumerate().map(|(at, _)| {
        let bytes = 1000 - at;
        format!("{{\"tb\":{bytes},\"tbk\":1,\"fs\":[{at}]}}")
    });
    let frames = places.iter().enumerate();
    let frames = frames.map(|(at, of)| format!("0x{at}: app::f{at} ({of})"));
    let frames = serde_json::to_string(&frames.collect::<Vec<_>>()).unwrap();
    read(&format!(
        "{{\"dhatFileVersion\":2,\"mode\":\"rust-heap\",\
         \"verb\":\"Allocated\",\"bklt\":false,\"bkacc\":false,\
         \"tu\":\"µs\",\"Mtu\":\"s\",\"cmd\":\"app\",\"pid\":1,\"te\":9,\
         \"pps\":[{}],\"ftbl\":{frames}}}",
        points.collect::<Vec<_>>().join(",")
    ))
}

fn with_source(places: &[&str], folder: &Path) -> Profile {
    let mut profile = profile(places);
    profile.find_sources(&[folder]).unwrap();
    profile
}

fn shown(profile: &Profile, format: Format, links: bool) -> String {
    let mut out = Vec::new();
    let options = TextStyle { width: Some(110), colour: false, links };
    let selection = Selection::default();
    show::profile(profile, selection, format, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_line_of_a_site_stands_below_it_in_every_format() {
    let folder = checkout();
    for place in ["src/cache.rs:2:5", "/build/app/src/cache.rs:2", "cache.rs:2"]
    {
        let profile = with_source(&[place], folder.path());
        let text = shown(&profile, Format::Terminal, false);
        let line = "2 │ let a = vec![<b>0</b>; 9];";
        assert!(text.contains(line), "{text}");
        let markdown = shown(&profile, Format::Markdown, false);
        assert!(markdown.contains("2 │ let a"), "{markdown}");
        assert!(!markdown.contains("<b>"), "{markdown}");
        let page = shown(&profile, Format::Html, false);
        let code = "<code>let a = vec![&#60;b&#62;0&#60;/b&#62;; 9];</code>";
        assert!(page.contains(code), "{page}");
        let path = folder.path().canonicalize().unwrap();
        let link = format!("file://{}/app/src/cache.rs#2", path.display());
        assert!(page.contains(&format!("<a href=\"{link}\">app::f0")));
        let mut out = Vec::new();
        json::render(&profile, Figure::Total.into(), &mut out).unwrap();
        let view: Value = serde_json::from_slice(&out).unwrap();
        let site = &view["sites"][0]["site"];
        assert_eq!(site["source"], "let a = vec![<b>0</b>; 9];");
        assert_eq!(site["link"], link);
    }
}

#[test]
fn what_is_not_found_is_said_and_no_other_line_is_shown() {
    let folder = checkout();
    let places =
        ["src/log.rs:7", "src/gone.rs:1", "twice.rs:1", "src/hidden.rs:1"];
    let text =
        shown(&with_source(&places, folder.path()), Format::Terminal, false);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "no source of 4 files of the program",
        "src/log.rs (it has fewer lines",
        "src/gone.rs (it is in none of the folders)",
        "twice.rs (several files end so)",
        "src/hidden.rs (it is in none of the folders)",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains('│'), "{text}");
    // Nothing is missed where nobody looked for it.
    let text = shown(&profile(&places), Format::Terminal, false);
    assert!(!text.contains("no source"), "{text}");
    let one = with_source(&["one/twice.rs:1"], folder.path());
    let text = shown(&one, Format::Terminal, false);
    assert!(text.contains("1 │ 1"), "{text}");
    assert!(!text.contains("no source"), "{text}");
}

#[test]
fn places_are_links_only_where_they_are_asked_for_and_known() {
    let site = &["/a b/c.rs:7:1", "src/c.rs:7"];
    let text = shown(&profile(site), Format::Terminal, true);
    let link = "\u{1b}]8;;file:///a%20b/c.rs#7\u{1b}\\\
                app::f0 (c.rs:7)\u{1b}]8;;\u{1b}\\";
    assert!(text.contains(link), "{text:?}");
    assert_eq!(text.matches("]8;;file").count(), 1, "{text:?}");
    let without = shown(&profile(site), Format::Terminal, false);
    assert!(!without.contains('\u{1b}'), "{without:?}");
    let mut bare = text;
    for sequence in
        ["\u{1b}]8;;file:///a%20b/c.rs#7\u{1b}\\", "\u{1b}]8;;\u{1b}\\"]
    {
        bare = bare.replace(sequence, "");
    }
    assert_eq!(bare, without, "links take no room");
}

#[test]
fn a_comparison_has_lines_and_links_too() {
    let folder = checkout();
    let old = profile(&["src/log.rs:1"]);
    let new = with_source(&["src/log.rs:1", "src/cache.rs:2"], folder.path());
    let diff = Diff::of(&old, &new, &Options::default()).unwrap();
    let mut out = Vec::new();
    let options = TextStyle { width: Some(110), colour: false, links: true };
    let (all, format) = (Selection::default(), Format::Terminal);
    show::diff(&diff, all, format, options, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("2 │ let a = vec!"), "{text}");
    assert!(text.contains("app/src/cache.rs#2\u{1b}\\"), "{text:?}");
}

#[test]
fn the_page_has_no_link_but_to_files() {
    let place = "javascript:alert(1)/a\"b.rs:1";
    let mut out = Vec::new();
    let places = [place, "/a\"><img src=x>/b.rs:2"];
    html::render(&profile(&places), Figure::Total, &mut out).unwrap();
    let page = String::from_utf8(out).unwrap();
    let links: Vec<_> = page.matches("<a href=").collect();
    assert_eq!(links.len(), 1);
    let link = "<a href=\"file:///a%22%3E%3Cimg%20src%3Dx%3E/b.rs#2\">";
    assert!(page.contains(link), "{page}");
}
