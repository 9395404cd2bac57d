//! The sites of a profile by a figure, the largest first.

use std::cmp::Reverse;

use super::groups::{Groups, PointGroup, groups};
use super::{Grouping, Site};
use crate::error::Error;
use crate::model::{Figure, Figures, Profile};

/// The sites, or groups of them, that have most of a figure, and what all
/// others have together. The rows and the others add up to the profile,
/// figure by figure.
#[derive(Debug)]
pub struct Sites<'a> {
    /// What the sites are ordered by.
    pub order: Figure,
    /// By what they are put together.
    pub grouping: Grouping,
    /// The largest, the largest first.
    pub rows: Vec<ListedSite<'a>>,
    /// How many sites are in no row.
    pub others: usize,
    /// What they have together.
    pub rest: Figures,
    /// What all have together.
    pub whole: Figures,
}

/// One site of the list, or one group.
#[derive(Clone, Debug)]
pub struct ListedSite<'a> {
    /// The site; of a group, the first of its sites.
    pub site: Site<'a>,
    /// What it is called.
    pub name: String,
    /// How many points of the profile it is.
    pub points: usize,
    /// What they have together.
    pub figures: Figures,
    /// How long a block lived on the average, in the profile's time units.
    pub average_lifetime: Option<u64>,
}

impl<'a> Sites<'a> {
    /// The `limit` sites of `profile` with most of `order`. Refuses a figure
    /// that the profile does not know.
    pub fn of(
        profile: &'a Profile,
        order: Figure,
        limit: usize,
    ) -> Result<Sites<'a>, Error> {
        Sites::grouped(profile, Grouping::Stack, order, limit)
    }

    /// The same of groups.
    pub fn grouped(
        profile: &'a Profile,
        grouping: Grouping,
        order: Figure,
        limit: usize,
    ) -> Result<Sites<'a>, Error> {
        profile.refuse_unknown(order)?;
        let groups = groups(profile, grouping);
        Ok(Sites::among(profile, grouping, &groups, order, limit))
    }

    /// The largest of `groups`, which are those of `profile`.
    pub(crate) fn among(
        profile: &'a Profile,
        grouping: Grouping,
        groups: &Groups<'_>,
        order: Figure,
        limit: usize,
    ) -> Sites<'a> {
        let mut places: Vec<usize> = (0..groups.len()).collect();
        let values = places.iter().map(|&at| groups.group(at).value(order));
        let values: Vec<u64> = values.collect();
        // Of equals the first of the file comes first: the order is one.
        let order_of = |&at: &usize| (Reverse(values[at]), at);
        let limit = limit.min(places.len());
        if limit < places.len() {
            places.select_nth_unstable_by_key(limit, order_of);
        }
        let (shown, rest) = places.split_at_mut(limit);
        shown.sort_unstable_by_key(order_of);
        let mut others = Figures::nothing(profile);
        rest.iter().for_each(|&at| others.add(&groups.group(at).figures()));
        let row =
            |&at: &usize| ListedSite::of(profile, grouping, groups.group(at));
        Sites {
            order,
            grouping,
            rows: shown.iter().map(row).collect(),
            others: rest.len(),
            rest: others,
            whole: *profile.sums(),
        }
    }

    /// How many sites, or groups, there are in all.
    pub fn len(&self) -> usize {
        self.rows.len() + self.others
    }

    /// Whether the profile has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> ListedSite<'a> {
    fn of(
        profile: &'a Profile,
        grouping: Grouping,
        group: PointGroup<'_>,
    ) -> ListedSite<'a> {
        let point = &profile.points()[group.point() as usize];
        let site = Site::new(profile, point);
        let name = match grouping {
            Grouping::Stack => site.name(),
            _ => grouping.name_of(profile, point),
        };
        ListedSite {
            site,
            name,
            points: group.len(),
            figures: group.figures(),
            average_lifetime: group.average_lifetime(),
        }
    }
}
