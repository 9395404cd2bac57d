//! What is asked of a version that is not known.

use super::{Frame, GlibcHeap, version};
use crate::{Refusal, Walked};

impl GlibcHeap {
    /// All that was found, of a known version. Of another that is only worth
    /// something if nothing is missing that the known ones have: malloc's sums
    /// and the `caches` of threads.
    pub(super) fn certified(
        &self,
        frame: Frame,
        caches: usize,
    ) -> Result<Walked, Refusal> {
        let mut walked = frame.walked();
        let Some(version) = self.unknown() else { return Ok(walked) };
        let missing = match (self.parameters, caches) {
            (None, _) => "malloc's own sums were not",
            (_, 0) => "no thread's cache was",
            _ => {
                walked.notes.push(version::doubt(version));
                return Ok(walked);
            }
        };
        let what = format!("glibc {version}, in which {missing} found,");
        Err(Refusal::Unknown { what })
    }

    /// The version, if it is not known.
    pub(super) fn unknown(&self) -> Option<&str> {
        version::unknown(self.allocator.version.as_deref())
    }

    /// `refusal`, which may be because of the version if that is not known.
    pub(super) fn named(&self, refusal: Refusal) -> Refusal {
        let Some(version) = self.unknown() else { return refusal };
        let why = format!("of glibc {version}, which is not known");
        match refusal {
            Refusal::Inconsistent { what } => {
                Refusal::Inconsistent { what: format!("{what} ({why})") }
            }
            Refusal::Disagrees { what, walked, told } => {
                let what = format!("{what} {why},");
                Refusal::Disagrees { what, walked, told }
            }
            other => other,
        }
    }
}
