//! `residue exec`

use crate::args::interval;
use clap::Args;
use residue_report::diff::{AcrossKey, Limit};
use residue_runner::stored::Name;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  residue exec -- ./server --port 8080
      The program as it is, tracked: who held what at its peak and at its end.
  residue exec --every 5s -- ./server
      And every five seconds in between; `residue report latest` shows them.
  residue exec --metrics 127.0.0.1:9464 -- ./server
      Prometheus scrapes its ledger, containers and counters meanwhile.
  residue exec --backend jemalloc -- ./server
      What would another allocator do for it?
  residue exec --compare system,jemalloc,mimalloc -- ./batch input.json
      Run it under each, and show one table.
  residue exec --keep died.json -- ./server; residue doctor died.json
      Who held its memory when it died, whatever killed it.
  residue exec --limit 'resident@exit=+5%' --baseline main -- ./batch
      Exit code 1 if more is resident at its end than in the run saved as main.";

const ABOUT: &str = "\
The exit code is the program's own: a signal that ended it ends this command, \
too. 127: there is no such program; 126: it cannot be executed; 1 where the \
program ended well and a limit is broken; 2: it could not be done.

Phases: `start`, when it is loaded; `look-1` and on, by --every; `asked`, by \
--on-usr2; `peak`, the highest of all looks, which are taken when memory that \
has risen by a twentieth pauses, and while it grows whenever it has doubled, for \
at most a fiftieth of the time; `exit`, when it has run its last handlers. \
`limit`, when nine tenths of what its control group may \
use are charged, before the OOM killer comes.

What it holds is kept in a file while it runs: after each look, and about once \
a second if something moved. When it is killed, live bytes by container and \
size are read from its map once more; `residue doctor FILE` shows them, and \
whether it was the OOM killer. Where this command is killed with it, the file \
has what was written last.

Metrics: resident memory and counters are of the moment of a scrape, which \
stops nobody; the ledger and the containers are of the last look, and \
residue_ledger_age_seconds says how old that is. Without --every it is looked \
at once a minute, and these looks are not kept.

In a pipeline: save a run of the main branch with `--save main` once, keep \
results/baselines/main, and run with --limit and --baseline main in each \
change's pipeline. A broken limit is exit code 1; `residue diff main latest \
--format github` annotates, and `--format markdown` is a comment.";

/// The arguments of `residue exec`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES, after_long_help = ABOUT)]
#[command(override_usage = "residue exec [OPTIONS] -- COMMAND...")]
pub(crate) struct ExecArgs {
    /// The allocator to run it under: system, jemalloc, mimalloc, or the file
    /// of a library [default: its own]
    #[arg(long, short, value_name = "NAME|FILE")]
    pub(crate) backend: Option<String>,

    /// Run it under each of these, and show one table; separated by commas
    #[arg(long, value_delimiter = ',', value_name = "NAME|FILE")]
    #[arg(conflicts_with = "backend")]
    pub(crate) compare: Vec<String>,

    /// Look at it again and again, such as every 5s or 500ms
    #[arg(long, value_name = "DURATION", value_parser = interval)]
    pub(crate) every: Option<Duration>,

    /// Serve what is known of it meanwhile, for Prometheus, at a host and a
    /// port such as 127.0.0.1:9464, under /metrics
    #[arg(long, value_name = "ADDR")]
    pub(crate) metrics: Option<String>,

    /// Look at it when this command gets SIGUSR2, which else is passed on
    #[arg(long)]
    pub(crate) on_usr2: bool,

    /// Track programs that it starts, too: each is a probe of the run
    #[arg(long)]
    pub(crate) follow: bool,

    /// Keep in FILE what it holds, so that it outlives the program
    /// [default: kept.json beside run.json, of a program that is killed]
    #[arg(long, value_name = "FILE", conflicts_with = "compare")]
    pub(crate) keep: Option<PathBuf>,

    /// Folder for run.json [default: a new dated one under results/]
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// Replace the run that the folder of --out holds
    #[arg(long, requires = "out")]
    pub(crate) force: bool,

    /// Keep the run as results/baselines/NAME
    #[arg(long, value_name = "NAME")]
    pub(crate) save: Option<Name>,

    /// A limit against --baseline, such as `resident@exit=+5%`; repeatable
    #[arg(long, value_name = "LIMIT", requires = "baseline")]
    pub(crate) limit: Vec<Limit>,

    /// The run to hold it against: a saved name, a folder or a file
    #[arg(long, value_name = "RUN")]
    pub(crate) baseline: Option<PathBuf>,

    /// Compare in spite of these differences, and say so; separated by commas
    #[arg(long, value_delimiter = ',', value_name = "KEY")]
    #[arg(requires = "baseline")]
    pub(crate) across: Vec<AcrossKey>,

    /// Say nothing on standard error, unless something went wrong
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// Where somebody has forgotten the `--`; refused with the fix.
    #[arg(hide = true, allow_hyphen_values = true)]
    pub(crate) stray: Vec<OsString>,

    /// The program and its arguments
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}
