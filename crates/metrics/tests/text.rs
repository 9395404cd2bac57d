//! What is written is OpenMetrics, by its grammar; and what is not is found.

use regex::Regex;
use residue_metrics::{Metric, TextFormat, write};
use std::collections::BTreeSet;
use std::time::Duration;

/// A text in which every metric has two samples, but for those in `without`.
fn text(format: TextFormat, without: &[Metric]) -> String {
    let mut text = String::new();
    write(format, &mut text, |metric, family| {
        if without.contains(&metric) {
            return family.sample_known(&[], None::<u64>);
        }
        family.sample(&[("pid", &7)], Duration::from_millis(1500))?;
        family.sample(&[("pid", &8), ("name", &"a \"b\" \\ \n")], -3_i64)
    })
    .expect("a string takes it all");
    text
}

/// The families of `text`, or what is wrong with it.
fn families(text: &str) -> Result<Vec<String>, String> {
    let body = text.strip_suffix("# EOF\n").ok_or("it has no end")?;
    let meta = Regex::new(r"^# (TYPE|UNIT|HELP) ([a-z_]+) (.+)$").unwrap();
    let label = r#"[a-z_]+="(?:[^"\\\n]|\\["\\n])*""#;
    let sample = format!(
        r"^([a-z_]+)((?:\{{{label}(?:,{label})*\}})?) (-?[0-9]+(?:\.[0-9]+)?)$"
    );
    let sample = Regex::new(&sample).unwrap();
    let (mut families, mut seen) = (Vec::new(), BTreeSet::new());
    let (mut kind, mut said) = (String::new(), Vec::new());
    for line in body.lines() {
        let wrong = |why: &str| Err(format!("{why}: {line}"));
        if let Some(parts) = meta.captures(line) {
            let (what, family) = (parts[1].to_owned(), parts[2].to_owned());
            if families.last() != Some(&family) {
                if what != "TYPE" || families.contains(&family) {
                    return wrong("a family begins with its type, once");
                }
                families.push(family.clone());
                (kind, said) = (parts[3].to_owned(), Vec::new());
            }
            if said.contains(&what) {
                return wrong("it is said twice");
            }
            if what == "UNIT" && !family.ends_with(&format!("_{}", &parts[3])) {
                return wrong("the name has no unit");
            }
            said.push(what);
        } else if let Some(parts) = sample.captures(line) {
            let suffix = match kind.as_str() {
                "gauge" => "",
                "counter" => "_total",
                "info" => "_info",
                _ => return wrong("no such type"),
            };
            let family = families.last().map_or("", String::as_str);
            if parts[1] != format!("{family}{suffix}") {
                return wrong("it is not of the family");
            }
            if !seen.insert((parts[1].to_owned(), parts[2].to_owned())) {
                return wrong("a sample stands twice");
            }
        } else {
            return wrong("no line of the format");
        }
    }
    Ok(families)
}

#[test]
fn every_metric_is_written_once_by_the_grammar() {
    let text = text(TextFormat::OpenMetrics, &[]);
    let names = Metric::ALL.map(|metric| metric.name().to_owned());
    assert_eq!(families(&text), Ok(names.to_vec()), "{text}");
    assert!(text.contains("residue_standing_seconds_total{pid=\"7\"} 1.5"));
}

#[test]
fn what_is_not_known_is_left_out_with_its_family() {
    let text = text(TextFormat::OpenMetrics, &[Metric::Live]);
    let names = Metric::ALL.map(|metric| metric.name().to_owned());
    let mut names = names.to_vec();
    names.retain(|name| name != "residue_live_bytes");
    assert_eq!(families(&text), Ok(names));
    assert!(!text.contains("residue_live_bytes"));
}

#[test]
fn a_text_that_is_no_openmetrics_is_found() {
    let good = text(TextFormat::OpenMetrics, &[]);
    for (part, instead) in [
        ("# EOF\n", ""),
        ("# EOF\n", "\n# EOF\n"),
        ("# TYPE residue_live_bytes gauge\n", ""),
        ("# UNIT residue_live_bytes bytes", "# UNIT residue_live_bytes byte"),
        ("residue_frees_total{pid=\"7\"}", "residue_frees{pid=\"7\"}"),
        ("residue_frees_total{pid=\"7\"}", "residue_frees_total{pid=\"\n\"}"),
        ("residue_frees_total{pid=\"7\"}", "residue_frees_total{pid=\"\\x\"}"),
        ("{pid=\"7\"} 1.5", "{pid=\"7\"} unknown"),
        ("{pid=\"8\",name=\"a \\\"b\\\" \\\\ \\n\"}", "{pid=\"7\"}"),
        ("# TYPE residue_live_bytes gauge", "# TYPE residue_live_bytes gage"),
    ] {
        assert!(good.contains(part), "{part}");
        let bad = good.replacen(part, instead, 1);
        assert!(families(&bad).is_err(), "{part} as {instead}");
    }
}

#[test]
fn the_older_format_names_families_as_their_samples() {
    let text = text(TextFormat::Prometheus, &[]);
    assert!(text.contains("# TYPE residue_frees_total counter\n"));
    assert!(text.contains("# TYPE residue_program_info gauge\n"));
    assert!(!text.contains("# UNIT") && !text.contains("# EOF"));
}
