//! What each profiler's file says.

use residue_profile::{Figure, MARKS_SCHEMA, Marks, Mode, export};
use serde_json::Value;

use crate::common::{FIXTURES, fixture, read, text};

#[test]
fn the_sums_of_a_profile_are_those_of_its_file() {
    let fields = [
        ("tb", Figure::Total),
        ("tbk", Figure::TotalBlocks),
        ("gb", Figure::Peak),
        ("gbk", Figure::PeakBlocks),
        ("eb", Figure::End),
        ("ebk", Figure::EndBlocks),
        ("rb", Figure::Reads),
        ("wb", Figure::Writes),
    ];
    for (name, text) in FIXTURES {
        let file: Value = serde_json::from_str(text).unwrap();
        let profile = read(text);
        for (field, figure) in fields {
            let points = file["pps"].as_array().unwrap();
            let parts = points.iter().map(|point| point[field].as_u64());
            let sum: Option<u64> = parts.sum();
            assert_eq!(profile.sum(figure), sum, "{name}: {figure}");
        }
    }
}

#[test]
fn what_a_profiler_does_not_follow_is_absent_and_never_0() {
    for name in ["valgrind-copy", "valgrind-ad-hoc", "dhat-rs-ad-hoc"] {
        let profile = fixture(name);
        for figure in [Figure::Peak, Figure::End, Figure::ShortLived] {
            assert_eq!(profile.sum(figure), None, "{name}: {figure}");
        }
    }
    assert_eq!(fixture("dhat-rs-heap").sum(Figure::Reads), None);
    assert_eq!(fixture("valgrind-heap").sum(Figure::Reads), Some(18_000));
}

#[test]
fn modes_are_the_same_whoever_names_them() {
    for (name, mode) in [
        ("valgrind-heap", Mode::Heap),
        ("dhat-rs-heap", Mode::Heap),
        ("valgrind-ad-hoc", Mode::AdHoc),
        ("dhat-rs-ad-hoc", Mode::AdHoc),
        ("valgrind-copy", Mode::Copy),
    ] {
        assert_eq!(fixture(name).meta().mode, mode, "{name}");
    }
}

#[test]
fn frames_of_real_files_have_functions_files_and_lines() {
    let profile = fixture("valgrind-heap");
    let stack: Vec<_> = profile.stack(&profile.points()[0]).collect();
    assert_eq!(stack[0].function(), "malloc");
    assert_eq!(stack[1].function(), "leak");
    assert_eq!((stack[1].file(), stack[1].line()), (Some("app.c"), Some(4)));
    let profile = fixture("dhat-rs-heap");
    let grow = profile.frames().iter().find(|at| at.function() == "app::grow");
    assert_eq!(grow.and_then(|at| at.file()), Some("src/main.rs"));
}

#[test]
fn what_is_written_is_what_was_read_with_all_else_at_the_top() {
    for (name, text) in FIXTURES {
        let mut profile = read(text);
        let scenario = "hashmap-value".to_owned();
        profile.set_marks(Marks { scenario, ..Marks::default() });
        let mut out = Vec::new();
        export::dhat(&profile, &mut out).unwrap();
        assert_eq!(read(str::from_utf8(&out).unwrap()), profile, "{name}");
    }
    let foreign = fixture("heapscope-heap");
    assert_eq!(foreign.extra()["heapscope"]["settings"]["frames"], 64);
    assert_eq!(foreign.marks(), None);
}

#[test]
fn marks_are_read_and_a_newer_schema_is_refused() {
    let with = |schema: &str| {
        let marks = format!("{{\"residue\":{{\"schema\":\"{schema}\"}},");
        text("valgrind-heap").replacen('{', &marks, 1)
    };
    let marks = read(&with(MARKS_SCHEMA)).marks().cloned();
    assert_eq!(marks, Some(Marks::default()));
    let newer = with("residue.profile/2");
    let error = residue_profile::Profile::from_slice(newer.as_bytes());
    let error = error.unwrap_err().to_string();
    assert!(error.contains("residue.profile/2"), "{error}");
    assert!(error.contains("install a newer"), "{error}");
}
