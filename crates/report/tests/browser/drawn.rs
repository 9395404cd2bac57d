//! What a browser draws of a run, and what a pointer is told.

use residue_report::html::render;
use residue_report::pages::PageMaps;
use residue_report::{Bytes, Count, Nanoseconds, Row};

use crate::page::{Page, WIDE, rendered};
use crate::sample;

/// The chart of the first scenario of this kind, as an expression.
fn chart(kind: &str) -> String {
    format!(
        "[...residue.charts].find(([holder]) => \
         holder.dataset.chart === '{kind}')[1]"
    )
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn draws_without_an_error_and_without_the_network() {
    let page = Page::open_sample();
    assert_eq!(page.problems(), Vec::<String>::new());
    let holders: usize =
        page.get("document.querySelectorAll('[data-chart]').length");
    let drawn: Vec<usize> = page.get(
        "[...residue.charts.values()].map((chart) => \
         chart.getDom().querySelectorAll('svg path').length)",
    );
    assert_eq!(drawn.len(), holders);
    assert!(drawn.iter().all(|&paths| paths > 10), "{drawn:?}");
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn what_goes_wrong_on_a_page_is_noticed() {
    for (wrong, sign) in [
        ("<script>throw new Error('planted')</script>", "planted"),
        ("<script>console.error('planted')</script>", "planted"),
        ("<img src='http://127.0.0.1:9/planted'>", "planted"),
    ] {
        let html = format!("<!doctype html><title>x</title>{wrong}");
        let page = Page::open(html.as_bytes(), WIDE);
        let problems = page.problems();
        let told = problems.iter().any(|problem| problem.contains(sign));
        assert!(told, "{wrong}: {problems:?}");
    }
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn the_policy_stops_a_planted_script() {
    let html = String::from_utf8(rendered()).unwrap();
    let planted = "<script>document.title='planted'</script></body>";
    let html = html.replacen("</body>", planted, 1);
    let page = Page::open(html.as_bytes(), WIDE);
    assert_ne!(page.get::<String>("document.title"), "planted");
    assert!(!page.problems().is_empty());
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn a_box_of_the_waterfall_is_as_high_as_its_row() {
    let page = Page::open_sample();
    let (chart, slack) = (chart("waterfall"), Row::Slack.name());
    let series: Vec<u64> = page.get(&format!(
        "{chart}.getOption().series.find((s) => s.id === '1-{slack}').data"
    ));
    let phases = sample::jemalloc().phases;
    let rows = phases.iter().map(|phase| phase.ledger.get(Row::Slack));
    assert_eq!(series, rows.map(Option::unwrap).collect::<Vec<_>>());

    let per_byte: f64 = page.get(&format!(
        "(({chart}.convertToPixel({{gridIndex: 1}}, [0, 0])[1] \
         - {chart}.convertToPixel({{gridIndex: 1}}, [0, 1e8])[1]) / 1e8)"
    ));
    let heights: Vec<f64> = page.get(&format!(
        "(() => {{ const hue = getComputedStyle(document.querySelector('.r-slack')).backgroundColor; \
         return [...{chart}.getDom().querySelectorAll('svg path')] \
         .filter((path) => getComputedStyle(path).fill === hue) \
         .map((path) => path.getBBox().height) }})()"
    ));
    // Two backends, each with slack at three phases.
    let expected: Vec<f64> = [&sample::system(), &sample::jemalloc()]
        .iter()
        .flat_map(|probe| &probe.phases)
        .map(|phase| phase.ledger.get(Row::Slack).unwrap() as f64 * per_byte)
        .filter(|height| *height > 0.0)
        .collect();
    let drawn: Vec<f64> =
        heights.into_iter().filter(|height| *height > 0.01).collect();
    assert_eq!(drawn.len(), expected.len(), "{drawn:?} {expected:?}");
    for (drawn, expected) in drawn.iter().zip(expected) {
        assert!((drawn - expected).abs() < 1.0, "{drawn} {expected}");
    }
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn a_pointer_on_a_box_tells_its_bytes_share_and_definition() {
    let page = Page::open_sample();
    let chart = chart("waterfall");
    page.run(&format!("{chart}.getDom().scrollIntoView({{block: 'center'}})"));
    // The middle of the slack of `drained`, on the second backend.
    let phase = &sample::jemalloc().phases[2];
    let slack = phase.ledger.get(Row::Slack).unwrap();
    page.point_at(page.get(&format!(
        "(() => {{ const box = {chart}.getDom().getBoundingClientRect(); \
         const at = {chart}.convertToPixel({{gridIndex: 1}}, [2, {}]); \
         return [box.x + at[0], box.y + at[1]] }})()",
        slack / 2
    )));
    page.wait("document.querySelector('.chart-tip')?.offsetHeight > 0");
    let tip: String =
        page.get("document.querySelector('.chart-tip').innerText");
    assert!(tip.contains("drained jemalloc 5.3.1"), "{tip}");
    assert!(tip.contains(&Bytes(slack).to_string()), "{tip}");
    let share = slack as f64 * 100.0 / phase.net_resident() as f64;
    assert!(tip.contains(&format!("{share:.1} %")), "{tip}");
    assert!(tip.contains(Row::Slack.definition()), "{tip}");
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn the_tide_reaches_what_was_resident() {
    let page = Page::open_sample();
    let drawn: Vec<f64> = page.get(&format!(
        "{}.getOption().series.find((s) => s.id === '1-resident').data\
         .map((point) => point.value[1])",
        chart("tide")
    ));
    let phases = sample::jemalloc().phases;
    let resident: Vec<_> =
        phases.iter().map(|phase| phase.net_resident() as f64).collect();
    assert_eq!(drawn, resident);
}

/// The page of the sample run as if its phases were looks at a program that
/// goes its own way, with the chart of rows over time.
fn open_watched() -> Page {
    let (mut run, mut html) = (sample::run(), Vec::new());
    for probe in &mut run.probes {
        probe.remedy.clear();
    }
    render(&run, &PageMaps::default(), &mut html).expect("a vector");
    let page = Page::open(&html, WIDE);
    page.wait("performance.getEntriesByName('usable').length");
    page.run("residue.drawAll()");
    page
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn rows_are_stacked_over_time_up_to_what_was_resident() {
    let page = open_watched();
    assert_eq!(page.problems(), Vec::<String>::new());
    let (chart, slack) = (chart("course"), Row::Slack.name());
    let drawn: Vec<(f64, u64)> = page.get(&format!(
        "{chart}.getOption().series.find((s) => s.id === '1-{slack}').data"
    ));
    let phases = sample::jemalloc().phases;
    let mut at = 0;
    for (index, (phase, (x, y))) in phases.iter().zip(&drawn).enumerate() {
        at += phase.elapsed_ns.filter(|_| index > 0).unwrap_or(0);
        assert_eq!(*x, at as f64 / 1e6);
        assert_eq!(Some(*y), phase.ledger.get(Row::Slack));
    }
    assert_eq!(drawn.len(), phases.len());

    // Each row stands on those before it: the last one reaches the top.
    let most = phases.iter().map(|phase| phase.net_resident()).max();
    let program = Row::Program.name();
    let tops: Vec<f64> = page.get(&format!(
        "(() => {{ const hue = getComputedStyle(document.querySelector('.r-{program}')).backgroundColor; \
         const top = {chart}.convertToPixel({{gridIndex: 1}}, [0, {}])[1]; \
         return [...{chart}.getDom().querySelectorAll('svg path')] \
         .filter((path) => getComputedStyle(path).fill === hue) \
         .map((path) => path.getBBox().y - top) }})()",
        most.unwrap()
    ));
    assert!(tops.iter().any(|top| top.abs() < 1.5), "{tops:?}");
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn the_phases_of_a_scenario_are_steps_and_no_course() {
    let page = Page::open_sample();
    let courses: usize =
        page.get("document.querySelectorAll('[data-chart=course]').length");
    assert_eq!(courses, 0);
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn numbers_are_as_in_the_rest_of_the_report() {
    let page = Page::open_sample();
    let mut numbers = vec![0, 1, 999, 1000, 1023, 1024, 52_428, 1_048_575];
    numbers.extend((0..52).flat_map(|bit| [1 << bit, (1 << bit) + 12_345]));
    let shown: Vec<[String; 3]> = page.get(&format!(
        "{numbers:?}.map((n) => [residue.units.bytes(n), \
         residue.units.count(n), residue.units.time(n)])"
    ));
    for (number, shown) in numbers.into_iter().zip(shown) {
        let expected = [
            Bytes(number).to_string(),
            Count(number).to_string(),
            Nanoseconds(number).to_string(),
        ];
        assert_eq!(shown, expected, "{number}");
    }
}
