//! Live objects by size: those that grew most since the look before come
//! first, then those that hold most.

use crate::units::{bytes, change};
use crate::{App, Look, SizeClass};
use ratatui::layout::Constraint;
use ratatui::style::Stylize;
use ratatui::text::Line;
use ratatui::widgets::{Cell, Row, Table};
use std::cmp::Reverse;

pub(super) fn table(app: &App) -> Table<'static> {
    let sizes = sorted(app.look.as_ref(), app.look_before.as_ref());
    let rows = sizes.into_iter().map(|(class, grown)| {
        Row::new([
            right(bytes(class.size)),
            right(class.objects.to_string()),
            right(bytes(class.bytes())),
            right(change(grown)),
        ])
    });
    let head = ["size", "objects", "bytes", "change"];
    let head = head.map(|title| right(title.to_owned()));
    let widths = [10, 10, 10, 11].map(Constraint::Length);
    Table::new(rows, widths).header(Row::new(head).bold())
}

/// The sizes, and by how many bytes each grew.
fn sorted(look: Option<&Look>, before: Option<&Look>) -> Vec<(SizeClass, i64)> {
    let bytes_before = |size| {
        let classes = before.into_iter().flat_map(|before| &before.sizes);
        classes
            .filter(|class| class.size == size)
            .map(SizeClass::bytes)
            .sum::<u64>()
    };
    let sizes = look.into_iter().flat_map(|look| &look.sizes);
    let mut sizes: Vec<_> = sizes
        .map(|&class| {
            let grown = class.bytes() as i64 - bytes_before(class.size) as i64;
            (class, if before.is_some() { grown } else { 0 })
        })
        .collect();
    sizes.sort_by_key(|&(class, grown)| {
        (Reverse(grown), Reverse(class.bytes()))
    });
    sizes
}

fn right(text: String) -> Cell<'static> {
    Cell::from(Line::from(text).right_aligned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(sizes: &[(u64, u64)]) -> Look {
        let sizes = sizes.iter();
        let sizes = sizes.map(|&(size, objects)| SizeClass { size, objects });
        Look { sizes: sizes.collect(), ..Look::default() }
    }

    #[test]
    fn what_grew_most_comes_first_and_without_a_look_before_what_holds_most() {
        let (before, now) =
            (look(&[(8, 10), (64, 1)]), look(&[(8, 10), (64, 2)]));
        let first = |before| sorted(Some(&now), before)[0];
        assert_eq!(first(Some(&before)).0.size, 64);
        assert_eq!(first(Some(&before)).1, 64);
        assert_eq!(first(None).1, 0);
        assert_eq!(first(None).0.bytes(), 128);
    }
}
