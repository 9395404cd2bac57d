//! Who asked for the memory: the program's own code, as far as a stack has it.

use crate::model::{Frame, Point, Profile};
use crate::origin::Origin;

/// Which frame of a stack asked for the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asker {
    /// Its place in the stack, counted from the innermost frame.
    pub(crate) at: usize,
    /// Whether the stack ends within libraries, because the profiler kept no
    /// more of it: who asked is beyond its end.
    pub(crate) is_cut: bool,
}

impl Asker {
    /// Who asked for what was allocated below `point`'s stack.
    pub(crate) fn of(profile: &Profile, point: &Point) -> Asker {
        let frames = profile.frames();
        let stack = profile.frame_indices(point);
        let stack: Vec<_> =
            stack.iter().map(|&at| &frames[at as usize]).collect();
        Asker::within(&stack)
    }

    /// Who asked, of the frames of one stack, the innermost first:
    ///
    /// 1. the innermost function of the program that has a name,
    /// 2. else the innermost that has none,
    /// 3. else the stack was cut, and it is the outermost frame that was
    ///    kept; or it begins in libraries, and it is the innermost of them.
    pub(crate) fn within(stack: &[&Frame]) -> Asker {
        let innermost = |is: &dyn Fn(&Frame) -> bool| {
            stack.iter().position(|frame| is(frame))
        };
        let origin = |wanted| move |of: &Frame| of.origin() == wanted;
        let of_program = origin(Origin::Program);
        let asker = innermost(&|of| of_program(of) && !of.is_bare())
            .or_else(|| innermost(&of_program))
            .or_else(|| innermost(&origin(Origin::Unnamed)));
        if let Some(at) = asker {
            return Asker { at, is_cut: false };
        }
        let starts = |frame: &&&Frame| frame.origin() == Origin::Start;
        let begins = stack.iter().rev().take_while(starts).count();
        let outermost = (stack.len() - begins).saturating_sub(1);
        if begins == 0 {
            return Asker { at: outermost, is_cut: true };
        }
        let of_library = innermost(&origin(Origin::Library));
        // What only allocates is nobody, if anything is around it.
        let around = outermost.max(1).min(stack.len() - 1);
        Asker { at: of_library.unwrap_or(around), is_cut: false }
    }
}
