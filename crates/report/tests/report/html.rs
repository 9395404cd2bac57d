//! A run as an HTML page.

use residue_report::pages::{PageMaps, PageUse};
use residue_report::{Environment, Outcome, Probe, Run, html};

use crate::{sample, sample_pages};

/// What a hostile name tries.
pub(crate) const HOSTILE: &str =
    "</script><img src=x onerror=alert(1)>\"'&\u{2028}\u{202e}`{{7*7}}";

pub(crate) fn rendered(run: &Run, maps: &PageMaps) -> String {
    let mut out = Vec::new();
    html::render(run, maps, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("text is UTF-8")
}

/// The page without what all pages carry: styles, scripts and their hashes.
pub(crate) fn own_part(page: &str) -> String {
    let page = elided(page, "<style>", "</style>");
    let page = elided(&page, "<script id=\"early\">", "</script>");
    let page = elided(&page, "<script id=\"report\">", "</script>");
    elided(&page, "script-src ", "\"")
}

fn elided(page: &str, from: &str, to: &str) -> String {
    let start = page.find(from).expect("every page has it") + from.len();
    let end = start + page[start..].find(to).expect("it has an end");
    format!("{}…{}", &page[..start], &page[end..])
}

#[test]
fn shows_a_run_as_a_page() {
    let page = rendered(&sample::run(), &PageMaps::default());
    let page = elided(&page, "<script id=\"echarts\">", "</script>");
    insta::assert_snapshot!(own_part(&page));
}

#[test]
fn shows_the_same_run_as_the_same_bytes() {
    let (run, maps) = (sample::run(), sample_pages::maps(&sample::run()));
    assert!(rendered(&run, &maps) == rendered(&run, &maps));
}

#[test]
fn says_that_there_is_nothing_to_show() {
    let run = Run::new(Environment::default());
    let page = rendered(&run, &PageMaps::default());
    assert!(page.contains("The run has no probe"));
}

/// A run in which every text is hostile.
fn hostile() -> Run {
    let mut run = sample::run();
    let hostile = || HOSTILE.to_owned();
    run.environment.cpu = hostile();
    run.environment.date = hostile();
    for probe in &mut run.probes {
        probe.scenario = hostile();
        probe.backend.push_str(HOSTILE);
        probe.backend_version = hostile();
        probe.remedy = hostile();
        probe.command = hostile();
        probe.warnings.push(hostile());
        probe.settings.insert(hostile(), hostile());
        for phase in &mut probe.phases {
            phase.name.push_str(HOSTILE);
            phase.allocator.insert(hostile(), 7);
            phase.absent.insert("metadata".to_owned(), hostile());
            for container in &mut phase.containers {
                container.name = hostile();
            }
        }
    }
    let failed = Outcome::Failed { reason: hostile() };
    run.probes.push(Probe { outcome: failed, ..run.probes[1].clone() });
    run
}

#[test]
fn no_name_becomes_markup_or_script() {
    let plain = rendered(&sample::run(), &PageMaps::default());
    let run = hostile();
    let page = rendered(&run, &sample_pages::maps(&run));
    let count = |page: &str, what| page.matches(what).count();
    assert_eq!(count(&page, "<img"), count(&plain, "<img"));
    assert_eq!(count(&page, "</script"), count(&plain, "</script"));
    assert_eq!(count(&page, "\u{202e}"), 0);
    assert!(
        page.contains("&#60;/script&#62;") && page.contains("\\u003c/script")
    );
}

#[test]
fn the_policy_forbids_the_network_and_all_other_scripts() {
    let page = rendered(&sample::run(), &PageMaps::default());
    let start = page.find("Content-Security-Policy").expect("a policy");
    let policy = &page[start..start + page[start..].find('>').unwrap()];
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-eval"), "{policy}");
    let scripts = policy.split("script-src").nth(1).expect("of scripts");
    assert!(!scripts.contains("unsafe-inline"), "{scripts}");
}

#[test]
fn an_unknown_figure_is_a_dash_with_its_reason() {
    let mut run = sample::run();
    run.probes = vec![sample::system()];
    let page = rendered(&run, &PageMaps::default());
    let dash = "data-v=\"\" title=\"glibc does not tell; it is part of \
                cached\">–</td>";
    assert_eq!(page.matches(dash).count(), run.probes[0].phases.len());
}

#[test]
fn a_page_of_many_probes_stays_small_and_says_what_it_leaves_out() {
    let mut run = sample::run();
    let probe = sample::jemalloc();
    run.probes = (0..1_000)
        .map(|index| Probe {
            scenario: format!("scenario-{index}"),
            ..probe.clone()
        })
        .collect();
    let page = rendered(&run, &sample_pages::maps(&run));
    assert!(page.len() < 6_000_000, "{}", page.len());
    assert!(page.contains("Of 940 scenarios more"));
    assert!(page.contains("scenario-999"));
}

/// Maps that do not compress.
fn noise(run: &Run) -> PageMaps {
    sample_pages::of_all(run, |seed| {
        let mut state = seed as u32;
        let mut next = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let bits = std::iter::repeat_with(move || next() & 0b0101_1111);
        sample_pages::map(bits.take(200_000).map(PageUse::from_bits).collect())
    })
}

#[test]
fn maps_keep_within_their_budget_and_name_what_is_left_out() {
    let run = sample::run();
    let without = rendered(&run, &PageMaps::default()).len();
    let page = rendered(&run, &noise(&run));
    assert!(page.len() < without + 1_100_000, "{}", page.len() - without);
    assert!(page.contains("left out to keep this page small"));
}

#[test]
fn counts_the_pages_that_survivors_pin() {
    let run = sample::run();
    let page = rendered(&run, &sample_pages::maps(&run));
    // Of `system` at drained: see `sample_pages`.
    let pinned = "<td class=\"n\" data-v=\"4096000\">1,000</td>\
                  <td class=\"n\" data-v=\"4096000\">3.9 MiB</td>";
    assert!(page.contains(pinned));
}
