//! Scenarios of libraries that take long to build: what each is called, whether
//! or not it is compiled in.

use crate::own;

/// A scenario that is only there with a feature of this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Optional {
    /// The name a user selects it by.
    pub name: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
}

impl Optional {
    /// The feature of `residue-cli`, and of this crate, that it takes.
    pub const FEATURE: &'static str = "libraries";

    /// Every such scenario, in the order in which they are listed and run.
    pub const ALL: [Self; 8] =
        [ARROW, IM, MOKA, REGEX, IMAGE, RAYON, TOKIO, SQLITE];

    /// Those of the catalogue that are not compiled in: all of them, or none.
    pub fn missing() -> &'static [Self] {
        const ALL: &[Optional] = &Optional::ALL;
        let is_whole = cfg!(feature = "libraries");
        if is_whole || own::installed().is_some() { &[] } else { ALL }
    }
}

pub(super) const ARROW: Optional = Optional {
    name: "arrow-buffer",
    summary: "arrow's MutableBuffer: write lines, cut them off, keep the room",
};

pub(super) const IM: Optional = Optional {
    name: "im-hashmap",
    summary: "imbl::HashMap<u64, [u8; 128]> (im, kept up): fill, throw away",
};

pub(super) const MOKA: Optional = Optional {
    name: "moka-cache",
    summary: "moka's Cache<u64, [u8; 128]>: fill to its bound, invalidate all",
};

pub(super) const REGEX: Optional = Optional {
    name: "regex-sets",
    summary: "RegexSets of 16 patterns: compile, match once, throw away",
};

pub(super) const IMAGE: Optional = Optional {
    name: "image-icons",
    summary: "icons of 16 by 16: decode from PNG, throw away together",
};

pub(super) const RAYON: Optional = Optional {
    name: "rayon-collect",
    summary: "Vec<Box<[u8; 128]>> by four threads that exit, freed by this one",
};

pub(super) const TOKIO: Optional = Optional {
    name: "tokio-burst",
    summary: "a task each and its session in a HashMap; all end, the map stays",
};

pub(super) const SQLITE: Optional = Optional {
    name: "sqlite-memory",
    summary: "SQLite in memory: insert rows, delete every other, keep the pages",
};

#[cfg(all(test, feature = "libraries"))]
mod tests {
    use super::Optional;
    use crate::find;

    #[test]
    fn each_is_there_by_the_name_and_with_the_words_of_its_label() {
        for of in Optional::ALL {
            let scenario = find(of.name).expect(of.name);
            assert_eq!(scenario.summary(), of.summary);
        }
    }
}
