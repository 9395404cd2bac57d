//! The programs, and how they are started.

use residue_benches::{Answer, BASES, Workload};
use serde_json::Value;
use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

/// A program.
pub(crate) struct Program {
    pub(crate) base: &'static str,
    pub(crate) name: &'static str,
    /// Whether jemalloc's profiler is on.
    profiles: bool,
    /// Whether its allocator has a counter that anybody else reads.
    counts: bool,
    /// It takes many times as long.
    pub(crate) is_slow: bool,
}

/// One sample every 512 KiB, jemalloc's default.
const PROFILER: &str = "prof:true,lg_prof_sample:19";

/// Every program; of each base, the first is the bare allocator.
pub(crate) static PROGRAMS: LazyLock<Vec<Program>> =
    LazyLock::new(|| BASES.into_iter().flat_map(over_base).collect());

fn over_base(base: &'static str) -> Vec<Program> {
    let mut all =
        vec![bare(base), over(base, "counting"), over(base, "tracking")];
    match base {
        "system" => all.extend([
            over(base, "tracking, named"),
            over(base, "alloc_tracker"),
            Program { counts: false, ..over(base, "divan") },
            over(base, "stats_alloc"),
            over(base, "cap"),
            over(base, "peakmem-alloc"),
            over(base, "tracking-allocator, on"),
            Program { is_slow: true, ..over(base, "dhat, on") },
        ]),
        "jemalloc" => all.push(Program {
            name: "jemalloc's profiler, 512 KiB",
            profiles: true,
            ..bare(base)
        }),
        _ => {}
    }
    all
}

fn bare(base: &'static str) -> Program {
    Program { counts: false, ..over(base, "bare") }
}

fn over(base: &'static str, name: &'static str) -> Program {
    Program { base, name, profiles: false, counts: true, is_slow: false }
}

impl Program {
    /// The bare allocator below.
    pub(crate) fn bare(&self) -> &'static Program {
        let mut all = PROGRAMS.iter();
        all.find(|bare| bare.base == self.base).unwrap_or(&PROGRAMS[0])
    }
}

/// The example that is built for each subject.
const EXAMPLE: &str = "workload";

/// Where the programs are, by subject.
pub(crate) struct Programs(BTreeMap<String, PathBuf>);

impl Programs {
    /// Has cargo build `programs`, one for each subject, because it builds no
    /// examples for a bench, and allocators cannot be programs of this
    /// package: they would come into every build of the workspace. Little is
    /// done where they are up to date.
    pub(crate) fn build<'a>(
        tmp: &Path,
        programs: impl Iterator<Item = &'a Program>,
    ) -> Result<Programs, Box<dyn Error>> {
        let folder = tmp.join("workloads");
        fs::create_dir_all(&folder)?;
        let subjects: BTreeMap<_, _> =
            programs.map(|one| (one.subject(), one.built_as())).collect();
        let build = |(subject, program): (String, &Program)| {
            let path = folder.join(subject.replace([' ', ','], "-"));
            build(tmp, program, &path).map(|()| (subject, path))
        };
        let built: Result<_, _> = subjects.into_iter().map(build).collect();
        built.map(Programs)
    }

    /// Refuses a program whose allocator's own counter does not move.
    pub(crate) fn check(&self, program: &Program) -> Result<(), String> {
        if program.profiles {
            return self.check_profiler(program);
        }
        let moved = self.run(program, Workload::MapOfValues, "")?.moved;
        let expected = program.counts.then_some(Answer::BYTES);
        let says = |bytes: Option<u64>| {
            bytes.map_or("nothing".to_owned(), |bytes| bytes.to_string())
        };
        if moved == expected {
            return Ok(());
        }
        Err(format!(
            "{}: of {} bytes its counter says {} where {} was expected",
            program.subject(),
            Answer::BYTES,
            says(moved),
            says(expected),
        ))
    }

    /// The profiler must leave a profile when it is asked to.
    fn check_profiler(&self, program: &Program) -> Result<(), String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let prefix = folder.path().join("profile");
        let also = format!(",prof_final:true,prof_prefix:{}", prefix.display());
        self.run(program, Workload::MapOfBoxes, &also)?;
        let left = fs::read_dir(folder.path());
        match left.is_ok_and(|mut files| files.next().is_some()) {
            true => Ok(()),
            false => Err("jemalloc's profiler left no profile".to_owned()),
        }
    }

    /// How long the workload took in `count` processes.
    pub(crate) fn time(
        &self,
        program: &Program,
        workload: Workload,
        count: u64,
    ) -> Duration {
        let once = |_| {
            let answer = self.run(program, workload, "");
            answer.expect("the program was checked").elapsed
        };
        (0..count).map(once).sum()
    }

    /// Where a program is.
    pub(crate) fn path(&self, program: &Program) -> Result<&Path, String> {
        let subject = program.subject();
        let path = self.0.get(&subject).map(PathBuf::as_path);
        path.ok_or_else(|| format!("`{subject}` was not built"))
    }

    fn run(
        &self,
        program: &Program,
        workload: Workload,
        profiler: &str,
    ) -> Result<Answer, String> {
        let subject = program.subject();
        let output = Command::new(self.path(program)?)
            .envs(program.settings(profiler))
            .arg(workload.name())
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("`{subject}` did not start: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        Answer::parse(&text).ok_or_else(|| {
            format!(
                "`{subject}` ended with {} and said `{text}`",
                output.status
            )
        })
    }
}

impl Program {
    /// What must be in its environment; `more` are further settings of the
    /// profiler.
    pub(crate) fn settings(
        &self,
        more: &str,
    ) -> Option<(&'static str, String)> {
        let settings = format!("{PROFILER}{more}");
        self.profiles.then_some(("_RJEM_MALLOC_CONF", settings))
    }

    /// What it is called where programs are.
    fn subject(&self) -> String {
        let built_as = self.built_as();
        format!("{} {}", built_as.base, built_as.name)
    }

    /// What it is built for; the profiler is a matter of its start.
    fn built_as(&self) -> &Program {
        if self.profiles { self.bare() } else { self }
    }
}

/// The profile `bench`, which `cargo rustc` would take for an order to build
/// the example as a test.
const LIKE_BENCH: [&str; 7] = [
    "--release",
    "--config",
    "profile.release.lto='fat'",
    "--config",
    "profile.release.codegen-units=1",
    "--config",
    "profile.release.debug='line-tables-only'",
];

/// Builds `program` and puts it at `to`: the next one takes its place among
/// cargo's.
fn build(
    tmp: &Path,
    program: &Program,
    to: &Path,
) -> Result<(), Box<dyn Error>> {
    let Program { base, name, .. } = program;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["rustc", "--quiet", "--locked"]);
    command.args(["--message-format", "json"]);
    if !cfg!(debug_assertions) {
        command.args(LIKE_BENCH);
    }
    command.args(["-p", env!("CARGO_PKG_NAME"), "--example", EXAMPLE]);
    command.arg("--target-dir").arg(tmp.with_file_name(""));
    command.args(["--", "--cfg", &format!("base={base:?}")]);
    command.args(["--cfg", &format!("subject={name:?}")]);
    let built = command.stderr(Stdio::inherit()).output()?;
    if !built.status.success() {
        return Err(format!("`{base} {name}` does not build").into());
    }
    let text = String::from_utf8(built.stdout)?;
    let program = text.lines().find_map(executable);
    fs::copy(program.ok_or("cargo names no program")?, to)?;
    Ok(())
}

/// Where the example is, from a message of cargo's.
fn executable(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let is_it = message["target"]["name"].as_str()? == EXAMPLE;
    is_it.then(|| message["executable"].as_str().map(PathBuf::from))?
}
