//! How noise was told from change, in words.

use residue_compare::ENOUGH;

use super::floor::Floor;
use super::{BackendDrift, Options};

/// The statistic, the interval, every floor and the limits.
pub(super) fn method(
    drifts: &[BackendDrift],
    options: &Options,
) -> Vec<String> {
    vec![
        "statistic: the lower median of a side's repetitions, which is a \
         figure that was measured"
            .to_owned(),
        format!(
            "interval: of the rank test (Mann and Whitney), which under one \
             and the same program leaves out 0 in at most 1 of 100 figures \
             from {ENOUGH} repetitions a side on; with fewer it is the whole \
             range of differences"
        ),
        "a change is a difference beyond its floor whose interval leaves out \
         0; all else is noise"
            .to_owned(),
        format!(
            "floors, of which those of a figure add up: none for what is \
             counted as it happens; {}",
            floors(false, drifts)
        ),
        format!(
            "more room for what is left to chance, with {ENOUGH} repetitions \
             a side or more at most twice what they show: {}",
            floors(true, drifts)
        ),
        options.limits.method(),
    ]
}

/// The floors that are by chance, or those that are not, in words.
fn floors(by_chance: bool, drifts: &[BackendDrift]) -> String {
    let floors = Floor::ALL.iter();
    let of = floors.filter(|floor| floor.is_by_chance() == by_chance);
    of.flat_map(|floor| floor.said(drifts)).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_floor_is_forgotten() {
        let drift = |backend, tables| BackendDrift {
            backend,
            timers: &[],
            tables,
            begins_anywhere: tables > 0,
        };
        let drifts = [drift("a", 0), drift("b", 1 << 20), drift("c", 2 << 20)];
        let method = method(&drifts, &Options::default()).join("\n");
        for floor in Floor::ALL {
            let said = floor.said(&drifts);
            assert!(!said.is_empty(), "{floor:?}");
            assert!(said.iter().all(|of| method.contains(of)), "{floor:?}");
        }
        for part in [
            "1.0 MiB under b for",
            "2.0 MiB under c for",
            "untouched under b for",
        ] {
            assert!(method.contains(part), "{method}");
        }
        assert!(!method.contains("under a"), "{method}");
    }

    #[test]
    fn no_amount_of_noise_stands_anywhere_but_in_the_list() {
        for file in [include_str!("noise.rs"), include_str!("drift.rs")] {
            let code = file.split("#[cfg(test)]").next().unwrap_or_default();
            assert!(!code.contains(": u64 ="), "{code}");
            assert!(!code.contains("MIB") && !code.contains("KIB"), "{code}");
        }
    }
}
