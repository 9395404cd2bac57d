//! Text that never grows beyond what a comment takes.

use crate::text::counted;

/// Bytes that are written at most. A comment on GitHub takes 65,536
/// characters; the rest is for whoever puts a heading around it.
pub(super) const LIMIT: usize = 63_488;

/// Bytes kept for notes of what was left out.
const FOR_NOTES: usize = 3072;

/// Bytes of a list, at most: no list may take the place of another.
const FOR_LIST: usize = 16_000;

/// A text in the making, in parts that stand apart.
pub(super) struct Budget {
    text: String,
    /// What comes last, and has its place already.
    last: String,
    left_out: String,
}

impl Budget {
    /// A text that ends with `last`, for which a place is kept.
    pub(super) fn ending_with(last: String) -> Budget {
        Budget { text: String::new(), last, left_out: String::new() }
    }

    /// Adds `part` if it fits, and tells whether it did.
    pub(super) fn push(&mut self, part: &str) -> bool {
        let fits = part.len() < self.room();
        if fits && !part.is_empty() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.push_str(part);
        }
        fits
    }

    /// Says at the end that the details of `what` are missing, the `first` of
    /// them by name.
    pub(super) fn leave_out(&mut self, what: &str, first: &str) {
        self.left_out = format!(
            "Left out, because a comment takes no more: the details of \
             {what}, from {first} on. `--format html` has all.\n"
        );
    }

    /// The whole text.
    pub(super) fn finish(self) -> String {
        let parts = [self.text, self.left_out, self.last];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("\n")
    }

    /// Bytes that a part may take.
    pub(super) fn room(&self) -> usize {
        let taken = self.text.len() + self.last.len() + FOR_NOTES;
        LIMIT.saturating_sub(taken)
    }
}

/// Bytes that the items of a list may take below a heading of so many, where
/// there is `room`; without end where that is.
pub(super) fn share_of(room: usize, heading: usize) -> usize {
    match room {
        usize::MAX => usize::MAX,
        room => room.saturating_sub(heading).min(FOR_LIST),
    }
}

/// The first of `items` that together take `most` bytes, and how many `things`
/// there are besides.
pub(super) fn limited(
    items: impl ExactSizeIterator<Item = String>,
    most: usize,
    thing: &str,
) -> String {
    let mut list = String::new();
    let mut more = items.len() as u64;
    for item in items {
        if list.len() + item.len() > most {
            break;
        }
        list.push_str(&item);
        more -= 1;
    }
    if more > 0 {
        list.push_str(&format!("\nAnd {} more.\n", counted(more, thing)));
    }
    list
}
