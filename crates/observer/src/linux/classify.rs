//! Telling heap from program.

use super::Span;
use super::not_heap::thread_in;
use super::segment_name::is_observers;
use super::smaps::Area;
use super::stacks::ThreadStack;
use residue_segment::CELL_SPAN;

/// Whose an area is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// The segment itself.
    Observer,
    /// The allocator under test.
    Heap,
    /// Everything else: files, stacks, shared memory, what others mapped.
    Program,
}

/// What the live map says of addresses.
pub(crate) trait Evidence {
    /// Whether an object begins there.
    fn has_object(&self, span: &Span) -> bool;
    /// Whether an object ever began there, as far as the map's pages tell.
    fn had_object(&self, span: &Span) -> bool;
    /// Whether the last object that begins there reaches past the end.
    fn is_reached(&self, before: &Span) -> bool;
}

/// The class of each of `areas`. `threads` are sorted by their stack
/// pointers. Without evidence all private anonymous memory but stacks is heap.
pub(crate) fn classify(
    areas: &[Area],
    threads: &[ThreadStack],
    evidence: Option<&impl Evidence>,
    page: u64,
) -> Vec<Class> {
    let mut classes = Vec::with_capacity(areas.len());
    // The heap areas without a gap up to the area at hand.
    let mut run = 0..0;
    for area in areas {
        let stack = is_stack(area, threads);
        let class = match evidence {
            _ if is_observers(&area.name) => Class::Observer,
            None if area.is_anonymous() && !stack => Class::Heap,
            None => Class::Program,
            Some(evidence) => judge(area, stack, &run, evidence, page),
        };
        if class == Class::Heap {
            let start = area.span.start;
            run.start = if run.end == start { run.start } else { start };
            run.end = area.span.end;
        }
        classes.push(class);
    }
    classes
}

/// A thread's stack holds its stack pointer. The stacks of threads that ended
/// are kept for later ones, and are known by the mark of `MAP_STACK`, which
/// what allocators reserve may have too.
fn is_stack(area: &Area, threads: &[ThreadStack]) -> bool {
    thread_in(area, threads).is_some() || (area.no_huge && !area.no_reserve)
}

fn judge(
    area: &Area,
    stack: bool,
    run: &Span,
    evidence: &impl Evidence,
    page: u64,
) -> Class {
    let span = &area.span;
    let anonymous = area.is_anonymous();
    let heap = (anonymous && !stack && area.no_reserve)
        || evidence.has_object(span)
        || (anonymous && !stack && had_object(span, evidence, page))
        || (run.end == span.start
            && !run.is_empty()
            && evidence.is_reached(run));
    if heap { Class::Heap } else { Class::Program }
}

/// A page of the live map may stand for addresses beyond the area, whose
/// objects prove nothing: only pages that stand for the area alone count.
fn had_object(span: &Span, evidence: &impl Evidence, page: u64) -> bool {
    let covered = page * CELL_SPAN;
    let start = span.start.next_multiple_of(covered);
    let end = span.end - span.end % covered;
    start < end && evidence.had_object(&(start..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: u64 = 4096;

    /// Objects as (address, size), and where objects were once.
    #[derive(Default)]
    struct Objects {
        now: Vec<(u64, u64)>,
        once: Vec<u64>,
    }

    impl Evidence for Objects {
        fn has_object(&self, span: &Span) -> bool {
            self.now.iter().any(|(at, _)| span.contains(at))
        }
        fn had_object(&self, span: &Span) -> bool {
            self.once.iter().any(|at| span.contains(at))
        }
        fn is_reached(&self, before: &Span) -> bool {
            let last = self.now.iter().rfind(|(at, _)| before.contains(at));
            last.is_some_and(|(at, size)| at + size > before.end)
        }
    }

    fn area(start: u64, len: u64, name: &str) -> Area {
        let span = start..start + len;
        Area { span, private: true, name: name.into(), ..Area::default() }
    }

    fn threads(stacks: &[u64]) -> Vec<ThreadStack> {
        let thread = |&pointer| ThreadStack { pointer, name: String::new() };
        stacks.iter().map(thread).collect()
    }

    fn class(area: Area, stacks: &[u64], objects: &Objects) -> Class {
        classify(&[area], &threads(stacks), Some(objects), PAGE)[0]
    }

    fn class_untracked(area: Area, stacks: &[u64]) -> Class {
        classify(&[area], &threads(stacks), None::<&Objects>, PAGE)[0]
    }

    #[test]
    fn anonymous_memory_with_an_object_is_heap() {
        let objects =
            Objects { now: vec![(0x11_0000, 8)], ..Objects::default() };
        for name in ["", "[heap]", "[anon:arena]"] {
            let heap = area(0x10_0000, 0x10_0000, name);
            assert_eq!(class(heap.clone(), &[], &objects), Class::Heap);
            let none = Objects::default();
            assert_eq!(class(heap, &[], &none), Class::Program);
        }
    }

    #[test]
    fn memory_that_held_objects_stays_heap() {
        let objects = Objects { once: vec![0x11_0000], ..Objects::default() };
        let heap = area(0x10_0000, 0x10_0000, "");
        assert_eq!(class(heap, &[], &objects), Class::Heap);
    }

    #[test]
    fn a_neighbours_page_of_the_map_proves_nothing() {
        let objects = Objects { once: vec![0x10_0000], ..Objects::default() };
        let small = area(0x10_0000, 4 * PAGE, "");
        assert_eq!(class(small, &[], &objects), Class::Program);
    }

    #[test]
    fn reserved_memory_is_heap_without_an_object() {
        let reserved =
            Area { no_reserve: true, ..area(0x10_0000, 0x10_0000, "") };
        let none = Objects::default();
        assert_eq!(class(reserved.clone(), &[], &none), Class::Heap);
        let marked = Area { no_huge: true, ..reserved };
        assert_eq!(class(marked, &[], &none), Class::Heap);
    }

    #[test]
    fn a_stack_is_program_even_where_objects_once_were() {
        let objects = Objects { once: vec![0x11_0000], ..Objects::default() };
        let stack = area(0x10_0000, 0x10_0000, "");
        let held = class(stack.clone(), &[0x1f_ff00], &objects);
        assert_eq!(held, Class::Program);
        let kept = Area { no_huge: true, ..stack };
        assert_eq!(class(kept, &[], &objects), Class::Program);
    }

    #[test]
    fn a_stack_pointer_at_the_end_is_outside() {
        let objects = Objects { once: vec![0x11_0000], ..Objects::default() };
        let heap = area(0x10_0000, 0x10_0000, "");
        assert_eq!(class(heap, &[0x20_0000], &objects), Class::Heap);
    }

    #[test]
    fn objects_in_shared_or_file_memory_make_it_heap() {
        let objects =
            Objects { now: vec![(0x11_0000, 8)], ..Objects::default() };
        let file = area(0x10_0000, 0x10_0000, "/dev/shm/arena");
        assert_eq!(class(file.clone(), &[], &objects), Class::Heap);
        let shared = Area { private: false, ..file };
        assert_eq!(class(shared.clone(), &[], &objects), Class::Heap);
        let once = Objects { once: vec![0x11_0000], ..Objects::default() };
        assert_eq!(class(shared, &[], &once), Class::Program);
    }

    #[test]
    fn an_object_takes_the_areas_it_reaches_into() {
        let objects =
            Objects { now: vec![(0x1000, 0x2800)], ..Objects::default() };
        let areas = [
            area(0x1000, 0x1000, ""),
            area(0x2000, 0x1000, ""),
            area(0x3000, 0x1000, ""),
            area(0x4000, 0x1000, ""),
        ];
        let classes = classify(&areas, &[], Some(&objects), PAGE);
        use Class::{Heap, Program};
        assert_eq!(classes, [Heap, Heap, Heap, Program]);
    }

    #[test]
    fn the_segment_is_the_observers() {
        let name = "/memfd:residue-segment (deleted)";
        let none = Objects::default();
        assert_eq!(class(area(0, PAGE, name), &[], &none), Class::Observer);
    }

    #[test]
    fn without_evidence_anonymous_memory_is_heap() {
        assert_eq!(class_untracked(area(0, PAGE, ""), &[]), Class::Heap);
        assert_eq!(class_untracked(area(0, PAGE, ""), &[8]), Class::Program);
        let file = area(0, PAGE, "/lib/libc.so");
        assert_eq!(class_untracked(file, &[]), Class::Program);
        let main_stack = area(0, PAGE, "[stack]");
        assert_eq!(class_untracked(main_stack, &[]), Class::Program);
    }
}
