//! The sites of a profile by a figure, the largest first.

use std::cmp::Reverse;

use super::Site;
use crate::error::Error;
use crate::model::{Figure, Figures, Profile};

/// The sites that have most of a figure, and what all others have together.
/// The rows and the others add up to the profile, figure by figure.
#[derive(Debug)]
pub struct Sites<'a> {
    /// What the sites are ordered by.
    pub order: Figure,
    /// The largest, the largest first.
    pub rows: Vec<Row<'a>>,
    /// How many sites are in no row.
    pub others: usize,
    /// What they have together.
    pub rest: Figures,
    /// What all have together.
    pub whole: Figures,
}

/// One site of the list.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The site.
    pub site: Site<'a>,
    /// Its figures.
    pub figures: Figures,
}

impl<'a> Sites<'a> {
    /// The `limit` sites of `profile` with most of `order`. Refuses a figure
    /// that the profile does not know.
    pub fn of(
        profile: &'a Profile,
        order: Figure,
        limit: usize,
    ) -> Result<Sites<'a>, Error> {
        profile.refuse_unknown(order)?;
        let points = profile.points();
        let mut places: Vec<usize> = (0..points.len()).collect();
        let value = |at: &usize| order.of(profile, &points[*at]).unwrap_or(0);
        // Of equals the first of the file comes first: the order is one.
        places.sort_by_key(|at| (Reverse(value(at)), *at));
        let (shown, rest) = places.split_at(limit.min(places.len()));
        let row = |&at: &usize| {
            let site = Site::new(profile, &points[at]);
            Row { site, figures: site.figures() }
        };
        let mut others = Figures::nothing(profile);
        for &at in rest {
            others.add(&Figures::of(profile, &points[at]));
        }
        Ok(Sites {
            order,
            rows: shown.iter().map(row).collect(),
            others: rest.len(),
            rest: others,
            whole: *profile.sums(),
        })
    }
}
