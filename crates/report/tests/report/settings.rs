//! A scenario that ran with several settings: one table, and which to take.

use residue_present::{Format, TextStyle};
use residue_report::pages::PageMaps;
use residue_report::{Detail, Probe, Run, Sample, show_run};

use crate::html::{own_part, rendered};
use crate::sample;

/// jemalloc as it comes, with memory that leaves while the program idles, and
/// with a setting under which it has left at once.
pub(crate) fn swept() -> Run {
    let mut usual = sample::jemalloc();
    usual.samples = [(100, 160), (300, 159), (600, 60), (900, 40)]
        .map(|(ms, mib)| Sample {
            at_ns: ms * 1_000_000,
            resident: mib << 20,
            ..Sample::default()
        })
        .into();
    let mut set = with(sample::jemalloc(), "dirty_decay_ms", "0");
    for phase in &mut set.phases[2..] {
        let cached = phase.ledger.get(residue_report::Row::Cached).unwrap();
        phase.ledger.set(residue_report::Row::Cached, cached / 100);
        phase.resident -= cached - cached / 100;
    }
    let lazily = with(sample::jemalloc(), "muzzy_decay_ms", "-1");
    let mut run = Run::new(sample::environment());
    run.probes = vec![usual, set, lazily];
    run
}

fn with(mut probe: Probe, key: &str, value: &str) -> Probe {
    let pair = (key.to_owned(), value.to_owned());
    probe.settings.extend([pair.clone()]);
    probe.asked.extend([pair]);
    probe
}

fn shown(format: Format) -> String {
    let mut out = Vec::new();
    let maps = PageMaps::default();
    let style = TextStyle { width: Some(110), ..TextStyle::default() };
    let detail = Detail::Overview;
    show_run(&swept(), &maps, detail, format, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_terminal_shows_one_table_and_what_to_take() {
    insta::assert_snapshot!(shown(Format::Terminal));
}

#[test]
fn a_comment_shows_the_same_table() {
    let comment = shown(Format::Markdown);
    assert!(comment.contains("What settings do to"), "{comment}");
    assert!(comment.contains("dirty\\_decay\\_ms=0"), "{comment}");
}

#[test]
fn a_page_has_the_table_and_the_curves() {
    let page = own_part(&rendered(&swept(), &PageMaps::default()));
    assert!(page.contains("figure class=\"matrix\""));
    assert!(page.contains("\"releases\":[{\"backend\":\"jemalloc\""));
    let usual = Run { probes: vec![sample::jemalloc()], ..swept() };
    let page = own_part(&rendered(&usual, &PageMaps::default()));
    assert!(!page.contains("figure class=\"matrix\""));
    assert!(!page.contains("\"releases\""));
}
