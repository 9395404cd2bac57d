//! The command that is a probe of ours.

use super::ProbeOrder;
use anyhow::{Context, Result};
use residue_backends::Backend;
use std::ffi::OsString;
use std::process::Command;

/// What our own environment variables begin with.
const OURS: &str = "RESIDUE";

/// The command that is the probe of `order`, under a backend that `variables`
/// set up. It inherits no setting of any allocator, so that only those of the
/// order hold.
pub(crate) fn command(
    order: &ProbeOrder,
    variables: &[(String, String)],
) -> Result<Command> {
    let this =
        std::env::current_exe().context("could not find the residue binary")?;
    let mut command = Command::new(this);
    for variable in inherited_settings() {
        command.env_remove(variable);
    }
    let (variable, order) = order.variable()?;
    command
        .env(variable, order)
        .env(residue::SWITCH_VARIABLE, "on")
        .envs(variables.iter().cloned());
    Ok(command)
}

fn inherited_settings() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        let backends = Backend::ALL.iter();
        let mut prefixes = backends.flat_map(|of| of.environment_prefixes());
        name.starts_with(OURS)
            || prefixes.any(|prefix| name.starts_with(prefix))
    })
}
