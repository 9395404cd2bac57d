//! The line protocol between a subject and whoever measures it.
//!
//! At a phase the subject says one line,
//!
//! ```text
//! residue phase NAME [payload=BYTES] [heap=BYTES] [elements=N] [KEY=N]...
//! ```
//!
//! and waits for one line before it goes on. Both go over the descriptor that
//! [`DESCRIPTOR_VARIABLE`] names, which is open both ways; where the variable
//! is not set, the subject says its line on standard output and waits on
//! standard input. What `KEY` names is the subject's own affair, such as what
//! its runtime counts: it is kept and shown by that name. Other lines are the subject's own and mean nothing here.

use core::fmt::{self, Display};

/// Environment variable with the number of the descriptor that the protocol
/// goes over.
pub const DESCRIPTOR_VARIABLE: &str = "RESIDUE_PROTOCOL_FD";

/// What a line that says a phase begins with.
pub const PHASE_LINE: &str = "residue phase ";

/// Bytes of a line that a tracked process says, at most, its end included.
pub const LINE_MAX: usize = 96;

/// The descriptor that a variable's value `text` names: a plain number.
pub fn descriptor(text: &[u8]) -> Option<i32> {
    plain_number(text).and_then(|number| i32::try_from(number).ok())
}

/// What a subject says at a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseLine<'a> {
    /// The phase's name, without white space.
    pub name: &'a str,
    /// How many elements it holds.
    pub elements: Option<u64>,
    /// All the words behind the name, each a figure.
    words: &'a str,
}

/// Why a line that begins as one of a phase says none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed<'a> {
    /// It has no name.
    Nameless,
    /// A word behind the name is no figure.
    Word(&'a str),
    /// The same figure is told twice.
    Twice(&'a str),
}

impl<'a> PhaseLine<'a> {
    /// What `line` says, which has no line end; `None` if it is no line of
    /// the protocol.
    pub fn read(line: &'a str) -> Option<Result<Self, Malformed<'a>>> {
        line.strip_prefix(PHASE_LINE).map(Self::parse)
    }

    fn parse(text: &'a str) -> Result<Self, Malformed<'a>> {
        let text = text.trim_ascii();
        let end = text.find(|c: char| c.is_ascii_whitespace());
        let (name, words) = text.split_at(end.unwrap_or(text.len()));
        if name.is_empty() {
            return Err(Malformed::Nameless);
        }
        let mut said = PhaseLine { name, elements: None, words };
        for (at, word) in words.split_ascii_whitespace().enumerate() {
            let (key, value) = figure(word).ok_or(Malformed::Word(word))?;
            let before = said.figures().take(at);
            if before.into_iter().any(|(told, _)| told == key) {
                return Err(Malformed::Twice(key));
            }
            if key == ELEMENTS {
                said.elements = Some(value);
            }
        }
        Ok(said)
    }

    /// The figures that it tells, by their names, in its order: `payload`,
    /// `heap` and `elements` among them, where it does.
    pub fn figures(&self) -> impl Iterator<Item = (&'a str, u64)> + use<'a> {
        self.words.split_ascii_whitespace().filter_map(figure)
    }
}

/// The figure that says how many elements there are.
const ELEMENTS: &str = "elements";

/// The name and the number of a word such as `heap=10`.
fn figure(word: &str) -> Option<(&str, u64)> {
    let (key, value) = word.split_once('=')?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let starts = key.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_name = starts && key.chars().all(is_plain);
    Some((key, plain_number(value.as_bytes()).filter(|_| is_name)?))
}

impl Display for Malformed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Malformed::Nameless => out.write_str("it names no phase"),
            Malformed::Word(word) => write!(
                out,
                "`{word}` is no figure: write payload=BYTES, heap=BYTES, \
                 elements=N or another name=NUMBER, a whole one"
            ),
            Malformed::Twice(key) => write!(out, "`{key}` is told twice"),
        }
    }
}

/// Plain decimal digits, without a sign; a tracked process reads them with no
/// allocation.
fn plain_number(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_a_phase_and_what_it_holds() {
        let line = "residue phase filled payload=10 elements=2 heap=30";
        let said = PhaseLine::read(line).unwrap().unwrap();
        assert_eq!(said.name, "filled");
        let told: Vec<_> = said.figures().collect();
        assert_eq!(told, [("payload", 10), ("elements", 2), ("heap", 30)]);
        assert_eq!(said.elements, Some(2));
    }

    #[test]
    fn a_subject_may_tell_figures_of_its_own() {
        let line = "residue phase drained heap_idle=7 elements=0 B=18";
        let said = PhaseLine::read(line).unwrap().unwrap();
        let told: Vec<_> = said.figures().collect();
        assert_eq!(told, [("heap_idle", 7), ("elements", 0), ("B", 18)]);
    }

    #[test]
    fn other_lines_are_none_of_the_protocols() {
        for line in
            ["", "residue phase", "residue phases x", " residue phase x"]
        {
            assert_eq!(PhaseLine::read(line), None, "{line:?}");
        }
    }

    #[test]
    fn what_is_no_figure_is_refused_and_named() {
        let read = |line| PhaseLine::read(line).unwrap().unwrap_err();
        assert_eq!(read("residue phase "), Malformed::Nameless);
        assert_eq!(read("residue phase a heap"), Malformed::Word("heap"));
        assert_eq!(read("residue phase a heap=-1"), Malformed::Word("heap=-1"));
        assert_eq!(read("residue phase a =1"), Malformed::Word("=1"));
        assert_eq!(read("residue phase a b-c=1"), Malformed::Word("b-c=1"));
        let twice = read("residue phase a heap=1 heap=1");
        assert_eq!(twice, Malformed::Twice("heap"));
        let large = "residue phase a heap=18446744073709551616";
        assert!(matches!(read(large), Malformed::Word(_)));
    }

    #[test]
    fn a_descriptor_is_a_plain_number() {
        assert_eq!(descriptor(b"7"), Some(7));
        for text in [&b""[..], b"-1", b"+1", b"1x", b"2147483648"] {
            assert_eq!(descriptor(text), None);
        }
    }
}
