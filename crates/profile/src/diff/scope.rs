//! What limits on profiles are on: which figures, and of which call stacks.

use residue_compare::{CompareError, Kind, Pattern, Scope};

use crate::model::Figure;

/// A limit on a profile, written as `[SITE:]FIGURE=BOUND[,BOUND]`, such as
/// `end=+0` or `app::cache*:peak=+2%,+8MiB`. Without a site it is on the
/// whole profile; with one, on each call stack by itself that has a function
/// of that pattern.
pub type Limit = residue_compare::Limit<Stacks>;

/// What a change may not exceed. Without any limit of the user's, no figure
/// of memory of the whole profile may grow.
pub type Limits = residue_compare::Limits<Stacks>;

/// The call stacks that a limit is on, if it is not on the whole.
#[derive(Clone, Debug)]
pub struct Stacks(Option<Pattern>);

impl Stacks {
    /// Whether it is the whole profile.
    pub(super) fn is_whole(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a stack of those functions is one of them.
    pub(super) fn has<'a>(
        &self,
        mut functions: impl Iterator<Item = &'a str>,
    ) -> bool {
        let Some(site) = &self.0 else { return false };
        functions.any(|function| site.is_match(function))
    }
}

impl Scope for Stacks {
    type Figure = Figure;

    const FORM: &'static str = "FIGURE=BOUND, such as end=+2%,+64KiB";

    const BY_DEFAULT: &'static str =
        "any growth of the whole in total, at peak or never freed";

    fn parse(address: &str) -> Result<(Stacks, &str), CompareError> {
        match address.rsplit_once(':') {
            None => Ok((Stacks(None), address)),
            Some((site, figure)) => {
                Ok((Stacks(Some(Pattern::parse(site)?)), figure))
            }
        }
    }
}

impl residue_compare::Figure for Figure {
    const ALL: &'static [Figure] = &Figure::ALL;

    const MEMORY: &'static str = "total, peak and end";

    fn name(self) -> &'static str {
        Figure::name(self)
    }

    fn kind(self) -> Kind {
        Figure::kind(self)
    }

    fn is_memory(self) -> bool {
        matches!(self, Figure::Total | Figure::Peak | Figure::End)
    }

    fn from_word(word: &str) -> Option<Figure> {
        word.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_any_function_of_a_stack_and_never_the_whole() {
        let limit = Limit::parse("app::c*:peak=+2%,+8MiB").unwrap();
        let stacks = limit.scope();
        assert!(stacks.has(["main", "app::cache"].into_iter()));
        assert!(!stacks.has(["main"].into_iter()) && !stacks.is_whole());
        let whole = Limit::parse("peak=+2%").unwrap();
        assert!(
            whole.scope().is_whole() && !whole.scope().has(["a"].into_iter())
        );
    }
}
