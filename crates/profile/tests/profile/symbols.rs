//! Addresses named by a binary that was stripped since: a real program, at the
//! addresses that it really had. Needs a C compiler and binutils.

use std::path::{Path, PathBuf};
use std::process::Command;

use residue_present::{Format, TextStyle};
use residue_profile::show::{self, Selection};
use residue_profile::{
    BinarySymbols, Error, Field, Figure, Grouping, Misfit, Profile, Sites,
};
use tempfile::TempDir;

use crate::common::read;

/// A program that was built, stripped and run.
struct Program {
    folder: TempDir,
    /// What it says of its allocations.
    said: String,
}

/// Where a profile says that its addresses are of.
#[derive(Clone, Copy)]
enum Of {
    /// Nowhere, as dhat-rs does.
    Nothing,
    /// The stripped program, as Valgrind does.
    Program,
    /// A program of that name which is not on this machine.
    Gone,
}

fn run(folder: &Path, tool: &str, args: &[&str]) -> String {
    let run = Command::new(tool).args(args).current_dir(folder).output();
    let run = run.unwrap_or_else(|_| panic!("{tool} is not installed"));
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    // What the program itself comes to means nothing.
    assert!(run.status.success() || tool == "./app", "{tool}: {said}");
    String::from_utf8(run.stdout).unwrap()
}

impl Program {
    /// Builds it with `args` as `full`, strips it to `app`, and runs that.
    fn built(args: &[&str]) -> Program {
        let folder = tempfile::tempdir().unwrap();
        let source = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/fixtures/programs/stripped.c"
        );
        let args = [&["-O2", "-o", "full", source], args].concat();
        run(folder.path(), "cc", &args);
        run(folder.path(), "strip", &["-o", "app", "full"]);
        let said = run(folder.path(), "./app", &[]);
        Program { folder, said }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Its profile, in which each allocation is a point.
    fn profile(&self, of: Of) -> Profile {
        let place = match of {
            Of::Nothing => " (???:0:0)".to_owned(),
            Of::Program => format!(" (in {})", self.path("app").display()),
            Of::Gone => " (in /nowhere/app)".to_owned(),
        };
        let mut frames: Vec<String> = Vec::new();
        let mut points = Vec::new();
        for line in self.said.lines().filter(|line| !line.starts_with('#')) {
            let (bytes, stack) = line.split_once(' ').unwrap();
            let stack = stack.split(' ').map(|address| {
                let text = format!("{address}: ???{place}");
                let known = frames.iter().position(|frame| *frame == text);
                known.unwrap_or_else(|| {
                    frames.push(text);
                    frames.len() - 1
                })
            });
            let stack: Vec<_> = stack.map(|at| at.to_string()).collect();
            let stack = stack.join(",");
            points
                .push(format!("{{\"tb\":{bytes},\"tbk\":1,\"fs\":[{stack}]}}"));
        }
        let frames = serde_json::to_string(&frames).unwrap();
        read(&format!(
            "{{\"dhatFileVersion\":2,\"mode\":\"rust-heap\",\
             \"verb\":\"Allocated\",\"bklt\":false,\"bkacc\":false,\
             \"tu\":\"µs\",\"Mtu\":\"s\",\"cmd\":\"app\",\"pid\":1,\"te\":9,\
             \"pps\":[{}],\"ftbl\":{frames}}}",
            points.join(",")
        ))
    }

    /// The same, named by one of its files.
    fn named(&self, of: Of, by: &str) -> Result<Profile, Error> {
        let mut profile = self.profile(of);
        let symbols = BinarySymbols::open([self.path(by)])?;
        symbols.name(&mut profile).refuse_unused()?;
        Ok(profile)
    }

    /// Why one of its files does not name it.
    fn misfit(&self, of: Of, by: &str) -> Misfit {
        match self.named(of, by) {
            Err(Error::Symbols { why, .. }) => why,
            other => panic!("{other:?}"),
        }
    }
}

fn functions(profile: &Profile) -> Vec<(String, u64)> {
    let by = Figure::Total;
    let sites = Sites::grouped(profile, Grouping::Function, by, 99).unwrap();
    let rows = sites.rows.iter();
    rows.map(|row| (row.name.clone(), row.figures.get(by).unwrap())).collect()
}

/// The bytes of each stack, and its functions that have names.
fn stacks(profile: &Profile) -> Vec<String> {
    let points = profile.points().iter().map(|point| {
        let stack = profile.stack(point).filter(|at| at.is_named());
        let stack = stack.map(|at| at.function().to_owned());
        let stack: Vec<_> =
            stack.filter(|name| !name.starts_with('_')).collect();
        let bytes = profile.field(point, Field::Bytes).unwrap();
        format!("{bytes} {}", stack.join(" "))
    });
    let mut stacks: Vec<_> = points.collect();
    stacks.sort();
    stacks
}

/// All allocations are by `tiny`, which was inlined into its callers.
fn assert_is_right(profile: &Profile) {
    assert_eq!(functions(profile), [("tiny".to_owned(), 19_000)]);
    assert_eq!(
        stacks(profile),
        [
            "1000 tiny fill grow main",
            "10000 tiny main",
            "3000 tiny fill main",
            "5000 tiny grow main",
        ]
    );
    for name in ["tiny", "fill", "grow", "main"] {
        let found = profile.frames().iter().find(|at| at.function() == name);
        let found = found.unwrap_or_else(|| panic!("no {name}"));
        assert_eq!(found.base(), Some("stripped.c"), "{name}");
        assert!(found.line().is_some(), "{name}");
    }
}

#[test]
fn a_stripped_program_is_named_wherever_it_was_loaded() {
    for args in [&["-g", "-pie", "-fPIE"][..], &["-g", "-no-pie"]] {
        let program = Program::built(args);
        for of in [Of::Nothing, Of::Program, Of::Gone] {
            let before = program.profile(of);
            assert!(functions(&before)[0].0.starts_with("0x"));
            let profile = program.named(of, "full").unwrap();
            assert_is_right(&profile);
            assert_eq!(profile.sums(), before.sums());
        }
    }
}

#[test]
fn debug_information_alone_takes_the_code_from_the_stripped_program() {
    let program = Program::built(&["-g", "-pie", "-fPIE"]);
    let args = ["--only-keep-debug", "full", "app.debug"];
    run(program.folder.path(), "objcopy", &args);
    assert_is_right(&program.named(Of::Program, "app.debug").unwrap());
    let misfit = program.misfit(Of::Gone, "app.debug");
    assert!(matches!(misfit, Misfit::NoCode { .. }), "{misfit}");
}

#[test]
fn another_build_is_refused() {
    let args = ["-g", "-pie", "-fPIE", "-Wl,--build-id"];
    let program = Program::built(&args);
    let other = Program::built(&[&args[..], &["-DOTHER", "-O1"]].concat());
    std::fs::copy(other.path("full"), program.path("other")).unwrap();
    let misfit = program.misfit(Of::Program, "other");
    assert!(matches!(misfit, Misfit::AnotherBuild { .. }), "{misfit}");
    // Where nothing tells the id, its calls are elsewhere.
    for of in [Of::Nothing, Of::Gone] {
        let misfit = program.misfit(of, "other");
        assert!(matches!(misfit, Misfit::Elsewhere { .. }), "{misfit}");
    }
    // Of both, that which fits names it.
    let mut profile = program.profile(Of::Gone);
    let both = [program.path("other"), program.path("full")];
    let naming = BinarySymbols::open(both).unwrap().name(&mut profile);
    assert_is_right(&profile);
    let refused = naming.refuse_unused().unwrap_err().to_string();
    assert!(refused.contains("other"), "{refused}");
    // What is there now was built since: the old binary still names it.
    std::fs::copy(other.path("app"), program.path("app")).unwrap();
    assert_is_right(&program.named(Of::Program, "full").unwrap());
}

#[test]
fn what_has_no_names_itself_or_nothing_to_name_is_refused() {
    let program = Program::built(&["-g"]);
    let said =
        |by: &str| program.named(Of::Program, by).unwrap_err().to_string();
    assert!(said("app").contains("neither symbols nor debug information"));
    assert!(said("none").contains("no such file"), "{}", said("none"));
    std::fs::write(program.path("text"), "no binary").unwrap();
    assert!(said("text").contains("not an ELF file"), "{}", said("text"));
    let mut named = crate::common::fixture("dhat-rs-heap");
    let symbols = BinarySymbols::open([program.path("full")]).unwrap();
    let refused = symbols.name(&mut named).refuse_unused().unwrap_err();
    assert!(refused.to_string().contains("already"), "{refused}");
}

#[test]
fn symbols_name_no_more_than_what_they_are_of_and_the_rest_is_said() {
    // Without debug information, and one of its functions without a symbol.
    let program = Program::built(&["-pie", "-fPIE"]);
    let args = ["-N", "grow", "-o", "less", "full"];
    run(program.folder.path(), "strip", &args);
    let profile = program.named(Of::Program, "less").unwrap();
    let functions = functions(&profile);
    assert!(functions.iter().all(|(name, _)| name != "grow"), "{functions:?}");
    assert_eq!(
        stacks(&profile),
        ["1000 fill main", "10000 main", "3000 fill main", "5000 main",]
    );
    let mut out = Vec::new();
    let (all, format) = (Selection::default(), Format::Terminal);
    show::profile(&profile, all, format, TextStyle::default(), &mut out)
        .unwrap();
    let shown = String::from_utf8(out).unwrap();
    assert!(shown.contains("has no names for 2 addresses of"), "{shown}");
}
