use std::io::Cursor;

use image::{ImageFormat, Rgba, RgbaImage};

use super::labels::IMAGE;
use crate::retention::{Blames, Container, Peak, Retention, Stages};
use crate::{Blocks, Scenario, Tag, random};

/// Pixels of an icon in either direction.
const SIDE: u32 = 16;

/// Bytes of an icon's pixels.
const PIXELS: u64 = 4 * (SIDE * SIDE) as u64;

const ICON: u64 = size_of::<RgbaImage>() as u64;

/// Room for what decoding one of them takes.
const ASIDE: u64 = 512 * 1024;

/// Icons of pages that were shown once.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: IMAGE.name,
    summary: IMAGE.summary,
    tags: &[Tag::Objects, Tag::Library],
    names: &["icons"],
    containers: Container {
        open: |_, _| (),
        fill: |icons: &mut Vec<RgbaImage>, plan| {
            icons.reserve_exact(plan.elements as usize);
            let file = file(random::filler(plan.seed));
            icons.extend((0..plan.elements).map(|_| decoded(&file)));
        },
        drain: |icons, _| icons.clear(),
        shrink: Vec::shrink_to_fit,
        rebuild: |icons| icons.into_iter().collect(),
        len: Vec::len,
        capacity: Vec::capacity,
        payload: |icons| icons.len() as u64 * (ICON + PIXELS),
        entry: ICON,
        peak: |icons| Peak {
            slack: None,
            bytes: icons.saturating_mul(ICON + PIXELS).saturating_add(ASIDE),
        },
        kept: |icons| icons.saturating_mul(ICON),
        freed: |icons| [Blocks::of(icons, PIXELS), Blocks::default()],
    },
    stages: Stages::USUAL,
    blames: Blames::Freed,
};

/// An icon as a PNG.
fn file(colour: u8) -> Vec<u8> {
    let shade = |x, y| Rgba([colour, x as u8, y as u8, u8::MAX]);
    let icon = RgbaImage::from_fn(SIDE, SIDE, shade);
    let mut file = Cursor::new(Vec::new());
    icon.write_to(&mut file, ImageFormat::Png).expect("memory takes all");
    file.into_inner()
}

fn decoded(file: &[u8]) -> RgbaImage {
    let icon = image::load_from_memory_with_format(file, ImageFormat::Png);
    icon.expect("it was just encoded").into_rgba8()
}
