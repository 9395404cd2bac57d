//! What a reader does with a page: filter, sort, point, zoom; and what there
//! is without scripts.

use residue_report::diff::{Options, Side, compare};
use residue_report::{Row, Run, html};

use crate::page::{Look, Page, WIDE, rendered};
use crate::sample;

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn a_filter_leaves_one_backend_and_one_scenario() {
    let page = Page::open_sample();
    page.run("document.querySelector('[data-toggle=jemalloc]').click()");
    let panels: usize =
        page.get("[...residue.charts.values()][0].getOption().title.length");
    assert_eq!(panels, 1 + usize::from(!sample::killed().phases.is_empty()));
    let rows = "[...document.querySelectorAll('.overview tbody tr')]\
                .filter((row) => row.offsetHeight > 0)\
                .map((row) => row.dataset.scenario)";
    let shown: Vec<String> = page.get(rows);
    assert_eq!(shown, ["hashmap-pointer", "hashmap-pointer"]);

    page.run("document.querySelector('[data-toggle=jemalloc]').click()");
    page.run(
        "const select = document.querySelector('#scenario'); \
         select.value = 'empty'; select.dispatchEvent(new Event('change'))",
    );
    assert_eq!(page.get::<Vec<String>>(rows), ["empty"]);
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn a_column_sorts_down_then_up_then_as_it_was() {
    let page = Page::open_sample();
    let column = "[...document.querySelectorAll('.overview tbody tr')]\
                  .map((row) => Number(row.cells[4].dataset.v))";
    let click =
        "document.querySelectorAll('.overview thead button')[3].click()";
    let was: Vec<u64> = page.get(column);
    let mut sorted = was.clone();
    sorted.sort_unstable();
    assert_ne!(was, sorted);
    page.run(click);
    let down: Vec<u64> = page.get(column);
    assert_eq!(down, sorted.iter().rev().copied().collect::<Vec<_>>());
    page.run(click);
    assert_eq!(page.get::<Vec<u64>>(column), sorted);
    page.run(click);
    assert_eq!(page.get::<Vec<u64>>(column), was);
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn a_row_goes_from_all_pictures_when_its_key_is_pressed() {
    let page = Page::open_sample();
    let selected = "[...residue.charts.values()][0].getOption().legend[0]\
                    .selected.cached";
    assert!(page.get::<bool>(selected));
    page.run("document.querySelector('[data-row=cached]').click()");
    assert!(!page.get::<bool>(selected));
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn a_figure_is_found_by_name_and_defined_for_the_keyboard() {
    let page = Page::open_sample();
    page.run(
        "const find = document.querySelector('#figures'); \
         find.value = 'cach'; find.dispatchEvent(new Event('input'))",
    );
    let labels: Vec<String> = page.get(
        "[...document.querySelectorAll('table.grid tbody tr')]\
         .filter((row) => row.offsetHeight > 0)\
         .map((row) => row.querySelector('dfn').textContent)",
    );
    assert!(!labels.is_empty() && labels.iter().all(|l| l == "cached"));
    page.run(
        "[...document.querySelectorAll('dfn')]\
         .find((dfn) => dfn.offsetHeight > 0).focus()",
    );
    let tip: String = page.get("document.querySelector('#tip').innerText");
    assert_eq!(tip, Row::Cached.definition());
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn the_heap_map_counts_what_is_pinned_and_tells_each_page() {
    let page = Page::open_sample();
    let claim: String =
        page.get("document.querySelector('#map-claim').innerText");
    assert!(claim.contains("9,500 resident heap pages, 37.1 MiB."), "{claim}");
    assert!(claim.contains("1,000 pinned by less than 13 % live: 3.9 MiB"));
    assert!(claim.contains("500 hold nothing live: 2.0 MiB."), "{claim}");

    let tip = |place: &str| {
        page.run(
            "document.querySelector('#map').scrollIntoView({block: 'center'})",
        );
        page.point_at(page.get(&format!(
            "(() => {{ const {{ painter }} = residue.heap; \
             const at = painter.order.indexOf({place}); \
             const box = painter.canvas.getBoundingClientRect(); \
             const cell = (n) => (n + 0.5) * painter.view.scale; \
             return [box.x + cell(at % painter.columns), \
             box.y + cell(Math.floor(at / painter.columns))] }})()"
        )));
        page.wait("!document.querySelector('#tip').hidden");
        page.get::<String>("document.querySelector('#tip').innerText")
    };
    let pinned = tip("8500");
    assert!(pinned.contains("pinned, most of it of other live"), "{pinned}");
    // The second span begins at half of the pages.
    assert!(pinned.starts_with("0x7f100ea6000"), "{pinned}");
    let full = tip("4");
    assert!(full.starts_with("0x7f000004000: all live"), "{full}");
    assert!(full.contains("map; of all it holds, 75.0 % is payload"), "{full}");
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn by_occupancy_the_fullest_pages_come_first() {
    let page = Page::open_sample();
    let fills = "[...residue.heap.painter.order]\
                 .map((place) => residue.heap.cells[place] & 31)";
    page.run("document.querySelector('#by-occupancy').click()");
    page.wait(&format!("{fills}.every((f, i, all) => !i || f <= all[i - 1])"));
    page.run("document.querySelector('#by-address').click()");
    page.wait("residue.heap.painter.order.every((place, i) => place === i)");
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn without_scripts_there_are_tables_and_boxes() {
    let html = rendered();
    let page = Page::open(&html, Look { scripts: false, ..WIDE });
    let heights = "[...document.querySelectorAll('.boxes .panel:nth-child(2) \
                   .column.read i')].map((box) => box.offsetHeight)";
    let heights: Vec<u32> = page.get(heights);
    assert!(heights.iter().sum::<u32>() > 100, "{heights:?}");
    let seen = |selector: &str| {
        page.get::<usize>(&format!(
            "[...document.querySelectorAll('{selector}')]\
             .filter((one) => one.getClientRects().length).length"
        ))
    };
    assert!(seen(".overview tbody tr") == 4);
    assert!(seen("details.probe > summary") > 0);
    assert_eq!(seen(".scripted"), 0);
    assert_eq!(seen(".chart"), 0);
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn nothing_is_wider_than_a_phone() {
    let html = rendered();
    let page = Page::open(&html, Look { width: 400, ..WIDE });
    page.wait("performance.getEntriesByName('usable').length");
    page.run("residue.drawAll()");
    let wide: [u32; 2] =
        page.get("[document.documentElement.scrollWidth, window.innerWidth]");
    assert!(wide[0] <= wide[1], "{wide:?}");
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs Chromium: scripts/test runs it"]
fn a_comparison_is_shown_without_an_error_and_its_keys_work() {
    let side = |run: &Run| {
        let mut side = Side::new("run".to_owned(), &[]);
        side.begin_file("run.json", &run.environment);
        run.probes.iter().for_each(|probe| side.add(probe));
        side
    };
    let mut new = sample::run();
    let drained = &mut new.probes[2].phases[2];
    let cached = drained.ledger.get(Row::Cached).unwrap();
    drained.ledger.set(Row::Cached, cached + (64 << 20));
    drained.resident += 64 << 20;
    let diff = compare(&side(&sample::run()), &side(&new), &Options::default());
    let mut out = Vec::new();
    html::render_diff(&diff, &mut out).expect("a vector takes all");
    let page = Page::open(&out, WIDE);
    page.wait("performance.getEntriesByName('usable').length");
    let height = "[...document.querySelectorAll('.delta .column.read \
                  .r-cached')].map((box) => box.offsetHeight)";
    let seen: Vec<u32> = page.get(height);
    assert!(matches!(seen[..], [high] if high > 50), "{seen:?}");
    page.run("document.querySelector('[data-row=cached]').click()");
    assert_eq!(page.get::<Vec<u32>>(height), [0]);
    assert_eq!(page.problems(), Vec::<String>::new());
}
