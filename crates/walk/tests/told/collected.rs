//! All that a walk shows.

use residue_walk::{Holder, Piece, Region, Remedy, Sink, Span, Use};
use std::collections::BTreeMap;

/// Everything, with regions and pieces as they must be: tiled.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub(crate) regions: Vec<Region>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) returns: Vec<(Remedy, Span)>,
    end: u64,
}

impl Sink for Collected {
    fn region(&mut self, region: &Region) {
        self.close();
        assert!(!region.span.is_empty());
        self.end = region.span.start;
        self.regions.push(region.clone());
    }

    fn piece(&mut self, piece: &Piece) {
        assert_eq!(piece.address, self.end, "{piece:x?} leaves a gap");
        assert!(piece.size > 0);
        self.end += piece.size;
        self.pieces.push(*piece);
    }

    fn returns(&mut self, remedy: Remedy, pages: &Span) {
        assert!(!pages.is_empty());
        self.returns.push((remedy, pages.clone()));
    }

    fn restart(&mut self) {
        *self = Self::default();
    }
}

impl Collected {
    /// The pieces must end where the last region does.
    pub(crate) fn close(&self) {
        if let Some(last) = self.regions.last() {
            assert_eq!(self.end, last.span.end, "{last:x?}");
        }
    }

    /// The objects: usable bytes by address.
    pub(crate) fn live(&self) -> BTreeMap<u64, u64> {
        let object = |piece: &Piece| match piece.use_ {
            Use::Live { header } => {
                Some((piece.address + header, piece.size - header))
            }
            _ => None,
        };
        self.pieces.iter().filter_map(object).collect()
    }

    /// Bytes of all pieces of this use.
    pub(crate) fn bytes(&self, of: impl Fn(Use) -> bool) -> u64 {
        let pieces = self.pieces.iter().filter(|piece| of(piece.use_));
        pieces.map(|piece| piece.size).sum()
    }

    /// Bytes that are freed, but at hand.
    pub(crate) fn held(&self) -> u64 {
        self.bytes(|use_| matches!(use_, Use::Held(_)))
    }

    pub(crate) fn fast(&self) -> u64 {
        self.bytes(|use_| use_ == Use::Held(Holder::FastBin))
    }
}
