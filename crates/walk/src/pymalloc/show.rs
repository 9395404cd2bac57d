//! Arenas as regions, and what is in their pools as pieces.

use super::arena::ArenaEntry;
use super::pool::{HEADER, Pool};
use super::sizes::Sizes;
use crate::{Memory, Piece, Refusal, Region, Sink, Use};

/// Hands to a sink what was walked.
pub(super) struct PoolEmitter<'a> {
    memory: &'a dyn Memory,
    sizes: Sizes,
    sink: &'a mut dyn Sink,
    arenas: u64,
    pools: u64,
    /// Free pools, cut or not, a count.
    pub(super) free: u64,
    /// The same, as the arenas say.
    pub(super) told: u64,
    /// Bytes of blocks in use.
    used: u64,
}

impl<'a> PoolEmitter<'a> {
    pub(super) fn new(
        memory: &'a dyn Memory,
        sizes: Sizes,
        sink: &'a mut dyn Sink,
    ) -> PoolEmitter<'a> {
        let (arenas, pools, free, told, used) = (0, 0, 0, 0, 0);
        PoolEmitter { memory, sizes, sink, arenas, pools, free, told, used }
    }

    pub(super) fn arena(&mut self, arena: &ArenaEntry) -> Result<(), Refusal> {
        let sizes = self.sizes;
        let span = arena.span(sizes);
        let name = format!("arena {}", arena.number);
        self.sink.region(&Region { span: span.clone(), name });
        self.piece(span.start, arena.start(sizes), Use::Free);
        for address in arena.pools(sizes) {
            self.pool(arena, address)?;
        }
        self.piece(arena.next.max(span.start), span.end, Use::Free);
        let end = arena.start(sizes) + arena.pools * sizes.pool;
        self.free += (end - arena.next) / sizes.pool;
        self.told += arena.free;
        self.pools += arena.pools;
        self.arenas += 1;
        Ok(())
    }

    fn pool(
        &mut self,
        arena: &ArenaEntry,
        address: u64,
    ) -> Result<(), Refusal> {
        let sizes = self.sizes;
        let pool = Pool::read(self.memory, address, sizes)?;
        if pool.arena != arena.number {
            return Err(Refusal::inconsistent(format!(
                "the pool at {address:#x} is of another arena"
            )));
        }
        if pool.used == 0 {
            self.free += 1;
            self.piece(address, address + sizes.pool, Use::Free);
            return Ok(());
        }
        let uses = pool.uses(self.memory, sizes)?;
        self.piece(address, address + HEADER, Use::Metadata);
        let mut at = address + HEADER;
        for run in uses.chunk_by(|one, next| !one && !next) {
            let end = at + run.len() as u64 * pool.block;
            let use_ = match run[0] {
                true => Use::Live { header: 0 },
                false => Use::Free,
            };
            self.piece(at, end, use_);
            at = end;
        }
        self.piece(at, address + sizes.pool, Use::Free);
        self.used += pool.used * pool.block;
        Ok(())
    }

    fn piece(&mut self, start: u64, end: u64, use_: Use) {
        if start < end {
            let size = end - start;
            self.sink.piece(&Piece { address: start, size, use_ });
        }
    }

    /// How full the arenas are.
    pub(super) fn note(&self) -> String {
        let PoolEmitter { arenas, pools, free, used, sizes, .. } = *self;
        let percent = used * 100 / (arenas * sizes.arena).max(1);
        format!(
            "Python keeps {arenas} arenas of {} KiB, {percent} % of them in \
             use; {free} of their {pools} pools are free, and none goes back \
             before all of its arena are",
            sizes.arena >> 10
        )
    }
}
