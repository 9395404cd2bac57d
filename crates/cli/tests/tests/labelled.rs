use crate::desk::assert_says;
use crate::processes::{
    Subject, blamed, built, examined, findings, is_there, of_c, source_of,
};
use crate::util::{residue, stdout};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn rustc() -> String {
    std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into())
}

/// Starts `command`, and says what the doctor says of it, which must be
/// `verdict`, and of so many bytes as the program says.
fn assert_blamed(command: &mut Command, verdict: &str) -> Value {
    let subject = Subject::start(command);
    let answer = examined(subject.pid());
    assert_eq!(answer["verdict"], verdict, "{command:?}: {answer:#}");
    let (told, held) = (blamed(&answer, verdict), subject.held);
    let differs = (told - held).abs();
    assert!(differs <= held * 0.03, "{told} for {held}: {answer:#}");
    answer
}

/// Programs of one language.
struct Language {
    /// Starts the program of that name; none where the language is not there.
    start: fn(&str) -> Option<Command>,
    programs: &'static [(&'static str, &'static str)],
}

/// Each program, and who holds what it says it holds. What is held by nobody
/// in particular is none of theirs: it says 0.
const LANGUAGES: [Language; 5] = [
    Language {
        start: |name| Some(of_c(name)),
        programs: &[
            ("cached", "allocator-cached"),
            ("fragmented", "allocator-fragmentation"),
            ("live", "live"),
            ("shared", "not-heap"),
            ("anonymous", "not-heap"),
            ("stacks", "not-heap"),
            ("little", "released"),
        ],
    },
    Language {
        start: of_cpp,
        programs: &[
            ("nodes", "allocator-cached"),
            ("tree", "allocator-cached"),
            ("list", "allocator-cached"),
            ("deque", "allocator-cached"),
            ("buckets", "container"),
            ("vector", "container"),
            ("quarter", "container"),
            ("heap", "container"),
            ("string", "container"),
            ("vectors", "container"),
            ("connections", "container"),
            ("scattered", "allocator-fragmentation"),
            ("leaked", "live"),
            ("set-of-strings", "live"),
            ("given-back", "released"),
        ],
    },
    Language {
        start: |name| Some(of_rust(name)),
        programs: &[
            ("map", "container"),
            ("set", "container"),
            ("vec", "container"),
            ("deque", "container"),
            ("ring", "container"),
            ("heap", "container"),
            ("string", "container"),
            ("buffers", "container"),
            ("sessions", "container"),
            ("tree", "allocator-cached"),
            ("threads", "allocator-cached"),
            ("scattered", "allocator-fragmentation"),
            ("leaked", "live"),
            ("full", "live"),
            ("given-back", "released"),
        ],
    },
    Language {
        start: of_python,
        programs: &[
            ("blocks", "allocator-cached"),
            ("deque", "allocator-cached"),
            ("dict", "container"),
            ("set", "container"),
            ("list", "live"),
            ("texts", "live"),
            ("mapped", "not-heap"),
        ],
    },
    Language {
        start: of_go,
        programs: &[
            ("held", "live"),
            ("leaked", "live"),
            ("cut", "container"),
            ("map", "container"),
            ("collected", "allocator-cached"),
            ("scattered", "allocator-fragmentation"),
            ("released", "released"),
            ("mapped", "not-heap"),
        ],
    },
];

fn of_cpp(name: &str) -> Option<Command> {
    let program = built("c++", "labelled.cpp", &["-O1"], "labelled-cpp")?;
    Some(named(program, name))
}

fn of_rust(name: &str) -> Command {
    let flags = ["-O", "--edition=2024"];
    let program = built(&rustc(), "labelled.rs", &flags, "labelled-rs");
    named(program.expect("the compiler of this"), name)
}

fn of_python(name: &str) -> Option<Command> {
    let mut command = is_there("python3").then(|| Command::new("python3"))?;
    command.arg(source_of("labelled.py")).arg(name);
    Some(command)
}

fn of_go(name: &str) -> Option<Command> {
    Some(named(built("go", "labelled.go", &[], "labelled-go")?, name))
}

fn named(program: PathBuf, name: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(name);
    command
}

/// All of them, what is not heap by more than it says: no process is without
/// its libraries, nor an interpreter without its modules.
#[test]
#[ignore = "fifty programs: scripts/labels runs them"]
fn of_every_program_the_culprit_is_told_and_its_bytes() {
    const ITS_OWN: f64 = 10.0 * 1024.0 * 1024.0;
    for Language { start, programs } in LANGUAGES {
        for (name, verdict) in programs {
            let Some(mut command) = start(name) else { break };
            let subject = Subject::start(&mut command);
            let answer = examined(subject.pid());
            assert_eq!(answer["verdict"], *verdict, "{command:?}: {answer:#}");
            let held = subject.held;
            if held == 0.0 {
                continue;
            }
            let told = blamed(&answer, verdict);
            let most = match *verdict {
                "live" | "not-heap" => held + ITS_OWN,
                _ => held * 1.03,
            };
            let bounds = held * 0.97..=most;
            assert!(bounds.contains(&told), "{told} for {held}: {answer:#}");
        }
    }
}

#[test]
fn pages_below_a_late_object_are_cached_and_a_trim_gives_them_back() {
    let answer = assert_blamed(&mut of_c("cached"), "allocator-cached");
    assert_eq!(answer["allocator"]["name"], "glibc");
    let finding = &findings(&answer)[0];
    let (back, held) = (&finding["gives_back"], &finding["bytes"]);
    let share = back.as_f64().expect("bytes") / held.as_f64().expect("bytes");
    assert!((0.97..=1.0).contains(&share), "{finding:#}");
    assert_says(&finding.to_string(), &["malloc_trim(0)"]);
}

#[test]
fn survivors_on_each_page_are_fragmentation() {
    assert_blamed(&mut of_c("fragmented"), "allocator-fragmentation");
}

#[test]
fn objects_that_are_held_are_live() {
    assert_blamed(&mut of_c("live"), "live");
}

#[test]
fn files_shared_memory_mappings_and_stacks_are_no_heap() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    assert_blamed(of_c("file").arg(file.path()), "not-heap");
    for name in ["shared", "anonymous", "stacks"] {
        assert_blamed(&mut of_c(name), "not-heap");
    }
}

#[test]
fn a_process_that_holds_little_holds_nothing_against_anybody() {
    let subject = Subject::start(&mut of_c("little"));
    assert_eq!(examined(subject.pid())["verdict"], "released");
}

#[test]
fn the_nodes_of_a_cleared_map_of_cpp_are_cached() {
    if let Some(mut command) = of_cpp("nodes") {
        assert_blamed(&mut command, "allocator-cached");
    }
}

/// Each is small; a service has thousands.
#[test]
fn the_buffers_of_many_connections_are_their_vectors() {
    if let Some(mut command) = of_cpp("connections") {
        assert_blamed(&mut command, "container");
    }
    assert_blamed(&mut of_rust("sessions"), "container");
}

#[test]
fn the_table_of_an_emptied_map_is_the_containers() {
    let answer = assert_blamed(&mut of_rust("map"), "container");
    let container = &findings(&answer)[0];
    assert_says(&container.to_string(), &["0 elements", "shrink_to_fit"]);
}

/// The one leaves a copy behind that is as full as it was, when it is moved;
/// the other has where it begins where a `Vec` has how many it holds.
#[test]
fn a_vec_that_was_moved_and_a_deque_are_told_by_what_they_are_now() {
    for (name, kind) in
        [("vec", "a vector"), ("deque", "VecDeque"), ("ring", "VecDeque")]
    {
        let answer = assert_blamed(&mut of_rust(name), "container");
        assert_says(&findings(&answer)[0].to_string(), &[kind]);
    }
}

#[test]
fn blocks_that_python_freed_are_cached() {
    if let Some(mut command) = of_python("blocks") {
        assert_blamed(&mut command, "allocator-cached");
    }
}

#[test]
fn the_table_of_a_set_of_pythons_that_was_emptied_is_the_sets() {
    if let Some(mut command) = of_python("set") {
        let answer = assert_blamed(&mut command, "container");
        assert_says(&findings(&answer)[0].to_string(), &["table of a set"]);
    }
}

#[test]
fn what_go_holds_is_live() {
    let Some(mut command) = of_go("held") else { return };
    let answer = assert_blamed(&mut command, "live");
    assert_eq!(answer["allocator"]["name"], "Go");
}

/// What nobody can read may be anybody's: it is no verdict to say that it was
/// the program that mapped it.
#[test]
fn what_an_unknown_release_of_go_maps_is_not_told() {
    let Some(program) = built("go", "labelled.go", &[], "labelled-go") else {
        return;
    };
    let mut bytes = fs::read(&program).expect("it was built");
    let magic = b"\xff Go buildinf:";
    let at = bytes.windows(magic.len()).position(|part| part == magic);
    // Its length, `go1.`, and the second number.
    let release = at.expect("build information") + 33 + 4;
    bytes[release..release + 2].copy_from_slice(b"99");
    let later = program.with_file_name("labelled-go-later");
    fs::copy(&program, &later).expect("a program");
    fs::write(&later, bytes).expect("the same program");
    let answer = assert_blamed(&mut named(later, "held"), "cannot-tell");
    assert_says(&findings(&answer)[0].to_string(), &["Go", "1.99"]);
}

/// Without its symbols, and with no C library beside it, only the structures
/// of an allocator can tell of it.
#[test]
fn a_static_program_without_symbols_is_told_rightly_or_not_at_all() {
    for (name, verdict) in [
        ("cached", "allocator-cached"),
        ("live", "live"),
        ("shared", "not-heap"),
    ] {
        let flags = ["-O0", "-pthread", "-static", "-s"];
        let program = built("cc", "labelled.c", &flags, "labelled-static");
        let mut command = Command::new(program.expect("a C compiler"));
        let subject = Subject::start(command.arg(name));
        let answer = examined(subject.pid());
        let told = answer["verdict"].as_str().expect("a verdict");
        assert!([verdict, "cannot-tell"].contains(&told), "{answer:#}");
    }
}

/// In each format, and to the same bytes.
#[test]
fn a_process_is_shown_as_a_page_and_as_annotations() {
    let subject = Subject::start(&mut of_c("cached"));
    let pid = subject.pid().to_string();
    let shown = |args: &[&str], code| {
        let output = residue(&[&["doctor", &pid], args].concat()).output();
        let output = output.expect("the binary starts");
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        stdout(&output)
    };
    let page = shown(&["--format", "html"], 0);
    assert_says(
        &page,
        &["<!doctype html>", "class=\"r-cached\"", "malloc_trim"],
    );
    let bounds =
        ["--fail-on", "allocator-cached>1MiB", "--fail-on", "live>9GiB"];
    let notes = shown(&[&["--format", "github"], &bounds[..]].concat(), 1);
    assert_says(&notes, &[&format!("::error title=process {pid}::")]);
    assert_eq!(notes.matches("::error").count(), 1, "{notes}");
}

/// The last program waits: what it says of itself does not change.
#[test]
fn growth_is_told_from_a_plateau() {
    let watched = |name: &str| {
        let subject = Subject::start(&mut of_c(name));
        let pid = subject.pid().to_string();
        let mut watch = residue(&["doctor", &pid, "--watch", "300ms"]);
        let watch = watch.stdout(Stdio::piped());
        let mut watch = watch.spawn().expect("it starts");
        let said = BufReader::new(watch.stdout.take().expect("it is piped"));
        let mut lines = said.lines().map(|line| line.expect("a line"));
        let (mut said, mut looks) = (String::new(), 0);
        // However long a look takes here: the first, and three more.
        while looks < 3 {
            let line = lines.next().expect("another look");
            looks += usize::from(line.starts_with(&format!("{pid}: ")));
            said.extend([&line, "\n"]);
        }
        drop(subject);
        lines.for_each(|line| said.extend([&line, "\n"]));
        assert!(watch.wait().expect("it ends").success(), "{said}");
        said
    };
    let growing = watched("growing");
    assert_says(&growing, &[": growth, ", "other live +"]);
    let still = watched("live");
    assert!(!still.contains("growth"), "{still}");
    assert_says(&still, &[": live, ", "nothing moved"]);
}
