//! The dashboard for Grafana: it is one that Grafana loads, and shows metrics
//! that there are.

use regex::Regex;
use residue_metrics::{Kind, Metric};
use serde_json::Value;
use std::collections::BTreeSet;

const DASHBOARD: &str = include_str!("../grafana/residue.json");

fn dashboard() -> Value {
    serde_json::from_str(DASHBOARD).expect("JSON")
}

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().map_or_else(|| panic!("no {key} in {of}"), Vec::as_slice)
}

/// The queries of all panels and variables.
fn queries(of: &Value) -> Vec<String> {
    let panels = list(of, "panels").iter();
    let targets = panels.flat_map(|panel| list(panel, "targets"));
    let expressions = targets.map(|target| &target["expr"]);
    let variables = list(&of["templating"], "list").iter();
    let definitions = variables.filter(|of| of["type"] == "query");
    let definitions = definitions.map(|of| &of["definition"]);
    let all = expressions.chain(definitions);
    all.map(|of| of.as_str().expect("a query").to_owned()).collect()
}

/// The metrics that `query` names and there are not.
fn unknown(query: &str) -> Vec<String> {
    let names: BTreeSet<_> = Metric::ALL
        .map(|of| format!("{}{}", of.name(), of.kind().suffix()))
        .into();
    let named = Regex::new(r"\bresidue_[a-z_]+").unwrap();
    let named = named.find_iter(query).map(|name| name.as_str().to_owned());
    named.filter(|name| !names.contains(name)).collect()
}

#[test]
fn every_query_names_metrics_that_there_are() {
    let queries = queries(&dashboard());
    assert!(queries.len() > 10);
    for query in queries {
        assert!(query.contains("residue_"), "{query}");
        assert_eq!(unknown(&query), [""; 0], "{query}");
    }
    assert_eq!(unknown("rate(residue_frees[5m])"), ["residue_frees"]);
}

#[test]
fn what_only_grows_is_shown_by_its_rate() {
    for query in queries(&dashboard()) {
        for metric in Metric::ALL {
            let name = format!("{}_total", metric.name());
            let is_rate = query.contains(&format!("rate({name}"));
            let is_named = query.contains(&name);
            assert_eq!(is_named, is_rate, "{query}");
            assert!(!is_named || metric.kind() == Kind::Counter);
        }
    }
}

#[test]
fn it_is_what_grafana_loads() {
    let of = dashboard();
    assert_eq!(of["id"], Value::Null, "Grafana numbers it itself");
    assert_eq!(of["uid"], "residue");
    assert!(of["schemaVersion"].as_u64() >= Some(36));
    let variables = list(&of["templating"], "list");
    let source = variables.iter().find(|of| of["name"] == "datasource");
    assert_eq!(source.expect("a variable")["query"], "prometheus");
    let mut numbers = BTreeSet::new();
    let mut taken = BTreeSet::new();
    for panel in list(&of, "panels") {
        assert!(numbers.insert(panel["id"].as_u64().expect("a number")));
        let place = |key: &str| panel["gridPos"][key].as_u64().expect(key);
        assert!(place("x") + place("w") <= 24, "{panel}");
        for x in place("x")..place("x") + place("w") {
            for y in place("y")..place("y") + place("h") {
                assert!(taken.insert((x, y)), "it overlaps: {panel}");
            }
        }
        assert!(!panel["title"].as_str().expect("a title").is_empty());
        for part in list(panel, "targets").iter().chain([panel]) {
            assert_eq!(part["datasource"]["uid"], "${datasource}");
        }
    }
}
