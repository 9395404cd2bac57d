//! Folded stacks, as flame graph tools read them: `main;work;grow 4096`.

use std::io::{BufWriter, Write};

use crate::error::Error;
use crate::model::{Figure, Profile};
use residue_present::printable;

/// Writes the stacks of `profile`, the outermost function first, each with
/// its `figure`. Stacks that have none of it are left out, which changes no
/// sum.
pub fn folded(
    profile: &Profile,
    figure: Figure,
    out: &mut impl Write,
) -> Result<(), Error> {
    profile.refuse_unknown(figure)?;
    let names: Vec<_> = profile
        .frames()
        .iter()
        .map(|frame| folded_name(frame.function()))
        .collect();
    let mut out = BufWriter::new(out);
    for point in profile.points() {
        let value = figure.of(profile, point).unwrap_or(0);
        if value == 0 {
            continue;
        }
        let stack = profile.frame_indices(point).iter().rev();
        let stack: Vec<_> =
            stack.map(|&at| names[at as usize].as_str()).collect();
        let stack = stack.join(";");
        writeln!(out, "{} {value}", ending_apart(&stack))?;
    }
    out.flush()?;
    Ok(())
}

/// `name` as the format can hold it: it has no semicolon, is not empty, and
/// does not look like a comment.
pub(crate) fn folded_name(name: &str) -> String {
    let name = printable(name.trim()).replace(';', ",");
    match name.as_str() {
        "" => "???".to_owned(),
        comment if comment.starts_with('#') => format!("\\{comment}"),
        _ => name,
    }
}

/// `stack` so that its end is not taken for a first of two numbers.
pub(crate) fn ending_apart(stack: &str) -> String {
    let is_number = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    match stack.rsplit_once(' ') {
        Some((front, last)) if is_number(last) => format!("{front}_{last}"),
        _ => stack.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_the_frame_the_line_or_the_stack() {
        assert_eq!(folded_name("<[u8; 16] as T>::f"), "<[u8, 16] as T>::f");
        assert_eq!(folded_name("a\nb"), "a\\nb");
        assert_eq!(folded_name(" "), "???");
        assert_eq!(folded_name("# a"), "\\# a");
        assert_eq!(ending_apart("a;b 12"), "a;b_12");
        assert_eq!(ending_apart("a;b c"), "a;b c");
    }
}
