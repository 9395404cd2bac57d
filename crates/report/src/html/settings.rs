//! What each choice of settings leaves, when it left, and what it costs.

use serde::Serialize;

use super::catalogue::ScenarioGroup;
use crate::documents::settings;
use crate::settings::{HalfLife, Matrix, MatrixLine, Stretch, advice, course};
use residue_present::{Nanoseconds, Unit, html_prose, printable};

/// The settings of one scenario, as a table.
pub(super) struct SettingsView {
    /// As HTML.
    pub(super) advice: Vec<String>,
    /// The ways of waiting that have a half-life.
    pub(super) stretches: Vec<&'static str>,
    pub(super) lines: Vec<SettingsLine>,
    /// Whether there is something to draw.
    pub(super) has_courses: bool,
}

/// One choice of settings.
pub(super) struct SettingsLine {
    pub(super) backend: String,
    pub(super) settings: String,
    /// Whether nothing was set.
    pub(super) is_usual: bool,
    pub(super) after_peak: String,
    pub(super) after_peak_raw: u64,
    pub(super) left: String,
    pub(super) left_raw: u64,
    /// How much of its bar is full, of 100.
    pub(super) width: u128,
    /// Lazily freed, the time, and each half-life.
    pub(super) cells: Vec<SettingsCell>,
}

/// A figure, and what it is sorted by.
pub(super) struct SettingsCell {
    pub(super) text: String,
    pub(super) raw: u64,
}

/// How memory left under one backend, in one way of waiting, as curves.
#[derive(Serialize)]
pub(super) struct ReleasePanel {
    backend: String,
    /// What stands above it.
    label: String,
    curves: Vec<ReleaseCurve>,
}

/// That under one choice of settings.
#[derive(Serialize)]
struct ReleaseCurve {
    name: String,
    /// Nanoseconds from the last free, and bytes.
    points: Vec<(u64, u64)>,
}

impl SettingsView {
    /// The settings of `group`, if it ran with several.
    pub(super) fn of(group: &ScenarioGroup<'_>) -> Option<SettingsView> {
        let matrix = group.matrix.as_ref()?;
        let stretches: Vec<_> =
            Stretch::ALL.into_iter().filter(|of| matrix.has(*of)).collect();
        let most = matrix.lines.iter().map(|line| line.left).max()?;
        let line = |line| SettingsLine::of(line, &stretches, most, group.unit);
        let said = advice(matrix).into_iter();
        Some(SettingsView {
            advice: said.map(|text| html_prose(&text)).collect(),
            lines: matrix.lines.iter().map(line).collect(),
            has_courses: !stretches.is_empty(),
            stretches: stretches.into_iter().map(Stretch::name).collect(),
        })
    }
}

impl SettingsLine {
    fn of(
        line: &MatrixLine<'_>,
        stretches: &[Stretch],
        most: u64,
        unit: Unit,
    ) -> SettingsLine {
        let lazy = SettingsCell::of(line.lazy_free, |b| unit.figure(b));
        let time = SettingsCell::of(line.time_ns, |time| {
            Nanoseconds(time).to_string()
        });
        let half_lives = stretches.iter().map(|&of| line.half_life(of));
        let half_lives = half_lives.map(SettingsCell::half_life);
        SettingsLine {
            backend: printable(&line.probe.backend),
            settings: printable(&line.settings()),
            is_usual: line.probe.asked.is_empty(),
            after_peak: unit.figure(line.after_peak),
            after_peak_raw: line.after_peak,
            left: unit.figure(line.left),
            left_raw: line.left,
            width: u128::from(line.left) * 100 / u128::from(most.max(1)),
            cells: [lazy, time].into_iter().chain(half_lives).collect(),
        }
    }
}

impl SettingsCell {
    fn of(known: Option<u64>, show: impl Fn(u64) -> String) -> SettingsCell {
        let text = known.map_or_else(|| "–".to_owned(), show);
        SettingsCell { text, raw: known.unwrap_or(0) }
    }

    fn half_life(of: HalfLife) -> SettingsCell {
        let raw = match of {
            HalfLife::NothingFreed | HalfLife::Unknown => 0,
            HalfLife::After(time) | HalfLife::Lazily(time) => time,
            // Longer than any that was seen to end.
            HalfLife::NotWithin(_) => u64::MAX,
        };
        SettingsCell { text: settings::words(of), raw }
    }
}

impl ReleasePanel {
    /// The panels of `group`, none where it did not run with several settings.
    pub(super) fn all(group: &ScenarioGroup<'_>) -> Vec<ReleasePanel> {
        let Some(matrix) = &group.matrix else { return Vec::new() };
        let mut panels: Vec<ReleasePanel> = Vec::new();
        for stretch in Stretch::ALL.into_iter().filter(|of| matrix.has(*of)) {
            for backend in matrix.backends() {
                panels.push(ReleasePanel::of(matrix, backend, stretch));
            }
        }
        panels
    }

    fn of(matrix: &Matrix<'_>, backend: &str, stretch: Stretch) -> Self {
        let lines = matrix.lines.iter();
        let lines = lines.filter(|line| line.probe.backend == backend);
        let curve = |line: &MatrixLine<'_>| ReleaseCurve {
            name: printable(&line.settings()),
            points: course(line.probe, stretch),
        };
        let backend = printable(backend);
        ReleasePanel {
            label: format!("{backend}, {}", stretch.name()),
            backend,
            curves: lines.map(curve).collect(),
        }
    }
}
