//! The programs, and how they are started.

use residue_benches::{Answer, Workload};
use serde_json::Value;
use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A program.
pub(crate) struct Program {
    pub(crate) base: &'static str,
    pub(crate) name: &'static str,
    /// The example, less `workload_`.
    example: &'static str,
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
pub(crate) const PROGRAMS: &[&Program] = &[
    &bare("system"),
    &over("system", "counting", "system_counting"),
    &over("system", "tracking", "system_tracking"),
    &over("system", "tracking, named", "system_named"),
    &over("system", "alloc_tracker", "alloc_tracker"),
    &Program { counts: false, ..over("system", "divan", "divan") },
    &over("system", "stats_alloc", "stats_alloc"),
    &over("system", "cap", "cap"),
    &over("system", "peakmem-alloc", "peakmem"),
    &over("system", "tracking-allocator, on", "tracking_allocator"),
    &Program { is_slow: true, ..over("system", "dhat, on", "dhat") },
    &bare("jemalloc"),
    &over("jemalloc", "counting", "jemalloc_counting"),
    &over("jemalloc", "tracking", "jemalloc_tracking"),
    &Program {
        name: "jemalloc's profiler, 512 KiB",
        profiles: true,
        ..bare("jemalloc")
    },
    &bare("mimalloc"),
    &over("mimalloc", "counting", "mimalloc_counting"),
    &over("mimalloc", "tracking", "mimalloc_tracking"),
];

const fn bare(base: &'static str) -> Program {
    Program { counts: false, ..over(base, "bare", base) }
}

const fn over(
    base: &'static str,
    name: &'static str,
    example: &'static str,
) -> Program {
    Program {
        base,
        name,
        example,
        profiles: false,
        counts: true,
        is_slow: false,
    }
}

impl Program {
    /// The bare allocator below.
    pub(crate) fn bare(&self) -> &'static Program {
        let mut all = PROGRAMS.iter().copied();
        all.find(|bare| bare.base == self.base).unwrap_or(PROGRAMS[0])
    }
}

/// Where the programs are.
pub(crate) struct Programs(BTreeMap<String, PathBuf>);

impl Programs {
    /// Has cargo build `programs`, because it builds no examples for a bench, and
    /// allocators cannot be programs of this package: they would come into
    /// every build of the workspace. Nothing is done where they are up to
    /// date.
    pub(crate) fn build<'a>(
        tmp: &Path,
        programs: impl Iterator<Item = &'a Program>,
    ) -> Result<Programs, Box<dyn Error>> {
        let profile = if cfg!(debug_assertions) { "dev" } else { "bench" };
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(["build", "--locked", "--message-format", "json"]);
        command.args(["--profile", profile, "-p", env!("CARGO_PKG_NAME")]);
        command.arg("--target-dir").arg(tmp.with_file_name(""));
        for program in programs {
            command.arg("--example").arg(program.target());
        }
        let built = command.stderr(Stdio::inherit()).output()?;
        if !built.status.success() {
            return Err("the programs of the workloads do not build".into());
        }
        let text = String::from_utf8(built.stdout)?;
        Ok(Programs(text.lines().filter_map(executable).collect()))
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
            program.target(),
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
        let left = std::fs::read_dir(folder.path());
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
        let target = program.target();
        let path = self.0.get(&target).map(PathBuf::as_path);
        path.ok_or_else(|| format!("{target} was not built"))
    }

    fn run(
        &self,
        program: &Program,
        workload: Workload,
        profiler: &str,
    ) -> Result<Answer, String> {
        let target = program.target();
        let output = Command::new(self.path(program)?)
            .envs(program.settings(profiler))
            .arg(workload.name())
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("{target} did not start: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        Answer::parse(&text).ok_or_else(|| {
            format!("{target} ended with {} and said `{text}`", output.status)
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

    fn target(&self) -> String {
        format!("workload_{}", self.example)
    }
}

/// The name and the place of an example, from a message of cargo's.
fn executable(message: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let name = message["target"]["name"].as_str()?;
    let path = message["executable"].as_str()?;
    Some((name.to_owned(), path.into()))
}
