//! Walking a name with an eye to its brackets.

/// What stands outside of all brackets of a name, one piece at a time.
///
/// Brackets are `<>`, `()`, `[]` and `{}`. The arrow of `fn() -> T` closes
/// nothing, and neither does any character of an `operator<`.
pub(super) fn outside(name: &str) -> impl Iterator<Item = (usize, char)> {
    let mut depth = 0_usize;
    let mut last = ' ';
    let mut operator = 0;
    name.char_indices().filter(move |&(at, character)| {
        if name[..at].ends_with("operator") {
            operator = at + sign(&name[at..]);
        }
        let is_sign = at < operator;
        let opens = !is_sign && matches!(character, '<' | '(' | '[' | '{');
        let closes = !is_sign
            && match character {
                '>' => last != '-',
                ')' | ']' | '}' => true,
                _ => false,
            };
        last = character;
        let is_outside = depth == 0;
        depth = depth + usize::from(opens) - usize::from(closes && depth > 0);
        is_outside
    })
}

/// How many bytes of `text` are the sign of an operator: 2 of `<<(int)`.
fn sign(text: &str) -> usize {
    const SIGNS: [&str; 12] = [
        "<<=", ">>=", "<=>", "->*", "()", "[]", "<<", ">>", "->", "<=", ">=",
        "<",
    ];
    let found = SIGNS.iter().find(|sign| text.starts_with(**sign));
    match found {
        Some(sign) => sign.len(),
        None => usize::from(text.starts_with('>')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_passed_over_and_operators_are_none() {
        let read = |name: &str| -> String {
            outside(name).map(|(_, character)| character).collect()
        };
        assert_eq!(read("a<b<c>>::d(e)"), "a<::d(");
        assert_eq!(read("f<fn() -> u8>::g"), "f<::g");
        assert_eq!(read("a::operator<<(b)"), "a::operator<<(");
        assert_eq!(read("a::operator()(b)"), "a::operator()(");
        assert_eq!(read(">>>"), ">>>");
    }
}
