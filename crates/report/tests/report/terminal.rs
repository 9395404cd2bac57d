//! A run on the terminal.

use residue_present::{Format, TextStyle};
use residue_report::pages::PageMaps;
use residue_report::{Detail, Environment, Row, Run, show_run};
use unicode_width::UnicodeWidthStr;

use crate::sample;

pub(crate) fn rendered(run: &Run, options: TextStyle) -> String {
    shown(run, Detail::Full, options)
}

fn shown(run: &Run, detail: Detail, options: TextStyle) -> String {
    let mut out = Vec::new();
    let (maps, format) = (PageMaps::default(), Format::Terminal);
    show_run(run, &maps, detail, format, options, &mut out)
        .expect("a vector takes all");
    String::from_utf8(out).expect("text is UTF-8")
}

/// The same probes twice, in scenarios of their own.
fn of_two_scenarios() -> Run {
    let mut run = sample::run();
    let mut again = run.probes.clone();
    again.iter_mut().for_each(|probe| probe.scenario.push_str("-again"));
    run.probes.extend(again);
    run
}

fn at(width: u16) -> TextStyle {
    TextStyle { width: Some(width), colour: false, links: false }
}

#[test]
fn shows_a_run_at_120_columns() {
    insta::assert_snapshot!(rendered(&sample::run(), at(120)));
}

#[test]
fn shows_a_run_at_80_columns() {
    insta::assert_snapshot!(rendered(&sample::run(), at(80)));
}

#[test]
fn shows_repetitions_by_the_least_of_those_that_completed() {
    let mut run = Run::new(sample::environment());
    let (mut second, mut third) = (sample::jemalloc(), sample::killed());
    second.repetition = 1;
    let drained = &mut second.phases[2];
    let cached = drained.ledger.get(Row::Cached).unwrap();
    drained.ledger.set(Row::Cached, cached - 4096);
    drained.resident -= 4096;
    third.backend = second.backend.clone();
    third.repetition = 2;
    run.probes = vec![sample::jemalloc(), second, third];
    insta::assert_snapshot!(rendered(&run, at(80)));
}

#[test]
fn fits_the_width_it_is_given() {
    for width in [40, 60, 80, 100, 120, 200] {
        for line in rendered(&sample::run(), at(width)).lines() {
            assert!(line.width() <= usize::from(width), "{width}: {line}");
        }
    }
}

#[test]
fn loses_no_phase_for_want_of_width() {
    for width in [0, 1, 40] {
        let text = rendered(&sample::run(), at(width));
        for phase in &sample::system().phases {
            assert!(text.contains(&phase.name), "{width}: {}", phase.name);
        }
    }
}

#[test]
fn colours_only_when_asked_and_changes_no_word() {
    let plain = rendered(&sample::run(), at(80));
    let options = TextStyle { colour: true, links: false, ..at(80) };
    let colour = rendered(&sample::run(), options);
    assert!(!plain.contains('\u{1b}'));
    assert!(colour.contains('\u{1b}'));
    let mut bare = colour;
    for code in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m"] {
        bare = bare.replace(code, "");
    }
    assert_eq!(bare, plain);
}

#[test]
fn shows_an_unknown_figure_as_a_dash_with_its_reason() {
    let mut run = Run::new(sample::environment());
    run.probes = vec![sample::system()];
    let text = rendered(&run, at(120));
    let metadata = text.lines().find(|line| line.contains("metadata"));
    let cells: Vec<_> = metadata.unwrap().split_whitespace().collect();
    assert_eq!(cells, ["metadata", "-", "-", "-", "-", "-", "-", "-"]);
    assert!(text.contains("- metadata: glibc does not tell"), "{text}");
}

#[test]
fn says_that_a_ledger_does_not_close() {
    let mut run = Run::new(sample::environment());
    run.probes = vec![sample::jemalloc()];
    assert!(!rendered(&run, at(120)).contains("does not close"));
    run.probes[0].phases[4].resident += 1;
    let text = rendered(&run, at(120));
    assert!(text.contains("does not close at shrunk"), "{text}");
}

#[test]
fn never_sets_a_profilers_heap_beside_resident_figures() {
    let mut run = Run::new(sample::environment());
    run.probes = vec![sample::dhat()];
    let text = rendered(&run, at(120));
    assert!(text.contains("profiler's heap"), "{text}");
    let resident = text.lines().find(|line| line.contains("resident  "));
    assert_eq!(resident, None);
}

#[test]
fn hostile_names_cannot_command_the_terminal() {
    let hostile = "x\u{1b}[2J\u{7}\r\n\u{202e}\u{9b}31m\0".repeat(40);
    let mut run = sample::run();
    let environment = &mut run.environment;
    for text in [
        &mut environment.kernel,
        &mut environment.cpu,
        &mut environment.date,
        &mut environment.rustc,
    ] {
        text.clone_from(&hostile);
    }
    for probe in &mut run.probes {
        probe.scenario.clone_from(&hostile);
        probe.backend_version.clone_from(&hostile);
        probe.remedy.clone_from(&hostile);
        probe.settings.insert(hostile.clone(), hostile.clone());
        probe.warnings.push(hostile.clone());
        let reason = hostile.clone();
        probe.phases[0].absent.insert("metadata".to_owned(), reason);
        for (index, phase) in probe.phases.iter_mut().enumerate() {
            phase.name = format!("{hostile}{index}");
            for container in &mut phase.containers {
                container.name.clone_from(&hostile);
            }
        }
    }
    let text = rendered(&run, at(100));
    let obeyed = |c: char| {
        (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c)
    };
    assert_eq!(text.find(obeyed), None);
    assert!(text.lines().all(|line| line.width() <= 100));
}

#[test]
fn a_run_without_probes_says_so() {
    let run = Run::new(Environment::default());
    let text = rendered(&run, TextStyle::default());
    assert!(text.contains("no probe"), "{text}");
}

#[test]
fn a_writer_that_fails_fails_the_rendering() {
    let mut full: &mut [u8] = &mut [0; 64];
    let options = TextStyle::default();
    let (run, maps) = (sample::run(), PageMaps::default());
    let (detail, format) = (Detail::Full, Format::Terminal);
    let shown = show_run(&run, &maps, detail, format, options, &mut full);
    assert!(shown.is_err());
}

#[test]
fn a_row_that_only_some_measure_is_shown_where_it_is_known() {
    let mut run = Run::new(sample::environment());
    run.probes = vec![sample::jemalloc()];
    assert!(!rendered(&run, at(120)).contains("foreign live"));
    let phase = &mut run.probes[0].phases[1];
    phase.ledger.set(Row::ForeignLive, 40 << 20);
    phase.resident += 40 << 20;
    assert!(phase.closes());
    let shown = rendered(&run, at(120));
    let line = shown.lines().find(|line| line.contains("foreign live"));
    let line = line.expect("it is known at one phase");
    assert!(line.contains("40.0") && line.contains(" - "), "{line}");
    let stored = run.to_json_pretty();
    assert_eq!(stored.matches("\"foreign_live\"").count(), 1);
    assert_eq!(Run::from_json(&stored).unwrap(), run);
}

#[test]
fn several_scenarios_are_one_table_that_fits_a_screen() {
    let run = of_two_scenarios();
    let text = shown(&run, Detail::Overview, at(120));
    assert!(text.lines().count() < 24, "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn what_the_one_table_has_no_room_for_is_named() {
    let run = of_two_scenarios();
    for width in [40, 60, 80, 100, 120, 200] {
        let text = shown(&run, Detail::Overview, at(width));
        for line in text.lines() {
            assert!(line.width() <= usize::from(width), "{width}: {line}");
        }
        let is_whole = text.contains("given back");
        assert!(is_whole, "as a title, or as what has no room: {text}");
        assert_eq!(text.contains("no room for: "), width < 120, "{text}");
    }
}

#[test]
fn one_scenario_and_what_is_asked_for_in_full_have_their_ledgers() {
    let mut run = of_two_scenarios();
    let full = shown(&run, Detail::Full, at(120));
    assert_ne!(shown(&run, Detail::Overview, at(120)), full);
    let first = run.probes[0].scenario.clone();
    run.probes.retain(|probe| probe.scenario == first);
    let [one, full] =
        [Detail::Overview, Detail::Full].map(|of| shown(&run, of, at(120)));
    assert_eq!(one, full);
    assert!(one.contains("resident"), "{one}");
}

#[test]
fn a_table_that_would_be_empty_gives_way_to_what_profilers_know() {
    let mut run = of_two_scenarios();
    run.probes.retain(|probe| probe.resident_is_profiler);
    assert!(run.probes.len() > 1);
    let text = shown(&run, Detail::Overview, at(120));
    assert!(text.contains("profiler's heap"), "{text}");
}

#[test]
fn the_largest_holder_is_bold_where_there_are_colours() {
    let run = of_two_scenarios();
    let options = TextStyle { width: Some(120), colour: true, links: false };
    let coloured = shown(&run, Detail::Overview, options);
    let bare = coloured
        .replace("\u{1b}[1m", "")
        .replace("\u{1b}[2m", "")
        .replace("\u{1b}[0m", "");
    let plain = shown(&run, Detail::Overview, at(120));
    assert_eq!(bare, plain, "colours move nothing");
    assert!(coloured.matches("\u{1b}[1m").count() > 1, "{coloured}");
}
