//! Which scenarios run under which backends.

use residue_scenarios::Tag;

/// What a filter picked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selection(Vec<(&'static str, &'static str)>);

impl Selection {
    /// Those whose name is `wanted`, of the scenarios that run by default.
    pub(super) fn of(
        backends: &[&'static str],
        wanted: impl Fn(&str) -> bool,
    ) -> Selection {
        let scenarios = residue_scenarios::all().iter();
        let pairs = scenarios
            .filter(|scenario| scenario.tags().contains(&Tag::Default))
            .flat_map(|scenario| {
                backends.iter().map(|&backend| (scenario.name(), backend))
            });
        Selection(pairs.filter(|&pair| wanted(&id(pair))).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names, as a filter matches them.
    pub(super) fn ids(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|&pair| id(pair))
    }

    /// What makes `residue` take them. One run has all its scenarios under
    /// all its backends: where the filter picked but some of those, it has
    /// the others too.
    pub(super) fn args(&self) -> [String; 2] {
        let list = |of: fn(&(&'static str, &'static str)) -> &'static str| {
            let mut names: Vec<_> = self.0.iter().map(of).collect();
            let mut seen = Vec::new();
            names.retain(|name| {
                let new = !seen.contains(name);
                seen.push(*name);
                new
            });
            names.join(",")
        };
        [
            format!("--scenario={}", list(|pair| pair.0)),
            format!("--backend={}", list(|pair| pair.1)),
        ]
    }
}

fn id((scenario, backend): (&str, &str)) -> String {
    format!("retention/{scenario}/{backend}")
}
