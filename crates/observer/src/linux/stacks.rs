//! Where the stacks of a process's threads are.

use super::process::Process;
use crate::Error;

/// A thread that stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ThreadStack {
    /// Where its stack has grown to.
    pub(crate) pointer: u64,
    /// As the program named it; the main thread has the program's own name.
    pub(crate) name: String,
}

/// The threads that stand still, sorted by their stack pointers. A running
/// thread shows none, and a thread that ends meanwhile needs none.
pub(crate) fn threads(process: &Process) -> Result<Vec<ThreadStack>, Error> {
    let mut threads = Vec::new();
    for thread in process.threads()? {
        match process.read(&format!("task/{thread}/syscall")) {
            Ok(text) => {
                let Some(pointer) = parse(&text) else { continue };
                let name = process.read(&format!("task/{thread}/comm"));
                let name = name.unwrap_or_default().trim_end().to_owned();
                threads.push(ThreadStack { pointer, name });
            }
            Err(Error::NoSuchProcess { .. }) => {}
            // Without CONFIG_HAVE_ARCH_TRACEHOOK, or in a container that
            // hides the file, areas alone must tell what is a stack.
            Err(Error::PermissionDenied { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    threads.sort_unstable_by_key(|thread| thread.pointer);
    Ok(threads)
}

/// `number arguments... sp pc`, or `-1 sp pc` outside a system call, or
/// `running`.
fn parse(text: &str) -> Option<u64> {
    let mut fields = text.split_ascii_whitespace().rev();
    fields.next()?;
    let pointer = fields.next()?.strip_prefix("0x")?;
    u64::from_str_radix(pointer, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stack_pointer_is_the_last_but_one_field() {
        let text = "202 0x1 0x2 0x3 0x4 0x5 0x6 0x7ffd10 0x7f0042\n";
        assert_eq!(parse(text), Some(0x7f_fd10));
        assert_eq!(parse("-1 0x7ffd10 0x7f0042\n"), Some(0x7f_fd10));
    }

    #[test]
    fn a_running_thread_shows_none() {
        assert_eq!(parse("running\n"), None);
        assert_eq!(parse(""), None);
    }
}
