//! The control region: header, containers, thread blocks.
#![expect(unsafe_code, reason = "views of the mapped control region")]

use crate::static_ref::StaticRef;
use crate::sys::{self, Errno};
use residue_segment::{
    BLOCKS_MAX, CONTAINERS_MAX, ContainerEntry, Geometry, Header, ThreadBlock,
};
use std::ffi::c_int;

/// The control region. Whoever has one has it mapped.
#[derive(Clone, Copy)]
pub(crate) struct Control(&'static Header);

static HEADER: StaticRef<Header> = StaticRef::empty();

impl Control {
    /// Maps the control region of `file`, or private memory without one.
    pub(crate) fn map(file: Option<c_int>) -> Result<Control, Errno> {
        let region = Geometry::control();
        let start = sys::map(file, region.offset, region.len)?;
        // SAFETY: `sys::map` returned zeroed memory, page-aligned, as long as
        // the region, which is never unmapped. Zeroed bytes are a valid
        // `Header`, all of it atomic, and `Geometry` asserts that it fits.
        let header: &'static Header = unsafe { &*start.cast() };
        HEADER.set(header);
        Ok(Control(header))
    }

    /// The control region, once it is mapped.
    pub(crate) fn mapped() -> Option<Control> {
        HEADER.get().map(Control)
    }

    pub(crate) fn header(self) -> &'static Header {
        self.0
    }

    /// The container table.
    pub(crate) fn containers(self) -> &'static [ContainerEntry] {
        let start = self.at(Geometry::containers_offset());
        // SAFETY: `Geometry` asserts that the table stands inside the region
        // that `Control::map` mapped; zeroed bytes are valid entries.
        unsafe { std::slice::from_raw_parts(start.cast(), CONTAINERS_MAX) }
    }

    /// Every block, handed out or not.
    pub(crate) fn blocks(self) -> &'static [ThreadBlock] {
        let start = self.at(Geometry::blocks_offset());
        // SAFETY: `Geometry` asserts that the blocks stand inside the region
        // that `Control::map` mapped; zeroed bytes are valid blocks.
        unsafe { std::slice::from_raw_parts(start.cast(), BLOCKS_MAX) }
    }

    fn at(self, offset: u64) -> *const u8 {
        std::ptr::from_ref(self.0).cast::<u8>().wrapping_add(offset as usize)
    }
}
