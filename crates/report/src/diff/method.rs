//! How noise was told from change, in words.

use residue_compare::ENOUGH;

use super::Options;
use super::floor::Floor;

/// The statistic, the interval, every floor and the limits.
pub(super) fn method(options: &Options) -> Vec<String> {
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
            floors(false)
        ),
        format!(
            "more room for what is left to chance, with {ENOUGH} repetitions \
             a side or more at most twice what they show: {}",
            floors(true)
        ),
        options.limits.method(),
    ]
}

/// The floors that are by chance, or those that are not, in words.
fn floors(by_chance: bool) -> String {
    let floors = Floor::ALL.iter();
    let of = floors.filter(|floor| floor.is_by_chance() == by_chance);
    of.map(|floor| floor.said()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_floor_is_forgotten() {
        let method = method(&Options::default()).join("\n");
        for floor in Floor::ALL {
            assert!(method.contains(&floor.said()), "{floor:?}");
        }
    }

    #[test]
    fn no_amount_of_noise_stands_anywhere_but_in_the_list() {
        for file in [include_str!("noise.rs"), include_str!("chance.rs")] {
            let code = file.split("#[cfg(test)]").next().unwrap_or_default();
            assert!(!code.contains(": u64 ="), "{code}");
            assert!(!code.contains("MIB") && !code.contains("KIB"), "{code}");
        }
    }
}
