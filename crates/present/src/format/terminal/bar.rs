//! A bar of block characters.

/// Columns of the longest bar.
pub(super) const WIDTH: usize = 12;

/// From an eighth of a column to a whole one.
const BLOCKS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// A bar for `part` of `most`: never nothing, unless `part` is.
pub(super) fn bar(part: u64, most: u64) -> String {
    if part == 0 || most == 0 {
        return String::new();
    }
    let most = u128::from(most);
    let eighths = u128::from(part) * (WIDTH as u128 * 8) / most;
    let eighths = usize::try_from(eighths).unwrap_or(0).clamp(1, WIDTH * 8);
    let mut bar = "█".repeat((eighths - 1) / 8);
    bar.push(BLOCKS[(eighths - 1) % 8]);
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_as_long_as_its_part_and_never_nothing() {
        assert_eq!(bar(0, 10), "");
        assert_eq!(bar(1, u64::MAX), "▏");
        assert_eq!(bar(u64::MAX / 2 + 1, u64::MAX), "██████");
        assert_eq!(bar(5, 5).chars().count(), WIDTH);
        assert_eq!(bar(9, 5).chars().count(), WIDTH);
    }
}
