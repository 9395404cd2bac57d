//! musl's own allocator since 1.2.1, which its sources call mallocng: in
//! `ld-musl-*.so` or linked into the binary.
//!
//! Groups have up to 32 slots of one size, and two masks of those that are
//! free. Records of groups stand apart from them, in areas of one page each
//! that are linked. In front of every object stands which slot it is in, and
//! behind it how many bytes the program did not ask for: what was asked for
//! is known to the byte. Memory goes back to the kernel when all slots of a
//! group are free; there is nothing to call.

mod areas;
mod context;
mod find;
mod group;
mod show;
mod slot;
mod version;

use crate::{
    Allocator, Check, Heap, Memory, Module, Nearby, Refusal, Sink, Target,
    Walked, Walker,
};
use areas::RecordAreas;
use context::MallocContext;
use find::ContextAddress;
use group::SlotGroup;
use show::SlotEmitter;

/// Finds musl's allocator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Musl;

const NAME: &str = "musl";

impl Walker for Musl {
    fn name(&self) -> &'static str {
        NAME
    }

    fn find(&self, target: &Target<'_>) -> Result<Vec<Box<dyn Heap>>, Refusal> {
        let mut found: Vec<Box<dyn Heap>> = Vec::new();
        for module in candidates(target) {
            let Some(globals) = find::find(target, &module)? else { continue };
            let version = version::of(&module);
            let allocator = Allocator {
                name: NAME,
                // Nothing before has such a context.
                version: version.or_else(|| Some("1.2.1 or later".to_owned())),
                found_by: globals.found_by,
                module: module.name().to_owned(),
            };
            found.push(Box::new(MuslHeap { allocator, globals }));
        }
        Ok(found)
    }
}

/// The modules that may hold musl: its library, or a program of one file.
fn candidates<'a>(target: &Target<'a>) -> Vec<Module<'a>> {
    let mut modules: Vec<_> = target.modules().collect();
    if modules.len() > 1 {
        modules.retain(version::is_library);
    }
    modules
}

#[derive(Debug)]
struct MuslHeap {
    allocator: Allocator,
    globals: ContextAddress,
}

impl Heap for MuslHeap {
    fn allocator(&self) -> &Allocator {
        &self.allocator
    }

    fn tells_requested(&self) -> bool {
        true
    }

    /// What the program asked for is known.
    fn spare(&self, _usable: u64) -> u64 {
        0
    }

    fn walk(
        &self,
        target: &Target<'_>,
        sink: &mut dyn Sink,
    ) -> Result<Walked, Refusal> {
        let nearby = Nearby::new(target.memory);
        let target = Target { memory: &nearby, ..*target };
        let context = MallocContext::read(&nearby, self.globals.context)?;
        if !context.is_used {
            return Ok(Walked::default());
        }
        let areas = RecordAreas::read(&target, &context)?;
        let groups = groups(&nearby, &areas)?;
        let checks = vec![
            areas.check_records(&nearby, &context, groups.len() as u64)?,
            check_slots(&context, &groups)?,
        ];
        let notes = SlotEmitter::new(&target, &groups, sink)?.all(&areas)?;
        Ok(Walked { checks, notes })
    }
}

/// Every group that there is.
fn groups(
    memory: &dyn Memory,
    areas: &RecordAreas,
) -> Result<Vec<SlotGroup>, Refusal> {
    let records = areas.records();
    let read = records.map(|record| SlotGroup::read(memory, record));
    read.filter_map(Result::transpose).collect()
}

/// Slots of each class, as the groups have them and as musl counts them. A
/// group that was given to it from the gaps of a library is in no count.
fn check_slots(
    context: &MallocContext,
    groups: &[SlotGroup],
) -> Result<Check, Refusal> {
    let mut walked = [0; group::CLASSES];
    for group in groups.iter().filter(|group| group.is_counted()) {
        walked[group.class] += group.slots();
    }
    for (class, &told) in context.usage.iter().enumerate() {
        let walked = walked[class];
        if walked != told {
            let what = format!("slots of class {class}");
            return Err(Refusal::Disagrees { what, walked, told });
        }
    }
    Ok(Check {
        what: "slots of all classes".to_owned(),
        walked: walked.iter().sum(),
        told: context.usage.iter().sum(),
    })
}
