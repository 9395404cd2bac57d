//! Chunks side by side, from the first to the end of what they are cut from.

use super::layout::{ALIGNMENT, CHUNK_MIN, FLAGS, MAPPED, NOT_MAIN};
use super::layout::{HEADER, PREVIOUS_IN_USE};
use super::steps::Steps;
use crate::{Memory, Refusal, Span, Window};

/// Where a chain of chunks lies, and what is known of its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChainBounds {
    /// From the first chunk to where the memory ends.
    pub(super) span: Span,
    /// The arena's top, which may lie here and is the last chunk then.
    pub(super) top: u64,
    pub(super) is_main: bool,
    pub(super) page: u64,
}

/// A chunk as its neighbours show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) address: u64,
    pub(super) size: u64,
    pub(super) state: State,
    /// The word behind its header, which is read with it; none of a chunk
    /// that ends the chain.
    pub(super) first: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    InUse,
    Free,
    /// What is not yet cut into chunks.
    Top,
    /// Chunks that only mark the end of memory that is no longer the last.
    Fence,
}

impl Chunk {
    /// A chunk that ends the chain.
    fn last(address: u64, size: u64, state: State) -> Chunk {
        Chunk { address, size, state, first: None }
    }
}

/// Shows every chunk; returns where the chain ends.
pub(super) fn walk(
    memory: &dyn Memory,
    bounds: &ChainBounds,
    steps: &mut Steps,
    mut each: impl FnMut(Chunk) -> Result<(), Refusal>,
) -> Result<u64, Refusal> {
    let mut chain = Chain {
        window: Window::new(memory, bounds.span.clone()),
        bounds,
        before: None,
    };
    let mut at = bounds.span.start;
    loop {
        steps.take()?;
        let header = chain.header(at)?;
        let end = chain.end(at, header)?;
        // Where the end shows that the chunk before is a fence, it is told as
        // a part of it.
        let before = match end {
            Some(Chunk { address, .. }) if address < at => None,
            _ => chain.before.take(),
        };
        if let Some(chunk) = before {
            each(chain.judge(chunk, header)?)?;
        }
        if let Some(end) = end {
            each(end)?;
            return Ok(end.address + end.size);
        }
        let size = chain.size(at, header)?;
        let state = chain.last_state(header);
        let first = chain.window.word(at + HEADER).ok();
        chain.before = Some(Chunk { address: at, size, state, first });
        at += size;
    }
}

#[derive(Clone, Copy, Debug)]
struct Header {
    size_before: u64,
    size: u64,
    flags: u64,
}

struct Chain<'a> {
    window: Window<'a>,
    bounds: &'a ChainBounds,
    /// The chunk before the one at hand. Its state is that of the chunk
    /// before it until its own is known.
    before: Option<Chunk>,
}

impl Chain<'_> {
    #[inline]
    fn header(&mut self, at: u64) -> Result<Header, Refusal> {
        let what = "a chunk's header";
        let bytes: [u8; 16] = self
            .window
            .array(at)
            .map_err(|source| Refusal::Memory { what, source })?;
        let bits = u128::from_le_bytes(bytes);
        let (size_before, head) = (bits as u64, (bits >> 64) as u64);
        Ok(Header { size_before, size: head & !FLAGS, flags: head & FLAGS })
    }

    /// The chunk before, with what the header behind it says of it.
    #[inline]
    fn judge(&self, chunk: Chunk, next: Header) -> Result<Chunk, Refusal> {
        if next.flags & PREVIOUS_IN_USE != 0 {
            return Ok(Chunk { state: State::InUse, ..chunk });
        }
        if next.size_before != chunk.size {
            return Err(odd(chunk.address, "two sizes"));
        }
        if chunk.state == State::Free {
            return Err(odd(chunk.address, "a free chunk before it"));
        }
        Ok(Chunk { state: State::Free, ..chunk })
    }

    /// The state of the chunk before, as the header of its next one says.
    #[inline]
    fn last_state(&self, header: Header) -> State {
        match header.flags & PREVIOUS_IN_USE {
            0 => State::Free,
            _ => State::InUse,
        }
    }

    #[inline]
    fn size(&self, at: u64, header: Header) -> Result<u64, Refusal> {
        let Header { size, flags, .. } = header;
        let room = self.bounds.span.end - at;
        let foreign = self.bounds.is_main && flags & NOT_MAIN != 0;
        if size < CHUNK_MIN || !size.is_multiple_of(ALIGNMENT) || size >= room {
            return Err(odd(at, "an impossible size"));
        }
        if flags & MAPPED != 0 || foreign {
            return Err(odd(at, "the flags of another arena"));
        }
        Ok(size)
    }

    /// What ends the chain, if it does so here.
    #[inline]
    fn end(
        &mut self,
        at: u64,
        header: Header,
    ) -> Result<Option<Chunk>, Refusal> {
        let room = self.bounds.span.end - at;
        if at == self.bounds.top {
            let sound = header.size >= CHUNK_MIN
                && header.size <= room
                && header.flags & PREVIOUS_IN_USE != 0;
            let top = Chunk::last(at, header.size, State::Top);
            return if sound { Ok(Some(top)) } else { Err(odd(at, "no top")) };
        }
        if header.size > HEADER {
            return Ok(None);
        }
        if self.bounds.is_main { self.posts(at) } else { self.post(at, room) }
    }

    /// A heap that is no longer the last of a thread's arena ends with a chunk
    /// of no size, and what is before it is a part of the fence.
    fn post(&self, at: u64, room: u64) -> Result<Option<Chunk>, Refusal> {
        if room < CHUNK_MIN && self.before.is_some() || room == HEADER {
            let address = self.before.map_or(at, |before| before.address);
            let size = at + room - address;
            return Ok(Some(Chunk::last(address, size, State::Fence)));
        }
        // The chunk of 16 bytes before it.
        if room == 2 * HEADER {
            return Ok(Some(Chunk::last(at, room, State::Fence)));
        }
        Err(odd(at, "an end before the end"))
    }

    /// Memory of the main arena that is no longer the last ends with two or
    /// three chunks of 16 bytes at the end of a page.
    fn posts(&mut self, at: u64) -> Result<Option<Chunk>, Refusal> {
        let mut end = at;
        for _ in 0..3 {
            let header = self.header(end)?;
            let sound = header.size == HEADER
                && (end == at || header.flags == PREVIOUS_IN_USE);
            if !sound {
                break;
            }
            end += HEADER;
            if end.is_multiple_of(self.bounds.page) {
                return Ok(Some(Chunk::last(at, end - at, State::Fence)));
            }
        }
        Err(odd(at, "an end before the end"))
    }
}

fn odd(address: u64, what: &str) -> Refusal {
    let what = format!("the chunk at {address:#x} has {what}");
    Refusal::Inconsistent { what }
}
