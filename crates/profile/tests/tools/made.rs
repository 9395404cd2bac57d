//! Programs built and profiled by the real tools: the functions of the
//! program are named, and sums are those of the tool.

use std::path::{Path, PathBuf};
use std::process::Command;

use residue_profile::diff::{Diff, Options, Verdict};
use residue_profile::{BinarySymbols, Figure, Grouping, Profile, Sites};

/// Runs a tool in `folder`, and returns what it says on both outputs.
fn run(folder: &Path, tool: &str, args: &[&str]) -> String {
    let mut command = Command::new(tool);
    command.args(args).current_dir(folder).env("HOME", folder);
    let run = command.output();
    let run = run.unwrap_or_else(|_| panic!("{tool} is not installed"));
    let said = [run.stdout, run.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(run.status.success(), "{tool}: {said}");
    said
}

fn program(name: &str) -> PathBuf {
    let folder =
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/programs");
    Path::new(folder).join(name)
}

/// The functions that ask for most, with their bytes.
fn functions(profile: &Profile) -> Vec<(String, u64)> {
    let by = Figure::Total;
    let sites = Sites::grouped(profile, Grouping::Function, by, 99).unwrap();
    let rows = sites.rows.iter();
    rows.map(|row| (row.name.clone(), row.figures.get(by).unwrap())).collect()
}

fn under_valgrind(folder: &Path) -> Profile {
    let args = ["--tool=dhat", "--dhat-out-file=out.json", "./app"];
    run(folder, "valgrind", &args);
    Profile::read(folder.join("out.json")).unwrap()
}

#[test]
#[ignore = "needs valgrind: scripts/test runs it"]
fn rust_under_valgrind_names_its_functions_at_every_optimisation() {
    let folder = tempfile::tempdir().unwrap();
    let source = program("a.rs");
    let source = source.to_str().unwrap();
    let v0: &[&str] = &["-C", "symbol-mangling-version=v0"];
    for (level, lto, mangling) in [
        ("0", "off", &[][..]),
        ("0", "off", v0),
        ("1", "off", &[]),
        ("2", "off", v0),
        ("3", "fat", &[]),
        ("3", "fat", v0),
        ("s", "fat", &[]),
    ] {
        let level = format!("opt-level={level}");
        let lto = format!("lto={lto}");
        let args = ["--edition=2021", "-g", "-C", &level, "-C", &lto];
        let args = [&args[..], mangling, &["-o", "app", source]].concat();
        run(folder.path(), "rustc", &args);
        let functions = functions(&under_valgrind(folder.path()));
        let (most, bytes) = &functions[0];
        assert_eq!(most, "a::cache::fill", "{level} {lto} {mangling:?}");
        assert!(*bytes >= 200_000, "{level} {lto}: {functions:?}");
        let copy = functions.iter().find(|at| at.0 == "a::cache::copy");
        assert_eq!(copy.map(|at| at.1), Some(5000), "{level} {lto}");
    }
}

#[test]
#[ignore = "needs valgrind and a C compiler: scripts/test runs it"]
fn c_under_valgrind_names_its_functions_and_a_binary_those_of_a_stripped_one() {
    let folder = tempfile::tempdir().unwrap();
    let source = program("stripped.c");
    let source = source.to_str().unwrap();
    for level in ["-O0", "-O2"] {
        for place in ["-pie", "-no-pie"] {
            let args = ["-g", "-fPIE", level, place, "-o", "app", source];
            run(folder.path(), "cc", &args);
            let whole = under_valgrind(folder.path());
            let named = functions(&whole);
            let of_program = ["record", "tiny", "fill", "grow", "main"];
            let asker = &*named[0].0;
            assert!(of_program.contains(&asker), "{level} {place}: {named:?}");
            std::fs::copy(
                folder.path().join("app"),
                folder.path().join("full"),
            )
            .unwrap();
            run(folder.path(), "strip", &["app"]);
            let mut stripped = under_valgrind(folder.path());
            let of_before = folder.path().join("before");
            if of_before.exists() {
                let symbols = BinarySymbols::open([&of_before]).unwrap();
                let naming = symbols.name(&mut stripped.clone());
                let refused = naming.refuse_unused().unwrap_err().to_string();
                assert!(refused.contains("build id"), "{refused}");
            }
            let before = functions(&stripped);
            assert!(before[0].0.starts_with("0x"), "{before:?}");
            let symbols =
                BinarySymbols::open([folder.path().join("full")]).unwrap();
            symbols.name(&mut stripped).refuse_unused().unwrap();
            assert_eq!(functions(&stripped), named, "{level} {place}");
            let diff = Diff::of(&whole, &stripped, &Options::default());
            let verdict = diff.unwrap().verdict();
            assert_eq!(verdict, Verdict::Same, "{level} {place}");
            std::fs::copy(folder.path().join("full"), of_before).unwrap();
        }
    }
}

#[test]
#[ignore = "needs valgrind, Go and a C compiler: scripts/test runs it"]
fn c_called_by_go_is_named_under_valgrind() {
    let folder = tempfile::tempdir().unwrap();
    let source = program("cgo.go");
    let args = ["build", "-trimpath", "-o", "app", source.to_str().unwrap()];
    run(folder.path(), "go", &args);
    let functions = functions(&under_valgrind(folder.path()));
    assert_eq!(functions[0], ("fill".to_owned(), 200_000), "{functions:?}");
}

#[test]
#[ignore = "needs valgrind and g++: scripts/test runs it"]
fn cpp_under_valgrind_names_its_functions_at_every_optimisation() {
    let folder = tempfile::tempdir().unwrap();
    let source = program("b.cpp");
    let source = source.to_str().unwrap();
    for level in ["-O0", "-O2", "-Os"] {
        for lto in ["-fno-lto", "-flto"] {
            let args = ["-g", level, lto, "-o", "app", source];
            run(folder.path(), "g++", &args);
            let functions = functions(&under_valgrind(folder.path()));
            let (most, bytes) = &functions[0];
            assert_eq!(most, "Cache::fill()", "{level} {lto}");
            assert!(*bytes > 170_000, "{level} {lto}: {functions:?}");
            let main = functions.iter().any(|(name, _)| name == "main");
            assert!(main, "{level} {lto}: {functions:?}");
        }
    }
}

#[test]
#[ignore = "needs heaptrack and g++: scripts/test runs it"]
fn heaptrack_and_its_own_printer_come_to_the_same_calls() {
    let folder = tempfile::tempdir().unwrap();
    let source = program("b.cpp");
    let args = ["-g", "-O1", "-o", "app", source.to_str().unwrap()];
    run(folder.path(), "g++", &args);
    run(folder.path(), "heaptrack", &["-o", "out", "./app"]);
    let profile = ["out.zst", "out.gz"].map(|name| folder.path().join(name));
    let file = profile.iter().find(|file| file.exists()).unwrap();
    let profile = Profile::read(file).unwrap();
    assert_eq!(functions(&profile)[0].0, "Cache::fill()");
    let said = run(folder.path(), "heaptrack_print", &[file.to_str().unwrap()]);
    let line = |start: &str| -> String {
        let line = said.lines().rev().find(|line| line.starts_with(start));
        let text = line.unwrap().split(": ").nth(1).unwrap();
        text.split(' ').next().unwrap().to_owned()
    };
    let calls = profile.sum(Figure::TotalBlocks).unwrap().to_string();
    assert_eq!(line("calls to allocation functions"), calls);
    let decimal = |bytes: u64| format!("{:.2}K", bytes as f64 / 1000.0);
    let peak = decimal(profile.sum(Figure::Peak).unwrap());
    assert_eq!(line("peak heap memory consumption"), peak);
    let leaked = decimal(profile.sum(Figure::End).unwrap());
    assert_eq!(line("total memory leaked"), leaked);
}

#[test]
#[ignore = "needs Go: scripts/test runs it"]
fn a_heap_of_go_has_the_sums_that_pprof_prints() {
    let folder = tempfile::tempdir().unwrap();
    let source = program("cache.go");
    let args = ["build", "-trimpath", "-o", "app", source.to_str().unwrap()];
    run(folder.path(), "go", &args);
    run(folder.path(), "./app", &[]);
    let profile = Profile::read(folder.path().join("go-heap.pb.gz")).unwrap();
    assert_eq!(functions(&profile)[0].0, "main.(*Cache).Fill");
    for (figure, sample) in [
        (Figure::Total, "alloc_space"),
        (Figure::TotalBlocks, "alloc_objects"),
        (Figure::End, "inuse_space"),
        (Figure::EndBlocks, "inuse_objects"),
    ] {
        let index = format!("-sample_index={sample}");
        let args =
            ["tool", "pprof", "-top", "-unit=B", &index, "go-heap.pb.gz"];
        let said = run(folder.path(), "go", &args);
        let sum = profile.sum(figure).unwrap();
        assert!(said.contains(&format!("of {sum}B total")), "{said}");
    }
}

#[test]
#[ignore = "needs jemalloc with profiling and g++: scripts/test runs it"]
fn a_heap_of_jemalloc_has_the_sum_that_jeprof_prints() {
    let library = "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2";
    let folder = tempfile::tempdir().unwrap();
    let source = program("b.cpp");
    let args = ["-g", "-O1", "-o", "app", source.to_str().unwrap()];
    run(folder.path(), "g++", &args);
    let settings = "prof:true,lg_prof_sample:0,prof_final:true,\
                    prof_accum:true,prof_prefix:heap";
    let preload = format!("LD_PRELOAD={library}");
    let settings = format!("MALLOC_CONF={settings}");
    run(folder.path(), "env", &[&preload, &settings, "./app"]);
    let files = std::fs::read_dir(folder.path()).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let file =
        files.find(|file| file.extension().is_some_and(|at| at == "heap"));
    let file = file.expect("libjemalloc2 is not installed, or cannot profile");
    let profile = Profile::read(&file).unwrap();
    let file = file.to_str().unwrap();
    let args = ["--text", "--show_bytes", "--alloc_space", "app", file];
    let said = run(folder.path(), "jeprof", &args);
    let sum = profile.sum(Figure::Total).unwrap();
    assert!(said.contains(&format!("Total: {sum} B")), "{said}");
    let mut named = profile.clone();
    let symbols = BinarySymbols::open([folder.path().join("app")]).unwrap();
    symbols.name(&mut named).refuse_unused().unwrap();
    assert_eq!(functions(&named)[0].0, "Cache::fill()");
    assert_eq!(named.sums(), profile.sums());
}
