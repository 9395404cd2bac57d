//! The version that mimalloc says it is.

use crate::Memory;

/// Bytes of the function that are looked at.
const LOOKED_AT: usize = 24;
/// The function that tells the version.
pub(super) const FUNCTION: &str = "mi_version";

/// Whether a mimalloc of this version has no segments that are known.
pub(super) fn is_before_segments(version: &str) -> bool {
    let numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    numbers.collect::<Vec<u32>>() < vec![2, 0, 9]
}

/// The version that the function at `address` gives back: nothing else in a
/// build tells it. A constant in its instructions is the number.
pub(super) fn of(memory: &dyn Memory, address: u64) -> Option<String> {
    let code: [u8; LOOKED_AT] = memory.array(address).ok()?;
    let number = if cfg!(target_arch = "aarch64") {
        code.as_chunks().0.iter().find_map(|word| moved(*word))
    } else {
        code.windows(5).find_map(|bytes| match *bytes {
            [0xb8, a, b, c, d] => Some(u32::from_le_bytes([a, b, c, d])),
            _ => None,
        })
    }?;
    named(number)
}

/// The name of a version: a digit each, in between two for the patch, and
/// since 2023 two each for minor and patch.
fn named(number: u32) -> Option<String> {
    let (major, minor, patch) = match number {
        100..400 => (number / 100, number / 10 % 10, number % 10),
        1_000..4_000 => (number / 1_000, number / 100 % 10, number % 100),
        10_000..40_000 => (number / 10_000, number / 100 % 100, number % 100),
        _ => return None,
    };
    Some(format!("{major}.{minor}.{patch}"))
}

/// The constant of `mov w0, #constant`.
fn moved(word: [u8; 4]) -> Option<u32> {
    let word = u32::from_le_bytes(word);
    (word & 0xffe0_001f == 0x5280_0000).then_some(word >> 5 & 0xffff)
}

#[cfg(test)]
#[cfg(target_arch = "x86_64")]
mod tests {
    use super::*;
    use crate::Image;

    #[test]
    fn the_version_is_what_the_function_gives_back() {
        let mut code = vec![0xf3, 0x0f, 0x1e, 0xfa, 0xb8];
        code.extend(30_302_u32.to_le_bytes());
        code.resize(LOOKED_AT, 0xc3);
        let mut image = Image::default();
        image.add(0x1000, code);
        assert_eq!(of(&image, 0x1000).as_deref(), Some("3.3.2"));
        assert_eq!(of(&image, 0x1001), None, "too short");
    }

    #[test]
    fn numbers_of_versions_have_more_digits_over_the_years() {
        for (number, name) in [
            (182, "1.8.2"),
            (209, "2.0.9"),
            (3_206, "3.2.6"),
            (10_908, "1.9.8"),
            (20_401, "2.4.1"),
            (30_302, "3.3.2"),
        ] {
            assert_eq!(named(number).as_deref(), Some(name));
        }
        assert_eq!(named(99_999), None);
        assert_eq!(named(16), None);
        assert!(is_before_segments("1.9.8") && is_before_segments("2.0.6"));
        assert!(!is_before_segments("2.0.9") && !is_before_segments("2.10.0"));
    }
}
