//! `/proc/PID/maps`: what is mapped where.

use crate::Span;

/// One mapping of a process: a line of `/proc/PID/maps`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Its addresses.
    pub span: Span,
    /// Whether it may be read.
    pub readable: bool,
    /// Whether it may be written.
    pub writable: bool,
    /// Whether it may be executed.
    pub executable: bool,
    /// Whether writes stay in the process.
    pub private: bool,
    /// Where it begins in the file, in bytes.
    pub offset: u64,
    /// The file's device and inode; an inode of 0 is no file.
    pub device: (u32, u32),
    /// The file's number on its device.
    pub inode: u64,
    /// The file, a name in brackets, or nothing.
    pub name: String,
}

impl Mapping {
    /// Whether no file is behind it.
    pub fn is_anonymous(&self) -> bool {
        self.inode == 0 && self.private && !self.name.starts_with('/')
    }

    /// Private memory that may be read and written, with no file behind it:
    /// where allocators get memory.
    pub fn is_heap_like(&self) -> bool {
        let kernels = ["[stack]", "[vvar]", "[vdso]", "[vsyscall]"];
        self.is_anonymous()
            && self.readable
            && self.writable
            && !kernels.contains(&self.name.as_str())
    }

    pub(crate) fn is_same_file(&self, other: &Mapping) -> bool {
        self.inode != 0
            && (self.inode, self.device) == (other.inode, other.device)
    }
}

/// A line of `/proc/PID/maps` that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed line of maps: '{line}'")]
pub struct MappingError {
    /// The line.
    pub line: String,
}

/// All mappings in the text of `/proc/PID/maps`, in address order.
pub fn parse_maps(text: &str) -> Result<Vec<Mapping>, MappingError> {
    let malformed = |line: &str| MappingError { line: line.to_owned() };
    let mut mappings: Vec<Mapping> = Vec::new();
    for line in text.lines() {
        let mapping = parse(line).ok_or_else(|| malformed(line))?;
        let end = mappings.last().map_or(0, |last| last.span.end);
        if mapping.span.start < end {
            return Err(malformed(line));
        }
        mappings.push(mapping);
    }
    Ok(mappings)
}

/// `start-end perms offset device inode name`
fn parse(line: &str) -> Option<Mapping> {
    let (range, rest) = line.split_once(' ')?;
    let (permissions, rest) = rest.split_once(' ')?;
    let (offset, rest) = rest.split_once(' ')?;
    let (device, rest) = rest.split_once(' ')?;
    let (inode, name) = rest.split_once(' ').unwrap_or((rest, ""));
    let (start, end) = range.split_once('-')?;
    let hexadecimal = |text| u64::from_str_radix(text, 16).ok();
    let (start, end) = (hexadecimal(start)?, hexadecimal(end)?);
    let (major, minor) = device.split_once(':')?;
    let number = |text| u32::from_str_radix(text, 16).ok();
    let [read, write, execute, share] = permissions.as_bytes() else {
        return None;
    };
    if start >= end || !matches!(share, b'p' | b's') {
        return None;
    }
    Some(Mapping {
        span: start..end,
        readable: *read == b'r',
        writable: *write == b'w',
        executable: *execute == b'x',
        private: *share == b'p',
        offset: hexadecimal(offset)?,
        device: (number(major)?, number(minor)?),
        inode: inode.parse().ok()?,
        name: name.trim_start_matches(' ').to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_mapped() {
        let text = "\
5000-6000 rw-p 00000000 00:00 0                          [heap]
7f00-8000 r-xp 00026000 fe:01 4711                /usr/lib/a b.so (deleted)
9000-a000 rw-s 00000000 00:01 42 /memfd:x
a000-b000 rw-p 00000000 00:00 0 \n";
        let maps = parse_maps(text).unwrap();
        assert!(maps[0].is_heap_like() && maps[3].is_heap_like());
        assert!(!maps[1].is_heap_like() && !maps[2].is_heap_like());
        assert_eq!(maps[1].name, "/usr/lib/a b.so (deleted)");
        assert_eq!((maps[1].device, maps[1].inode), ((0xfe, 1), 4711));
        assert_eq!(maps[1].offset, 0x26000);
        assert!(maps[1].executable && !maps[1].writable);
    }

    #[test]
    fn lines_that_make_no_sense_are_refused() {
        for line in [
            "",
            "1000-2000",
            "2000-1000 rw-p 0 0:0 0",
            "1000-2000 rw-? 0 0:0 0",
            "1000-2000 rw-p 0 0 0",
            "1000-2000 rw-p 0 0:0 x",
            "1000-2000 rw-p 0 0:0 0\n1800-3000 rw-p 0 0:0 0",
        ] {
            assert!(parse_maps(&format!("{line}\n")).is_err(), "{line}");
        }
    }
}
