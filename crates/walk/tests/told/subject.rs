//! The program that builds a heap and tells it.

use crate::arenas::ArenasTold;
use crate::build;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A process that has told all and stands still.
pub(crate) struct Subject {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// Usable bytes of what it holds, by address.
    pub(crate) live: BTreeMap<u64, u64>,
    pub(crate) freed: BTreeSet<u64>,
    figures: BTreeMap<String, u64>,
    /// What malloc says of each arena.
    pub(crate) told: ArenasTold,
}

impl Subject {
    pub(crate) fn start(arguments: &str) -> Subject {
        Subject::start_with(&build::heap(), arguments, &[])
    }

    pub(crate) fn start_with(
        program: &Path,
        arguments: &str,
        environment: &[(&str, &str)],
    ) -> Subject {
        let mut command = Command::new(program);
        command
            .args(arguments.split_ascii_whitespace())
            .envs(environment.iter().copied());
        Subject::start_command(command)
    }

    pub(crate) fn start_command(mut command: Command) -> Subject {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut subject = Subject {
            child,
            input,
            output,
            live: BTreeMap::new(),
            freed: BTreeSet::new(),
            figures: BTreeMap::new(),
            told: ArenasTold::default(),
        };
        while subject.hear() {}
        subject
    }

    /// Takes one line; returns whether there are more.
    fn hear(&mut self) -> bool {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        if line.trim_start().starts_with('<') {
            self.told.hear(&line);
            return true;
        }
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let address = |text| u64::from_str_radix(text, 16).unwrap();
        match fields[..] {
            ["live", at, size] => {
                self.live.insert(address(at), size.parse().unwrap());
            }
            ["freed", at] => drop(self.freed.insert(address(at))),
            [name, bytes] => {
                let bytes = bytes.parse().unwrap();
                self.figures.insert(name.to_owned(), bytes);
            }
            ["ready" | "trimmed"] => return false,
            _ => panic!("the program said '{line}'"),
        }
        true
    }

    /// What malloc says of itself.
    pub(crate) fn figure(&self, name: &str) -> u64 {
        self.figures[name]
    }

    /// The process that told, which may be a child of what was started.
    pub(crate) fn pid(&self) -> u32 {
        u32::try_from(self.figure("pid")).unwrap()
    }

    /// Resident bytes of no file, as `smaps` adds them up: those of files
    /// become more with each function that is called.
    pub(crate) fn anonymous(&self) -> u64 {
        let path = format!("/proc/{}/smaps_rollup", self.pid());
        let text = fs::read_to_string(path).unwrap();
        let line = text.lines().find(|line| line.starts_with("Anonymous:"));
        let kibibytes = line.unwrap().split_ascii_whitespace().nth(1).unwrap();
        kibibytes.parse::<u64>().unwrap() << 10
    }

    /// Gives back what it can: `trim` or `collect`.
    pub(crate) fn obey(&mut self, command: &str) {
        // At once: the program takes what it reads for a whole command.
        self.input.write_all(format!("{command}\n").as_bytes()).unwrap();
        while self.hear() {}
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        // It ends at anything that is no command.
        let _ = self.input.write_all(b"end\n");
        // It may stand still, and then reads nothing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
