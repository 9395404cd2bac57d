//! The examples are real programs: each is run, and the doctor looks at it.
#![cfg(target_os = "linux")]

use residue_observer::Stop;
use residue_report::doctor::Examination;
use residue_report::findings::Verdict;
use residue_runner::Patient;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

fn example(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env_remove(residue::SWITCH_VARIABLE);
    command.env_remove(residue::OBSERVED_VARIABLE);
    command
}

fn finished(program: &str, arguments: &[&str]) -> Output {
    let output = example(program).args(arguments).output().expect("it starts");
    assert!(output.status.success(), "{output:?}");
    output
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A program that serves until it is dropped.
struct Service {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Service {
    fn start(arguments: &[&str]) -> Service {
        let mut command = example(env!("CARGO_BIN_EXE_service"));
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        Service { child, output }
    }

    fn hear(&mut self, last: &str) {
        let mut line = String::new();
        while line.trim_end() != last {
            line.clear();
            let read = self.output.read_line(&mut line).expect("text");
            assert!(read > 0, "it ended before it said {last}");
        }
    }

    fn examined(&self) -> Examination {
        let mut patient = Patient::find(self.child.id()).expect("it runs");
        patient.examine(Stop::Yes).expect("it may be looked at")
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_service_keeps_the_room_of_its_sessions() {
    let mut service = Service::start(&["20000"]);
    service.hear("ready");
    let seen = service.examined();
    let sessions = seen.containers.iter().find(|of| of.name == "sessions");
    let sessions = sessions.expect("it has a name");
    assert_eq!((sessions.elements, sessions.payload), (0, 0));
    // 32,768 buckets of a number and a session.
    assert!(sessions.slack > 32_768 * 160, "{sessions:?}");
    assert!(sessions.capacity >= 20_000, "{sessions:?}");
    assert!(seen.containers.iter().any(|of| of.name == "requests"));
    assert_eq!(seen.diagnosis.verdict(), Verdict::Container, "{seen:#?}");
    assert_eq!(seen.diagnosis.ledger.residual, Some(0));
}

#[test]
fn the_batch_job_tells_what_each_step_left() {
    let said = text(&finished(env!("CARGO_BIN_EXE_batch"), &["20000"]));
    assert!(said.contains("1000 customers"), "{said}");
    let records = "records: 0 elements, room for 0, live 0, slack 0";
    assert!(said.contains(records), "{said}");
    assert!(said.contains("groups: 1000 elements"), "{said}");
    assert!(said.contains("uncertain: other threads went on"), "{said}");
}

#[test]
fn the_library_keeps_its_promise() {
    assert_eq!(
        text(&finished(env!("CARGO_BIN_EXE_library"), &[])),
        "the promise is kept\n"
    );
}
