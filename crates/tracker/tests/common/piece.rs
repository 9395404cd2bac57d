//! Memory taken from an allocator directly, so that the test's own
//! collections do not pass through the allocator under test.
#![expect(unsafe_code, reason = "calls of GlobalAlloc")]

use super::segment::Object;
use residue_segment::{OwnerId, SMALL_MAX, UNIT};
use std::alloc::{GlobalAlloc, Layout};

/// Memory that is allocated; it goes back to the allocator it came from, by
/// [`Piece::free`] alone.
#[derive(Debug)]
pub(crate) struct Piece {
    ptr: *mut u8,
    layout: Layout,
}

// SAFETY: a piece is the only handle of its memory, and the allocators under
// test take memory back on any thread.
unsafe impl Send for Piece {}

pub(crate) fn layout(size: usize, align: usize) -> Layout {
    Layout::from_size_align(size, align).unwrap()
}

impl Piece {
    pub(crate) fn alloc<A: GlobalAlloc>(from: &A, layout: Layout) -> Piece {
        Piece::try_alloc(from, layout).expect("memory")
    }

    pub(crate) fn try_alloc<A: GlobalAlloc>(
        from: &A,
        layout: Layout,
    ) -> Option<Piece> {
        // SAFETY: all allocators under test tolerate a size of 0, as the C
        // library's does; every other layout is in order.
        let ptr = unsafe { from.alloc(layout) };
        (!ptr.is_null()).then_some(Piece { ptr, layout })
    }

    pub(crate) fn zeroed<A: GlobalAlloc>(from: &A, layout: Layout) -> Piece {
        // SAFETY: as in `try_alloc`.
        let ptr = unsafe { from.alloc_zeroed(layout) };
        assert!(!ptr.is_null());
        Piece { ptr, layout }
    }

    /// The same piece with another size, or as it was where that failed.
    pub(crate) fn resize<A: GlobalAlloc>(
        self,
        from: &A,
        size: usize,
    ) -> Result<Piece, Piece> {
        // SAFETY: the piece is `from`'s and is allocated with this layout;
        // the sizes that the tests ask for do not overflow.
        let ptr = unsafe { from.realloc(self.ptr, self.layout, size) };
        if ptr.is_null() {
            return Err(self);
        }
        Ok(Piece { ptr, layout: layout(size, self.layout.align()) })
    }

    pub(crate) fn free<A: GlobalAlloc>(self, from: &A) {
        // SAFETY: the piece is `from`'s and is allocated with this layout.
        unsafe { from.dealloc(self.ptr, self.layout) }
    }

    pub(crate) fn address(&self) -> u64 {
        self.ptr.addr() as u64
    }

    pub(crate) fn size(&self) -> u64 {
        self.layout.size() as u64
    }

    pub(crate) fn align(&self) -> u64 {
        self.layout.align() as u64
    }

    pub(crate) fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: the piece owns that many bytes. Those that were never
        // written are read as what they happen to be, by no test's verdict.
        unsafe { std::slice::from_raw_parts_mut(self.ptr, self.layout.size()) }
    }

    /// What the maps say of this piece, owned by `owner`: a size that is
    /// neither large nor tagged is rounded up.
    pub(crate) fn object(&self, owner: OwnerId) -> Object {
        let exact = owner != OwnerId::NONE || self.size() > SMALL_MAX;
        let size = if exact {
            self.size()
        } else {
            self.size().max(1).next_multiple_of(UNIT)
        };
        Object { address: self.address(), size, owner }
    }
}
