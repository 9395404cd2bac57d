//! What is known of a program, as a scraper gets it: the figures are those of
//! the program.

use crate::desk::{Desk, assert_says};
use crate::exec::{KEPT, program};
use crate::util::residue;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Far more than anything here takes, on a machine with much else to do.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// A program under `residue exec`, which waits for the end of its input.
pub(crate) struct Served {
    residue: Child,
    pub(crate) address: String,
}

impl Served {
    pub(crate) fn start(desk: &Desk, options: &[&str]) -> Option<Served> {
        let program = program()?;
        Some(Served::words(desk, options, &[program.to_str()?, "waits"]))
    }

    fn words(desk: &Desk, options: &[&str], words: &[&str]) -> Served {
        let args = ["exec", "-o", "run", "--metrics", "127.0.0.1:0"];
        let mut residue = residue(&[&args, options, &["--"], words].concat())
            .current_dir(desk.path("."))
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let said = residue.stderr.as_mut().expect("its errors");
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line).expect("text");
        let address = line.trim().strip_suffix("/metrics");
        let address = address.and_then(|of| of.rsplit('/').next());
        let address = address.unwrap_or_else(|| panic!("{line:?}")).to_owned();
        Served { residue, address }
    }

    /// The samples once one of them is as `is_due` says.
    pub(crate) fn once(
        &self,
        name: &str,
        is_due: impl Fn(f64) -> bool,
    ) -> Samples {
        self.once_all(|all| all.0.get(name).is_some_and(|&of| is_due(of)))
    }

    /// The samples once they are as `are_due` says.
    fn once_all(&self, are_due: impl Fn(&Samples) -> bool) -> Samples {
        let until = Instant::now() + PATIENCE;
        loop {
            let samples = Samples::read(&get(&self.address, "/metrics", "*/*"));
            if are_due(&samples) {
                return samples;
            }
            assert!(Instant::now() < until, "it does not come: {samples:#?}");
            sleep(Duration::from_millis(20));
        }
    }

    /// Lets the program end.
    pub(crate) fn end(mut self) {
        drop(self.residue.stdin.take());
        let status = self.residue.wait().expect("it ends");
        assert_eq!(status.code(), Some(5), "it ends as the program does");
    }
}

/// Samples by name and labels.
#[derive(Debug)]
pub(crate) struct Samples(pub(crate) BTreeMap<String, f64>);

impl Samples {
    fn read(response: &str) -> Samples {
        let (head, body) = response.split_once("\r\n\r\n").expect("HTTP");
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        assert_says(head, &[&format!("Content-Type: {kind}")]);
        assert!(body.ends_with("# EOF\n"), "{body}");
        let lines = body.lines().filter(|line| !line.starts_with('#'));
        let samples = lines.map(|line| {
            let (name, value) = line.rsplit_once(' ').expect("a sample");
            (name.to_owned(), value.parse().expect("a number"))
        });
        Samples(samples.collect())
    }

    pub(crate) fn value(&self, name: &str) -> f64 {
        let value = self.0.get(name);
        *value.unwrap_or_else(|| panic!("no {name} in {self:#?}"))
    }

    fn ledger(&self) -> f64 {
        let rows = self
            .0
            .iter()
            .filter(|(name, _)| name.starts_with("residue_ledger_bytes{row="));
        rows.map(|(_, value)| value).sum()
    }
}

/// The whole response to a request for `path`.
pub(crate) fn get(address: &str, path: &str, accept: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: {accept}\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("text");
    response
}

#[test]
fn a_program_under_exec_serves_its_counters_and_its_last_ledger() {
    let desk = Desk::new();
    let options = ["--every", "50ms"];
    let Some(served) = Served::start(&desk, &options) else { return };
    let is_kept = |row: f64| row >= KEPT as f64;
    let row = "residue_ledger_bytes{row=\"other_live\"}";
    let samples = served.once(row, is_kept);
    assert!(is_kept(samples.value("residue_live_bytes")));
    assert!(is_kept(samples.value("residue_requested_bytes_total")));
    assert!(samples.value("residue_allocations_total") >= 20_000.0);
    assert!(is_kept(samples.value("residue_resident_bytes")));
    let resident = samples.value("residue_ledger_resident_bytes");
    let residual = samples.value("residue_ledger_residual_bytes");
    assert_eq!(samples.ledger() + residual, resident);
    assert!(samples.value("residue_ledger_age_seconds") < 60.0);
    assert!(samples.value("residue_looks_total") >= 2.0);
    let unknown = samples.0.keys().any(|name| name.contains("container"));
    assert!(!unknown, "it has no containers: {samples:#?}");

    let said = get(&served.address, "/", "*/*");
    assert_says(&said, &["404", "/metrics"]);
    let plain = get(&served.address, "/metrics", "text/plain");
    assert_says(&plain, &["Content-Type: text/plain; version=0.0.4"]);
    served.end();
}

#[test]
fn children_that_are_followed_are_served_each_by_its_number() {
    const CHILDREN: usize = 2;
    let Some(program) = program() else { return };
    let script = "exec 3<&0; for i in 1 2; do \"$0\" waits <&3 & done; \
                  wait; exit 5";
    let words = ["sh", "-c", script, program.to_str().expect("a path")];
    let desk = Desk::new();
    let options = ["--follow", "--every", "1s"];
    let served = Served::words(&desk, &options, &words);
    let program = "program=\"exec-c\"";
    let of_child = |all: &Samples, name: &str| -> Vec<f64> {
        let ours = all.0.iter().filter(|(key, _)| {
            key.starts_with(name)
                && key.contains("pid=")
                && key.contains(program)
        });
        ours.map(|(_, &value)| value).collect()
    };
    // The first look is at its start, when it has yet to allocate.
    let samples = served.once_all(|all| {
        let row = of_child(all, "residue_ledger_bytes{row=\"other_live\"");
        let looked_at = row.iter().filter(|&&of| of >= KEPT as f64);
        looked_at.count() == CHILDREN
    });
    let live = of_child(&samples, "residue_live_bytes");
    assert_eq!(live.len(), CHILDREN, "{samples:#?}");
    assert!(live.iter().all(|&of| of >= KEPT as f64), "{live:?}");
    let own = samples.value("residue_live_bytes");
    assert!(own < KEPT as f64, "it is the shell's: {own}");
    served.end();
    let run: Value = serde_json::from_str(&desk.read("run/run.json")).unwrap();
    let probes = run["probes"].as_array().expect("probes");
    assert_eq!(probes.len(), CHILDREN + 1);
    let warnings = probes.iter().map(|of| of["warnings"].to_string());
    for warnings in warnings {
        assert!(!warnings.contains("it was not looked at"), "{warnings}");
    }
}

#[test]
fn what_is_served_is_looked_at_and_such_looks_are_not_kept() {
    let desk = Desk::new();
    let Some(served) = Served::start(&desk, &[]) else { return };
    served.once("residue_looks_total", |looks| looks >= 1.0);
    served.end();
    let run = desk.read("run/run.json");
    assert!(!run.contains("look-"), "{run}");
}

#[test]
fn an_address_that_cannot_be_had_is_refused_before_anything_runs() {
    let desk = Desk::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    for (address, why) in [
        (address.as_str(), "name another port"),
        ("nonsense", "127.0.0.1:9464"),
        ("127.0.0.1:99999", "a host and a port"),
        ("127.0.0.1", "a host and a port"),
    ] {
        let words = ["--", "touch", "it-ran"];
        let args = ["exec", "-o", "run", "--metrics", address];
        let said = desk.refused(&[&args[..], &words].concat());
        assert_says(&said, &[address, why]);
        assert_eq!(desk.names("."), [""; 0], "{address}");
    }
    let own = std::process::id().to_string();
    let args = ["watch", &own, "-o", "run", "--metrics", &address];
    assert_says(&desk.refused(&args), &[&address, "name another port"]);
}
