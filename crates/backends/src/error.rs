//! What can go wrong with a setting.

use crate::backend::Backend;

/// A setting that cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// The backend has no such setting.
    #[error(
        "{backend} has no setting `{key}`{}; it takes {}",
        suggestion(*.backend, .key),
        keys(*.backend)
    )]
    UnknownSetting {
        /// The backend that was to be set.
        backend: Backend,
        /// The key that it does not have.
        key: String,
    },

    /// The value is not of the kind that the setting takes.
    #[error(
        "`{value}` is not a value of `{key}` of {backend}: give {expected}"
    )]
    MalformedValue {
        /// The backend that was to be set.
        backend: Backend,
        /// The setting.
        key: &'static str,
        /// The value that it does not take.
        value: String,
        /// The values that it takes.
        expected: String,
    },

    /// The allocator refused the value.
    #[error(
        "{backend} refused `{key}={value}`: choose a value nearer to its \
         default, {default}"
    )]
    Refused {
        /// The backend that was to be set.
        backend: Backend,
        /// The setting.
        key: &'static str,
        /// The value that was refused.
        value: String,
        /// The value it has when nobody sets it.
        default: &'static str,
    },

    /// The setting cannot be read back, so nothing would show whether it took
    /// effect.
    #[error(
        "`{key}` of {backend} cannot be read back from this allocator or C \
         library, so nothing would show whether it took effect: leave it out"
    )]
    Unreadable {
        /// The backend that was to be set.
        backend: Backend,
        /// The setting.
        key: &'static str,
    },

    /// The setting was made, and reading it back gives another value.
    #[error(
        "`{key}` of {backend} did not take effect: asked for {asked}, in \
         effect is {in_effect}; ask for that, or leave it out"
    )]
    NotInEffect {
        /// The backend that was to be set.
        backend: Backend,
        /// The setting.
        key: &'static str,
        /// The value asked for.
        asked: String,
        /// The value read back.
        in_effect: String,
    },
}

/// `, did you mean ...?` if some key is near enough to be meant.
fn suggestion(backend: Backend, key: &str) -> String {
    let alike = |known: &str| strsim::jaro_winkler(known, key);
    backend
        .knobs()
        .iter()
        .map(|knob| (alike(knob.key), knob.key))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(_, known)| {
            format!(", did you mean `{known}`?")
        })
}

fn keys(backend: Backend) -> String {
    let keys: Vec<_> = backend.knobs().iter().map(|knob| knob.key).collect();
    match keys.as_slice() {
        [] => "none on this system".to_owned(),
        keys => keys.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(backend: Backend, key: &str) -> String {
        SettingError::UnknownSetting { backend, key: key.into() }.to_string()
    }

    #[test]
    fn a_misspelt_key_is_answered_with_the_nearest() {
        let message = unknown(Backend::Mimalloc, "purge_dealy");
        assert!(message.contains("did you mean `purge_delay`?"), "{message}");
    }

    #[test]
    fn a_key_like_no_other_gets_the_list_and_no_guess() {
        let message = unknown(Backend::System, "zzz");
        assert!(!message.contains("did you mean"), "{message}");
        assert!(message.contains("arena_max"), "{message}");
    }
}
