//! A known change, as people say it.

use crate::{Planted, select};
use anyhow::{Result, bail};
use residue_report::{Bytes, Unit};
use residue_scenarios::{Plant, PlantKind, Scenario};

/// A change to every probe of a run, such as `slack=1%` or `cached=4MiB`.
#[derive(Clone, Debug, PartialEq)]
pub struct PlantSpec {
    kind: PlantKind,
    amount: PlantAmount,
    /// As it was written.
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum PlantAmount {
    Bytes(u64),
    /// Of the slack that the container has without the plant.
    Percent(f64),
}

impl PlantSpec {
    /// Reads `KIND=AMOUNT`.
    pub fn parse(text: &str) -> Result<PlantSpec> {
        let Some((kind, amount)) = text.split_once('=') else {
            bail!("not of the form KIND=AMOUNT, such as cached=4MiB");
        };
        let names = PlantKind::ALL.map(PlantKind::name);
        let Some(kind) = PlantKind::find(kind) else {
            return Err(select::unknown("plant", kind, &names));
        };
        let amount = PlantAmount::parse(amount, kind)?;
        Ok(PlantSpec { kind, amount, text: text.to_owned() })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it comes to in `scenario` with so many elements.
    pub fn of(&self, scenario: &dyn Scenario, elements: u64) -> Result<Plant> {
        let name = scenario.name();
        if self.kind == PlantKind::Slack && scenario.containers().is_empty() {
            bail!(
                "{name} has no container that could hold slack; \
                 name scenarios that have one with --scenario"
            );
        }
        let bytes = match self.amount {
            PlantAmount::Bytes(bytes) => bytes,
            PlantAmount::Percent(percent) => {
                let Some(slack) = scenario.peak_slack(elements) else {
                    bail!(
                        "what the container of {name} has spare cannot be \
                         worked out; name bytes, such as slack=4MiB"
                    )
                };
                (slack as f64 * percent / 100.0) as u64
            }
        };
        if bytes == 0 {
            bail!(
                "{} comes to less than a byte in {name}; name other \
                 scenarios with --scenario, or bytes, such as slack=4MiB",
                self.text,
            );
        }
        Ok(Plant { kind: self.kind, bytes })
    }

    /// What it comes to there, and how readers of the probe are told.
    pub(super) fn planted(
        &self,
        scenario: &dyn Scenario,
        elements: u64,
    ) -> Result<Planted> {
        let plant = self.of(scenario, elements)?;
        let (text, warning) = (self.text.clone(), self.warning(plant));
        Ok(Planted { plant, text, warning })
    }

    /// What a reader of the probe must know, where `plant` is what the
    /// argument came to.
    fn warning(&self, plant: Plant) -> String {
        let text = &self.text;
        match self.amount {
            PlantAmount::Bytes(_) => format!("a change is planted: {text}"),
            PlantAmount::Percent(_) => {
                let bytes = Bytes(plant.bytes);
                format!("a change is planted: {text}, {bytes}")
            }
        }
    }
}

impl PlantAmount {
    fn parse(text: &str, kind: PlantKind) -> Result<PlantAmount> {
        let amount = match text.strip_suffix('%') {
            Some(share) if kind == PlantKind::Slack => percent(share),
            Some(_) => bail!("`{text}`: only slack takes a percentage"),
            None => bytes(text),
        };
        match amount {
            Some(amount) => Ok(amount),
            None if kind == PlantKind::Slack => {
                bail!(
                    "`{text}` is not an amount above 0, such as 1%, 512 or 4MiB"
                )
            }
            None => {
                bail!("`{text}` is not an amount above 0, such as 512 or 4MiB")
            }
        }
    }
}

fn percent(text: &str) -> Option<PlantAmount> {
    let percent: f64 = text.parse().ok()?;
    (percent > 0.0 && percent.is_finite())
        .then_some(PlantAmount::Percent(percent))
}

/// A whole number, of bytes or of the unit behind it.
fn bytes(text: &str) -> Option<PlantAmount> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" => Unit::B,
        name => Unit::ALL.into_iter().find(|unit| unit.name() == name)?,
    };
    let count: u64 = digits.parse().ok().filter(|&count| count > 0)?;
    // A size that does not fit is refused as one that the machine lacks.
    Some(PlantAmount::Bytes(count.saturating_mul(unit.bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Option<PlantAmount> {
        PlantSpec::parse(text).ok().map(|plant| plant.amount)
    }

    #[test]
    fn amounts_have_binary_units_or_none() {
        assert_eq!(amount("live=1"), Some(PlantAmount::Bytes(1)));
        assert_eq!(amount("cached=4MiB"), Some(PlantAmount::Bytes(4 << 20)));
        assert_eq!(amount("slack=3KiB"), Some(PlantAmount::Bytes(3 << 10)));
        assert_eq!(amount("slack=0.5%"), Some(PlantAmount::Percent(0.5)));
        assert_eq!(amount("live=99EiB"), Some(PlantAmount::Bytes(u64::MAX)));
    }

    #[test]
    fn nothing_and_nonsense_are_no_amounts() {
        for text in [
            "live",
            "live=",
            "live=0",
            "live=-1",
            "live=4MB",
            "live=1.5MiB",
            "live=MiB",
            "live=99999999999999999999",
            "live=1%",
            "cached=1%",
            "slack=0%",
            "slack=-1%",
            "slack=NaN%",
            "slack=inf%",
            "slack=%",
            "=1",
            "",
        ] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn an_unknown_kind_is_answered_with_the_nearest() {
        let error = PlantSpec::parse("slak=1%").expect_err("no such kind");
        assert!(error.to_string().contains("did you mean `slack`"), "{error}");
    }

    #[test]
    fn a_percentage_is_of_the_slack_at_the_peak() {
        let scenario =
            residue_scenarios::find("hashmap-value").expect("listed");
        let plant = PlantSpec::parse("slack=1%").expect("well-formed");
        let bytes = plant.of(scenario, 20_000).map(|plant| plant.bytes).ok();
        // 32,768 buckets and their control bytes, less 20,000 entries.
        let slack = 32_768 * 137 + 16 - 20_000 * 136;
        assert_eq!(bytes, Some(slack / 100));
    }

    #[test]
    fn slack_needs_a_container_and_a_byte() {
        let plant = PlantSpec::parse("slack=0.001%").expect("well-formed");
        for name in ["empty", "control-leak", "hashmap-pointer"] {
            let scenario = residue_scenarios::find(name).expect("listed");
            let error = plant.of(scenario, 1).expect_err("nothing to plant");
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}
