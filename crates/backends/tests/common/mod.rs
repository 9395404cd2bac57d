//! Runs a test's body in a process of its own, under a chosen backend.
//!
//! A process has one backend for its whole life, so each integration test is
//! one file with one test, which starts itself anew for each probe.

use std::env;
use std::process::{Command, Output};

use residue_backends::{Backend, Settings, VARIABLE};

/// Set in a probe; its value is the part that the probe plays.
const PART: &str = "RESIDUE_TEST_PART";

/// The part that this process plays; `None` if it is the one that starts the
/// probes.
pub(crate) fn part() -> Option<String> {
    env::var(PART).ok()
}

/// Starts the only test of this file as a probe with these variables, and
/// fails unless the probe passes.
pub(crate) fn probe(part: &str, variables: &[(String, String)]) {
    passes(part, variables, 1);
}

/// The same, of a probe that may take so many `tries`.
pub(crate) fn passes(part: &str, variables: &[(String, String)], tries: u32) {
    let mut output = run(part, variables);
    for _ in 1..tries {
        if output.status.success() {
            return;
        }
        output = run(part, variables);
    }
    assert!(
        output.status.success(),
        "probe {part:?} with {variables:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}

fn run(part: &str, variables: &[(String, String)]) -> Output {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--nocapture", "--quiet"]).env_remove(VARIABLE);
    for inherited in ["_RJEM_MALLOC_CONF", "GLIBC_TUNABLES"] {
        command.env_remove(inherited);
    }
    command.envs(variables.iter().cloned()).env(PART, part);
    command.output().unwrap()
}

/// Settings of these pairs.
pub(crate) fn settings(pairs: &[(&str, &str)]) -> Settings {
    pairs.iter().map(|&(key, value)| (key.into(), value.into())).collect()
}

/// The variables of a probe under `backend` with these settings.
pub(crate) fn variables(
    backend: Backend,
    pairs: &[(&str, &str)],
) -> Vec<(String, String)> {
    backend.environment(&settings(pairs)).unwrap()
}
