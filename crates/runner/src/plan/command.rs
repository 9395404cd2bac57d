//! A command of the user's, as people say it.

use crate::External;
use anyhow::{Context, Result, bail};
use std::time::Duration;

/// A command that is run as the probe of a scenario, such as
/// `sessions=./server --fill 1000`.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandSpec {
    name: String,
    /// As it was written.
    command: String,
    words: Vec<String>,
}

impl CommandSpec {
    /// Reads `NAME=COMMAND`. The command is split as a shell does, and run
    /// without one.
    pub fn parse(text: &str) -> Result<CommandSpec> {
        let (name, command) = text.split_once('=').context(
            "not of the form NAME=COMMAND, such as cache='./cache --fill'",
        )?;
        let is_plain = |c: char| c.is_alphanumeric() || "-_.+".contains(c);
        if name.is_empty() || !name.chars().all(is_plain) {
            bail!("a name has only letters, digits and - _ . +");
        }
        if residue_scenarios::find(name).is_some() {
            bail!("`{name}` is a scenario of residue's: choose another name");
        }
        let words = shlex::split(command)
            .context("the command has a quote without its end")?;
        if words.is_empty() {
            bail!("no command follows `{name}=`");
        }
        let command = command.to_owned();
        Ok(CommandSpec { name: name.to_owned(), command, words })
    }

    /// What is run, for the repetition of this number.
    pub fn external(
        &self,
        timeout: Option<Duration>,
        repetition: u64,
    ) -> External {
        let subject = format!("{}={}", self.name, self.command);
        let quoted = shlex::try_quote(&subject);
        let subject = quoted.map_or_else(|_| subject.clone(), Into::into);
        External {
            name: self.name.clone(),
            words: self.words.clone(),
            repetition,
            timeout,
            command: format!("residue run --subject {subject}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_as_a_shell_does() {
        let arg = CommandSpec::parse("a=./b 'c d' e=f").unwrap();
        assert_eq!(arg.name, "a");
        assert_eq!(arg.words, ["./b", "c d", "e=f"]);
    }

    #[test]
    fn what_names_no_command_is_refused() {
        for (text, says) in [
            ("./server", "NAME=COMMAND"),
            ("=./server", "a name has only"),
            ("a b=./server", "a name has only"),
            ("a=", "no command"),
            ("a='b", "quote"),
            ("empty=./b", "choose another name"),
        ] {
            let said = CommandSpec::parse(text).unwrap_err().to_string();
            assert!(said.contains(says), "{text}: {said}");
        }
    }
}
