//! Programs that are built for tests, say what they hold, and stand still.

use residue_observer::{Outside, OutsideSnapshot, Stop};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A program that was built.
pub(crate) struct Built(PathBuf);

/// Where the sources of programs are.
fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs")
}

impl Built {
    pub(crate) fn c(name: &str) -> Built {
        build("cc", name, "c", &["-O1"]).expect("a C compiler")
    }

    pub(crate) fn rust(name: &str) -> Built {
        let arguments = ["-O", "--edition=2021"];
        build("rustc", name, "rs", &arguments).expect("Rust's compiler")
    }

    /// None, which it says, where there is no C++ compiler.
    #[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
    pub(crate) fn cpp(name: &str, arguments: &[&str]) -> Option<Built> {
        let built = build("c++", name, "cpp", arguments);
        if built.is_none() {
            eprintln!("skipped: there is no C++ compiler");
        }
        built
    }

    /// By the Go that `GO` names, or the one of this machine; `None`, which it
    /// says, where there is none.
    #[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
    pub(crate) fn go(name: &str) -> Option<Built> {
        let go = std::env::var("GO").unwrap_or_else(|_| "go".into());
        let source = sources().join(format!("{name}.go"));
        let built = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let built = built.join(format!("{name}-{}", std::process::id()));
        let mut command = Command::new(go);
        command.args(["build", "-o"]).arg(&built).arg(source);
        let Ok(status) = command.status() else {
            eprintln!("skipped: there is no Go");
            return None;
        };
        assert!(status.success(), "{name} is not built");
        Some(Built(built))
    }
}

fn build(
    compiler: &str,
    name: &str,
    language: &str,
    arguments: &[&str],
) -> Option<Built> {
    // Tests build at the same time.
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let source = sources().join(format!("{name}.{language}"));
    let built = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let own = std::process::id();
    let built = built.join(format!("{name}-{own}-{number}"));
    let mut command = Command::new(compiler);
    command.args(arguments).arg(source).arg("-o").arg(&built);
    let status = command.status().ok()?;
    assert!(status.success(), "{name} is not built");
    Some(Built(built))
}

impl Drop for Built {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A program that stands still.
pub(crate) struct Program {
    child: Child,
    figures: BTreeMap<String, u64>,
}

impl Program {
    pub(crate) fn start(built: &Built) -> Program {
        Program::run(Command::new(&built.0)).expect("it was built")
    }

    /// None, which it says, where there is no Python.
    #[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
    pub(crate) fn python(name: &str, arguments: &[&str]) -> Option<Program> {
        let mut command = Command::new("python3");
        command.arg(sources().join(format!("{name}.py"))).args(arguments);
        let program = Program::run(command);
        if program.is_none() {
            eprintln!("skipped: there is no python3");
        }
        program
    }

    fn run(mut command: Command) -> Option<Program> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let output = BufReader::new(child.stdout.take().unwrap());
        let lines = output.lines().map(Result::unwrap);
        let lines = lines.take_while(|line| line != "ready");
        let figures = lines.map(|line| {
            let (name, figure) = line.split_once(' ').expect("a figure");
            (name.to_owned(), figure.parse().unwrap())
        });
        let figures = figures.collect();
        Some(Program { child, figures })
    }

    /// What it says of itself.
    pub(crate) fn figure(&self, name: &str) -> u64 {
        self.figures[name]
    }

    pub(crate) fn attach(&self) -> Outside {
        Outside::attach(self.child.id()).unwrap()
    }

    pub(crate) fn look(&self) -> OutsideSnapshot {
        self.look_by(&mut self.attach())
    }

    pub(crate) fn look_by(&self, outside: &mut Outside) -> OutsideSnapshot {
        let seen = outside.look(Stop::Yes).unwrap();
        assert!(seen.refused.is_empty(), "{:?}", seen.refused);
        seen
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
