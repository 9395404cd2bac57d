//! Pairs of probes, made of matched groups.

use residue_compare::Sides;

use super::noise::Noise;
use super::pairing::Match;
use super::phases::{self, Terms};
use super::record::{ProbeGroup, Repetition, Repetitions};
use super::tally::ChangeCounter;
use super::{Difference, Options, Pair, Place, Presence, Side, Verdict};

/// What makes pairs of matches.
pub(super) struct Pairs<'a> {
    pub(super) old: &'a Side,
    pub(super) new: &'a Side,
    pub(super) options: &'a Options,
    /// Whether the environments allow to compare anything.
    pub(super) comparable: bool,
    pub(super) tally: ChangeCounter,
}

impl Pairs<'_> {
    /// The pair of a match, at its place.
    pub(super) fn pair(&mut self, matched: Match, place: Place) -> Pair {
        let presence = matched.sides.presence();
        let (old, new) = groups(matched.sides, self.old, self.new);
        let (across, refused): (Vec<_>, Vec<_>) = matched
            .differences
            .into_iter()
            .partition(|difference| self.options.crosses(&difference.key));
        let mut pair = Pair {
            place,
            presence,
            versions: (version(old), version(new)),
            reason: reason(old, new),
            across,
            refused,
            ..Pair::default()
        };
        self.presence(presence);
        self.fill(&mut pair, old, new);
        pair
    }

    /// Compares all repetitions of both groups, or shows those of one.
    fn fill(
        &mut self,
        pair: &mut Pair,
        old: Option<&ProbeGroup>,
        new: Option<&ProbeGroup>,
    ) {
        let (olds, news) = (repetitions(old), repetitions(new));
        let part = |group, repetitions| Repetitions { group, repetitions };
        let noise = old.zip(new).map(|(old, new)| {
            Noise::of(part(old, &olds), part(new, &news), self.page())
        });
        let is_comparable =
            self.comparable && pair.refused.is_empty() && pair.reason.is_none();
        let terms = Terms {
            noise: noise.filter(|_| is_comparable),
            profiler: old.or(new).is_some_and(|group| group.key.profiler),
        };
        compare_repetitions(pair, &olds, &news, terms, &mut self.tally);
    }

    fn page(&self) -> u64 {
        let sides = [self.old, self.new].into_iter();
        sides
            .filter_map(|side| side.environment.as_ref())
            .map(|environment| environment.page_size)
            .max()
            .unwrap_or(0)
    }

    fn presence(&mut self, presence: Presence) {
        *match presence {
            Presence::Both => &mut self.tally.summary.both,
            Presence::OnlyOld => &mut self.tally.summary.only_old,
            Presence::OnlyNew => &mut self.tally.summary.only_new,
        } += 1;
    }
}

/// The groups that a match is of.
pub(super) fn groups<'a>(
    sides: Sides<usize>,
    old: &'a Side,
    new: &'a Side,
) -> (Option<&'a ProbeGroup>, Option<&'a ProbeGroup>) {
    let group = |side: &'a Side, at: Option<usize>| Some(&side.groups[at?]);
    (group(old, sides.old()), group(new, sides.new_side()))
}

/// Fills `pair` with what the repetitions come to.
pub(super) fn compare_repetitions(
    pair: &mut Pair,
    old: &[&Repetition],
    new: &[&Repetition],
    terms: Terms,
    tally: &mut ChangeCounter,
) {
    pair.old_repetitions = old.len() as u64;
    pair.new_repetitions = new.len() as u64;
    pair.phases = phases::names(old, new)
        .into_iter()
        .map(|name| phases::phase(name, old, new, terms, tally))
        .collect();
    let sides = [old.first(), new.first()].into_iter().flatten();
    pair.read = sides.map(|of| read(pair, of)).max().unwrap_or(0);
    pair.verdict = match terms.noise {
        None => Verdict::CannotBeCompared,
        Some(_) => Verdict::gravest(pair.phases.iter().map(|at| at.verdict)),
    };
}

/// Where, among all phases, stands the one that a repetition is read at.
fn read(pair: &Pair, of: &Repetition) -> usize {
    let name = of.phases.get(of.read).map(|at| &*at.name);
    let at = pair.phases.iter().position(|at| Some(&*at.name) == name);
    at.unwrap_or(0)
}

fn repetitions(group: Option<&ProbeGroup>) -> Vec<&Repetition> {
    group.map_or_else(Vec::new, |group| group.repetitions.iter().collect())
}

fn version(group: Option<&ProbeGroup>) -> String {
    group.map_or_else(String::new, |group| group.key.version.to_string())
}

/// Why a side has nothing to compare.
fn reason(
    old: Option<&ProbeGroup>,
    new: Option<&ProbeGroup>,
) -> Option<String> {
    let of = |side: &str, group: Option<&ProbeGroup>| {
        let group = group.filter(|group| group.repetitions.is_empty())?;
        let failure = group.failure.as_deref().unwrap_or("no reason is given");
        Some(match group.failed {
            1 => format!("the {side} probe failed: {failure}"),
            failed => {
                format!("all {failed} {side} repetitions failed: {failure}")
            }
        })
    };
    let reasons: Vec<_> =
        [of("old", old), of("new", new)].into_iter().flatten().collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// Every repetition that failed while others completed, which the figures do
/// not show.
pub(super) fn failures(
    place: &Place,
    old: &ProbeGroup,
    new: &ProbeGroup,
) -> Option<Difference> {
    let said = |group: &ProbeGroup| {
        let all = group.failed + group.repetitions.len() as u64;
        format!("{} of {all} failed", group.failed)
    };
    (old.failed + new.failed > 0).then(|| Difference {
        key: "failed".to_owned(),
        what: format!("{} on {}", place.scenario, place.backend),
        old: said(old),
        new: said(new),
    })
}
