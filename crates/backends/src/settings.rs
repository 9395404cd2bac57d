//! Settings asked for, checked, and read back.

use crate::backend::Backend;
use crate::error::SettingError;
use crate::knob::{Knob, Settings};

impl Backend {
    /// The environment variables with which a probe of this backend must
    /// start, so that `settings` hold from its first allocation on.
    ///
    /// Settings that have no variable are not in it: the probe makes them
    /// with [`apply`](crate::apply), which also reads all of them back.
    ///
    /// # Errors
    ///
    /// A key that this backend does not have, or a value that its knob does
    /// not take.
    pub fn environment(
        self,
        settings: &Settings,
    ) -> Result<Vec<(String, String)>, SettingError> {
        let settings = canonical(self, settings)?;
        let own = (crate::VARIABLE.to_owned(), self.name().to_owned());
        let mut variables = vec![own];
        variables.extend(self.operations().environment(&settings));
        Ok(variables)
    }
}

/// `settings` with every key known and every value in its one form.
pub(crate) fn canonical(
    backend: Backend,
    settings: &Settings,
) -> Result<Settings, SettingError> {
    settings
        .iter()
        .map(|(key, value)| {
            let knob = knob(backend, key)?;
            let value = knob.values.canonical(value).ok_or_else(|| {
                SettingError::MalformedValue {
                    backend,
                    key: knob.key,
                    value: value.clone(),
                    expected: knob.values.to_string(),
                }
            })?;
            Ok((key.clone(), value))
        })
        .collect()
}

/// Reads every one of `settings`, which are canonical, back.
pub(crate) fn verify(
    backend: Backend,
    settings: &Settings,
) -> Result<(), SettingError> {
    for (key, asked) in settings {
        let knob = knob(backend, key)?;
        let key = knob.key;
        let in_effect = backend
            .operations()
            .in_effect(knob)
            .ok_or(SettingError::Unreadable { backend, key })?;
        if in_effect != *asked {
            let asked = asked.clone();
            return Err(SettingError::NotInEffect {
                backend,
                key,
                asked,
                in_effect,
            });
        }
    }
    Ok(())
}

/// Every setting that can be read.
pub(crate) fn in_effect(backend: Backend) -> Settings {
    let operations = backend.operations();
    let read =
        |knob: &Knob| Some((knob.key.to_owned(), operations.in_effect(knob)?));
    backend.knobs().iter().filter_map(read).collect()
}

fn knob(backend: Backend, key: &str) -> Result<&'static Knob, SettingError> {
    backend.knobs().iter().find(|knob| knob.key == key).ok_or_else(|| {
        SettingError::UnknownSetting { backend, key: key.to_owned() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(key: &str, value: &str) -> Settings {
        Settings::from([(key.into(), value.into())])
    }

    #[test]
    fn refuses_a_key_of_another_backend() {
        let result = Backend::System.environment(&one("purge_delay", "0"));
        let key = "purge_delay".into();
        let backend = Backend::System;
        assert_eq!(result, Err(SettingError::UnknownSetting { backend, key }));
    }

    #[test]
    fn a_malformed_value_is_answered_with_what_is_taken() {
        let error = Backend::Jemalloc
            .environment(&one("dirty_decay_ms", "soon"))
            .unwrap_err()
            .to_string();
        for part in ["`soon`", "`dirty_decay_ms`", "jemalloc", "-1 or more"] {
            assert!(error.contains(part), "{part} in {error}");
        }
    }

    #[test]
    fn every_default_that_is_a_value_is_taken_as_one() {
        for &backend in Backend::ALL {
            for knob in backend.knobs() {
                let own_words = knob.default.contains(' ');
                let taken = knob.values.canonical(knob.default);
                assert!(own_words || taken.is_some(), "{backend} {knob:?}");
            }
        }
    }

    #[test]
    fn no_backend_has_a_key_twice() {
        for &backend in Backend::ALL {
            let knobs = backend.knobs();
            let keys: std::collections::BTreeSet<_> =
                knobs.iter().map(|knob| knob.key).collect();
            assert_eq!(keys.len(), knobs.len(), "{backend}");
        }
    }
}
