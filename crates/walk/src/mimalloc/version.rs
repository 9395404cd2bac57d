//! The version that mimalloc says it is.

use crate::Memory;

/// Bytes of the function that are looked at.
const LOOKED_AT: usize = 24;
/// The versions that a number may be: major, and two digits each of minor
/// and patch.
const VERSIONS: std::ops::Range<u32> = 20_000..40_000;

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
    let parts = (number / 10_000, number / 100 % 100, number % 100);
    VERSIONS
        .contains(&number)
        .then(|| format!("{}.{}.{}", parts.0, parts.1, parts.2))
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
}
