//! A view of a profile, or a comparison, for programs.

use std::io::Write;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::diff::{Alarm, Change, Diff, Presence, Verdict};
use crate::error::Error;
use crate::model::{Figure, Figures, Frame, Marks, NamedAddresses, Profile};
use crate::selection::Selection;
use crate::view::{Grouping, Measures, Sites};

/// The schema of a view.
pub const VIEW_SCHEMA: &str = "residue.profile_view/1";

/// The schema of a comparison.
pub const DIFF_SCHEMA: &str = "residue.profile_diff/1";

#[derive(Serialize)]
struct JsonProfile<'a> {
    schema: &'static str,
    command: &'a str,
    mode: &'a str,
    verb: &'a str,
    time_unit: &'a str,
    time_of_peak: Option<u64>,
    time_of_end: u64,
    short_lived_up_to: Option<u64>,
    named: &'a [NamedAddresses],
    residue: Option<&'a Marks>,
    order: Figure,
    group: &'static str,
    whole: Named<'a>,
    crates: Vec<JsonGroup<'a>>,
    sites: Vec<JsonSite<'a>>,
    others: Others<'a>,
}

#[derive(Serialize)]
struct Others<'a> {
    sites: usize,
    figures: Named<'a>,
}

#[derive(Serialize)]
struct JsonGroup<'a> {
    name: &'a str,
    points: usize,
    figures: Named<'a>,
}

#[derive(Serialize)]
struct JsonSite<'a> {
    name: &'a str,
    points: usize,
    figures: Named<'a>,
    average_lifetime: Option<u64>,
    measures: Measures<'a>,
    site: JsonFrame<'a>,
    cut: bool,
    stack: Vec<JsonFrame<'a>>,
}

#[derive(Serialize)]
struct JsonFrame<'a> {
    function: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    object: Option<&'a str>,
    address: Option<String>,
    origin: &'static str,
    link: Option<String>,
    source: Option<&'a str>,
}

/// Figures by their names; what is not known is null.
struct Named<'a>(&'a Figures);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(Figure::ALL.len()))?;
        for figure in Figure::ALL {
            map.serialize_entry(figure.name(), &self.0.get(figure))?;
        }
        map.end()
    }
}

/// Writes the `limit` sites of `profile` with most of `order`, the innermost
/// frame of each stack first, and what all others have together.
pub fn render(
    profile: &Profile,
    selection: Selection,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let Selection { order, limit, grouping } = selection;
    let sites = Sites::grouped(profile, grouping, order, limit)?;
    let crates = Sites::grouped(profile, Grouping::Crate, order, usize::MAX)?;
    let crates = crates.rows.iter().map(|row| JsonGroup {
        name: &row.name,
        points: row.points,
        figures: Named(&row.figures),
    });
    let meta = profile.meta();
    let rows = sites.rows.iter().map(|row| JsonSite {
        name: &row.name,
        points: row.points,
        figures: Named(&row.figures),
        average_lifetime: row.average_lifetime,
        measures: row.site.measures(),
        site: place(profile, row.site.asker()),
        cut: row.site.is_cut(),
        stack: stack(profile, profile.stack(row.site.point())),
    });
    let view = JsonProfile {
        schema: VIEW_SCHEMA,
        command: &meta.command,
        mode: &meta.mode_text,
        verb: &meta.verb,
        time_unit: &meta.time_unit,
        time_of_peak: meta.time_of_peak,
        time_of_end: meta.time_of_end,
        short_lived_up_to: profile.short_lived_up_to(),
        named: &profile.named,
        residue: profile.marks(),
        order,
        group: grouping.name(),
        whole: Named(&sites.whole),
        crates: crates.collect(),
        sites: rows.collect(),
        others: Others { sites: sites.others, figures: Named(&sites.rest) },
    };
    write(&view, out)
}

#[derive(Serialize)]
struct Comparison<'a> {
    schema: &'static str,
    verdict: Verdict,
    old: &'a str,
    new: &'a str,
    order: Figure,
    method: &'a str,
    whole: &'a [Change],
    unknown: &'a [Figure],
    alarms: &'a [Alarm],
    untold: &'a [String],
    changed: Vec<Changed<'a>>,
    others: usize,
}

#[derive(Serialize)]
struct Changed<'a> {
    name: String,
    points: (usize, usize),
    presence: Presence,
    changes: &'a [Change],
    stack: Vec<JsonFrame<'a>>,
}

/// Writes `diff`: the whole, and the `limit` sites that changed most in
/// `order`, either way.
pub fn render_diff(
    diff: &Diff<'_>,
    order: Figure,
    limit: usize,
    out: &mut dyn Write,
) -> Result<(), Error> {
    diff.old.refuse_unknown(order)?;
    diff.new.refuse_unknown(order)?;
    let mut sites = diff.changed(order);
    sites.sort_by_key(|at| std::cmp::Reverse(at.difference(order).abs()));
    let (shown, rest) = sites.split_at(limit.min(sites.len()));
    let changed = shown.iter().map(|site| Changed {
        name: site.label(diff),
        points: site.points,
        presence: site.presence,
        changes: &site.changes,
        stack: stack(site.profile(diff), site.frames(diff)),
    });
    let comparison = Comparison {
        schema: DIFF_SCHEMA,
        verdict: diff.verdict(),
        old: &diff.old.meta().command,
        new: &diff.new.meta().command,
        order,
        method: &diff.method,
        whole: &diff.whole,
        unknown: &diff.unknown,
        alarms: &diff.alarms,
        untold: &diff.untold,
        changed: changed.collect(),
        others: rest.len(),
    };
    write(&comparison, out)
}

fn stack<'a>(
    profile: &'a Profile,
    frames: impl Iterator<Item = &'a Frame>,
) -> Vec<JsonFrame<'a>> {
    frames.map(|frame| place(profile, frame)).collect()
}

fn place<'a>(profile: &'a Profile, frame: &'a Frame) -> JsonFrame<'a> {
    JsonFrame {
        function: frame.function(),
        file: frame.file(),
        line: frame.line(),
        object: frame.object(),
        address: frame.address().map(|address| format!("{address:#x}")),
        origin: frame.origin().name(),
        link: profile.link(frame),
        source: profile.line_of(frame),
    }
}

fn write(value: &impl Serialize, out: &mut dyn Write) -> Result<(), Error> {
    serde_json::to_writer_pretty(&mut *out, value)
        .map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}
