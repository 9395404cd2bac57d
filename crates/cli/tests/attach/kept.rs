//! What outlives a program with the tracker that asks for it by
//! `RESIDUE_KEEP`, or that somebody keeps from outside.

use crate::claims::command;
use crate::group::Group;
use crate::processes::{Subject, skip};
use crate::role::{ELEMENTS, GROWS};
use crate::util::{output, refused as refused_by, residue, stderr, stdout};
use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Far more than anything here takes, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// This program in a role, which is to be kept in `file`.
fn kept(role: &str, file: &Path) -> Command {
    let mut command = command(role, "system");
    let keeper = residue(&[]).get_program().to_owned();
    command.env("RESIDUE", "on").env("RESIDUE_KEEPER", keeper);
    command.env("RESIDUE_KEEP", file);
    command
}

/// What is kept in `file` once it `is_so`.
fn wait_for(file: &Path, is_so: impl Fn(&Value) -> bool) -> Value {
    let until = Instant::now() + PATIENCE;
    loop {
        // It is whole whenever it is read.
        let text = fs::read_to_string(file).expect("it is there");
        let kept: Value = serde_json::from_str(&text).expect("JSON");
        if is_so(&kept) {
            return kept;
        }
        assert!(Instant::now() < until, "it is not written: {kept:#}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn has_ended(kept: &Value) -> bool {
    !kept["end"].is_null()
}

/// What the doctor says of `file`.
fn examined(file: &Path) -> Value {
    let file = file.to_str().expect("a plain path");
    let said = output(&["doctor", file, "--format", "json"]);
    assert!(said.status.success(), "{}", stderr(&said));
    serde_json::from_str(&stdout(&said)).expect("JSON")
}

/// Until what it says that it holds is kept.
fn wait_until_held(file: &Path, subject: &Subject) {
    let held = Some(subject.held);
    wait_for(file, |kept| kept["counted"]["live"].as_f64() == held);
}

fn assert_killed(said: &Value, held: f64) {
    assert_eq!(said["counted"]["live"].as_f64(), Some(held), "{said:#}");
    let end = &said["ended"]["end"];
    assert_eq!((&end["how"], &end["signal"]), (&"signal".into(), &9.into()));
    assert_ne!(end["killer"], "oom-killer", "{end}");
    let sessions = &said["containers"][0];
    assert_eq!(sessions["name"], "sessions", "{said:#}");
    assert!(sessions["slack"].as_u64() > Some(ELEMENTS * 136), "{said:#}");
    assert_eq!(said["verdict"], "container", "{said:#}");
}

pub(crate) fn killed() {
    let folder = TempDir::new().expect("a folder");
    let mut before = None;
    // A service is started anew, with the same name.
    for _ in 0..2 {
        let file = folder.path().join("died.json");
        let mut subject = Subject::start(&mut kept("drained", &file));
        let pid = subject.pid();
        let children = format!("/proc/{pid}/task/{pid}/children");
        let children = fs::read_to_string(children).unwrap_or_default();
        assert_eq!(children, "", "the program has a child to wait for");
        wait_until_held(&file, &subject);
        subject.kill();
        wait_for(&file, has_ended);
        let said = examined(&file);
        assert_eq!(said["pid"], pid);
        assert_killed(&said, subject.held);
        if let Some(before) = before.replace(pid) {
            let aside = examined(&folder.path().join("died.json.before"));
            assert_eq!(aside["pid"], before);
        }
    }
}

pub(crate) fn out_of_memory() {
    let limit = 256 << 20;
    let Some(group) = Group::new(limit) else {
        return skip("no control group can be made here");
    };
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("died-%p.json");
    let grows = kept("grows", &file);
    let mut command = group.command(grows.get_program());
    command.args(grows.get_args());
    for (name, value) in grows.get_envs() {
        command.env(name, value.expect("it is set"));
    }
    let mut child = command.stdout(Stdio::null()).spawn().expect("it starts");
    let file = folder.path().join(format!("died-{}.json", child.id()));
    assert!(!child.wait().expect("it ends").success());
    wait_for(&file, has_ended);
    let said = examined(&file);
    let end = &said["ended"]["end"];
    assert_eq!(end["killer"], "oom-killer", "{end}");
    assert_eq!(said["verdict"], "live", "{said:#}");
    let sessions = &said["containers"][0];
    let (payload, elements) = (&sessions["payload"], &sessions["elements"]);
    let elements = elements.as_u64().expect("a count");
    assert_eq!(payload.as_u64(), Some(elements * GROWS as u64), "{said:#}");
    // Nine tenths are charged at least, an eighth of it the tracker's.
    assert!(elements > limit / GROWS as u64 / 2, "{said:#}");
    assert_eq!(said["cgroup"]["limit"], limit, "{said:#}");
}

/// The program says what came of it, and runs as it would have.
fn assert_refused(mut command: Command, came: &str, says: &str) {
    let output = command.output().expect("it starts");
    assert_eq!(output.status.code(), Some(5));
    assert_eq!(stdout(&output).trim(), came, "{}", stderr(&output));
    assert!(stderr(&output).contains(says), "{}", stderr(&output));
}

pub(crate) fn refused() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("died.json");
    let tells = |file| kept("tells-kept", file);
    let mut without = tells(&file);
    without.env("RESIDUE_KEEPER", "/no/such/command");
    assert_refused(without, "NoKeeper(2)", "name its file by RESIDUE_KEEPER");
    assert!(!file.exists());
    let nowhere = folder.path().join("none/died.json");
    assert_refused(tells(&nowhere), "Refused(2)", "none/died.json");
    fs::write(&file, "a letter").expect("a file");
    assert_refused(tells(&file), "Refused(2)", "is no kept file");
    assert_eq!(fs::read(&file).expect("it is there"), b"a letter");
    let mut unasked = tells(&file);
    unasked.env_remove("RESIDUE_KEEP");
    assert_refused(unasked, "NotAsked", "");
    // The control: where it can be kept, it is.
    let good = folder.path().join("good.json");
    assert_refused(tells(&good), "Kept", "");
    let kept = wait_for(&good, has_ended);
    assert_eq!(kept["end"]["code"], 5, "{kept:#}");
}

/// A file system of its own, with little room.
struct Small(TempDir);

impl Small {
    fn new() -> Option<Small> {
        let folder = TempDir::new().expect("a folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]);
        let done = mount.arg(folder.path()).stderr(Stdio::null()).status();
        done.is_ok_and(|of| of.success()).then_some(Small(folder))
    }

    fn fill(&self) {
        let mut file = File::create(self.0.path().join("full")).expect("one");
        let full = loop {
            if let Err(error) = file.write_all(&[1; 512]) {
                break error;
            }
        };
        assert_eq!(full.kind(), ErrorKind::StorageFull, "{full}");
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

pub(crate) fn full_disk() {
    let Some(small) = Small::new() else {
        return skip("nothing can be mounted here");
    };
    let file = small.0.path().join("died.json");
    let mut subject = Subject::start(&mut kept("drained", &file));
    wait_until_held(&file, &subject);
    small.fill();
    subject.kill();
    // What was kept before the disk was full is whole.
    let said = examined(&file);
    assert_eq!(said["counted"]["live"].as_f64(), Some(subject.held));
    let file = small.0.path().join("next.json");
    let says = "No space left on device";
    assert_refused(kept("tells-kept", &file), "Refused(2)", says);
}

/// Starts to keep, and waits until that is so.
fn keep(pid: u32, file: &Path) -> (Child, String) {
    let mut command = residue(&["keep", &pid.to_string()]);
    command.arg(file).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut keeper = command.spawn().expect("the binary starts");
    let mut line = String::new();
    let output = keeper.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut line).expect("text");
    (keeper, line)
}

pub(crate) fn from_outside() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("died.json");
    let mut program = command("drained", "jemalloc");
    let mut subject = Subject::start(program.env("RESIDUE", "on"));
    let (keeper, line) = keep(subject.pid(), &file);
    assert!(line.contains("is kept in"), "{line}");
    wait_until_held(&file, &subject);
    subject.kill();
    let ended = keeper.wait_with_output().expect("it ends");
    let said = stderr(&ended);
    assert_eq!(ended.status.code(), Some(0), "{said}");
    assert!(said.contains("SIGKILL") && said.contains("doctor"), "{said}");
    assert_killed(&examined(&file), subject.held);

    let mut other = Subject::start(program.env("RESIDUE", "on"));
    let (keeper, _) = keep(other.pid(), &file);
    let file_name = file.to_str().expect("a plain path");
    let sleeper = Subject::start(program.env("RESIDUE", "on"));
    let said = refused_by(&["keep", &sleeper.pid().to_string(), file_name]);
    assert!(said.contains("still runs") && said.contains("%p"), "{said}");
    // Whoever removes the file wants it no more.
    fs::remove_file(&file).expect("it is there");
    let ended = keeper.wait_with_output().expect("it ends");
    assert!(stderr(&ended).contains("is gone"), "{}", stderr(&ended));
    assert!(!file.exists());
    other.kill();
    let said = refused_by(&["keep", "4194303", file_name]);
    assert!(said.contains("4194303"), "{said}");
}
