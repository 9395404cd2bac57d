//! What the scripts of a page draw.

use std::collections::HashMap;

use serde::Serialize;

use super::flame::{self, Flame};
use crate::diff::Diff;
use crate::error::Error;
use crate::model::{Figure, Kind, Profile};
use crate::units::show;
use crate::view::{Drawing, Prefix, RunningSums, Source, Tree, label};
use residue_present::printable;

/// All that a page's scripts draw.
#[derive(Serialize)]
pub(super) struct Data {
    is_diff: bool,
    order: &'static str,
    figures: Vec<FigureData>,
    /// The tree: of each branch the one that it parts from, its label, and
    /// its figures. In a comparison the old figures come first, then the new.
    nodes: Vec<(Option<usize>, String, Vec<u64>)>,
    /// What the tree leaves out, in a sentence.
    left_out: Option<String>,
    /// Runs in a flame graph's frame.
    pub(super) flame_script: String,
}

#[derive(Serialize)]
struct FigureData {
    name: &'static str,
    title: String,
    definition: String,
    /// How a number is shown: `bytes`, or the word for what is counted.
    unit: String,
    /// The pictures, each with its name.
    flames: Vec<FlameData>,
}

#[derive(Serialize)]
struct FlameData {
    title: &'static str,
    picture: String,
    left_out: Option<String>,
}

impl Data {
    /// The data of `profile`, which opens at `order`.
    pub(super) fn of(profile: &Profile, order: Figure) -> Result<Data, Error> {
        let tree = Tree::of(profile);
        let figures: Vec<_> = profile.known().collect();
        let points = profile.points();
        let value = |point: usize, column: usize| {
            figures[column].of(profile, &points[point]).unwrap_or(0)
        };
        let sums = RunningSums::of(tree.prefix(), figures.len(), value);
        let source = Source {
            prefix: tree.prefix(),
            label: &|place| printable(&tree.place_label(place)),
            sums: &sums,
            columns: &[],
        };
        let looks = |at| vec![FigureView { title: "", column: at, old: None }];
        Data::drawn(profile, order, &figures, &source, &looks)
    }

    /// The data of `diff`, which opens at `order`.
    pub(super) fn of_diff(
        diff: &Diff<'_>,
        order: Figure,
    ) -> Result<Data, Error> {
        let mut known = HashMap::new();
        let mut labels: Vec<String> = Vec::new();
        let stacks: Vec<Vec<u32>> = diff
            .sites
            .iter()
            .map(|site| {
                let mut stack: Vec<u32> = Vec::new();
                for frame in site.frames(diff).rev() {
                    let at = std::ptr::from_ref(frame);
                    stack.push(*known.entry(at).or_insert_with(|| {
                        labels.push(printable(&label(frame)));
                        labels.len() as u32 - 1
                    }));
                }
                stack
            })
            .collect();
        let prefix = Prefix::of(stacks);
        let count = diff.figures.len();
        let value = |site: usize, column: usize| {
            let change = &diff.sites[site].changes[column % count];
            if column < count { change.old } else { change.new }
        };
        let sums = RunningSums::of(&prefix, 2 * count, value);
        let source = Source {
            prefix: &prefix,
            label: &|place| labels[place as usize].clone(),
            sums: &sums,
            columns: &[],
        };
        let looks = |at| {
            vec![
                FigureView {
                    title: "widths of new",
                    column: count + at,
                    old: Some(at),
                },
                FigureView {
                    title: "widths of old",
                    column: at,
                    old: Some(count + at),
                },
            ]
        };
        let mut data =
            Data::drawn(diff.new, order, &diff.figures, &source, &looks)?;
        data.is_diff = true;
        Ok(data)
    }

    fn drawn(
        profile: &Profile,
        order: Figure,
        figures: &[Figure],
        source: &Source<'_>,
        looks: &dyn Fn(usize) -> Vec<FigureView>,
    ) -> Result<Data, Error> {
        let all: Vec<_> = (0..source.sums.columns()).collect();
        let drawn = Source { columns: &all, ..*source };
        let drawing = Drawing::of(&drawn, &all);
        let first = all.len() - figures.len();
        let said = |values: &[u64]| {
            let order = figures.iter().position(|&at| at == order);
            let at = order.unwrap_or(0);
            shown(profile, figures[at], values[first + at])
        };
        let mut script = String::new();
        let mut shown_figures = Vec::with_capacity(figures.len());
        for (at, &figure) in figures.iter().enumerate() {
            let mut flames = Vec::new();
            for look in looks(at) {
                flames.extend(look.draw(
                    profile,
                    figure,
                    source,
                    &mut script,
                )?);
            }
            shown_figures.push(FigureData {
                name: figure.name(),
                title: figure.title_in(profile.meta()),
                definition: figure.definition_in(profile.meta()),
                unit: unit(profile, figure),
                flames,
            });
        }
        Ok(Data {
            is_diff: false,
            order: order.name(),
            figures: shown_figures,
            left_out: drawing.left_out(said),
            nodes: drawing
                .nodes
                .into_iter()
                .map(|node| (node.parent, node.label, node.values))
                .collect(),
            flame_script: script,
        })
    }
}

/// One way to look at a figure.
struct FigureView {
    title: &'static str,
    column: usize,
    old: Option<usize>,
}

impl FigureView {
    fn draw(
        &self,
        profile: &Profile,
        figure: Figure,
        source: &Source<'_>,
        script: &mut String,
    ) -> Result<Option<FlameData>, Error> {
        let columns: Vec<_> =
            [self.column].into_iter().chain(self.old).collect();
        let drawn = Source { columns: &columns, ..*source };
        let drawing = Drawing::of(&drawn, &[0]);
        let unit = unit(profile, figure);
        let old = self.old.map(|_| 1);
        let flame = flame::of(&drawing, 0, old, &unit)?;
        Ok(flame.map(|Flame { picture, script: common }| {
            *script = common;
            let title = self.title;
            let said = |of: &[u64]| shown(profile, figure, of[0]);
            FlameData { title, picture, left_out: drawing.left_out(said) }
        }))
    }
}

fn shown(profile: &Profile, figure: Figure, value: u64) -> String {
    show(profile.meta(), figure, value)
}

/// The word for what a figure counts.
fn unit(profile: &Profile, figure: Figure) -> String {
    let meta = profile.meta();
    printable(match figure.kind() {
        Kind::Bytes => meta.bytes(),
        _ => meta.blocks(),
    })
}
