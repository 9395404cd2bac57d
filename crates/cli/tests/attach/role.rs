//! What the program does, by name; then it says that it is ready, and waits.
#![expect(unsafe_code, reason = "C's malloc, and descriptors by number")]

use residue::{Container, Holding};
use std::collections::HashMap;
use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::fs::FileExt;

static SESSIONS: Container = Container::new("sessions");

/// Elements of the map at its peak.
pub(crate) const ELEMENTS: u64 = 50_000;

/// Objects of C's `malloc`, and the bytes of each.
pub(crate) const OBJECTS: usize = 200_000;
pub(crate) const OBJECT: usize = 100;

/// The same where nobody can walk them, and every try takes its time.
pub(crate) const DAMAGED: usize = OBJECTS / 10;

static LATER: Container = Container::new("later");
/// Bytes that the container [named last](closed) holds.
pub(crate) const LATER_HELD: u64 = 3_000_001;

/// Bytes that [`fills`] holds.
pub(crate) const FILLED: usize = 240 << 20;

/// Bytes of an element of what [grows](grows).
pub(crate) const GROWS: usize = 1 << 20;

type Element = (u64, [u8; 128]);

/// Plays the role of this name until it is ended.
pub(crate) fn play(name: &str) {
    match name {
        "drained" => drained(),
        "with-c" => with_c(),
        "with-damage" => with_damage(),
        "ends" => ends(),
        "closed" => closed(),
        "grows" => grows(),
        "tells-kept" => tells_kept(),
        "steps" => steps(|| ()),
        "fills" => fills(),
        "marks" => steps(|| residue::mark("marked-by-itself")),
        "unsealed" => beside(&forged(false, 1 << 30)),
        "short" => beside(&forged(true, 4096)),
        "garbage" => beside(&forged(true, 1 << 30)),
        other => panic!("there is no role {other}"),
    }
}

/// A map that was filled and emptied.
fn drained() {
    let mut map = filled();
    map.clear();
    hold(&map);
    wait();
    black_box(&map);
}

/// The same, by a program that then ends with it.
fn ends() {
    let mut map = filled();
    map.clear();
    hold(&map);
    std::process::exit(5);
}

/// The same by a daemon, which closed the segment's descriptor with all
/// others, and named a container after that.
fn closed() {
    let mut map = filled();
    close_all();
    map.clear();
    hold(&map);
    let later = {
        let _scope = LATER.enter();
        vec![7_u8; LATER_HELD as usize]
    };
    wait();
    black_box((&map, &later));
}

/// A container that has more and more elements, without end.
fn grows() {
    let mut all = Vec::new();
    let mut element = || {
        let _scope = SESSIONS.enter();
        all.push(vec![7_u8; GROWS]);
        let elements = all.len() as u64;
        let payload = elements * GROWS as u64;
        SESSIONS.hold(Holding { payload, elements, capacity: elements });
    };
    element();
    say_ready();
    loop {
        element();
    }
}

/// At a line on standard input, a container with [`FILLED`] bytes.
fn fills() {
    say_ready();
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    assert!(read.is_ok_and(|read| read > 0));
    let filled = {
        let _scope = SESSIONS.enter();
        vec![7_u8; FILLED]
    };
    wait();
    black_box(&filled);
}

/// Says whether what it holds is kept, and ends.
fn tells_kept() {
    let mut out = std::io::stdout();
    writeln!(out, "{:?}", residue::kept()).expect("somebody listens");
    std::process::exit(5);
}

/// The same, and objects that the tracker never hears of.
fn with_c() {
    let mut map = filled();
    map.clear();
    hold(&map);
    let objects = of_c(OBJECTS, OBJECT);
    wait();
    black_box((&map, &objects));
}

/// The same of a program that has written past the end of one of them, and
/// keeps much that was freed.
fn with_damage() {
    let mut map = filled();
    map.clear();
    hold(&map);
    let objects = of_c(DAMAGED, OBJECT);
    let freed = of_c(DAMAGED, OBJECT);
    let above = of_c(1, OBJECT);
    for object in freed {
        // SAFETY: `of_c` allocated it, and nobody uses it any more.
        unsafe { libc::free(object) };
    }
    let size = objects[DAMAGED / 2].cast::<u64>().wrapping_sub(1);
    // SAFETY: there are objects before and behind it; what is written is the
    // size of its chunk, which nobody reads any more but who walks them.
    unsafe { size.write(0xdead_beef) };
    wait();
    black_box((&map, &objects, &above));
}

/// Objects of C's `malloc`, all of which are written to.
fn of_c(count: usize, size: usize) -> Vec<*mut libc::c_void> {
    let objects: Vec<_> = (0..count)
        // SAFETY: it takes a number, and what it returns is written to below.
        .map(|_| unsafe { libc::malloc(size) })
        .collect();
    for &object in &objects {
        assert!(!object.is_null());
        // SAFETY: it is an object of that many bytes that nobody else knows.
        unsafe { object.cast::<u8>().write_bytes(1, size) };
    }
    objects
}

/// A map that is filled, and at a line on standard input emptied.
fn steps(then: impl Fn()) {
    let mut map = filled();
    say_ready();
    let mut line = String::new();
    while std::io::stdin().read_line(&mut line).is_ok_and(|read| read > 0) {
        map.clear();
        hold(&map);
        then();
        say_ready();
    }
}

/// Waits beside a file that says it is a segment.
fn beside(forged: &File) {
    say_ready();
    loop {
        std::thread::park();
        black_box(forged);
    }
}

/// What a hostile program may show as its segment: noise of `len` bytes, which
/// may be sealed as a segment is.
fn forged(is_sealed: bool, len: u64) -> File {
    // SAFETY: the name is a C string.
    let file = unsafe {
        libc::memfd_create(
            c"residue-segment".as_ptr(),
            libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING,
        )
    };
    assert!(file >= 0);
    // SAFETY: the kernel has just made the descriptor, and nobody else has it.
    let file = unsafe { File::from_raw_fd(file) };
    file.set_len(len).expect("room");
    file.write_all_at(&[0xa5; 4096], 0).expect("room");
    if is_sealed {
        let seals = libc::F_SEAL_SHRINK;
        // SAFETY: takes integers only.
        let sealed =
            unsafe { libc::fcntl(file.as_raw_fd(), libc::F_ADD_SEALS, seals) };
        assert_eq!(sealed, 0);
    }
    file
}

/// Closes every descriptor but the standard streams, as daemons do.
fn close_all() {
    // SAFETY: what it closes is no descriptor that anything here uses.
    let closed = unsafe { libc::close_range(3, libc::c_uint::MAX, 0) };
    assert_eq!(closed, 0);
}

fn filled() -> HashMap<u64, [u8; 128]> {
    let mut map = HashMap::new();
    {
        let _scope = SESSIONS.enter();
        map.extend((0..ELEMENTS).map(|id| (id, [7; 128])));
    }
    hold(&map);
    map
}

fn hold(map: &HashMap<u64, [u8; 128]>) {
    SESSIONS.hold(Holding {
        payload: (map.len() * size_of::<Element>()) as u64,
        elements: map.len() as u64,
        capacity: map.capacity() as u64,
    });
}

/// Says how many bytes live, as the tracker counts them, and waits.
fn wait() {
    say_ready();
    loop {
        std::thread::park();
    }
}

fn say_ready() {
    let mut out = std::io::stdout();
    let said = |out: &mut std::io::Stdout| {
        // What it takes to say something is counted first.
        let live = residue::counters().map_or(0, |counters| counters.live);
        writeln!(out, "ready {live}")?;
        out.flush()
    };
    said(&mut out).expect("somebody listens");
}
