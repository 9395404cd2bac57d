//! Several profiles as one: those of processes, or of shards of a test.

use std::collections::HashMap;

use super::{Fields, Figures, Meta, Profile};
use crate::error::Error;

/// One of the profiles that another was merged from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MergedPart {
    /// What it was called when it was merged.
    pub(crate) name: String,
    pub(crate) points: usize,
    pub(crate) sums: Figures,
}

impl Profile {
    /// The profiles as one, each with its name: what they have together, by
    /// stack. What was live at the peak is the sum of what each had at its
    /// own. Refuses none at all, and profiles that count different things.
    pub fn merged(
        profiles: impl IntoIterator<Item = (String, Profile)>,
    ) -> Result<Profile, Error> {
        let mut profiles = profiles.into_iter();
        let (name, mut whole) = profiles.next().ok_or(Error::Empty)?;
        let mut parts = vec![part(&name, &whole)];
        for (other, more) in profiles {
            refuse_another_kind((&name, &whole.meta), (&other, &more.meta))?;
            parts.push(part(&other, &more));
            whole.append(more)?;
        }
        if parts.len() > 1 {
            whole.merge_equal_stacks();
            whole.settle_origins();
            whole.merge_changed_stacks();
            whole.parts = parts;
        }
        Ok(whole)
    }

    /// Adds the points of `more`, whose frames are found by their texts.
    fn append(&mut self, more: Profile) -> Result<(), Error> {
        for figure in self.known() {
            let sums = [self.sum(figure), more.sum(figure)];
            let [sum, part] = sums.map(Option::unwrap_or_default);
            if sum.checked_add(part).is_none() {
                let what = format!("the sum of {} does not fit", figure.name());
                return Err(Error::contradiction("the profiles", what));
            }
        }
        let mut known: HashMap<&str, u32> = HashMap::new();
        for (frame, at) in self.frames.iter().zip(0..) {
            known.entry(frame.text()).or_insert(at);
        }
        let mut added = Vec::new();
        let mut numbers = Vec::with_capacity(more.frames.len());
        for frame in &more.frames {
            let next = (self.frames.len() + added.len()) as u32;
            numbers.push(known.get(frame.text()).copied().unwrap_or(next));
            if numbers.last() == Some(&next) {
                added.push(frame.clone());
            }
        }
        self.frames.extend(added);
        for mut point in more.points {
            let start = self.stacks.len();
            let stack = &more.stacks[point.stack()];
            let stack = stack.iter().map(|&frame| numbers[frame as usize]);
            self.stacks.extend(stack);
            point.set_stack(start..self.stacks.len());
            self.points.push(point);
        }
        // What one of them does not know is not known of all.
        let both = self.fields.iter().filter(|&of| more.fields.has(of));
        self.fields = both.collect::<Fields>();
        self.meta.add(more.meta);
        self.named.extend(more.named);
        self.sum_up();
        Ok(())
    }
}

fn part(name: &str, profile: &Profile) -> MergedPart {
    let (name, points) = (name.to_owned(), profile.points.len());
    MergedPart { name, points, sums: profile.sums }
}

fn refuse_another_kind(
    (name, meta): (&str, &Meta),
    (other_name, other): (&str, &Meta),
) -> Result<(), Error> {
    let units = |meta: &Meta| meta.units.clone().unwrap_or_default().bytes;
    for (what, of_one, of_other) in [
        ("mode", meta.mode.name(), other.mode.name()),
        ("unit", &*units(meta), &*units(other)),
        ("unit of time", &*meta.time_unit, &*other.time_unit),
    ] {
        if of_one != of_other {
            return Err(Error::AnotherKind {
                what,
                one: format!("{name} has {of_one}"),
                other: format!("{other_name} has {of_other}"),
            });
        }
    }
    Ok(())
}
