//! The release that a program was built with, which its build information
//! tells, stripped or not.

use crate::{Module, Refusal};
use std::fmt::{self, Display, Formatter};

const SECTION: &str = ".go.buildinfo";
const MAGIC: &[u8] = b"\xff Go buildinf:";
/// Where flags stand, of which one says that the text follows.
const FLAGS: usize = 15;
const INLINE: u8 = 2;
/// Where the length of the text stands.
const TEXT: usize = 32;

/// Releases of which the structures are known: the second number.
const KNOWN: std::ops::RangeInclusive<u32> = 18..=27;

/// A release, such as 1.19.8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GoRelease {
    pub(super) minor: u32,
    patch: u32,
}

impl Display for GoRelease {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}.{}", self.minor, self.patch)
    }
}

/// The release that `module` was built with, if it is one that is known.
pub(super) fn of(module: &Module<'_>) -> Result<GoRelease, Refusal> {
    let unknown = |what: String| Refusal::Unknown { what };
    let told = module.section(SECTION, 256);
    let told = told.as_deref().and_then(text).ok_or_else(|| {
        unknown("Go, of which the build does not say its version,".into())
    })?;
    let release = parse(&told).filter(|of| KNOWN.contains(&of.minor));
    release.ok_or_else(|| unknown(format!("Go of version '{told}'")))
}

/// The text of the version in the section.
fn text(section: &[u8]) -> Option<String> {
    let is_inline = section.starts_with(MAGIC)
        && section.get(FLAGS).is_some_and(|flags| flags & INLINE != 0);
    let len = section.get(TEXT).filter(|len| is_inline && **len < 128)?;
    let text = section.get(TEXT + 1..)?.get(..usize::from(*len))?;
    String::from_utf8(text.to_vec()).ok()
}

/// `go1.19.8`, and what may follow of experiments or a vendor.
fn parse(text: &str) -> Option<GoRelease> {
    let text = text.strip_prefix("go1.")?;
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.');
    let mut numbers = text[..end.unwrap_or(text.len())].split('.');
    let minor = numbers.next()?.parse().ok()?;
    let patch = numbers.next().map_or(Some(0), |number| number.parse().ok())?;
    Some(GoRelease { minor, patch })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_read_from_the_build_information() {
        let mut section = MAGIC.to_vec();
        section.extend([8, INLINE]);
        section.resize(TEXT, 0);
        section.push(8);
        section.extend(b"go1.19.8rest");
        assert_eq!(text(&section).as_deref(), Some("go1.19.8"));
        section[FLAGS] = 0;
        assert_eq!(text(&section), None, "pointers to it, as before 1.18");
    }

    #[test]
    fn releases_have_a_patch_or_none_and_candidates_too() {
        for (text, expected) in [
            ("go1.19.8", Some((19, 8))),
            ("go1.22", Some((22, 0))),
            ("go1.25.5 X:nodwarf5", Some((25, 5))),
            ("go1.24rc1", Some((24, 0))),
            ("devel go1.20-abc", None),
        ] {
            let release = parse(text).map(|of| (of.minor, of.patch));
            assert_eq!(release, expected, "{text}");
        }
    }
}
