use crate::desk::{Desk, assert_says};
use crate::processes::{Subject, built, of_c, skip};
use crate::util::{binary, refused, residue, stderr, stdout};
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::Duration;

const NOBODY: u32 = 65534;

fn sleeper() -> Subject {
    let mut command = Command::new("sh");
    Subject::start(command.args(["-c", "echo ready 0; exec sleep 1000"]))
}

/// A process of which the users are numbered apart, as in a container.
fn in_a_user_namespace() -> Option<Subject> {
    let mut probe = Command::new("unshare");
    if !probe.args(["-U", "true"]).status().is_ok_and(|it| it.success()) {
        skip("this user makes no user namespaces");
        return None;
    }
    let mut command = Command::new("unshare");
    let script = "echo ready 0; exec sleep 1000";
    Some(Subject::start(command.args(["-U", "sh", "-c", script])))
}

/// What is said of one process that cannot be looked at.
fn refusal(pid: u32) -> String {
    let said = refused(&["doctor", &pid.to_string()]);
    assert_says(&said, &[&format!("process {pid} ")]);
    said
}

#[test]
fn a_process_that_is_not_there_is_refused() {
    let most = fs::read_to_string("/proc/sys/kernel/pid_max").expect("Linux");
    let beyond = most.trim().parse::<u32>().expect("a number") + 1;
    assert_says(&refusal(beyond), &["does not exist"]);
}

#[test]
fn a_process_that_has_ended_is_refused_as_a_zombie() {
    let mut child = Command::new("true").spawn().expect("it starts");
    let stat = format!("/proc/{}/stat", child.id());
    while !fs::read_to_string(&stat).expect("not waited for").contains(") Z ") {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_says(&refusal(child.id()), &["zombie", "parent"]);
    child.wait().expect("it has ended");
}

#[test]
fn a_thread_of_the_kernel_is_refused() {
    let name = fs::read_to_string("/proc/2/comm").unwrap_or_default();
    if name != "kthreadd\n" {
        return skip("no thread of the kernel is to be seen in a container");
    }
    assert_says(&refusal(2), &["kernel thread"]);
}

#[test]
fn a_program_of_32_bits_is_refused() {
    let probe = Command::new("sh")
        .args(["-c", "echo 'int main(){}' | cc -m32 -xc - -o /dev/null"])
        .stderr(Stdio::null())
        .status();
    if !probe.is_ok_and(|status| status.success()) {
        return skip("the compiler makes no programs of 32 bits");
    }
    let flags = ["-m32", "-O0", "-pthread"];
    let program = built("cc", "labelled.c", &flags, "labelled-32");
    let mut command = Command::new(program.expect("a C compiler"));
    let subject = Subject::start(command.arg("little"));
    assert_says(&refusal(subject.pid()), &["32 bits"]);
}

/// Another user's process, and one that lets nobody look at it.
#[test]
fn what_may_not_be_read_is_refused_with_the_right_that_is_missing() {
    if fs::metadata("/proc/self").expect("Linux").uid() != 0 {
        return skip("only root can start a process of another user");
    }
    // A build under a home that others may not enter is run from a copy.
    let desk = Desk::new();
    let open = fs::Permissions::from_mode(0o755);
    fs::set_permissions(desk.path("."), open).expect("a folder");
    let copy = desk.path("residue");
    fs::copy(binary(), &copy).expect("a copy");
    let subject = sleeper();
    let pid = subject.pid().to_string();
    let as_nobody = |args: &[&str]| {
        let mut command = Command::new(&copy);
        command.args(args).current_dir("/").uid(NOBODY).gid(NOBODY);
        command.output().expect("it starts")
    };
    let output = as_nobody(&["doctor", &pid]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(stdout(&output), "");
    assert_says(&said, &["user 0's", "CAP_SYS_PTRACE"]);
    assert_says(&said, &[&format!("process {pid}")]);
    if let Some(inside) = in_a_user_namespace() {
        let pid = inside.pid().to_string();
        let said = stderr(&as_nobody(&["doctor", &pid]));
        assert_says(&said, &["another user namespace", "CAP_SYS_PTRACE"]);
    }
    // Those that are found are passed over, and counted.
    let output = as_nobody(&["doctor", "--all"]);
    assert_says(&stderr(&output), &["may not be read", "root"]);
}

#[test]
fn a_process_that_another_traces_is_refused_with_who_does() {
    let subject = Subject::start(&mut of_c("traced"));
    let pid = subject.pid().to_string();
    let said = refused(&["doctor", &pid]);
    assert_says(&said, &[&pid, "stop a thread", "traces it", "--no-stop"]);
}

/// Its numbers are counted anew, up to one that nobody has out here.
#[test]
fn the_number_that_a_process_has_in_a_container_leads_to_the_one_out_here() {
    let most = fs::read_to_string("/proc/sys/kernel/pid_max").expect("Linux");
    let most = most.trim().parse::<u32>().expect("a number");
    let is_free = |pid: &u32| fs::metadata(format!("/proc/{pid}")).is_err();
    let inside = (most / 2..most - 1).rev().find(is_free).expect("a number");
    let script = format!(
        "echo {} > /proc/sys/kernel/ns_last_pid
         (echo ready 0; exec sleep 1000) &
         wait",
        inside - 1
    );
    let unshare = ["-pf", "--kill-child", "sh", "-c"];
    let mut probe = Command::new("unshare");
    probe.args(unshare).arg("echo 9 > /proc/sys/kernel/ns_last_pid");
    if !probe.output().is_ok_and(|output| output.status.success()) {
        return skip("this user makes no PID namespaces");
    }
    let mut command = Command::new("unshare");
    let _subject = Subject::start(command.args(unshare).arg(script));
    let said = refusal(inside);
    assert_says(&said, &["container", "pass that"]);
}

/// It ends between two looks, or before the first: no panic, no half answer.
#[test]
fn a_process_that_ends_meanwhile_is_said_to_have_ended() {
    let mut subject = sleeper();
    let pid = subject.pid().to_string();
    let mut watch = residue(&["doctor", &pid, "--watch", "100ms"]);
    watch.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut watch = watch.spawn().expect("it starts");
    let mut shown = BufReader::new(watch.stdout.take().expect("piped"));
    // The first look is there.
    shown.read_line(&mut String::new()).expect("a line");
    subject.kill();
    io::copy(&mut shown, &mut io::sink()).expect("it ends");
    let output = watch.wait_with_output().expect("it ends");
    assert_says(&stderr(&output), &["ended"]);
    assert_eq!(output.status.code(), Some(0), "all looks were shown");
    assert_says(&refusal(subject.pid()), &["ended"]);
}

#[test]
fn whatever_moment_a_process_ends_at_the_answer_is_whole_or_none() {
    for delay in 0..20 {
        let mut subject = sleeper();
        let pid = subject.pid().to_string();
        let doctor = residue(&["doctor", &pid, "--format", "json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        std::thread::sleep(Duration::from_millis(delay * 2));
        subject.kill();
        let output =
            doctor.and_then(|child| child.wait_with_output()).expect("it ends");
        let (shown, said) = (stdout(&output), stderr(&output));
        match output.status.code() {
            Some(0) => drop(
                serde_json::from_str::<serde_json::Value>(&shown)
                    .expect("JSON"),
            ),
            Some(2) => {
                assert_eq!(shown, "");
                let why = ["ended", "zombie"];
                assert!(why.iter().any(|why| said.contains(why)), "{said}");
            }
            code => panic!("{code:?}: {said}"),
        }
    }
}

#[test]
fn names_and_times_that_fit_nothing_are_refused() {
    let said = refused(&["doctor", "--name", "no-such-name-*"]);
    assert_says(&said, &["no process", "no-such-name-*"]);
    let said = refused(&["doctor", "--name", "[", "--format", "json"]);
    assert_says(&said, &["--name ["]);
    let own = std::process::id().to_string();
    let said = refused(&["doctor", &own, "--watch", "0s"]);
    assert_says(&said, &["--watch", "1ms"]);
}

#[test]
fn subjects_of_several_kinds_are_refused() {
    let desk = Desk::with_a_run();
    let own = std::process::id().to_string();
    for mixed in [[own.as_str(), "a"], ["a", &own], ["a", "a"]] {
        let said = desk.refused(&["doctor", mixed[0], mixed[1]]);
        assert_says(&said, &["processes", "one at a time"]);
    }
    let said = desk.refused(&["doctor", &own, "--all"]);
    assert_says(&said, &["--all"]);
}
