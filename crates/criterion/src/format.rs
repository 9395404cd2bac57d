//! How figures are printed.

use crate::amount::NOTHING;
use criterion::Throughput;
use criterion::measurement::ValueFormatter;

/// What a figure counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    /// Printed in binary units.
    Bytes,
    /// Printed as they are.
    Allocations,
}

const KIB: f64 = 1024.0;

impl ValueFormatter for Unit {
    fn format_value(&self, value: f64) -> String {
        let mut values = [shown(value)];
        let unit = self.scale_values(values[0], &mut values);
        format!("{} {unit}", number(values[0]))
    }

    fn format_throughput(&self, of: &Throughput, value: f64) -> String {
        if shown(value) == 0.0 {
            return format!("inf {}", self.throughput(of).1);
        }
        let mut values = [value];
        let unit = self.scale_throughputs(value, of, &mut values);
        format!("{} {unit}", number(values[0]))
    }

    fn scale_values(&self, typical: f64, values: &mut [f64]) -> &'static str {
        let (one, unit) = match self {
            Unit::Allocations => (1.0, "allocations"),
            Unit::Bytes => binary(typical.abs()),
        };
        for value in values {
            *value /= one;
        }
        unit
    }

    fn scale_throughputs(
        &self,
        _typical: f64,
        of: &Throughput,
        values: &mut [f64],
    ) -> &'static str {
        let (carried, unit) = self.throughput(of);
        for value in values {
            // Where nothing was counted, as criterion was told of it.
            *value = carried / value.max(NOTHING);
        }
        unit
    }

    fn scale_for_machines(&self, values: &mut [f64]) -> &'static str {
        for value in values {
            *value = shown(*value);
        }
        match self {
            Unit::Bytes => "bytes",
            Unit::Allocations => "allocations",
        }
    }
}

impl Unit {
    /// What a KiB, or an allocation, would carry were the figure 1.
    fn throughput(self, of: &Throughput) -> (f64, &'static str) {
        let (carried, for_kib, for_allocation) = match *of {
            Throughput::Bits(bits) => (bits, "b/KiB", "b/allocation"),
            Throughput::Bytes(bytes) | Throughput::BytesDecimal(bytes) => {
                (bytes, "B/KiB", "B/allocation")
            }
            Throughput::Elements(elements)
            | Throughput::ElementsAndBytes { elements, .. } => {
                (elements, "elem/KiB", "elem/allocation")
            }
        };
        match self {
            Unit::Bytes => (carried as f64 * KIB, for_kib),
            Unit::Allocations => (carried as f64, for_allocation),
        }
    }
}

/// A figure without what stands for nothing, in it or in what it is a mean of.
fn shown(value: f64) -> f64 {
    let whole = value.round();
    if (value - whole).abs() <= NOTHING { whole } else { value }
}

fn binary(bytes: f64) -> (f64, &'static str) {
    match bytes {
        bytes if bytes < KIB => (1.0, "B"),
        bytes if bytes < KIB * KIB => (KIB, "KiB"),
        bytes if bytes < KIB * KIB * KIB => (KIB * KIB, "MiB"),
        _ => (KIB * KIB * KIB, "GiB"),
    }
}

/// A whole number as it is, any other to four decimals.
fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.4}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_printed_in_binary_units() {
        let printed = [0.0, 1023.0, 1536.0, 1048577.0, 3.0 * 1073741824.0]
            .map(|value| Unit::Bytes.format_value(value));
        assert_eq!(
            printed,
            ["0 B", "1023 B", "1.5000 KiB", "1.0000 MiB", "3 GiB"]
        );
    }

    #[test]
    fn what_stands_for_nothing_is_printed_as_nothing() {
        assert_eq!(Unit::Bytes.format_value(NOTHING), "0 B");
        let mean = (64.0 + NOTHING) / 2.0;
        assert_eq!(Unit::Bytes.format_value(mean), "32 B");
        let per_element = Throughput::Elements(5);
        let printed = Unit::Bytes.format_throughput(&per_element, NOTHING);
        assert_eq!(printed, "inf elem/KiB");
        let mut values = [NOTHING, 3.0];
        Unit::Allocations.scale_for_machines(&mut values);
        assert_eq!(values, [0.0, 3.0]);
    }

    #[test]
    fn throughput_is_what_a_unit_of_memory_carries() {
        let elements = Throughput::Elements(100);
        assert_eq!(
            Unit::Bytes.format_throughput(&elements, 800.0),
            "128 elem/KiB"
        );
        assert_eq!(
            Unit::Allocations.format_throughput(&Throughput::Bytes(64), 2.0),
            "32 B/allocation"
        );
    }
}
