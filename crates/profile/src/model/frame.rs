//! One frame of a call stack, taken apart.

use std::ops::Range;

use super::function;

/// What a frame of the file says. Frames stand once in a profile, however
/// many stacks they are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// As the file has it.
    text: Box<str>,
    /// The function's demangled name, without the compiler's hash.
    function: Box<str>,
    address: Option<u64>,
    file: Option<Range<u32>>,
    line: Option<u32>,
    column: Option<u32>,
    is_object: bool,
}

impl Frame {
    /// Takes apart a frame as DHAT and its kin write it:
    /// `0x1A2B: function (file:line)`, `(file:line:column)` or `(in object)`.
    /// What has another form is a function's name as a whole.
    pub fn parse(text: &str) -> Frame {
        let mut frame = Frame {
            text: text.into(),
            function: Box::default(),
            address: None,
            file: None,
            line: None,
            column: None,
            is_object: false,
        };
        let named = frame.take_address(text);
        let named = frame.take_place(text, named);
        frame.function = function::readable(&text[named]);
        frame
    }

    /// The frame as the file has it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The function, demangled and without the compiler's hash; `???` if the
    /// profiler did not find it.
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

    /// Whether it is the machinery that every allocation passes through, and
    /// not what asked for the memory.
    pub fn is_plumbing(&self) -> bool {
        function::is_plumbing(&self.function)
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
        let Some(rest) = text[named.clone()].strip_suffix(')') else {
            return named;
        };
        let Some(open) = rest.rfind(" (") else { return named };
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
        assert_eq!(frame.function(), "???");
        assert_eq!((frame.file(), frame.line()), (None, None));
        assert_eq!(frame.place(), "");
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
