//! Where the stacks of a process's threads are.

use super::process::Process;
use crate::Error;

/// The stack pointer of each thread that stands still, sorted. A running
/// thread shows none, and a thread that ends meanwhile needs none.
pub(crate) fn stack_pointers(process: &Process) -> Result<Vec<u64>, Error> {
    let mut pointers = Vec::new();
    for thread in process.threads()? {
        match process.read(&format!("task/{thread}/syscall")) {
            Ok(text) => pointers.extend(parse(&text)),
            Err(Error::NoSuchProcess { .. }) => {}
            // Without CONFIG_HAVE_ARCH_TRACEHOOK, or in a container that
            // hides the file, areas alone must tell what is a stack.
            Err(Error::PermissionDenied { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    pointers.sort_unstable();
    Ok(pointers)
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
