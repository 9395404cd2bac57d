//! The fields of a record, one after the other.

use crate::pages::PagesError;
use crate::pages::format::{self, NAME_MAX};

/// What is left of a record, and where in the file that begins.
pub(super) struct RecordFields<'a> {
    rest: &'a [u8],
    offset: u64,
}

impl<'a> RecordFields<'a> {
    /// The fields in `bytes`, which begin at byte `offset` of the file.
    pub(super) fn new(bytes: &'a [u8], offset: u64) -> RecordFields<'a> {
        RecordFields { rest: bytes, offset }
    }

    /// The next number; `what` it is, for the error.
    pub(super) fn number(&mut self, what: &str) -> Result<u64, PagesError> {
        let (number, len) = format::number(self.rest)
            .ok_or_else(|| self.malformed(format!("{what} is no number")))?;
        self.take(len as u64, what)?;
        Ok(number)
    }

    /// The next number, which is at most `most`.
    pub(super) fn at_most(
        &mut self,
        most: u64,
        what: &str,
    ) -> Result<u64, PagesError> {
        let offset = self.offset;
        let number = self.number(what)?;
        if number > most {
            let what = format!("{what} is {number}, at most {most} is read");
            return Err(PagesError::Malformed { offset, what });
        }
        Ok(number)
    }

    /// The next text.
    pub(super) fn text(&mut self, what: &str) -> Result<&'a str, PagesError> {
        let len = self.at_most(NAME_MAX as u64, what)?;
        let offset = self.offset;
        let bytes = self.take(len, what)?;
        std::str::from_utf8(bytes).map_err(|_| {
            let what = format!("{what} is no text");
            PagesError::Malformed { offset, what }
        })
    }

    /// All that is left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// That what comes next is malformed.
    pub(super) fn malformed(&self, what: String) -> PagesError {
        PagesError::Malformed { offset: self.offset, what }
    }

    fn take(&mut self, len: u64, what: &str) -> Result<&'a [u8], PagesError> {
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        let Some((taken, rest)) = self.rest.split_at_checked(len) else {
            return Err(self.malformed(format!("{what} ends too early")));
        };
        self.rest = rest;
        self.offset += len as u64;
        Ok(taken)
    }
}
