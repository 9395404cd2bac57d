//! Lists of sites, and the tree.

use residue_present::{Format, TextStyle};
use residue_profile::show::{self, Selection};
use residue_profile::{
    Branch, Figure, Figures, Frame, Grouping, Profile, Sites, Tree, html, json,
};
use serde_json::Value;

use crate::case::{case, case_text};
use crate::common::large;
use crate::common::{FIXTURES, fixture, read, text};

fn sum(profile: &Profile, parts: impl Iterator<Item = Figures>) -> Figures {
    let mut sum = Figures::nothing(profile);
    parts.for_each(|part| sum.add(&part));
    sum
}

#[test]
fn rows_and_others_add_up_to_the_whole_in_every_order() {
    let text = large::profile(500, 0);
    for profile in [read(&text), fixture("valgrind-heap")] {
        for order in profile.known() {
            for limit in [0, 1, 7, usize::MAX] {
                let sites = Sites::of(&profile, order, limit).unwrap();
                let rows = sites.rows.iter().map(|row| row.figures);
                let all = sum(&profile, rows.chain([sites.rest]));
                assert_eq!(&all, profile.sums(), "{order} {limit}");
                let shown = sites.rows.len() + sites.others;
                assert_eq!(shown, profile.points().len());
                let values = sites.rows.iter().map(|r| r.figures.get(order));
                assert!(values.rev().is_sorted(), "{order}");
            }
        }
    }
}

#[test]
fn groups_add_up_to_the_whole_and_each_point_is_in_one() {
    let profile = fixture("rust-O3-lto-v0");
    for grouping in Grouping::ALL {
        let sites =
            Sites::grouped(&profile, grouping, Figure::Total, 3).unwrap();
        let rows = sites.rows.iter().map(|row| row.figures);
        let all = sum(&profile, rows.chain([sites.rest]));
        assert_eq!(&all, profile.sums(), "{grouping}");
        let all = Sites::grouped(&profile, grouping, Figure::Total, 1000);
        let points: usize =
            all.unwrap().rows.iter().map(|row| row.points).sum();
        assert_eq!(profile.points().len(), points, "{grouping}");
    }
    let largest = |grouping| {
        let sites = Sites::grouped(&profile, grouping, Figure::Total, 1);
        sites.unwrap().rows[0].name.clone()
    };
    assert_eq!(largest(Grouping::Function), "a::cache::fill");
    assert_eq!(largest(Grouping::File), "a.rs");
    assert_eq!(largest(Grouping::Crate), "a");
}

#[test]
fn a_crate_is_told_by_path_symbol_package_and_object() {
    let profile = text("valgrind-copy").replace(
        "main (app.c:12)",
        "from_str (/r/.cargo/registry/src/i/serde_json-1.0.1/src/de.rs:2)",
    );
    let crates = |text: &str| -> Vec<String> {
        let profile = read(text);
        let sites = Sites::grouped(&profile, Grouping::Crate, Figure::Total, 9);
        sites.unwrap().rows.iter().map(|row| row.name.clone()).collect()
    };
    assert_eq!(crates(&profile)[0], "serde_json");
    let of = |frame: &str| {
        crates(&text("valgrind-copy").replace("main (app.c:12)", frame))
            .remove(0)
    };
    assert_eq!(of("<app::T as core::clone::Clone>::clone (b.rs:1)"), "app");
    assert_eq!(of("example.com/x/y.(*T).F (/g/y.go:1)"), "example.com/x/y");
    assert_eq!(of("main.main (/g/y.go:1)"), "main");
    assert_eq!(of("main (app.c:12)"), "app.c");
    assert_eq!(of("main (in /home/me/app)"), "app");
}

#[test]
fn an_order_that_is_not_known_is_refused_with_those_that_are() {
    let profile = fixture("valgrind-copy");
    let error = Sites::of(&profile, Figure::Peak, 9).unwrap_err().to_string();
    assert!(error.contains("peak"), "{error}");
    assert!(error.contains("has total, total_blocks"), "{error}");
}

#[test]
fn branches_and_what_ends_in_them_add_up_to_their_parent() {
    let profile = read(&large::profile(300, 0));
    let tree = Tree::of(&profile);
    let mut leaves = 0;
    walk(&profile, &tree, &tree.root(), &mut leaves);
    assert_eq!(&tree.root().figures, profile.sums());
    assert_eq!(leaves, profile.points().len());
}

fn walk(profile: &Profile, tree: &Tree<'_>, at: &Branch, leaves: &mut usize) {
    let children = tree.children(at);
    let within: usize = children.iter().map(Branch::points).sum();
    *leaves += at.points() - within;
    if within == at.points() {
        let parts = children.iter().map(|child| child.figures);
        assert_eq!(sum(profile, parts), at.figures);
    }
    for child in &children {
        walk(profile, tree, child, leaves);
    }
}

#[test]
fn short_lived_sites_are_those_within_the_threshold_of_the_file() {
    let profile = fixture("valgrind-heap");
    assert_eq!(profile.short_lived_up_to(), Some(500));
    assert_eq!(profile.sum(Figure::ShortLived), Some(16_100));
    assert_eq!(profile.sum(Figure::ShortLivedBlocks), Some(501));
    for (of_te, long) in [("te\":10000", "te\":1000"), ("te\":1", "te\":10")] {
        let text = case_text("short-old").replace(of_te, long);
        let profile = read(&text);
        assert_eq!(profile.sum(Figure::ShortLived), Some(0), "{long}");
    }
    let brief = case_text("short-old").replace("\"tl\": 500", "\"tl\": 100");
    assert_eq!(read(&brief).sum(Figure::ShortLived), Some(1000));
}

#[test]
fn each_field_is_known_by_itself() {
    let profile = case("end-without-lifetimes");
    assert_eq!(profile.sum(Figure::End), Some(64));
    assert_eq!(profile.sum(Figure::EndBlocks), Some(1));
    for figure in [Figure::Peak, Figure::ShortLived, Figure::Reads] {
        assert_eq!(profile.sum(figure), None, "{figure}");
    }
    assert_eq!(profile.average_lifetime(&profile.points()[0]), None);
    let mut out = Vec::new();
    let (all, options) = (Selection::default(), TextStyle::default());
    let format = Format::Terminal;
    show::profile(&profile, all, format, options, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("never freed"), "{out}");
    assert!(!out.contains("live at the peak or at the end"), "{out}");
    assert!(out.contains("peak is not known"), "{out}");
}

#[test]
fn words_are_those_of_the_mode() {
    let shown = |name: &str| {
        let mut out = Vec::new();
        let (all, options) = (Selection::default(), TextStyle::default());
        let format = Format::Terminal;
        show::profile(&fixture(name), all, format, options, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let ad_hoc = shown("valgrind-ad-hoc");
    assert!(ad_hoc.contains("units of all events"), "{ad_hoc}");
    assert!(ad_hoc.contains("total events"), "{ad_hoc}");
    let copies = shown("valgrind-copy");
    assert!(copies.contains("bytes of all copies"), "{copies}");
    for said in [ad_hoc, copies] {
        assert!(!said.contains("allocations"), "{said}");
        assert!(!said.contains("blocks"), "{said}");
    }
}

#[test]
fn equal_stacks_are_one() {
    let profile = case("dup-stack");
    let sites = Sites::of(&profile, Figure::Total, 9).unwrap();
    assert_eq!(sites.rows.len(), 1);
    assert_eq!(sites.rows[0].figures.get(Figure::Total), Some(157));
    assert_eq!(sites.rows[0].figures.get(Figure::EndBlocks), Some(0));
}

#[test]
fn every_fixture_is_shown_in_every_format_and_nothing_steers_a_terminal() {
    for (name, text) in FIXTURES {
        let profile = read(&text.replacen("main", "\\u001b[31mmain", 1));
        let mut out = Vec::new();
        let (selection, options) = (Selection::default(), TextStyle::default());
        let terminal = Format::Terminal;
        show::profile(&profile, selection, terminal, options, &mut out)
            .unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert!(shown.contains("call site"), "{name}");
        assert!(!shown.contains('\u{1b}'), "{name}: {shown}");
        let mut out = Vec::new();
        let markdown = Format::Markdown;
        show::profile(&profile, selection, markdown, options, &mut out)
            .unwrap();
        let mut page = Vec::new();
        html::render(&profile, Figure::Total, &mut page).unwrap();
        let mut again = Vec::new();
        html::render(&profile, Figure::Total, &mut again).unwrap();
        assert!(page == again, "{name}: the same profile, the same bytes");
    }
}

#[test]
fn nothing_is_wider_than_the_terminal_and_what_has_no_room_is_named() {
    let wide = large::profile(50, 0);
    let fixtures = FIXTURES.map(|(_, text)| text);
    for text in fixtures.into_iter().chain([wide.as_str()]) {
        for width in [60, 80, 120] {
            let mut out = Vec::new();
            let options =
                TextStyle { width: Some(width), ..Default::default() };
            let (profile, selection) = (read(text), Selection::default());
            let format = Format::Terminal;
            show::profile(&profile, selection, format, options, &mut out)
                .unwrap();
            let out = String::from_utf8(out).unwrap();
            for line in out.lines() {
                let wide = line.chars().count();
                assert!(wide <= usize::from(width), "{width}: {line}");
            }
            let is_heap = text.contains("\"bklt\":true");
            if is_heap && width == 60 {
                assert!(out.contains("no room for: "), "{out}");
            }
        }
    }
}

#[test]
fn names_and_places_are_told_whole_where_a_line_can_hold_them() {
    let profile = fixture("cpp-O0");
    let mut out = Vec::new();
    let options = TextStyle { width: Some(80), ..TextStyle::default() };
    let (all, format) = (Selection::default(), Format::Terminal);
    show::profile(&profile, all, format, options, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    for name in [
        "grow<double>(unsigned long) (b.cpp:9)",
        "main::{lambda()#1}::operator()() const (b.cpp:10)",
    ] {
        assert!(out.contains(name), "{name}: {out}");
    }
}

#[test]
fn the_json_view_has_the_figures_and_null_for_what_is_not_known() {
    let view = |name: &str| -> Value {
        let mut out = Vec::new();
        json::render(
            &fixture(name),
            Selection { limit: 1, ..Selection::default() },
            &mut out,
        )
        .unwrap();
        serde_json::from_slice(&out).unwrap()
    };
    let heap = view("valgrind-heap");
    assert_eq!(heap["schema"], json::VIEW_SCHEMA);
    assert_eq!(heap["whole"]["total"], 82_116);
    assert_eq!(heap["sites"][0]["figures"]["end"], 66_016);
    assert_eq!(heap["sites"][0]["stack"][1]["function"], "leak");
    let measures = &heap["sites"][0]["measures"];
    assert_eq!(measures["average_size"], 1031);
    assert_eq!(measures["never_read"], false);
    assert_eq!(measures["never_written"], true);
    assert!(
        view("valgrind-copy")["sites"][0]["measures"]["max_bytes"].is_null()
    );
    assert_eq!(heap["others"]["sites"], 2);
    assert_eq!(heap["others"]["figures"]["total"], 16_100);
    assert!(view("valgrind-copy")["whole"]["peak"].is_null());
}

#[test]
fn a_stack_without_end_is_drawn_as_deep_as_can_be_seen() {
    let frames = vec!["1"; 100_000].join(",");
    let deep = format!("[{frames}]");
    let text = text("valgrind-copy");
    let profile = read(&text.replace("[19,20]", &deep));
    let mut page = Vec::new();
    html::render(&profile, Figure::Total, &mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("deeper than 256 calls, with 1 call site"));
    assert!(page.len() < 16 << 20, "{} bytes", page.len());
}

#[test]
fn stacks_are_cut_at_both_ends_and_figures_stay() {
    let mut profile = fixture("dhat-rs-heap");
    let whole = *profile.sums();
    let of_alloc = |frame: &Frame| frame.function().contains("alloc::");
    let stacks = |profile: &Profile| -> Vec<Vec<String>> {
        let points = profile.points().iter();
        let function = |frame: &Frame| frame.function().to_owned();
        points.map(|at| profile.stack(at).map(function).collect()).collect()
    };
    let before = stacks(&profile);
    assert!(before.iter().any(|stack| stack[0].contains("alloc::")));
    profile.leave_out(of_alloc);
    profile.truncate_stacks(2);
    for (stack, before) in stacks(&profile).iter().zip(&before) {
        assert!(!stack[0].contains("alloc::"), "{stack:?}");
        assert!(stack.len() <= 2 && !stack.is_empty(), "{stack:?}");
        let at = before.iter().position(|name| *name == stack[0]).unwrap();
        assert_eq!(before[at..at + stack.len()], stack[..]);
    }
    profile.leave_out(|_| true);
    assert!(stacks(&profile).iter().all(|stack| stack.len() == 1));
    assert_eq!(*profile.sums(), whole);
}

#[test]
fn the_page_shows_how_blocks_were_used_and_the_totals_of_groups() {
    let profile = fixture("valgrind-heap");
    let render = |grouping| {
        let selection =
            Selection { grouping, ..Selection::from(Figure::Total) };
        let mut out = Vec::new();
        html::render(&profile, selection, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let page = render(Grouping::Stack);
    for column in
        ["average life", "average size", "own maximum", "reads a byte"]
    {
        assert!(page.contains(&format!(">{column}</th>")), "{column}");
    }
    assert!(page.contains("a block, at most "), "{page}");
    let strips = page.matches("<svg class=\"heat\"").count();
    let sites = Sites::of(&profile, Figure::Total, 99).unwrap();
    let followed =
        sites.rows.iter().filter(|row| row.site.measures().accesses.is_some());
    assert_eq!(strips, followed.count());
    assert!(strips > 0, "the fixture has none");
    for (grouping, title) in [
        (Grouping::Function, "Functions by total"),
        (Grouping::File, "Files by total"),
        (Grouping::Crate, "Crates by total"),
    ] {
        let heading = format!("<h2>{title}</h2>");
        assert!(render(grouping).contains(&heading), "{title}");
    }
    assert!(!page.contains("Functions by total"));
    // What a profile does not know has no column.
    let mut out = Vec::new();
    let profile = fixture("dhat-rs-heap");
    html::render(&profile, Figure::Total, &mut out).unwrap();
    let page = String::from_utf8(out).unwrap();
    assert!(!page.contains("reads a byte") && page.contains("own maximum"));
}
