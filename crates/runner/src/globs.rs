//! Files by globs, as a shell would have them.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// What `pattern` matches, in the order of names. Refuses a malformed one.
pub(crate) fn matching(pattern: &str) -> Result<Vec<PathBuf>> {
    let paths = glob::glob(pattern)
        .with_context(|| format!("the glob `{pattern}` is malformed"))?;
    Ok(paths.collect::<Result<_, _>>()?)
}

/// The files that are named, with those of each glob in its place. Refuses a
/// glob that matches nothing.
pub fn expanded(files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for file in files {
        let pattern = file.to_str().filter(|text| has_pattern(text));
        match pattern {
            Some(pattern) if !file.exists() => {
                let matching = matching(pattern)?;
                if matching.is_empty() {
                    bail!("no file matches {pattern}");
                }
                found.extend(matching);
            }
            _ => found.push(file.clone()),
        }
    }
    Ok(found)
}

fn has_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}
