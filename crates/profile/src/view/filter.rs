//! A part of a profile: what has a function, or what has none, as pprof's
//! options of the same names have it.

use regex::Regex;
use residue_present::elided;

use crate::error::Error;
use crate::model::{Frame, Profile};

/// Which part of a profile is looked at. Patterns are regular expressions,
/// found anywhere in a function's name or in the path of its file.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only stacks that have such a frame.
    pub focus: Option<Regex>,
    /// No stack that has such a frame.
    pub ignore: Option<Regex>,
    /// Only stacks that have such a frame, from the outermost such frame on:
    /// what calls it is left out.
    pub show_from: Option<Regex>,
}

/// What is left of a profile, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Narrowed {
    /// The filter, as it was asked for.
    pub(crate) by: String,
    /// Points before.
    pub(crate) points: usize,
}

impl Filter {
    /// Whether it leaves everything as it is.
    pub fn is_empty(&self) -> bool {
        self.parts().next().is_none()
    }

    /// The filter in words: `--focus cache --ignore log`.
    fn text(&self) -> String {
        let parts = self.parts().map(|(name, pattern)| {
            format!("--{name} {}", elided(pattern.as_str(), 60))
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    fn parts(&self) -> impl Iterator<Item = (&'static str, &Regex)> {
        [
            ("focus", &self.focus),
            ("ignore", &self.ignore),
            ("show-from", &self.show_from),
        ]
        .into_iter()
        .filter_map(|(name, pattern)| Some((name, pattern.as_ref()?)))
    }
}

impl Profile {
    /// Keeps the part of the profile that `filter` says. Refuses a filter
    /// that nothing is left of.
    pub fn narrow(&mut self, filter: &Filter) -> Result<(), Error> {
        if filter.is_empty() {
            return Ok(());
        }
        let points = self.points.len();
        let matches = |pattern: &Option<Regex>| -> Option<Vec<bool>> {
            let pattern = pattern.as_ref()?;
            let frames = self.frames.iter();
            Some(frames.map(|frame| is_match(pattern, frame)).collect())
        };
        let focus = matches(&filter.focus);
        let ignore = matches(&filter.ignore);
        let show_from = matches(&filter.show_from);
        let stacks = &self.stacks;
        let has = |kind: &[bool], stack: &[u32]| {
            stack.iter().any(|&frame| kind[frame as usize])
        };
        self.points.retain_mut(|point| {
            let all = point.stack();
            let stack = &stacks[all.clone()];
            let is_kept = focus.as_ref().is_none_or(|kind| has(kind, stack))
                && !ignore.as_ref().is_some_and(|kind| has(kind, stack));
            let Some(from) = &show_from else { return is_kept };
            let outermost = stack.iter().rposition(|&at| from[at as usize]);
            if let Some(outermost) = outermost {
                point.set_stack(all.start..all.start + outermost + 1);
            }
            is_kept && outermost.is_some()
        });
        let by = filter.text();
        if self.points.is_empty() && points > 0 {
            return Err(Error::NothingLeft { filter: by, points });
        }
        self.narrowed = Some(Narrowed { by, points });
        self.merge_changed_stacks();
        Ok(())
    }
}

fn is_match(pattern: &Regex, frame: &Frame) -> bool {
    let place = frame.file().or_else(|| frame.object());
    pattern.is_match(frame.function())
        || place.is_some_and(|place| pattern.is_match(place))
}
