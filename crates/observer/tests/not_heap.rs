//! What is not heap in a real process, by name.
#![cfg(target_os = "linux")]

use residue_ledger::{NotHeap, NotHeapKind, Row};
use residue_observer::Observer;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Touches 8 MiB of a file that was deleted, through a shared mapping, and a
/// thread's stack, and waits.
const PROGRAM: &str = "\
import mmap, sys, tempfile, threading
file = tempfile.NamedTemporaryFile(prefix='residue-cache-')
file.truncate(8 << 20)
shared = mmap.mmap(file.fileno(), 8 << 20)
anonymous = mmap.mmap(-1, 4 << 20)
for page in range(0, 8 << 20, 4096): shared[page] = 1
for page in range(0, 4 << 20, 4096): anonymous[page] = 1
def wait():
    open('/proc/thread-self/comm', 'w').write('residue-waiter')
    print('ready', flush=True)
    sys.stdin.read()
thread = threading.Thread(target=wait)
thread.start()
thread.join()
";

#[test]
#[expect(clippy::print_stderr, reason = "what was skipped must be seen")]
fn files_shared_memory_and_stacks_have_their_names() {
    let started = Command::new("python3")
        .args(["-c", PROGRAM])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        return eprintln!("python3 is missing: not tried");
    };
    let mut ready = [0; 6];
    let out = child.stdout.as_mut().unwrap();
    std::io::Read::read_exact(out, &mut ready).unwrap();
    let mut observer = Observer::attach_untracked(child.id()).unwrap();
    // A thread that has not come to wait yet shows no stack pointer.
    let is_named = |part: &NotHeap| part.name == "residue-waiter";
    let begun = Instant::now();
    let snapshot = loop {
        let snapshot = observer.snapshot().unwrap();
        let all = &snapshot.not_heap;
        if all.iter().any(is_named) || begun.elapsed().as_secs() > 10 {
            break snapshot;
        }
    };
    child.stdin.take().unwrap().flush().unwrap();
    child.wait().unwrap();

    let of = |kind, prefix: &str| {
        let part = snapshot
            .not_heap
            .iter()
            .find(|part| part.kind == kind && part.name.contains(prefix));
        part.unwrap_or_else(|| panic!("{prefix}: {:?}", snapshot.not_heap))
    };
    let file = of(NotHeapKind::File, "residue-cache-");
    assert_eq!(file.resident, 8 << 20);
    let shared = of(NotHeapKind::Shared, "/dev/zero");
    assert_eq!(shared.resident, 4 << 20);
    assert!(of(NotHeapKind::Stack, "residue-waiter").resident >= 4096);
    let sum: u64 = snapshot.not_heap.iter().map(|part| part.resident).sum();
    assert_eq!(snapshot.ledger.get(Row::Program), Some(sum));
}
