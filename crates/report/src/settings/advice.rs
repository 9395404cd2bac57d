//! Which settings to take.

use super::{Matrix, MatrixLine};
use residue_present::{Bytes, Nanoseconds};

/// Less is no reason to change a setting.
const NOTABLE: u64 = 1 << 20;

/// Times that differ by less than one part in so many are the same.
const SAME_TIME: u64 = 20;

/// For each backend of `matrix` the settings that leave the least, beside what
/// it does by itself; then, of several, the backend that leaves the least.
pub(crate) fn advice(matrix: &Matrix<'_>) -> Vec<String> {
    let backends = matrix.backends();
    let of = |backend: &&str| {
        let lines = matrix.lines.iter();
        let lines: Vec<_> =
            lines.filter(|line| line.probe.backend == *backend).collect();
        sentence(&lines)
    };
    let mut said: Vec<_> = backends.iter().filter_map(of).collect();
    let all: Vec<_> = matrix.lines.iter().collect();
    if backends.len() > 1
        && let Some(best) = best(&all)
    {
        said.push(format!(
            "Of all, {} leaves the least: {}.",
            best.probe.variant(),
            Bytes(best.left),
        ));
    }
    said
}

/// The line that leaves the least; of those that leave about as much, the
/// first with the least time.
fn best<'m, 'a>(lines: &[&'m MatrixLine<'a>]) -> Option<&'m MatrixLine<'a>> {
    let least = lines.iter().map(|line| line.left).min()?;
    let room = least.saturating_add(NOTABLE.max(least / 50));
    let close = lines.iter().filter(|line| line.left <= room);
    close.min_by_key(|line| line.time_ns.unwrap_or(u64::MAX)).copied()
}

/// What `lines`, all of one backend, advise. One without settings of its own
/// is what they are held against.
fn sentence(lines: &[&MatrixLine<'_>]) -> Option<String> {
    let usual = lines.iter().find(|line| line.probe.asked.is_empty())?;
    if lines.len() < 2 {
        return None;
    }
    let backend = &usual.probe.backend;
    let best = best(lines)?;
    let less = usual.left.saturating_sub(best.left);
    if less <= NOTABLE.max(usual.left / 50) {
        return Some(format!(
            "{backend}: as it comes; no setting tried leaves notably less \
             than {}.",
            Bytes(usual.left),
        ));
    }
    Some(format!(
        "{backend} with {}: {} less after idling than as it comes ({} in \
         place of {}), {}.",
        best.settings(),
        Bytes(less),
        Bytes(best.left),
        Bytes(usual.left),
        price(usual.time_ns, best.time_ns),
    ))
}

fn price(usual: Option<u64>, best: Option<u64>) -> String {
    let (Some(usual), Some(best)) = (usual, best) else {
        return "at a price in time that is not known".to_owned();
    };
    let apart = usual.abs_diff(best);
    if apart <= usual / SAME_TIME {
        return "in about the same time".to_owned();
    }
    let percent = u128::from(apart) * 100 / u128::from(usual.max(1));
    let word = if best > usual { "more" } else { "less" };
    format!("for {} {word} time ({percent} %)", Nanoseconds(apart))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Environment, Outcome, Phase, Probe, Run};
    use crate::section::Section;

    /// A probe of a `backend` with the setting, if any, that leaves so many
    /// MiB, in so many ms.
    fn probe(backend: &str, setting: &str, left: u64, ms: u64) -> Probe {
        let phase = |name: &str, resident: u64, ms: u64| Phase {
            name: name.to_owned(),
            resident: resident << 20,
            elapsed_ns: Some(ms * 1_000_000),
            ..Phase::default()
        };
        let asked = setting.split_once('=');
        Probe {
            scenario: "s".to_owned(),
            backend: backend.to_owned(),
            asked: asked
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into_iter()
                .collect(),
            outcome: Outcome::Completed,
            phases: vec![
                phase("baseline", 5, 9),
                phase("filled", 400, ms),
                phase("drained", 300, 0),
                phase("settled", left, 1000),
            ],
            ..Probe::default()
        }
    }

    fn advised(probes: Vec<Probe>) -> Option<Vec<String>> {
        let run = Run { probes, ..Run::new(Environment::default()) };
        let sections = Section::all(&run);
        Matrix::of(&sections[0]).map(|matrix| advice(&matrix))
    }

    #[test]
    fn names_the_setting_with_what_it_gives_and_what_it_costs() {
        let said = advised(vec![
            probe("jemalloc", "", 200, 1000),
            probe("jemalloc", "dirty_decay_ms=0", 50, 1200),
            probe("jemalloc", "dirty_decay_ms=1", 50, 1900),
        ]);
        assert_eq!(
            said.unwrap(),
            ["jemalloc with dirty_decay_ms=0: 150.0 MiB less after idling \
                 than as it comes (50.0 MiB in place of 200.0 MiB), for 200 ms \
                 more time (20 %)."]
        );
    }

    #[test]
    fn leaves_alone_what_no_setting_makes_better() {
        let said = advised(vec![
            probe("mimalloc", "", 50, 1000),
            probe("mimalloc", "purge_delay=0", 50, 900),
            probe("system", "", 90, 900),
        ]);
        let said = said.unwrap();
        assert!(said[0].contains("as it comes"), "{said:?}");
        assert!(said[1].contains("mimalloc purge_delay=0"), "{said:?}");
        assert_eq!(said.len(), 2);
    }

    #[test]
    fn one_choice_of_settings_is_no_matrix() {
        let probes = vec![probe("a", "", 1, 1), probe("b", "x=1", 1, 1)];
        assert_eq!(advised(probes), None);
    }
}
