//! The text itself.

use crate::escape::Escaped;
use crate::{Kind, Metric, TextFormat, Value};
use std::fmt::{Display, Result, Write};

/// A label and its value, which may be any text.
pub type Label<'a> = (&'static str, &'a dyn Display);

/// The samples of one metric, as they are written. Its type, unit and meaning
/// stand in front of the first.
pub struct Family<'a, W: ?Sized> {
    metric: Metric,
    format: TextFormat,
    out: &'a mut W,
    is_begun: bool,
}

/// Writes all metrics to `out`: `samples` is asked for each, once, and writes
/// the samples that are known, none if none is.
pub fn write<W: Write + ?Sized>(
    format: TextFormat,
    out: &mut W,
    mut samples: impl FnMut(Metric, &mut Family<'_, W>) -> Result,
) -> Result {
    for metric in Metric::ALL {
        let out = &mut *out;
        samples(metric, &mut Family { metric, format, out, is_begun: false })?;
    }
    match format {
        TextFormat::OpenMetrics => out.write_str("# EOF\n"),
        TextFormat::Prometheus => Ok(()),
    }
}

impl<W: Write + ?Sized> Family<'_, W> {
    /// Writes a sample. No two of a metric may have the same labels.
    pub fn sample(
        &mut self,
        labels: &[Label<'_>],
        value: impl Into<Value>,
    ) -> Result {
        self.begin()?;
        let (name, kind) = (self.metric.name(), self.metric.kind());
        write!(self.out, "{name}{}", kind.suffix())?;
        for (at, (label, text)) in labels.iter().enumerate() {
            let before = if at == 0 { '{' } else { ',' };
            write!(self.out, "{before}{label}=\"")?;
            write!(Escaped(self.out), "{text}")?;
            self.out.write_char('"')?;
        }
        if !labels.is_empty() {
            self.out.write_char('}')?;
        }
        writeln!(self.out, " {}", value.into())
    }

    /// The same, if the value is known; one that is not is left out.
    pub fn sample_known(
        &mut self,
        labels: &[Label<'_>],
        value: Option<impl Into<Value>>,
    ) -> Result {
        value.map_or(Ok(()), |value| self.sample(labels, value))
    }

    fn begin(&mut self) -> Result {
        if std::mem::replace(&mut self.is_begun, true) {
            return Ok(());
        }
        let (metric, kind) = (self.metric, self.metric.kind());
        // The older format names a family as its samples, and has no infos.
        let (suffix, kind, unit) = match self.format {
            TextFormat::OpenMetrics => ("", kind, metric.unit().name()),
            TextFormat::Prometheus if kind == Kind::Info => {
                (kind.suffix(), Kind::Gauge, None)
            }
            TextFormat::Prometheus => (kind.suffix(), kind, None),
        };
        let (name, help, kind) = (metric.name(), metric.help(), kind.name());
        writeln!(self.out, "# TYPE {name}{suffix} {kind}")?;
        if let Some(unit) = unit {
            writeln!(self.out, "# UNIT {name}{suffix} {unit}")?;
        }
        writeln!(self.out, "# HELP {name}{suffix} {help}")
    }
}
