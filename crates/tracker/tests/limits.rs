//! Processes that may not have what the map takes, or are told not to track.
//! Each is this program, started in a role of its own.
#![expect(unsafe_code, reason = "limits are set before the program starts")]

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::child;
use common::piece::{Piece, layout};
use common::segment::Segment;
use common::workload::Workload;
use residue::{Container, Holding, MapAbsent, Status, Tracking};
use residue::{SWITCH_VARIABLE, counters, status};
use std::alloc::System;
use std::fs::File;
use std::io::Seek;
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::process::CommandExt;
use std::process::Command;

static TRACKING: Tracking<System> = Tracking::new(System);
static OPT_IN: Tracking<System> = Tracking::opt_in(System);
static SESSIONS: Container = Container::new("sessions");

const MIB: u64 = 1 << 20;

fn use_the_allocator(allocator: &Tracking<System>) {
    let before = counters().unwrap_or_default();
    let mut workload = Workload::new(allocator, 7);
    let scope = SESSIONS.enter();
    for step in 1..=5000 {
        workload.step();
        if step % 500 == 0
            && let Ok(now) = counters()
        {
            let done = now - before;
            assert_eq!(done.live, workload.done.live);
            assert_eq!(done.allocations, workload.done.allocations);
        }
    }
    drop(scope);
    SESSIONS.hold(Holding::default());
    residue::mark("used");
    std::thread::scope(|scope| {
        scope.spawn(|| workload.free_all());
    });
}

fn works_without_a_map(errno: i32) {
    use_the_allocator(&TRACKING);
    let refused = Status::CountersOnly(MapAbsent::Refused(errno));
    assert_eq!(status(), refused);
    let counters = counters().unwrap();
    assert_eq!(counters.live, 0);
    assert_eq!(counters.allocations, counters.frees);
    assert!(counters.allocations > 1000 && counters.peak_live > MIB);
}

/// Not even the counters find room; what is in use stays.
fn works_without_any_room() {
    let kept: Vec<Vec<u8>> = (0..100).map(|n| vec![0; n << 12]).collect();
    drop(kept);
    set_limit(libc::RLIMIT_AS, 4 * MIB);
    let piece = Piece::alloc(&TRACKING, layout(100, 8));
    let _scope = SESSIONS.enter();
    piece.resize(&TRACKING, 200).unwrap().free(&TRACKING);
    residue::mark("used");
    assert_eq!(status(), Status::Untracked);
    assert_eq!(counters(), Err(Status::Untracked));
}

fn works_without_a_descriptor() {
    set_limit(libc::RLIMIT_NOFILE, 3);
    works_without_a_map(libc::EMFILE);
}

fn works_untracked(allocator: &Tracking<System>) {
    use_the_allocator(allocator);
    assert_eq!(status(), Status::Untracked);
    assert_eq!(counters(), Err(Status::Untracked));
    assert!(Segment::of(std::process::id()).is_none());
}

fn works_with_a_map(allocator: &Tracking<System>) {
    use_the_allocator(allocator);
    assert_eq!(status(), Status::Tracked);
    let segment = Segment::of_this_process();
    let mut workload = Workload::new(allocator, 8);
    (0..1000).for_each(|_| workload.step());
    assert_eq!(segment.objects(), workload.objects());
    workload.free_all();
}

/// As under valgrind: the stack says how much address space there is.
fn works_with_a_smaller_map() {
    works_with_a_map(&TRACKING);
    let bits = Segment::of_this_process().geometry().address_bits();
    assert!(bits < 47, "{bits} address bits");
}

fn standard_descriptors_are_left_alone() {
    close(libc::STDIN_FILENO);
    works_with_a_map(&TRACKING);
    assert!(descriptor() > 100, "it leaves the low ones to the program");
    let null = File::open("/dev/null").unwrap();
    assert_eq!(null.as_raw_fd(), libc::STDIN_FILENO);
}

/// As a daemon does, which then opens files of its own.
fn a_file_of_the_same_number_is_left_alone() {
    Piece::alloc(&TRACKING, layout(100, 8)).free(&TRACKING);
    let number = descriptor();
    let segment = Segment::of_this_process();
    close(number);
    let file = File::open(std::env::current_exe().unwrap()).unwrap();
    let file = at_descriptor(file, number);
    use_the_allocator(&TRACKING);
    assert_eq!(counters().unwrap().live, 0);
    assert_eq!(segment.objects(), []);
    assert_eq!((&file).stream_position().unwrap(), 0);
}

/// The same file, under the descriptor `number`, which is free.
fn at_descriptor(file: File, number: i32) -> File {
    // SAFETY: takes integers only; nobody owns `number`.
    let at = unsafe { libc::dup2(file.as_raw_fd(), number) };
    assert_eq!(at, number);
    // SAFETY: it was just made, and nobody else knows it.
    unsafe { File::from_raw_fd(at) }
}

/// The segment's descriptor in this process.
fn descriptor() -> i32 {
    let path = Segment::descriptor(std::process::id()).unwrap();
    path.file_name().unwrap().to_str().unwrap().parse().unwrap()
}

fn close(descriptor: i32) {
    // SAFETY: takes an integer; the callers own the descriptor, or know that
    // its owner must do without.
    assert_eq!(unsafe { libc::close(descriptor) }, 0);
}

fn play(role: &str) {
    child::end_after(120);
    match role {
        "no address space" => works_without_a_map(libc::ENOMEM),
        "no large file" => works_without_a_map(libc::EFBIG),
        "no descriptor" => works_without_a_descriptor(),
        "no room at all" => works_without_any_room(),
        "off" => works_untracked(&TRACKING),
        "not opted in" => works_untracked(&OPT_IN),
        "opted in" => works_with_a_map(&OPT_IN),
        "as it comes" => works_with_a_map(&TRACKING),
        "valgrind" => works_with_a_smaller_map(),
        "descriptor closed" => a_file_of_the_same_number_is_left_alone(),
        "no standard input" => standard_descriptors_are_left_alone(),
        _ => panic!("unknown role {role}"),
    }
}

fn succeeds(command: &mut Command) {
    let ended = command.status().unwrap();
    assert!(ended.success(), "{command:?}: {ended}");
}

fn limited(role: &str, limit: Limit, to: u64) -> Command {
    let mut command = child::in_role(role);
    let set = move || {
        set_limit(limit, to);
        Ok(())
    };
    // SAFETY: the closure makes one system call and allocates nothing.
    unsafe { command.pre_exec(set) };
    command
}

type Limit = libc::__rlimit_resource_t;

fn set_limit(limit: Limit, to: u64) {
    let limits = libc::rlimit { rlim_cur: to, rlim_max: to };
    // SAFETY: `limits` is what the kernel reads.
    let error = unsafe { libc::setrlimit(limit, &raw const limits) };
    assert_eq!(error, 0);
}

#[expect(clippy::print_stderr, reason = "what was skipped must be seen")]
fn under_valgrind(role: &str) {
    let program = std::env::current_exe().unwrap();
    let command = child::in_role(role);
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=none", "-q"]).arg(program).env_clear();
    valgrind.envs(command.get_envs().filter_map(|(k, v)| Some((k, v?))));
    valgrind.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    match valgrind.status() {
        Ok(ended) => assert!(ended.success(), "under valgrind: {ended}"),
        Err(_) => eprintln!("valgrind is missing: not tried under it"),
    }
}

fn main() {
    if let Some(role) = child::role() {
        return play(&role);
    }
    // Positive control: without limits there is a map.
    succeeds(&mut child::in_role("as it comes"));
    let space = libc::RLIMIT_AS;
    succeeds(&mut limited("no address space", space, 1 << 30));
    succeeds(&mut child::in_role("no room at all"));
    succeeds(&mut limited("no large file", libc::RLIMIT_FSIZE, MIB));
    succeeds(&mut child::in_role("no descriptor"));
    succeeds(&mut child::in_role("no standard input"));
    succeeds(&mut child::in_role("descriptor closed"));
    succeeds(child::in_role("off").env(SWITCH_VARIABLE, "off"));
    succeeds(&mut child::in_role("not opted in"));
    succeeds(child::in_role("opted in").env(SWITCH_VARIABLE, "on"));
    under_valgrind("valgrind");
}
