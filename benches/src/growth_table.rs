//! Costs at each size and how they grow, as a table.

use crate::growth::{Growth, Point};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What was measured, by name and size.
#[derive(Clone, Debug, Default)]
pub struct GrowthTable {
    rows: Vec<(String, BTreeMap<u64, Vec<f64>>)>,
}

impl GrowthTable {
    /// Nothing yet.
    pub fn new() -> GrowthTable {
        GrowthTable::default()
    }

    /// Takes in one sample of `name` at `size`: nanoseconds a call.
    pub fn add(&mut self, name: &str, size: u64, nanoseconds: f64) {
        let place = self.rows.iter().position(|(known, _)| known == name);
        let place = place.unwrap_or_else(|| {
            self.rows.push((name.to_owned(), BTreeMap::new()));
            self.rows.len() - 1
        });
        self.rows[place].1.entry(size).or_default().push(nanoseconds);
    }

    /// The points of `name`, in order of size.
    pub fn points(&self, name: &str) -> Vec<Point> {
        let rows = self.rows.iter().filter(|(known, _)| known == name);
        rows.flat_map(|(_, sizes)| points(sizes)).collect()
    }

    /// A line for each name: the median at each size, and the growth. Empty
    /// without a sample.
    pub fn render(&self, unit: &str) -> String {
        let width = self.rows.iter().map(|(name, _)| name.len()).max();
        let Some(width) = width else { return String::new() };
        let sizes = self.sizes();
        let mut text = format!("{:width$}", unit);
        for size in &sizes {
            let _ = write!(text, " {:>10}", short(*size));
        }
        text.push_str("  growth\n");
        for (name, row) in &self.rows {
            let _ = write!(text, "{name:width$}");
            for size in &sizes {
                let samples = row.get(size).cloned().unwrap_or_default();
                let median = Point { size: *size, samples }.median();
                let cell = median.map_or_else(|| "-".to_owned(), time);
                let _ = write!(text, " {cell:>10}");
            }
            let _ = writeln!(text, "  {}", Growth::of(&points(row)));
        }
        text
    }

    fn sizes(&self) -> Vec<u64> {
        let mut sizes: Vec<u64> =
            self.rows.iter().flat_map(|(_, row)| row.keys().copied()).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }
}

fn points(row: &BTreeMap<u64, Vec<f64>>) -> Vec<Point> {
    let point = |(&size, samples): (&u64, &Vec<f64>)| Point {
        size,
        samples: samples.clone(),
    };
    row.iter().map(point).collect()
}

/// A count, shortened where it is a whole power of ten.
fn short(size: u64) -> String {
    match size.checked_ilog10() {
        Some(power) if power > 3 && size == 10_u64.pow(power) => {
            format!("1e{power}")
        }
        _ => size.to_string(),
    }
}

/// Nanoseconds for people.
fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.0} ns"),
        ns if ns < 1e6 => format!("{:.1} us", ns / 1e3),
        ns if ns < 1e9 => format!("{:.1} ms", ns / 1e6),
        ns => format!("{:.2} s", ns / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> GrowthTable {
        let mut table = GrowthTable::new();
        for size in [1_000, 10_000, 100_000] {
            for off in [0.99, 1.0, 1.01] {
                table.add("shrink", size, size as f64 * 12.0 * off);
            }
        }
        table.add("a longer name", 1_000, 7.0);
        table
    }

    #[test]
    fn each_name_has_its_costs_and_its_growth() {
        let expected = "\
elements            1000        1e4        1e5  growth
shrink           12.0 us   120.0 us     1.2 ms  n^1.00 (1.00 to 1.00)
a longer name       7 ns          -          -  no claim: too few sizes, 1 of 3
";
        assert_eq!(table().render("elements"), expected);
    }

    #[test]
    fn nothing_measured_is_nothing_shown() {
        assert_eq!(GrowthTable::new().render("elements"), "");
    }
}
