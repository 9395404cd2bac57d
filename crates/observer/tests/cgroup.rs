//! The control group of a real process.
#![cfg(target_os = "linux")]

use residue_observer::Observer;

/// The kernel charges memory to the group as it is touched: what this process
/// touches shows there. Where the machine has no groups there is nothing to
/// compare with.
#[test]
fn memory_that_is_touched_is_charged_to_the_group() {
    const SIZE: u64 = 64 << 20;
    let observer = Observer::attach_untracked(std::process::id()).unwrap();
    let Some(before) = observer.cgroup().unwrap() else { return };
    let touched = vec![1_u8; SIZE as usize];
    let after = observer.cgroup().unwrap().expect("it was there before");
    drop(touched);
    assert_eq!((&before.path, before.version), (&after.path, after.version));
    assert!(after.processes > 0);
    let parts =
        [after.anonymous, after.file, after.shared].into_iter().flatten();
    assert!(parts.sum::<u64>() <= after.current + SIZE, "{after:?}");
    assert!(after.peak.is_none_or(|peak| peak >= SIZE), "{after:?}");
}
