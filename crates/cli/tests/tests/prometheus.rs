//! A real Prometheus has what a program is known by.

use crate::desk::Desk;
use crate::exec::KEPT;
use crate::metrics::{PATIENCE, Samples, Served, get};
use crate::processes::is_there;
use crate::util::stderr;
use serde_json::Value;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

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
