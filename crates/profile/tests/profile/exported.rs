//! Exports hold the same figures, whoever reads them.

use inferno::flamegraph;
use jsonschema::validator_for;
use residue_profile::export::{self, Format};
use residue_profile::{Figure, Profile};
use serde_json::Value;

use crate::common::{FIXTURES, fixture, large, read, text};

fn written(format: Format, profile: &Profile, figure: Figure) -> Vec<u8> {
    let mut out = Vec::new();
    format.write(profile, figure, &mut out).unwrap();
    out
}

#[test]
fn inferno_folds_the_stacks_to_the_sum_of_the_figure() {
    for (name, text) in FIXTURES {
        let profile = read(text);
        for figure in profile.known() {
            let sum = profile.sum(figure).unwrap();
            if sum == 0 {
                continue;
            }
            let folded = written(Format::Folded, &profile, figure);
            let folded = String::from_utf8(folded).unwrap();
            let mut options = flamegraph::Options::default();
            let mut svg = Vec::new();
            let mut lines: Vec<_> = folded.lines().collect();
            lines.sort_unstable();
            flamegraph::from_lines(&mut options, lines, &mut svg).unwrap();
            let svg = String::from_utf8(svg).unwrap();
            let total = format!("total_samples=\"{sum}\"");
            assert!(svg.contains(&total), "{name}: {figure}");
        }
    }
}

#[test]
fn folded_stacks_begin_with_the_outermost_function() {
    let folded =
        written(Format::Folded, &fixture("valgrind-heap"), Figure::End);
    assert_eq!(String::from_utf8(folded).unwrap(), "main;leak;malloc 66016\n");
}

#[test]
fn speedscope_takes_the_file_and_its_weights_are_the_figures() {
    let schema = include_str!("../fixtures/speedscope/file-format-schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = validator_for(&schema).unwrap();
    let text = large::profile(200, 0);
    let fixtures = FIXTURES.map(|(_, text)| text);
    for text in fixtures.into_iter().chain([text.as_str()]) {
        let profile = read(text);
        let out = written(Format::Speedscope, &profile, Figure::Total);
        let mut file: Value = serde_json::from_slice(&out).unwrap();
        let errors: Vec<_> = validator.iter_errors(&file).collect();
        assert!(errors.is_empty(), "{errors:?}");
        for (figure, at) in profile.known().zip(0..) {
            let samples = &file["profiles"][at];
            assert_eq!(samples["name"], figure.name());
            let weights = samples["weights"].as_array().unwrap();
            let sum: u64 = weights.iter().filter_map(Value::as_u64).sum();
            assert_eq!(Some(sum), profile.sum(figure), "{figure}");
            assert_eq!(samples["endValue"].as_u64(), Some(sum));
        }
        // The schema must be able to refuse, or it shows nothing.
        file["profiles"][0]["unit"] = Value::from("furlongs");
        assert!(!validator.is_valid(&file));
    }
}

#[test]
fn what_a_format_cannot_hold_is_refused_and_not_rounded() {
    let huge = text("valgrind-copy")
        .replace("\"tb\":18000", "\"tb\":9223372036854775808");
    let profile = read(&huge);
    for format in [Format::Pprof, Format::Speedscope] {
        let error = format.write(&profile, Figure::Total, &mut Vec::new());
        let error = error.unwrap_err().to_string();
        assert!(error.contains(format.name()), "{error}");
        assert!(error.contains("total is 9223372036854776093"), "{error}");
    }
    assert!(export::dhat(&profile, &mut Vec::new()).is_ok());
}

#[test]
fn the_same_profile_gives_the_same_bytes() {
    let profile = fixture("dhat-rs-heap");
    for format in Format::ALL {
        let once = written(format, &profile, Figure::End);
        assert!(once == written(format, &profile, Figure::End));
        assert!(!once.is_empty(), "{}", format.name());
    }
}

#[test]
fn a_figure_that_is_not_known_is_refused_by_all() {
    let copy = fixture("valgrind-copy");
    for format in [Format::Pprof, Format::Folded, Format::Speedscope] {
        let error = format.write(&copy, Figure::Peak, &mut Vec::new());
        assert!(error.unwrap_err().to_string().contains("has total"));
    }
}
