//! The page of a profile, and of a comparison, as readers use them.

use residue_profile::diff::{Diff, Options};
use residue_profile::{Figure, html};

use crate::browser::Page;
use crate::common::{fixture, large, read};

fn open(sites: u64) -> Page {
    let mut out = Vec::new();
    let profile = read(&large::profile(sites, 0));
    html::render(&profile, Figure::Total, &mut out).unwrap();
    let page = Page::of(&out);
    drawn(&page);
    page
}

fn drawn(page: &Page) {
    page.wait("performance.getEntriesByName('drawn').length");
}

const BOXES: &str = "[...document.querySelector('#flame').contentDocument\
                     .querySelectorAll('#frames > g')].length";
const NAMES: &str = "[...document.querySelectorAll('#tree tbody td.name')]\
                     .map((cell) => cell.innerText)";

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn a_page_draws_its_figures_without_an_error_or_the_network() {
    let page = open(2000);
    assert!(page.get::<usize>(BOXES) > 20);
    for index in 0..8 {
        page.run(&format!("performance.clearMarks(); residue.choose({index})"));
        drawn(&page);
        assert!(page.get::<usize>(BOXES) > 20, "{index}");
        let sorted: bool = page.get(
            "residue.nodes[0].children.length > 0 && \
             document.querySelectorAll('#tree th[aria-sort]').length === 1",
        );
        assert!(sorted);
    }
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn boxes_are_as_wide_as_what_they_stand_for() {
    let mut out = Vec::new();
    let profile = fixture("valgrind-heap");
    html::render(&profile, Figure::Total, &mut out).unwrap();
    let page = Page::of(&out);
    drawn(&page);
    let titles: Vec<String> = page.get(
        "[...document.querySelector('#flame').contentDocument\
         .querySelectorAll('#frames title')].map((at) => at.textContent)",
    );
    for title in [
        "all (82,116 bytes, 100%)",
        "leak (app.c:4) (66,016 bytes, 80.39%)",
        "churn (app.c:5) (16,000 bytes, 19.48%)",
    ] {
        assert!(titles.iter().any(|one| one == title), "{titles:?}");
    }
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn words_are_found_in_the_tree_the_sites_and_the_flame_graph() {
    let mut out = Vec::new();
    let profile = fixture("valgrind-heap");
    html::render(&profile, Figure::Total, &mut out).unwrap();
    let page = Page::of(&out);
    drawn(&page);
    page.run(
        "const field = document.querySelector('#search'); \
         field.value = 'churn'; field.dispatchEvent(new Event('input'))",
    );
    let names: Vec<String> = page.get(NAMES);
    assert!(names.iter().any(|name| name.contains("churn")), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("leak")), "{names:?}");
    let rows: usize = page.get(
        "[...document.querySelectorAll('table.sites tbody tr')]\
         .filter((row) => !row.hidden).length",
    );
    assert_eq!(rows, 1);
    let matched: String = page.get(
        "document.querySelector('#flame').contentDocument\
         .querySelector('#matched').textContent",
    );
    assert!(matched.contains("19.5%"), "{matched}");
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn the_tree_opens_and_closes_by_keys_and_its_branches_add_up() {
    let page = open(2000);
    let rows = "document.querySelectorAll('#tree tbody tr').length";
    let before: usize = page.get(rows);
    let press = |key: &str| {
        page.run(&format!(
            "document.querySelector('#tree tr[tabindex=\"0\"]').dispatchEvent(\
             new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))"
        ));
    };
    press("ArrowLeft");
    assert_eq!(page.get::<usize>(rows), 1);
    press("ArrowRight");
    let after: usize = page.get(rows);
    assert!(after > 1 && before > 1, "{before} {after}");
    let sums: bool = page.get(
        "residue.nodes.every((node) => !node.children.length || \
         node.values.every((value, at) => value >= node.children\
         .reduce((sum, child) => sum + child.values[at], 0)))",
    );
    assert!(sums);
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn what_is_not_drawn_is_counted_on_the_page() {
    let page = open(20_000);
    let note: String =
        page.get("document.querySelector('#tree-note').textContent");
    assert!(note.starts_with("Not drawn are "), "{note}");
    let nodes: usize = page.get("residue.nodes.length");
    assert!(nodes <= 3000, "{nodes}");
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn a_comparison_is_drawn_in_the_widths_of_either_side() {
    let (old, new) =
        (read(&large::profile(2000, 0)), read(&large::profile(2000, 7)));
    let diff = Diff::of(&old, &new, &Options::default()).unwrap();
    let mut out = Vec::new();
    html::render_diff(&diff, Figure::Total, 20, &mut out).unwrap();
    let page = Page::of(&out);
    drawn(&page);
    assert!(page.get::<usize>(BOXES) > 20);
    page.run(
        "performance.clearMarks(); \
         document.querySelectorAll('#looks button')[1].click()",
    );
    drawn(&page);
    assert!(page.get::<usize>(BOXES) > 20);
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn the_accesses_of_a_block_are_seen_as_a_strip() {
    let mut out = Vec::new();
    html::render(&fixture("valgrind-heap"), Figure::Total, &mut out).unwrap();
    let page = Page::of(&out);
    drawn(&page);
    let sizes: Vec<(f64, f64)> = page.get(
        "[...document.querySelectorAll('svg.heat')].map((strip) => {\
         const box = strip.getBoundingClientRect();\
         return [box.width, box.height]})",
    );
    assert!(!sizes.is_empty());
    assert!(sizes.iter().all(|&(wide, high)| wide > 100.0 && high > 5.0));
    let colours: Vec<String> = page.get(
        "[...document.querySelectorAll('svg.heat rect')]\
         .map((cell) => getComputedStyle(cell).fill)",
    );
    assert!(colours.iter().all(|at| at != "rgb(0, 0, 0)"), "{colours:?}");
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn a_name_is_no_markup() {
    let mut out = Vec::new();
    let text = crate::common::text("valgrind-heap")
        .replace("leak", "</script><img src=x onerror=alert(1)>");
    let page = {
        html::render(&read(&text), Figure::Total, &mut out).unwrap();
        Page::of(&out)
    };
    drawn(&page);
    let images: usize = page.get(
        "document.images.length + document.querySelector('#flame')\
         .contentDocument.images.length",
    );
    assert_eq!(images, 0);
    assert_eq!(page.problems(), Vec::<String>::new());
}
