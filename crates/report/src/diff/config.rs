//! What a `residue.toml` says of comparisons.

use std::ops::Range;

use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use residue_compare::{CompareError, Pattern};

use super::scope::Address;
use super::{AcrossKey, Limit, Limits, Options, Phases, Severity};
use residue_present::elided;

/// What a `residue.toml` says of comparisons:
///
/// ```
/// use residue_report::diff::Config;
///
/// let config = Config::from_toml(r#"
///     across = ["backend_version"]
///
///     [[limit]]
///     scenario = "hashmap-*"
///     backend = "jemalloc"
///     metric = "resident"
///     phase = "drained"
///     soft = "+1%"
///     hard = "+2%,+8MiB"
/// "#)?;
/// assert_eq!(config.across.len(), 1);
/// assert_eq!(config.limits.into_iter().count(), 2);
/// # Ok::<(), residue_report::diff::ConfigError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// What may differ between the sides.
    pub across: Vec<AcrossKey>,
    /// What a change may not exceed.
    pub limits: Limits,
}

/// Why a `residue.toml` is not understood, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ConfigError {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in the line, counted from 1 in characters.
    pub column: usize,
    /// What is wrong, and what is accepted.
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table of `across` and `limit`")]
struct ConfigFile {
    #[serde(default)]
    across: Vec<SpannedText>,
    #[serde(default)]
    limit: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a limit")]
struct Entry {
    metric: SpannedText,
    scenario: Option<SpannedText>,
    backend: Option<SpannedText>,
    phase: Option<SpannedText>,
    soft: Option<SpannedText>,
    hard: Option<SpannedText>,
}

type SpannedText = Spanned<String>;

/// What is wrong, and at which bytes.
type Wrong = (Range<usize>, String);

impl Config {
    /// Reads the text of a `residue.toml`.
    pub fn from_toml(text: &str) -> Result<Config, ConfigError> {
        read(text).map_err(|(at, message)| {
            let before = text.get(..at.start).unwrap_or(text);
            let line_start = before.rfind('\n').map_or(0, |at| at + 1);
            ConfigError {
                line: before.matches('\n').count() + 1,
                column: before[line_start..].chars().count() + 1,
                message,
            }
        })
    }
}

impl From<Config> for Options {
    fn from(config: Config) -> Options {
        Options { across: config.across, limits: config.limits }
    }
}

fn read(text: &str) -> Result<Config, Wrong> {
    let file: ConfigFile = toml::from_str(text).map_err(|error| {
        let at = error.span().unwrap_or(text.len()..text.len());
        (at, elided(error.message(), 300))
    })?;
    let across = file.across.iter().map(|word| {
        let key = word.as_ref().parse();
        key.map_err(|error: CompareError| {
            (word.span(), elided(&error.to_string(), 300))
        })
    });
    let across = across.collect::<Result<_, _>>()?;
    let mut limits = Limits::default();
    for entry in &file.limit {
        limits.extend(entry.get_ref().limits(entry.span())?);
    }
    Ok(Config { across, limits })
}

impl Entry {
    /// The one or two limits that it is.
    fn limits(&self, span: Range<usize>) -> Result<Vec<Limit>, Wrong> {
        let weights =
            [(&self.soft, Severity::Soft), (&self.hard, Severity::Hard)];
        let limits = weights
            .into_iter()
            .filter_map(|(bounds, severity)| Some((bounds.as_ref()?, severity)))
            .map(|(bounds, severity)| self.limit(bounds, severity))
            .collect::<Result<Vec<_>, _>>()?;
        if limits.is_empty() {
            let message = "the limit has no bound: give it `soft`, `hard` or \
                           both, such as hard = \"+2%,+8MiB\"";
            return Err((span, message.to_owned()));
        }
        Ok(limits)
    }

    fn limit(
        &self,
        bounds: &SpannedText,
        severity: Severity,
    ) -> Result<Limit, Wrong> {
        let phases = Phases {
            scenario: pattern(&self.scenario)?,
            backend: pattern(&self.backend)?,
            phase: pattern(&self.phase)?,
        };
        let address = Address {
            scenario: text(&self.scenario),
            backend: text(&self.backend),
            metric: self.metric.as_ref(),
            phase: text(&self.phase),
        };
        let said = format!("{address}={}", bounds.as_ref());
        let limit = Limit::new(phases, address.metric, bounds.as_ref(), said)
            .map_err(|error| {
            let at = match error {
                CompareError::UnknownFigure { .. } => self.metric.span(),
                _ => bounds.span(),
            };
            (at, error.to_string())
        })?;
        Ok(match severity {
            Severity::Soft => limit.soft(),
            Severity::Hard => limit,
        })
    }
}

fn pattern(of: &Option<SpannedText>) -> Result<Option<Pattern>, Wrong> {
    let Some(text) = of else { return Ok(None) };
    let pattern = Pattern::parse(text.as_ref());
    pattern.map(Some).map_err(|error| (text.span(), error.to_string()))
}

fn text(of: &Option<SpannedText>) -> Option<&str> {
    of.as_ref().map(|text| text.as_ref().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> ConfigError {
        Config::from_toml(text).expect_err("it is wrong")
    }

    #[test]
    fn nothing_is_a_configuration() {
        let config = Config::from_toml("").unwrap();
        assert!(config.across.is_empty() && config.limits.is_empty());
    }

    #[test]
    fn a_soft_and_a_hard_bound_are_two_limits() {
        let text = "[[limit]]\nmetric = 'live'\nsoft = '+1%'\nhard = '+2%'";
        let limits = Config::from_toml(text).unwrap().limits;
        let said: Vec<_> = limits
            .into_iter()
            .map(|limit| (limit.severity(), limit.to_string()))
            .collect();
        assert_eq!(
            said,
            [
                (Severity::Soft, "live=+1%".to_owned()),
                (Severity::Hard, "live=+2%".to_owned()),
            ]
        );
    }

    #[test]
    fn names_the_place_and_what_is_accepted() {
        for (text, line, column, part) in [
            ("\nacros = []", 2, 1, "`across`"),
            ("across = ['all']", 1, 11, "backend_version"),
            ("across = 'all'", 1, 10, "sequence"),
            ("[[limit]]\nmetric = 7", 2, 10, "string"),
            ("[[limit]]\nmetric = 'rss'\nhard = '+1%'", 2, 10, "resident"),
            ("[[limit]]\nmetric = 'live'", 1, 1, "`hard`"),
            ("[[limit]]\nhard = '+1%'", 1, 1, "`metric`"),
            ("[[limit]]\nmetric = 'live'\nsoft = '1%'", 3, 8, "+8MiB"),
            ("[[limit]]\nmetric='live'\nhard='+1%'\nphase='[d'", 4, 7, "[d"),
            ("[[limit]]\nmetric='live'\nhard='+1%'\nwhy=''", 4, 1, "`phase`"),
            ("# größer\nlimit = [", 2, 10, "array"),
        ] {
            let error = refusal(text);
            let found = (error.line, error.column);
            assert_eq!(found, (line, column), "{text}: {error}");
            assert!(error.message.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn what_a_hostile_file_says_is_escaped() {
        let error = refusal("across = [\"\\u001b[2J\"]").to_string();
        assert!(!error.contains(char::is_control), "{error:?}");
    }
}
