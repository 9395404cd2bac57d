//! What is measured.

/// Runs of one kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side {
    pub(crate) name: &'static str,
    /// These scenarios under these allocators; else those that are run where
    /// nothing is said.
    selected: Option<(&'static str, &'static str)>,
    set: Option<&'static str>,
    plant: Option<&'static str>,
    repeat: Option<&'static str>,
    /// Hundredths of the elements on top of them.
    percent_more: u64,
}

impl Side {
    pub(crate) const fn suite(name: &'static str) -> Side {
        Side {
            name,
            selected: None,
            set: None,
            plant: None,
            repeat: None,
            percent_more: 0,
        }
    }

    pub(crate) const fn of(
        name: &'static str,
        scenarios: &'static str,
        backends: &'static str,
    ) -> Side {
        let selected = Some((scenarios, backends));
        Side { selected, ..Side::suite(name) }
    }

    /// The same runs once more.
    pub(crate) const fn named(self, name: &'static str) -> Side {
        Side { name, ..self }
    }

    pub(crate) const fn set(self, setting: &'static str) -> Side {
        Side { set: Some(setting), ..self }
    }

    pub(crate) const fn plant(self, plant: &'static str) -> Side {
        Side { plant: Some(plant), ..self }
    }

    pub(crate) const fn repeat(self, times: &'static str) -> Side {
        Side { repeat: Some(times), ..self }
    }

    pub(crate) const fn one_percent_more(self) -> Side {
        Side { percent_more: 1, ..self }
    }

    /// How many elements it has, of so many.
    pub(crate) fn elements(&self, of: u64) -> u64 {
        of + of * self.percent_more / 100
    }

    /// Arguments of `residue run`, beside those that all sides have.
    pub(crate) fn args(&self) -> Vec<&'static str> {
        let selected = self.selected.into_iter();
        let mut args: Vec<_> =
            selected.flat_map(|(of, on)| ["-s", of, "-b", on]).collect();
        let options = [
            ("--set", self.set),
            ("--plant", self.plant),
            ("--repeat", self.repeat),
        ];
        for (option, value) in options {
            args.extend(value.into_iter().flat_map(|value| [option, value]));
        }
        args
    }
}
