//! Who asked for the memory: the program's own code, by name, whatever
//! compiler and profiler wrote the stack.

use residue_present::{Format, TextStyle};
use residue_profile::show::{self, Selection};
use residue_profile::{Figure, Origin, Profile, Sites, json};
use serde_json::Value;

use crate::case::{case, case_text};
use crate::common::{FIXTURES, read};

/// The sites of a profile, those with most bytes first: bytes, who asked, and
/// whether the stack was cut.
fn sites(profile: &Profile) -> Vec<(u64, String, bool)> {
    let sites = Sites::of(profile, Figure::Total, usize::MAX).unwrap();
    let rows = sites.rows.iter().map(|row| {
        let asker = row.site.asker();
        let name = format!("{} ({})", asker.function(), asker.place());
        let bytes = row.figures.get(Figure::Total).unwrap();
        (bytes, name, row.site.is_cut())
    });
    rows.collect()
}

/// What each site of a case is called.
fn asked(name: &str) -> Vec<(u64, String, bool)> {
    sites(&case(name))
}

fn site(bytes: u64, name: &str) -> (u64, String, bool) {
    (bytes, name.to_owned(), false)
}

#[test]
fn a_stack_cut_within_the_library_is_of_its_outermost_frame() {
    let push = "alloc::string::String::push_str (string.rs:4)";
    assert_eq!(asked("cut-stack"), [(4096, push.to_owned(), true)]);
}

#[test]
fn what_a_linker_appends_is_no_part_of_a_name() {
    for side in ["lto-suffix-old", "lto-suffix-new"] {
        let register = site(23_040, "app::pool::register (pool.rs:5)");
        assert_eq!(asked(side), [register]);
        let profile = case(side);
        let functions = profile.frames().iter().map(|of| of.function());
        assert!(functions.clone().all(|name| !name.contains(".36")), "{side}");
    }
}

#[test]
fn inlined_functions_of_the_library_without_a_path_ask_for_nothing() {
    let asked = asked("rust-under-valgrind");
    assert_eq!(asked, [site(4000, "app::load (main.rs:12)")]);
}

#[test]
fn templates_new_and_glib_ask_for_nothing() {
    assert_eq!(
        asked("cpp"),
        [
            site(4000, "Cache::fill() (cache.cpp:12)"),
            site(3000, "main (main.cpp:5)"),
            site(2000, "main (main.cpp:5)"),
        ]
    );
}

#[test]
fn a_path_with_parentheses_is_no_part_of_a_name() {
    let profile = case("paren-path");
    let sites = Sites::of(&profile, Figure::Total, 1).unwrap();
    let asker = sites.rows[0].site.asker();
    assert_eq!(asker.function(), "app::cache::fill");
    let file = r"C:\Program Files (x86)\app\src\cache.rs";
    assert_eq!((asker.file(), asker.line()), (Some(file), Some(5)));
}

#[test]
fn what_has_no_name_is_told_apart_by_its_address() {
    let said = [(300, "0x100 ()"), (100, "0x300 ()")];
    assert_eq!(asked("nosym-new"), said.map(|(at, name)| site(at, name)));
    let profile = case("nosym-new");
    assert!(profile.frames()[1..].iter().all(|frame| !frame.is_named()));
    let origin = profile.frames()[1].origin();
    assert_eq!(origin, Origin::Unnamed);
}

#[test]
fn one_symbol_for_everything_is_no_name_and_recursion_is() {
    let text = case_text("nosym-new");
    let nearest = text.replace("__mh_execute_header", "rust_eh_personality");
    assert!(read(&nearest).frames()[1..].iter().all(|at| !at.is_named()));
    let placed = nearest.replace("personality", "personality (a.c:1)");
    assert!(read(&placed).frames()[1..].iter().all(|at| at.is_named()));
}

/// Programs under Valgrind 3.19, built by rustc 1.95 and GCC 12: what the
/// functions of the program ask for, in bytes.
#[test]
fn programs_of_all_optimisations_and_manglings_name_their_own_functions() {
    for (name, text) in FIXTURES {
        let expected: &[(u64, &str)] = match name.split_once('-') {
            Some(("rust", _)) => &[
                (102_460, "a::cache::fill"),
                (67_600, "a::main"),
                (64_000, "a::cache::fill"),
                (49_056, "a::cache::fill"),
                (10_000, "a::cache::fill"),
                (8000, "a::main"),
                (7890, "a::main"),
                (5000, "a::main"),
                (5000, "a::cache::copy"),
                (3000, "a::main"),
                // Where it ends in a call, its frame is gone: main is left.
                (3000, "a::"),
            ],
            Some(("cpp", _)) => &[
                (131_068, "Cache::fill()"),
                (72_704, "0x49007b9"),
                (40_000, "Cache::fill()"),
                (7200, "Cache::fill()"),
                (4096, "main"),
                (
                    4000,
                    if name.ends_with("O0") { "grow<double>" } else { "main" },
                ),
                (3100, "Cache::fill()"),
                (3001, "main"),
                (777, "main"),
            ],
            _ => continue,
        };
        let sites = sites(&read(text));
        for ((bytes, site, is_cut), (most, function)) in
            sites.iter().zip(expected)
        {
            assert_eq!(bytes, most, "{name}");
            assert!(site.starts_with(function), "{name}: {bytes} B at {site}");
            assert!(!is_cut, "{name}: {site}");
        }
        assert!(sites.len() >= expected.len(), "{name}");
    }
}

#[test]
fn a_view_says_where_stacks_are_cut_and_what_has_no_name() {
    let said = |name: &str| {
        let mut out = Vec::new();
        let (all, options) = (Selection::default(), TextStyle::default());
        let (profile, format) = (case(name), Format::Terminal);
        show::profile(&profile, all, format, options, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let cut = said("cut-stack");
    assert!(cut.contains("push_str (string.rs:4), cut"), "{cut}");
    assert!(cut.contains("--frames"), "{cut}");
    assert!(cut.contains("4.0 KiB (100.0 %)"), "{cut}");
    let unnamed = said("nosym-new");
    assert!(unnamed.contains("0x100") && unnamed.contains("0x300"));
    assert!(unnamed.contains("no names"), "{unnamed}");
    let text = case_text("moved-old").replace("app::cache::", "");
    let text = text.replace("app::log::", "").replace("app::", "");
    let mut out = Vec::new();
    let (all, options) = (Selection::default(), TextStyle::default());
    let format = Format::Terminal;
    show::profile(&read(&text), all, format, options, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("debug = \"limited\""), "{out}");
    assert!(!said("moved-old").contains("limited"));
    assert!(!said("cpp").contains("--frames"));
    assert!(!said("cpp").contains("no names"));
}

#[test]
fn the_json_view_tells_who_asked() {
    let mut out = Vec::new();
    json::render(
        &case("cut-stack"),
        Selection { limit: 9, ..Selection::default() },
        &mut out,
    )
    .unwrap();
    let said: Value = serde_json::from_slice(&out).unwrap();
    let site = &said["sites"][0];
    assert_eq!(site["site"]["function"], "alloc::string::String::push_str");
    assert_eq!(site["cut"], true);
    assert_eq!(site["stack"][0]["origin"], "machinery");
    assert_eq!(site["stack"][0]["address"], "0x10");
}
