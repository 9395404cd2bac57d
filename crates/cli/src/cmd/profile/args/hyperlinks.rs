//! Whether places in the source are links.

use crate::output::Output;
use clap::ValueEnum;

/// When places in the source are links of the terminal's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Hyperlinks {
    /// In a terminal that does not call itself dumb
    #[default]
    Auto,
    /// Also in a file or a pipe
    Always,
    /// Nowhere
    Never,
}

impl Hyperlinks {
    /// Whether they are in what goes to `output`.
    pub(crate) fn are_in(self, output: &Output) -> bool {
        match self {
            Hyperlinks::Always => true,
            Hyperlinks::Never => false,
            Hyperlinks::Auto => {
                let dumb =
                    std::env::var_os("TERM").is_some_and(|of| of == "dumb");
                output.is_terminal() && !dumb
            }
        }
    }
}
