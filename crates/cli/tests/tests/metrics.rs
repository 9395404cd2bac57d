//! What is known of a program, as a scraper gets it: the figures are those of
//! the program, and a real Prometheus has the same.

use crate::desk::{Desk, assert_says};
use crate::exec::{KEPT, program};
use crate::processes::is_there;
use crate::util::{residue, stderr};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Far more than anything here takes, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// A program under `residue exec`, which waits for the end of its input.
struct Served {
    residue: Child,
    address: String,
}

impl Served {
    fn start(desk: &Desk, options: &[&str]) -> Option<Served> {
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
    fn once(&self, name: &str, is_due: impl Fn(f64) -> bool) -> Samples {
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
    fn end(mut self) {
        drop(self.residue.stdin.take());
        let status = self.residue.wait().expect("it ends");
        assert_eq!(status.code(), Some(5), "it ends as the program does");
    }
}

/// Samples by name and labels.
#[derive(Debug)]
struct Samples(BTreeMap<String, f64>);

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

    fn value(&self, name: &str) -> f64 {
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
fn get(address: &str, path: &str, accept: &str) -> String {
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

/// A real Prometheus, ended with the test.
struct Prometheus {
    child: Child,
    address: String,
}

impl Prometheus {
    /// Starts one that scrapes `target`.
    fn start(desk: &Desk, target: &str) -> Prometheus {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = port.local_addr().expect("its address").to_string();
        drop(port);
        let config = format!(
            "global: {{ scrape_interval: 200ms, scrape_timeout: 200ms }}\n\
             scrape_configs:\n- job_name: residue\n  static_configs:\n  \
             - targets: ['{target}']\n"
        );
        desk.write("prometheus.yml", config);
        let log = std::fs::File::create(desk.path("log")).expect("a file");
        let child = Command::new("prometheus")
            .current_dir(desk.path("."))
            .args(["--config.file=prometheus.yml", "--storage.tsdb.path=data"])
            .arg(format!("--web.listen-address={address}"))
            .stderr(log)
            .spawn()
            .expect("it starts");
        Prometheus { child, address }
    }

    /// The samples that it has, once it has a `name` as `is_due` says.
    fn once(&self, name: &str, is_due: impl Fn(f64) -> bool) -> Samples {
        let until = Instant::now() + PATIENCE;
        loop {
            let samples = self.samples();
            if samples.0.get(name).is_some_and(|&value| is_due(value)) {
                return samples;
            }
            assert!(Instant::now() < until, "no such {name} in {samples:#?}");
            sleep(Duration::from_millis(100));
        }
    }

    fn samples(&self) -> Samples {
        // It does not listen at once.
        let is_up = TcpStream::connect(&self.address).is_ok();
        let all = is_up.then(|| self.answer("{job=\"residue\"}")).flatten();
        Samples(all.iter().flatten().map(sample).collect())
    }

    /// What it answers to `query`; `None` while it still starts.
    fn answer(&self, query: &str) -> Option<Vec<Value>> {
        let escaped = query.bytes().map(|byte| format!("%{byte:02x}"));
        let escaped: String = escaped.collect();
        let path = format!("/api/v1/query?query={escaped}");
        let response = get(&self.address, &path, "application/json");
        let (head, body) = response.split_once("\r\n\r\n")?;
        if head.starts_with("HTTP/1.1 503 ") {
            return None;
        }
        assert!(head.starts_with("HTTP/1.1 200 "), "{query}: {response}");
        let answer: Value = serde_json::from_str(unchunked(body).as_str())
            .unwrap_or_else(|error| panic!("{error}: {body}"));
        Some(answer["data"]["result"].as_array().expect("samples").clone())
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A body that may be sent in chunks, which are cut out.
fn unchunked(body: &str) -> String {
    let (start, end) = (body.find('{'), body.rfind('}'));
    let json = &body[start.unwrap_or(0)..end.map_or(0, |at| at + 1)];
    let lines: Vec<_> = json.split("\r\n").collect();
    // Every other line is the length of the next.
    lines.into_iter().step_by(2).collect()
}

/// A sample of Prometheus's, as the text has it.
fn sample(of: &Value) -> (String, f64) {
    let labels = of["metric"].as_object().expect("labels");
    let text = |name: &str| labels[name].as_str().unwrap_or_default();
    let own = ["row", "program", "allocator", "version"];
    let own = own.iter().filter(|name| labels.contains_key(**name));
    let own: Vec<_> =
        own.map(|name| format!("{name}=\"{}\"", text(name))).collect();
    let name = match own.is_empty() {
        true => text("__name__").to_owned(),
        false => format!("{}{{{}}}", text("__name__"), own.join(",")),
    };
    let value = of["value"][1].as_str().expect("a value");
    (name, value.parse().expect("a number"))
}

/// What the dashboard shows of a program without containers.
fn shown() -> Vec<String> {
    let file = include_str!("../../../metrics/grafana/residue.json");
    let dashboard: Value = serde_json::from_str(file).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels").iter();
    let targets = panels.filter_map(|panel| panel["targets"].as_array());
    let queries = targets.flatten().filter_map(|of| of["expr"].as_str());
    let queries = queries.filter(|query| !query.contains("container"));
    let variables =
        [("$__rate_interval", "1m"), ("$job", ".*"), ("$instance", ".*")];
    let filled = queries.map(|query| {
        let query = query.to_owned();
        variables
            .iter()
            .fold(query, |query, (name, value)| query.replace(name, value))
    });
    filled.collect()
}

#[test]
fn a_real_prometheus_has_what_was_served() {
    if !is_there("prometheus") || !is_there("promtool") {
        return;
    }
    let desk = Desk::new();
    let Some(served) = Served::start(&desk, &["--every", "100ms"]) else {
        return;
    };
    let row = "residue_ledger_bytes{row=\"other_live\"}";
    let is_kept = |row: f64| row >= KEPT as f64;
    served.once(row, is_kept);
    let prometheus = Prometheus::start(&desk, &served.address);
    let scraped = prometheus.once(row, is_kept);
    let direct = served.once(row, is_kept);
    assert_eq!(scraped.value("up"), 1.0);
    // These go on while the program waits.
    let moves = ["_age_", "_looks_", "_standing_", "_resident_"];
    for (name, value) in &direct.0 {
        if !moves.iter().any(|part| name.contains(part)) {
            assert_eq!(scraped.value(name), *value, "{name}");
        }
    }
    for query in shown() {
        let until = Instant::now() + PATIENCE;
        while prometheus.answer(&query).is_none_or(|all| all.is_empty()) {
            assert!(Instant::now() < until, "{query} shows nothing");
            sleep(Duration::from_millis(100));
        }
    }
    let plain = get(&served.address, "/metrics", "text/plain");
    let (_, plain) = plain.split_once("\r\n\r\n").expect("HTTP");
    let mut promtool = Command::new("promtool");
    promtool.args(["check", "metrics"]).stdin(Stdio::piped());
    let mut promtool =
        promtool.stderr(Stdio::piped()).spawn().expect("it starts");
    let mut input = promtool.stdin.take().expect("its input");
    input.write_all(plain.as_bytes()).expect("it reads");
    drop(input);
    let checked = promtool.wait_with_output().expect("it ends");
    assert!(checked.status.success(), "{}", stderr(&checked));
    served.end();
}
