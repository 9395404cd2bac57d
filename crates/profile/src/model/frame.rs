//! One frame of a call stack, taken apart.

use std::ops::Range;

use crate::name;
use crate::origin::{self, FrameText, Origin};

/// What a frame of the file says. Frames stand once in a profile, however
/// many stacks they are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// As the file has it.
    text: Box<str>,
    /// The function's demangled name, without what compilers append; where
    /// there is none, the address.
    function: Box<str>,
    origin: Origin,
    address: Option<u64>,
    file: Option<Range<u32>>,
    line: Option<u32>,
    column: Option<u32>,
    is_object: bool,
    is_named: bool,
    /// Asked for each time that the frame is met in a stack.
    is_bare: bool,
}

impl Frame {
    /// Takes apart a frame as DHAT and its kin write it:
    /// `0x1A2B: function (file:line)`, `(file:line:column)` or `(in object)`.
    /// What has another form is a function's name as a whole.
    pub fn parse(text: &str) -> Frame {
        let mut frame = Frame {
            text: text.into(),
            function: Box::default(),
            origin: Origin::Program,
            address: None,
            file: None,
            line: None,
            column: None,
            is_object: false,
            is_named: true,
            is_bare: false,
        };
        let named = frame.take_address(text);
        let named = frame.take_place(text, named);
        frame.function = name::readable(&text[named]);
        frame.origin = origin::of(&FrameText {
            function: &frame.function,
            file: frame.file(),
            object: frame.object(),
        });
        if origin::is_unnamed(&frame.function) {
            frame.name_by_address();
        }
        frame.is_bare = origin::is_bare(&frame.function);
        frame
    }

    /// The frame as the file has it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The function, demangled and without what compilers append: hashes,
    /// `.llvm.123`, ` [clone .cold]`. Where the profiler found no name, it is
    /// the address, such as `0x1a2b`, and [`Frame::is_named`] is false.
    pub fn function(&self) -> &str {
        &self.function
    }

    /// The address of the instruction, where the file has it.
    pub fn address(&self) -> Option<u64> {
        self.address
    }

    /// The source file, as the file names it.
    pub fn file(&self) -> Option<&str> {
        let at = self.file.clone().filter(|_| !self.is_object)?;
        self.text.get(at.start as usize..at.end as usize)
    }

    /// The line of the source file, counted from 1.
    pub fn line(&self) -> Option<u32> {
        self.line
    }

    /// The column of the line, counted from 1.
    pub fn column(&self) -> Option<u32> {
        self.column
    }

    /// The shared object or program, where no source file is known.
    pub fn object(&self) -> Option<&str> {
        let at = self.file.clone().filter(|_| self.is_object)?;
        self.text.get(at.start as usize..at.end as usize)
    }

    /// The last part of the source file's path, or of the object's.
    pub fn base(&self) -> Option<&str> {
        let path = self.file().or_else(|| self.object())?;
        path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty())
    }

    /// Where it is, in short: `app.c:12`, or `libc.so.6`; empty if unknown.
    pub fn place(&self) -> String {
        match (self.base(), self.line) {
            (Some(base), Some(line)) => format!("{base}:{line}"),
            (Some(base), None) => base.to_owned(),
            (None, _) => String::new(),
        }
    }

    /// Whose code it is.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Whether the profiler found the function's name.
    pub fn is_named(&self) -> bool {
        self.is_named
    }

    /// Whether its name is that of a closure without what it stands in, or
    /// of an inlined function that nobody named.
    pub(crate) fn is_bare(&self) -> bool {
        self.is_bare
    }

    pub(crate) fn set_origin(&mut self, origin: Origin) {
        self.origin = origin;
    }

    /// The name turned out to be no name.
    pub(crate) fn forget_name(&mut self) {
        self.origin = Origin::Unnamed;
        self.name_by_address();
    }

    fn name_by_address(&mut self) {
        self.is_named = false;
        self.function = match self.address {
            Some(address) => format!("{address:#x}").into(),
            None => "???".into(),
        };
    }

    /// Takes `0x1A2B: ` from the front; what is left names the function.
    fn take_address(&mut self, text: &str) -> Range<usize> {
        let address = text.split_once(": ").and_then(|(address, _)| {
            let digits = address.strip_prefix("0x")?;
            Some((u64::from_str_radix(digits, 16).ok()?, address.len() + 2))
        });
        let (address, end) = address.unzip();
        self.address = address;
        end.unwrap_or(0)..text.len()
    }

    /// Takes `(file:line)` or its like from the end.
    fn take_place(&mut self, text: &str, named: Range<usize>) -> Range<usize> {
        let Some(open) = last_group(&text[named.clone()]) else {
            return named;
        };
        let (start, mut end) = (named.start + open + 2, text.len() - 1);
        let left = named.start..named.start + open;
        if let Some(object) = text[start..end].strip_prefix("in ") {
            self.is_object = true;
            self.file = range(end - object.len()..end);
            return left;
        }
        let mut numbers = Vec::with_capacity(2);
        while let Some((path, number)) = text[start..end].rsplit_once(':') {
            match number.parse::<u32>() {
                Ok(number) if numbers.len() < 2 => numbers.insert(0, number),
                _ => break,
            }
            end = start + path.len();
        }
        if numbers.is_empty() {
            return named;
        }
        let known = |number: &u32| Some(*number).filter(|number| *number > 0);
        self.line = numbers.first().and_then(known);
        self.column = numbers.get(1).and_then(known);
        if &text[start..end] != "???" {
            self.file = range(start..end);
        }
        left
    }
}

/// Where ` (` of the parenthesis that ends `text` is. A path can have some of
/// its own, as in `C:\Program Files (x86)`.
fn last_group(text: &str) -> Option<usize> {
    if !text.ends_with(')') {
        return None;
    }
    let mut depth = 0_usize;
    for (at, character) in text.char_indices().rev() {
        match character {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text[..at].strip_suffix(' ').map(str::len);
        }
    }
    None
}

fn range(of: Range<usize>) -> Option<Range<u32>> {
    Some(u32::try_from(of.start).ok()?..u32::try_from(of.end).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_apart_what_valgrind_and_dhat_rs_write() {
        let frame = Frame::parse("0x4E96B5: main (app.c:12)");
        assert_eq!(frame.address(), Some(0x4E_96B5));
        assert_eq!(frame.function(), "main");
        assert_eq!(frame.file(), Some("app.c"));
        assert_eq!((frame.line(), frame.column()), (Some(12), None));

        let frame = Frame::parse("0x1: a::b<(u8, u8)> (src/a b/c.rs:7:9)");
        assert_eq!(frame.function(), "a::b<(u8, u8)>");
        assert_eq!(frame.file(), Some("src/a b/c.rs"));
        assert_eq!((frame.line(), frame.column()), (Some(7), Some(9)));
        assert_eq!(frame.place(), "c.rs:7");

        let frame = Frame::parse("0x1: malloc (in /usr/lib/libc.so.6)");
        assert_eq!((frame.file(), frame.line()), (None, None));
        assert_eq!(frame.object(), Some("/usr/lib/libc.so.6"));
        assert_eq!(frame.place(), "libc.so.6");
    }

    #[test]
    fn what_is_not_known_is_absent() {
        let frame = Frame::parse("0x1: ??? (???:0:0)");
        assert_eq!(frame.function(), "0x1");
        assert!(!frame.is_named());
        assert_eq!((frame.file(), frame.line()), (None, None));
        assert_eq!(frame.place(), "");
        assert_eq!(Frame::parse("??? (???:0:0)").function(), "???");
    }

    #[test]
    fn a_path_may_have_parentheses() {
        for path in ["C:\\Program Files (x86)\\app\\a.rs", "/a (b) (c)/d.rs"] {
            let frame = Frame::parse(&format!("0x1: f(int) ({path}:5:7)"));
            assert_eq!(frame.function(), "f(int)");
            assert_eq!(frame.file(), Some(path));
            assert_eq!((frame.line(), frame.column()), (Some(5), Some(7)));
        }
        let frame = Frame::parse("0x1: f (in /a (b)/c.so)");
        assert_eq!(frame.object(), Some("/a (b)/c.so"));
    }

    #[test]
    fn another_form_is_a_name() {
        for text in ["[root]", "", "f(int)", "0xzz: f", "f (g)", " (in )"] {
            let frame = Frame::parse(text);
            assert_eq!(frame.address(), None, "{text}");
            assert_eq!(frame.text(), text);
        }
        assert_eq!(Frame::parse("f (g)").function(), "f (g)");
        assert_eq!(Frame::parse("std::f(int)").function(), "std::f(int)");
    }
}
