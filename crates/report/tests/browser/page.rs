//! A page in a browser of its own, watched for anything that goes wrong.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use headless_chrome::browser::tab::point::Point;
use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::protocol::cdp::{Emulation, Network};
use headless_chrome::{Browser, LaunchOptions, Tab};
use residue_report::html;
use serde::de::DeserializeOwned;

use crate::{sample, sample_pages};

/// How long anything on a page may take to come about.
const PATIENCE: Duration = Duration::from_secs(20);

const FLAGS: [&str; 5] = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// The page of the sample run, with its maps.
pub(crate) fn rendered() -> Vec<u8> {
    let (run, mut out) = (sample::run(), Vec::new());
    html::render(&run, &sample_pages::maps(&run), &mut out).expect("a vector");
    out
}

/// An open page. The browser ends with it.
pub(crate) struct Page {
    tab: Arc<Tab>,
    problems: Arc<Mutex<Vec<String>>>,
    _browser: Browser,
}

/// How a page is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) width: u32,
    pub(crate) scripts: bool,
}

pub(crate) const WIDE: Look = Look { width: 1280, scripts: true };

impl Page {
    /// Opens `html` from the disk.
    pub(crate) fn open(html: &[u8], look: Look) -> Page {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("report.html");
        std::fs::write(&file, html).expect("a file");
        let page = Page::blank(look);
        page.go(&file);
        page
    }

    /// Opens the page of the sample run, with all its charts drawn.
    pub(crate) fn open_sample() -> Page {
        let page = Page::open(&rendered(), WIDE);
        page.wait("performance.getEntriesByName('usable').length");
        page.run("residue.drawAll()");
        page.wait("residue.heap.cells");
        page
    }

    fn blank(look: Look) -> Page {
        let options = LaunchOptions::default_builder()
            .sandbox(false)
            .window_size(Some((look.width, 900)))
            .args(FLAGS.iter().map(OsStr::new).collect())
            .build()
            .expect("all options are set");
        let browser = Browser::new(options).expect("Chromium on the PATH");
        let tab = browser.new_tab().expect("a tab");
        let problems = Arc::default();
        watch(&tab, Arc::clone(&problems));
        if !look.scripts {
            let off = Emulation::SetScriptExecutionDisabled { value: true };
            tab.call_method(off).expect("scripts go off");
        }
        Page { tab, problems, _browser: browser }
    }

    fn go(&self, file: &Path) {
        let address = format!("file://{}", file.display());
        self.tab.navigate_to(&address).expect("an address");
        self.tab.wait_until_navigated().expect("the page loads");
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

    /// Moves the pointer to `point` of the window.
    pub(crate) fn point_at(&self, [x, y]: [f64; 2]) {
        self.tab.move_mouse_to_point(Point { x, y }).expect("a pointer");
    }

    /// What went wrong so far: errors, exceptions, warnings of the browser,
    /// and requests for anything but the page itself.
    pub(crate) fn problems(&self) -> Vec<String> {
        // Events come in order, so all of before are here after an answer.
        let _: bool = self.get("true");
        self.problems.lock().expect("no test has failed in it").clone()
    }
}

fn watch(tab: &Tab, problems: Arc<Mutex<Vec<String>>>) {
    tab.enable_log().expect("a log");
    tab.enable_runtime().expect("a console");
    let network = Network::Enable {
        max_total_buffer_size: None,
        max_resource_buffer_size: None,
        max_post_data_size: None,
        report_direct_socket_traffic: None,
        enable_durable_messages: None,
    };
    tab.call_method(network).expect("a network");
    let listener = move |event: &Event| {
        if let Some(problem) = problem(event) {
            problems.lock().expect("it never panics").push(problem);
        }
    };
    tab.add_event_listener(Arc::new(listener)).expect("a listener");
}

fn problem(event: &Event) -> Option<String> {
    match event {
        Event::LogEntryAdded(entry) => Some(entry.params.entry.text.clone()),
        Event::RuntimeConsoleAPICalled(call) => {
            Some(format!("console: {:?}", call.params.args))
        }
        Event::RuntimeExceptionThrown(thrown) => {
            let details = &thrown.params.exception_details;
            let what = details.exception.as_ref();
            let what = what.and_then(|object| object.description.clone());
            Some(format!("exception: {} {what:?}", details.text))
        }
        Event::NetworkRequestWillBeSent(request) => {
            let address = &request.params.request.url;
            let own = address.ends_with("/report.html");
            (!own).then(|| format!("request: {address}"))
        }
        _ => None,
    }
}
