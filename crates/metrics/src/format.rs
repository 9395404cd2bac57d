//! The two formats that scrapers read.

/// A text format. Both say the same; they differ in a few marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextFormat {
    /// OpenMetrics 1.0: with units, and an end by which a text that was cut
    /// off is known.
    #[default]
    OpenMetrics,
    /// Prometheus's older format, which `promtool check metrics` reads.
    Prometheus,
}

impl TextFormat {
    /// All formats.
    pub const ALL: [TextFormat; 2] =
        [TextFormat::OpenMetrics, TextFormat::Prometheus];

    /// What a response's `Content-Type` says.
    pub const fn content_type(self) -> &'static str {
        match self {
            TextFormat::OpenMetrics => {
                "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
            TextFormat::Prometheus => {
                "text/plain; version=0.0.4; charset=utf-8"
            }
        }
    }

    /// The format for a request whose `Accept` is this: OpenMetrics, unless
    /// it is left out and plain text is named.
    ///
    /// ```
    /// use residue_metrics::TextFormat;
    ///
    /// let format = TextFormat::accepted;
    /// assert_eq!(format(None), TextFormat::OpenMetrics);
    /// assert_eq!(format(Some("text/plain")), TextFormat::Prometheus);
    /// ```
    pub fn accepted(accept: Option<&str>) -> TextFormat {
        let has = |kind: &str| {
            let mut kinds = accept.unwrap_or_default().split([',', ';']);
            kinds.any(|of| of.trim().eq_ignore_ascii_case(kind))
        };
        let prefers_old =
            has("text/plain") && !has("application/openmetrics-text");
        match prefers_old {
            true => TextFormat::Prometheus,
            false => TextFormat::OpenMetrics,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scraper_gets_the_format_that_it_knows() {
        let prometheus = "application/openmetrics-text;version=1.0.0,\
                          application/openmetrics-text;version=0.0.1;q=0.75,\
                          text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
        for (accept, format) in [
            (prometheus, TextFormat::OpenMetrics),
            ("*/*", TextFormat::OpenMetrics),
            ("Text/Plain; version=0.0.4, */*", TextFormat::Prometheus),
            ("text/html,*/*;q=0.8", TextFormat::OpenMetrics),
        ] {
            assert_eq!(TextFormat::accepted(Some(accept)), format, "{accept}");
        }
    }
}
