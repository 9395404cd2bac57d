//! Completions, where each shell looks for them by itself.

use super::Installed;
use clap::Command;
use clap_complete::{Shell, generate};

/// Where each shell's are under a prefix.
const PLACES: [(Shell, &str); 3] = [
    (Shell::Bash, "share/bash-completion/completions"),
    (Shell::Zsh, "share/zsh/site-functions"),
    (Shell::Fish, "share/fish/vendor_completions.d"),
];

/// The completions of `command`.
pub(super) fn of_all_shells(command: &Command) -> Vec<Installed> {
    let name = command.get_name();
    let of = |(shell, folder): (Shell, &str)| {
        let file = match shell {
            Shell::Zsh => format!("_{name}"),
            Shell::Fish => format!("{name}.fish"),
            _ => name.to_owned(),
        };
        let mut text = Vec::new();
        generate(shell, &mut command.clone(), name, &mut text);
        (format!("{folder}/{file}"), text)
    };
    PLACES.map(of).into()
}
