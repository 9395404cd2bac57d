//! glibc's malloc.

use crate::{Heap, Refusal, Target, Walker};

/// Finds glibc's malloc, shared or linked into the binary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glibc;

impl Walker for Glibc {
    fn name(&self) -> &'static str {
        "glibc"
    }

    fn find(
        &self,
        _target: &Target<'_>,
    ) -> Result<Vec<Box<dyn Heap>>, Refusal> {
        Ok(Vec::new())
    }
}
