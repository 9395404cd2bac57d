//! How a process ended.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// How a process ended that did not end well.
pub(crate) fn failure(status: ExitStatus) -> Option<String> {
    if status.success() {
        return None;
    }
    Some(match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("killed by {}", signal_name(signal)),
        (None, None) => "ended in an unknown way".to_owned(),
    })
}

fn signal_name(signal: i32) -> String {
    let name = match signal {
        2 => "SIGINT",
        6 => "SIGABRT: it gave up, perhaps for lack of memory",
        7 => "SIGBUS: the kernel had no page for it",
        9 => "SIGKILL: by someone, or by the kernel for lack of memory",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        _ => return format!("signal {signal}"),
    };
    format!("signal {signal} ({name})")
}
