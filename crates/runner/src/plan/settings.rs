//! Settings of the backends, as people say them, and what a run makes of a
//! list of values: every backend once with each.

use crate::select;
use anyhow::{Error, Result, bail};
use residue_backends::{Backend, SettingError, Settings};
use std::collections::BTreeSet;

/// The value that leaves a setting as the backend has it.
const DEFAULT: &str = "default";

/// A setting with the values to try, such as `dirty_decay_ms=0,1000` or, for
/// one backend of several, `jemalloc.dirty_decay_ms=default,0`.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingSpec {
    /// The backend that it is for; all of the run where it names none.
    backend: Option<Backend>,
    key: String,
    /// `None` is what the backend does by itself.
    values: Vec<Option<String>>,
}

impl SettingSpec {
    /// Reads `[BACKEND.]KEY=VALUE[,VALUE...]`.
    pub fn parse(text: &str) -> Result<SettingSpec> {
        let (name, values) = match text.split_once('=') {
            Some((name, values)) if !name.is_empty() => (name, values),
            _ => bail!(
                "not of the form KEY=VALUE[,VALUE...], such as \
                 purge_delay=0,100"
            ),
        };
        let (backend, key) = match name.split_once('.') {
            None => (None, name),
            Some((backend, key)) => (Some(known(backend)?), key),
        };
        let mut seen = BTreeSet::new();
        for value in values.split(',') {
            if value.is_empty() {
                bail!("`{text}` has an empty value between its commas");
            }
            if !seen.insert(value) {
                bail!("`{text}` has the value {value} twice");
            }
        }
        let value = |value: &str| (value != DEFAULT).then(|| value.to_owned());
        Ok(SettingSpec {
            backend,
            key: key.to_owned(),
            values: values.split(',').map(value).collect(),
        })
    }

    fn is_for(&self, backend: Backend) -> bool {
        self.backend.is_none_or(|named| named == backend)
    }
}

fn known(name: &str) -> Result<Backend> {
    let names: Vec<_> = Backend::ALL.iter().map(|b| b.name()).collect();
    Backend::from_name(name)
        .ok_or_else(|| select::unknown("backend", name, &names))
}

/// Refuses what would be silently left out: a setting told twice, or one of a
/// backend that does not run.
pub(super) fn check(specs: &[SettingSpec], backends: &[Backend]) -> Result<()> {
    let mut seen = BTreeSet::new();
    for spec in specs {
        let key = &spec.key;
        if !seen.insert((spec.backend, key)) {
            bail!(
                "the setting `{key}` is given twice: list its values instead, \
                 such as {key}=0,1"
            );
        }
        if let Some(named) = spec.backend
            && !backends.contains(&named)
        {
            bail!("`{named}.{key}` is for a backend that does not run here");
        }
    }
    Ok(())
}

/// Every way in which `backend` runs: with each combination of the values of
/// `specs`, and, where it `sweeps`, with each setting that is worth trying
/// besides, one at a time.
pub(super) fn variants(
    specs: &[SettingSpec],
    backend: Backend,
    sweeps: bool,
) -> Vec<Settings> {
    let mut variants = vec![Settings::new()];
    for spec in specs.iter().filter(|spec| spec.is_for(backend)) {
        let with = |settings: &Settings| {
            let settings = settings.clone();
            spec.values.iter().map(move |value| {
                let mut settings = settings.clone();
                let pair = value.clone().map(|value| (spec.key.clone(), value));
                settings.extend(pair);
                settings
            })
        };
        variants = variants.iter().flat_map(with).collect();
    }
    if sweeps {
        let asked = variants.clone();
        variants.extend(asked.iter().flat_map(|asked| swept(asked, backend)));
    }
    variants
}

/// `asked` with one more setting in turn.
fn swept(asked: &Settings, backend: Backend) -> Vec<Settings> {
    let knobs = backend.knobs().iter();
    let others = knobs.filter(|knob| !asked.contains_key(knob.key));
    let worth = others.flat_map(|knob| {
        knob.worth_trying.iter().map(|value| (knob.key, *value))
    });
    let with = |(key, value): (&str, &str)| {
        let mut settings = asked.clone();
        settings.insert(key.to_owned(), value.to_owned());
        settings
    };
    worth.map(with).collect()
}

/// A setting that another backend takes was meant for that one.
pub(super) fn explain(error: SettingError, settings: &Settings) -> Error {
    let takes = |backend: &&Backend| {
        let knobs = backend.knobs().iter();
        knobs.filter(|knob| settings.contains_key(knob.key)).count()
            == settings.len()
    };
    let meant: Vec<_> =
        Backend::ALL.iter().filter(takes).map(|b| b.name()).collect();
    match (&error, meant.as_slice()) {
        (SettingError::UnknownSetting { key, .. }, [first, ..]) => {
            let hint = format!(
                "pass --backend {}, or write {first}.{key} to set it for that \
                 one alone",
                meant.join(",")
            );
            Error::new(error).context(hint)
        }
        _ => Error::new(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(texts: &[&str], backend: Backend) -> Vec<String> {
        let specs = texts.iter().map(|text| SettingSpec::parse(text).unwrap());
        let specs: Vec<_> = specs.collect();
        let variants = variants(&specs, backend, false).into_iter();
        let told = variants.map(|settings| {
            let pairs = settings.iter().map(|(k, v)| format!("{k}={v}"));
            pairs.collect::<Vec<_>>().join(" ")
        });
        told.collect()
    }

    #[test]
    fn a_list_is_one_variant_for_each_value_and_the_default_is_one() {
        let told = told(&["dirty_decay_ms=default,0,-1"], Backend::Jemalloc);
        assert_eq!(told, ["", "dirty_decay_ms=0", "dirty_decay_ms=-1"]);
    }

    #[test]
    fn two_lists_are_every_combination() {
        let told = told(&["a=0,1", "b=default,x"], Backend::System);
        assert_eq!(told, ["a=0", "a=0 b=x", "a=1", "a=1 b=x"]);
    }

    #[test]
    fn a_setting_of_a_named_backend_leaves_the_others_alone() {
        let texts = ["jemalloc.dirty_decay_ms=0", "mimalloc.purge_delay=0,100"];
        assert_eq!(told(&texts, Backend::System), [""]);
        assert_eq!(told(&texts, Backend::Jemalloc), ["dirty_decay_ms=0"]);
        assert_eq!(told(&texts, Backend::Mimalloc).len(), 2);
    }

    #[test]
    fn what_is_worth_trying_is_tried_one_at_a_time_and_taken() {
        for &backend in Backend::ALL {
            let variants = variants(&[], backend, true);
            assert_eq!(variants[0], Settings::new());
            for settings in &variants[1..] {
                assert_eq!(settings.len(), 1);
                assert!(backend.environment(settings).is_ok(), "{settings:?}");
            }
        }
    }

    #[test]
    fn what_would_be_left_out_is_refused() {
        for (text, says) in [
            ("purge_delay", "KEY=VALUE"),
            ("=1", "KEY=VALUE"),
            ("purge_delay=", "empty value"),
            ("purge_delay=0,,1", "empty value"),
            ("purge_delay=0,0", "twice"),
            ("jemaloc.thp=always", "did you mean `jemalloc`"),
        ] {
            let said = SettingSpec::parse(text).unwrap_err().to_string();
            assert!(said.contains(says), "{text}: {said}");
        }
        let spec = |text| SettingSpec::parse(text).unwrap();
        let twice = [spec("a=0"), spec("a=1")];
        assert!(check(&twice, Backend::ALL).is_err());
        let absent = [spec("jemalloc.a=0")];
        assert!(check(&absent, &[Backend::System]).is_err());
        assert!(check(&absent, Backend::ALL).is_ok());
    }
}
