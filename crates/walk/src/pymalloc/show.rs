//! Arenas as regions, and what is in their pools as pieces.

use super::arena::Arena;
use super::find::Shape;
use super::pool::{HEADER, Pool};
use crate::{Memory, Piece, Refusal, Region, Sink, Use};

/// Shows a sink what was walked.
pub(super) struct Shown<'a> {
    memory: &'a dyn Memory,
    shape: Shape,
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

impl<'a> Shown<'a> {
    pub(super) fn new(
        memory: &'a dyn Memory,
        shape: Shape,
        sink: &'a mut dyn Sink,
    ) -> Shown<'a> {
        let (arenas, pools, free, told, used) = (0, 0, 0, 0, 0);
        Shown { memory, shape, sink, arenas, pools, free, told, used }
    }

    pub(super) fn arena(&mut self, arena: &Arena) -> Result<(), Refusal> {
        let shape = self.shape;
        let span = arena.span(shape);
        let name = format!("arena {}", arena.number);
        self.sink.region(&Region { span: span.clone(), name });
        self.piece(span.start, arena.start(shape), Use::Free);
        for address in arena.pools(shape) {
            self.pool(arena, address)?;
        }
        self.piece(arena.next.max(span.start), span.end, Use::Free);
        let end = arena.start(shape) + arena.pools * shape.pool;
        self.free += (end - arena.next) / shape.pool;
        self.told += arena.free;
        self.pools += arena.pools;
        self.arenas += 1;
        Ok(())
    }

    fn pool(&mut self, arena: &Arena, address: u64) -> Result<(), Refusal> {
        let shape = self.shape;
        let pool = Pool::read(self.memory, address, shape)?;
        if pool.arena != arena.number {
            return Err(Refusal::inconsistent(format!(
                "the pool at {address:#x} is of another arena"
            )));
        }
        if pool.used == 0 {
            self.free += 1;
            self.piece(address, address + shape.pool, Use::Free);
            return Ok(());
        }
        let uses = pool.uses(self.memory, shape)?;
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
        self.piece(at, address + shape.pool, Use::Free);
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
        let Shown { arenas, pools, free, used, shape, .. } = *self;
        let percent = used * 100 / (arenas * shape.arena).max(1);
        format!(
            "Python keeps {arenas} arenas of {} KiB, {percent} % of them in \
             use; {free} of their {pools} pools are free, and none goes back \
             before all of its arena are",
            shape.arena >> 10
        )
    }
}
