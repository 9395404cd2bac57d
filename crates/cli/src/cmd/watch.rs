//! `residue watch`

use crate::args::{interval, pid};
use crate::exit::Done;
use crate::interrupt;
use crate::kept;
use crate::progress::Progress;
use anyhow::Result;
use clap::Args;
use residue_observer::Stop;
use residue_runner::metrics::Metrics;
use residue_runner::stored::Name;
use residue_runner::{
    Interrupt, Patient, Seen, Store, Watch, environment, sentence,
};
use std::path::PathBuf;
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  residue watch 4711 --every 5s -o run
      A ledger every five seconds, until Ctrl-C or the end of the process. A
      program with the tracker has all rows, its containers, and a ledger of
      each phase that it marks itself. One more, called `limit`, when nine
      tenths of what its control group may use are charged.
  residue mark 4711 drained
      Meanwhile, from elsewhere: a ledger now, by this name.
  residue report run; residue doctor run; residue diff before run
      It is a run like any other.";

/// The arguments of `residue watch`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub(crate) struct WatchArgs {
    /// The process
    #[arg(value_parser = pid)]
    pid: u32,

    /// How often it is looked at: 5s, 500ms, 2m
    #[arg(long, value_name = "DURATION", default_value = "5s")]
    #[arg(value_parser = interval)]
    every: Duration,

    /// Serve what is known of it meanwhile, for Prometheus, at a host and a
    /// port such as 127.0.0.1:9464, under /metrics
    #[arg(long, value_name = "ADDR")]
    metrics: Option<String>,

    /// Folder for run.json [default: a new dated one under results/]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Replace the run that the folder of --out holds
    #[arg(long, requires = "out")]
    force: bool,

    /// Keep the run as results/baselines/NAME, for `residue diff NAME latest`
    #[arg(long, value_name = "NAME")]
    save: Option<Name>,

    /// Do not stop the process to look at it: figures are then of different
    /// moments, and an allocator at work may not be read
    #[arg(long)]
    no_stop: bool,
}

/// Looks at a process again and again, and keeps every look.
pub(crate) fn watch(args: &WatchArgs) -> Result<Done> {
    let patient = Patient::find(args.pid)?;
    let metrics = args.metrics.as_deref().map(Metrics::listen).transpose()?;
    kept::prepare(args.out.as_deref(), args.force)?;
    let interrupt = interrupt::listen()?;
    let store = Store::create(args.out.as_deref(), environment::read())?;
    let stop = if args.no_stop { Stop::No } else { Stop::Yes };
    let mut watch = Watch::of(patient, store, args.every, stop);
    if let Some(metrics) = metrics {
        crate::exit::say!("metrics are served at {}", metrics.url());
        watch.serve(metrics);
    }
    if let Err(error) = watch.listen() {
        crate::exit::say!("no phases can be marked here: {error:#}");
    }
    let followed = follow(&mut watch, &interrupt);
    let looks = watch.looks();
    let store = watch.finish()?;
    followed?;
    let file = store.file();
    crate::exit::say!("{looks} looks, stored in {}", file.display());
    if let Some(name) = &args.save {
        kept::save(&store, name)?;
    }
    Ok(Done::Fine)
}

/// Until the process ends, or the user has seen enough.
fn follow(watch: &mut Watch, interrupt: &Interrupt) -> Result<()> {
    let progress = Progress::of_one();
    loop {
        match watch.next(interrupt)? {
            Seen::Look(name, examination) => {
                progress.begin(&sentence(&name, &examination));
            }
            Seen::Missed(why) => progress.pass(&format!("no look: {why}")),
            Seen::Ended => {
                progress.clear();
                crate::exit::say!("the process has ended");
                return Ok(());
            }
            Seen::Interrupted => {
                progress.clear();
                return Ok(());
            }
        }
    }
}
