//! What was resident over time, as areas one upon the other.

use crate::theme::colour;
use crate::{History, Stack};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::widgets::Widget;

/// Stacks, a column each, the newest at the right. Each cell is two half
/// blocks high, for twice the resolution.
pub(super) struct Areas<'a>(pub(super) &'a History);

impl Widget for Areas<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let stacks = self.0.last(usize::from(area.width));
        let halves = u64::from(area.height) * 2;
        let most = self.0.peak();
        let first = area.right() - u16::try_from(stacks.len()).unwrap_or(0);
        for (x, stack) in (first..).zip(stacks) {
            for y in area.top()..area.bottom() {
                // From below: the upper half of a cell is the later one.
                let below = u64::from(area.bottom() - 1 - y) * 2;
                let at = |half| band_at(stack, half, halves, most);
                paint(buffer, x, y, at(below), at(below + 1));
            }
        }
    }
}

/// The colour of the half block so many from below.
fn band_at(stack: &Stack, half: u64, halves: u64, most: u64) -> Option<Color> {
    let (mut sum, half) = (0_u128, u128::from(half) * 2 + 1);
    let (halves, most) = (u128::from(halves) * 2, u128::from(most));
    stack.0.iter().find_map(|&(band, bytes)| {
        sum += u128::from(bytes);
        // The middle of the half block, in bytes times all half blocks.
        (half * most < sum * halves).then(|| colour(band))
    })
}

fn paint(
    buffer: &mut Buffer,
    x: u16,
    y: u16,
    lower: Option<Color>,
    upper: Option<Color>,
) {
    let Some(cell) = buffer.cell_mut((x, y)) else { return };
    match (lower, upper) {
        (None, _) => {}
        (Some(lower), None) => {
            cell.set_symbol("▄").set_fg(lower);
        }
        (Some(lower), Some(upper)) if lower == upper => {
            cell.set_symbol("█").set_fg(lower);
        }
        (Some(lower), Some(upper)) => {
            cell.set_symbol("▄").set_fg(lower).set_bg(upper);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Band;

    fn drawn(stacks: &[Stack], width: u16, height: u16) -> Vec<String> {
        let mut history = History::default();
        stacks.iter().for_each(|stack| history.push(stack.clone()));
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        Areas(&history).render(area, &mut buffer);
        let line = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect();
        (0..height).map(line).collect()
    }

    fn stack(anonymous: u64, file: u64) -> Stack {
        Stack(vec![(Band::Anonymous, anonymous), (Band::File, file)])
    }

    #[test]
    fn the_peak_reaches_the_top_and_half_of_it_the_middle() {
        let lines = drawn(&[stack(50, 0), stack(100, 0)], 3, 2);
        assert_eq!(lines, ["  █", " ██"]);
    }

    #[test]
    fn a_quarter_is_half_a_cell_of_two() {
        assert_eq!(drawn(&[stack(100, 0), stack(25, 0)], 2, 2), ["█ ", "█▄"]);
    }

    #[test]
    fn bands_stand_one_upon_the_other() {
        let whole = stack(50, 50);
        let colours: Vec<_> =
            (0..4).map(|half| band_at(&whole, half, 4, 100)).collect();
        let (lower, upper) = (colour(Band::Anonymous), colour(Band::File));
        let expected = [lower, lower, upper, upper].map(Some);
        assert_eq!(colours, expected);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(drawn(&[stack(0, 0)], 2, 1), ["  "]);
    }
}
