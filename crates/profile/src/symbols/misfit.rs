//! Why a binary names nothing of a profile.

use thiserror::Error;

use residue_present::elided;

/// Why a binary names nothing of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Misfit {
    /// All addresses have names already.
    #[error(
        "every address of the profile has a name and a line already, or it \
         has no addresses; leave the binary out"
    )]
    NothingToName,
    /// The addresses are those of another program, or of another build.
    #[error(
        "its calls are not where the addresses of {} are: it is another \
         program or another build; pass the binary that was recorded, as it \
         was before it was stripped",
        told(.object)
    )]
    Elsewhere {
        /// What the addresses are of, as the profile names it.
        object: Option<String>,
    },
    /// Addresses are of a place in memory that nobody knows.
    #[error(
        "it cannot be told where it was loaded: {addresses} addresses of {} \
         fit more than one place in it; record more call sites, or a build \
         that is loaded at a fixed address (-no-pie)",
        told(.object)
    )]
    LoadedAnywhere {
        /// What the addresses are of, as the profile names it.
        object: Option<String>,
        /// How many there are.
        addresses: usize,
    },
    /// It has no code by which it could be told where it was loaded.
    #[error(
        "it has debug information and no code, by which alone it could be \
         told where {} was loaded; pass the binary as it was before it was \
         stripped, or put the stripped one where the profile says it was",
        told(.object)
    )]
    NoCode {
        /// What the addresses are of, as the profile names it.
        object: Option<String>,
    },
    /// Two binaries fit.
    #[error(
        "{} fits it as well as {}: pass one of the two",
        told(.object),
        elided(.other, 120)
    )]
    Several {
        /// The other.
        other: String,
        /// What the addresses are of, as the profile names it.
        object: Option<String>,
    },
    /// It is another build than that which was recorded.
    #[error(
        "its build id is {found}, and the profile is of {} with {wanted}: \
         pass the binary of that build (`readelf -n FILE` shows its id); where \
         that file was built anew since, move it away",
        told(.object)
    )]
    AnotherBuild {
        /// Its build id.
        found: String,
        /// That of what was recorded.
        wanted: String,
        /// What was recorded, as the profile names it.
        object: Option<String>,
    },
}

impl Misfit {
    /// Whether it tells more of why a binary is of no use than `other`.
    pub(super) fn says_more(&self, other: &Misfit) -> bool {
        self.weight() > other.weight()
    }

    fn weight(&self) -> u8 {
        match self {
            Misfit::NothingToName => 0,
            Misfit::Elsewhere { .. } => 1,
            Misfit::NoCode { .. } => 2,
            Misfit::LoadedAnywhere { .. } => 3,
            Misfit::Several { .. } => 4,
            Misfit::AnotherBuild { .. } => 5,
        }
    }
}

fn told(path: &Option<String>) -> String {
    match path {
        Some(path) => elided(path, 120),
        None => "the profile".to_owned(),
    }
}
