//! The file format of speedscope: one profile for each figure, whose samples
//! are stacks and whose weights are what they have.

use std::io::{BufWriter, Write};

use serde::Serialize;

use crate::error::Error;
use crate::model::{Figure, Kind, Profile};
use residue_present::elided;

/// The largest number that JavaScript holds exactly.
const MOST: u64 = (1 << 53) - 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SpeedscopeFile<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    shared: Shared<'a>,
    profiles: Vec<Samples<'a>>,
    name: String,
    active_profile_index: usize,
    exporter: &'static str,
}

#[derive(Serialize)]
struct Shared<'a> {
    frames: Vec<SharedFrame<'a>>,
}

#[derive(Serialize)]
struct SharedFrame<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    col: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Samples<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'static str,
    unit: &'static str,
    start_value: u64,
    end_value: u64,
    samples: Vec<Outwards<'a>>,
    weights: Vec<u64>,
}

/// A stack that is written the outermost frame first.
struct Outwards<'a>(&'a [u32]);

impl Serialize for Outwards<'_> {
    fn serialize<S: serde::Serializer>(
        &self,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().rev())
    }
}

/// Writes `profile` for speedscope, which shows `first` when it opens it.
pub fn speedscope(
    profile: &Profile,
    first: Figure,
    out: &mut impl Write,
) -> Result<(), Error> {
    profile.refuse_unknown(first)?;
    let figures: Vec<_> = profile.known().collect();
    let profiles = figures.iter().map(|&figure| samples(profile, figure));
    let frames = profile.frames().iter().map(|frame| SharedFrame {
        name: frame.function(),
        file: frame.file().or_else(|| frame.object()),
        line: frame.line(),
        col: frame.column(),
    });
    let file = SpeedscopeFile {
        schema: "https://www.speedscope.app/file-format-schema.json",
        shared: Shared { frames: frames.collect() },
        profiles: profiles.collect::<Result<_, _>>()?,
        name: elided(&profile.meta().command, 200),
        active_profile_index: figures
            .iter()
            .position(|&figure| figure == first)
            .unwrap_or(0),
        exporter: concat!("residue ", env!("CARGO_PKG_VERSION")),
    };
    let mut out = BufWriter::new(out);
    serde_json::to_writer(&mut out, &file).map_err(std::io::Error::from)?;
    out.flush()?;
    Ok(())
}

/// Those points that have any of `figure`, with what they have of it.
fn samples(profile: &Profile, figure: Figure) -> Result<Samples<'_>, Error> {
    let whole = profile.sum(figure).unwrap_or(0);
    if whole > MOST {
        return Err(Error::DoesNotFit {
            figure: figure.name(),
            value: whole,
            format: "speedscope",
            most: MOST,
        });
    }
    let has = profile.points().iter().filter_map(|point| {
        let value = figure.of(profile, point).filter(|value| *value > 0)?;
        Some((Outwards(profile.frame_indices(point)), value))
    });
    let (samples, weights) = has.unzip();
    let is_bytes =
        figure.kind() == Kind::Bytes && profile.meta().units.is_none();
    Ok(Samples {
        kind: "sampled",
        name: figure.name(),
        unit: if is_bytes { "bytes" } else { "none" },
        start_value: 0,
        end_value: whole,
        samples,
        weights,
    })
}
