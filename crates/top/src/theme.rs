//! Colours: one for each holder, lighter and darker for its rows.

use crate::Band;
use ratatui::style::Color;
use residue_ledger::{Group, Row};

/// The colour of a band: of the sixteen that every terminal has, so that the
/// user's own theme decides how they look.
pub(crate) fn colour(band: Band) -> Color {
    match band {
        Band::Row(Row::Fragmentation) => Color::LightRed,
        Band::Row(Row::Metadata | Row::Rounding) => Color::LightMagenta,
        Band::Row(row) => match row.group() {
            Group::Elements => Color::Green,
            Group::Container => Color::Yellow,
            Group::Other => Color::LightBlue,
            Group::Allocator => Color::Red,
            Group::Program => Color::DarkGray,
        },
        Band::Residual => Color::White,
        Band::Anonymous => Color::LightBlue,
        Band::File => Color::DarkGray,
        Band::Shared => Color::Cyan,
    }
}
