//! What the user decides about a comparison: on the command line and in a
//! file.

use super::DiffArgs;
use anyhow::{Context, Result};
use residue_report::diff::{Config, Options};
use residue_runner::regular;
use std::path::Path;

const CONFIG: &str = "residue.toml";

/// The options of `args` beside those of the file.
pub(super) fn options(args: &DiffArgs) -> Result<Options> {
    let config = config(args.config.as_deref())?;
    let mut options = Options { across: config.across, limits: config.limits };
    options.across.extend(&args.across);
    options.limits.extend(args.limit.iter().cloned());
    let soft = args.soft_limit.iter().cloned();
    options.limits.extend(soft.map(|limit| limit.soft()));
    Ok(options)
}

/// The file that is named, or the one that lies where the user works.
fn config(named: Option<&Path>) -> Result<Config> {
    let file = named.unwrap_or(Path::new(CONFIG));
    let text = match named {
        Some(file) => regular::text(file)?,
        None => match regular::text_if_there(file)? {
            Some(text) => text,
            None => return Ok(Config::default()),
        },
    };
    Config::from_toml(&text).with_context(|| file.display().to_string())
}
