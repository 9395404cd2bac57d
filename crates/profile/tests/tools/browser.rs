//! A page in a browser of its own, watched for anything that goes wrong.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::{Browser, LaunchOptions, Tab};
use serde::de::DeserializeOwned;

/// How long anything on a page may take to come about.
const PATIENCE: Duration = Duration::from_secs(20);

const FLAGS: [&str; 5] = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// An open page. The browser ends with it.
pub(crate) struct Page {
    tab: Arc<Tab>,
    problems: Arc<Mutex<Vec<String>>>,
    _browser: Browser,
}

impl Page {
    /// Opens `html` from the disk.
    pub(crate) fn of(html: &[u8]) -> Page {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("page.html");
        std::fs::write(&file, html).expect("a file");
        Page::open(&file)
    }

    /// Opens the page in a file.
    pub(crate) fn open(file: &Path) -> Page {
        let options = LaunchOptions::default_builder()
            .sandbox(false)
            .window_size(Some((1280, 900)))
            .args(FLAGS.iter().map(OsStr::new).collect())
            .build()
            .expect("all options are set");
        let browser = Browser::new(options).expect(
            "Chromium is not installed: install chromium to run this test",
        );
        let tab = browser.new_tab().expect("a tab");
        let problems: Arc<Mutex<Vec<String>>> = Arc::default();
        tab.enable_log().expect("a log");
        tab.enable_runtime().expect("a console");
        let seen = Arc::clone(&problems);
        let listener = move |event: &Event| {
            if let Some(problem) = problem(event) {
                seen.lock().expect("it never panics").push(problem);
            }
        };
        tab.add_event_listener(Arc::new(listener)).expect("a listener");
        let address = format!("file://{}", file.display());
        tab.navigate_to(&address).expect("an address");
        tab.wait_until_navigated().expect("the page loads");
        Page { tab, problems, _browser: browser }
    }

    /// What `expression` comes to; `JSON.stringify` must take it.
    pub(crate) fn get<T: DeserializeOwned>(&self, expression: &str) -> T {
        let wrapped =
            format!("(async () => JSON.stringify(await ({expression})))()");
        let object = self.tab.evaluate(&wrapped, true).expect(expression);
        let value = object.value.unwrap_or_default();
        let text = value.as_str().unwrap_or_else(|| {
            panic!("{expression}: {:?}", object.description)
        });
        serde_json::from_str(text).expect(expression)
    }

    /// Runs `statements`, for what they do.
    pub(crate) fn run(&self, statements: &str) {
        let _: bool =
            self.get(&format!("(() => {{{statements}; return true}})()"));
    }

    /// Waits until `condition` holds.
    pub(crate) fn wait(&self, condition: &str) {
        let start = Instant::now();
        while !self.get::<bool>(&format!("Boolean({condition})")) {
            assert!(start.elapsed() < PATIENCE, "never: {condition}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Gives `files` to the field for files that `selector` finds.
    pub(crate) fn choose_file(&self, selector: &str, file: &Path) {
        let field = self.tab.find_element(selector).expect("a field");
        let file = file.to_str().expect("a path");
        field.set_input_files(&[file]).expect("the field takes files");
    }

    /// What went wrong so far: errors, exceptions, warnings of the browser.
    pub(crate) fn problems(&self) -> Vec<String> {
        // Events come in order, so all of before are here after an answer.
        let _: bool = self.get("true");
        self.problems.lock().expect("no test has failed in it").clone()
    }
}

fn problem(event: &Event) -> Option<String> {
    match event {
        Event::LogEntryAdded(entry) => Some(entry.params.entry.text.clone()),
        Event::RuntimeExceptionThrown(thrown) => {
            let details = &thrown.params.exception_details;
            let what = details.exception.as_ref();
            let what = what.and_then(|object| object.description.clone());
            Some(format!("exception: {} {what:?}", details.text))
        }
        _ => None,
    }
}

/// Valgrind's viewer, where its packages put it.
pub(crate) fn viewer() -> PathBuf {
    let places = [
        "/usr/libexec/valgrind/dh_view.html",
        "/usr/lib/valgrind/dh_view.html",
        "/usr/local/libexec/valgrind/dh_view.html",
    ];
    let found = places.into_iter().map(PathBuf::from).find(|at| at.exists());
    found.expect(
        "Valgrind's dh_view.html is nowhere: install valgrind to run this test",
    )
}
