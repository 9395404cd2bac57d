//! A shell, for tests to look at.

use super::process::Process;
use std::io::Read;
use std::process::{Child, ChildStdin, Command, Stdio};

/// A shell that has begun, and ends with its test.
pub(crate) struct Shell(Child);

impl Shell {
    /// One that waits for lines.
    pub(crate) fn waiting() -> Shell {
        Shell::running("while read line; do :; done")
    }

    /// One that works without a pause.
    pub(crate) fn busy() -> Shell {
        Shell::running("while :; do :; done")
    }

    /// Until it says something it may not be a shell yet, and have nothing.
    fn running(script: &str) -> Shell {
        let mut shell = Command::new("sh");
        let shell = shell.arg("-c").arg(format!("echo; {script}"));
        let shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut shell = Shell(shell.spawn().unwrap());
        let output = shell.0.stdout.as_mut().unwrap();
        output.read_exact(&mut [0]).unwrap();
        shell
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    pub(crate) fn process(&self) -> Process {
        Process::find(self.id()).unwrap()
    }

    pub(crate) fn input(&mut self) -> &mut ChildStdin {
        self.0.stdin.as_mut().unwrap()
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
