//! `residue exec`

mod args;
mod keep;
mod library;
mod limits;
mod said;

pub(crate) use args::ExecArgs;
pub(crate) use library::LIBRARY;

use crate::exit::Done;
use crate::kept;
use anyhow::{Error, Result, anyhow, bail};
use clap::Args as _;
use keep::Keep;
use residue_report::{Detail, show_run};
use residue_runner::exec::{Chosen, Ended, NotStarted, Order, exec as run};
use residue_runner::metrics::Metrics;
use residue_runner::{Store, environment, select};
use std::process::ExitStatus;
use std::rc::Rc;

/// Runs a program, tracked, and stores what was measured. The answer is the
/// program's own, if it began.
pub(crate) fn exec(args: &ExecArgs) -> Result<Done> {
    refuse_stray(args)?;
    let baseline = limits::Baseline::of(args)?;
    let backends = backends(args)?;
    let metrics = metrics(args)?;
    keep::prepare(args)?;
    kept::prepare(args.out.as_deref(), args.force)?;
    // Whether there is such a program is known before anything is written.
    if let Err(error) = residue_runner::exec::Program::find(&args.command[0]) {
        return Ok(not_started(&error));
    }
    let mut store = Store::create(args.out.as_deref(), environment::read())?;
    let mut status = None;
    for backend in backends {
        match run_under(args, backend, metrics.clone(), &mut store)? {
            Ok(ended) => status = status.or(Some(ended)),
            Err(error) => {
                store.discard_empty();
                return Ok(not_started(&error));
            }
        }
    }
    finish(args, &store, baseline, status)
}

/// Runs it once. An outer error is of the store.
fn run_under(
    args: &ExecArgs,
    backend: Option<Chosen>,
    metrics: Option<Rc<Metrics>>,
    store: &mut Store,
) -> Result<Result<ExitStatus, NotStarted>> {
    let keep = Keep::of(args, store);
    let order = Order {
        words: args.command.clone(),
        library: library::library()?,
        backend,
        every: args.every,
        follow: args.follow,
        keep: Some(keep.file().to_owned()),
        metrics,
        looks_on_usr2: args.on_usr2,
    };
    let Ended { status, end, measured } = match run(&order) {
        Ok(ended) => ended,
        Err(error) => return Ok(Err(error)),
    };
    let name = measured.first().map_or("", |of| &of.probe.scenario);
    keep.settle(name, &end, args.quiet);
    for measured in measured {
        if !args.quiet {
            said::of(&measured.probe);
        }
        store.add(measured)?;
    }
    Ok(Ok(status))
}

/// The server that is asked for, before anything runs.
fn metrics(args: &ExecArgs) -> Result<Option<Rc<Metrics>>> {
    let Some(address) = &args.metrics else { return Ok(None) };
    let metrics = Metrics::listen(address)?;
    if !args.quiet {
        crate::exit::say!("metrics are served at {}", metrics.url());
    }
    Ok(Some(Rc::new(metrics)))
}

fn finish(
    args: &ExecArgs,
    store: &Store,
    baseline: Option<limits::Baseline>,
    status: Option<ExitStatus>,
) -> Result<Done> {
    if !args.quiet {
        crate::exit::say!("stored in {}", store.file().display());
    }
    if let Some(name) = &args.save {
        kept::save(store, name)?;
    }
    if !args.compare.is_empty() {
        show(store)?;
    }
    let answer = match baseline {
        Some(baseline) => baseline.answer(&store.file(), args)?,
        None => Done::Fine,
    };
    // What the program says itself comes first.
    Ok(match status {
        Some(status) if !status.success() => Done::AsProgram(status),
        _ => answer,
    })
}

/// One table of all allocators.
fn show(store: &Store) -> Result<()> {
    let output = crate::output::Output::to(None)?;
    let text = output.text(None);
    let format = residue_present::Format::Terminal;
    let pages = residue_report::pages::PageMaps::default();
    let shown = output.write(|out| {
        show_run(store.run(), &pages, Detail::Table, format, text, out)
    });
    crate::exit::unless_broken_pipe(shown)
}

fn not_started(error: &NotStarted) -> Done {
    crate::exit::say!("{error}");
    Done::Code(error.code())
}

/// The allocators to run it under; none for its own.
fn backends(args: &ExecArgs) -> Result<Vec<Option<Chosen>>> {
    let named = args.backend.iter().chain(&args.compare);
    let found = named.map(|name| Chosen::find(name).map(Some));
    let found = found.collect::<Result<Vec<_>, _>>()?;
    Ok(if found.is_empty() { vec![None] } else { found })
}

/// A command that does not stand behind `--`, and one that is not there.
fn refuse_stray(args: &ExecArgs) -> Result<()> {
    let words = args.stray.iter().map(|word| word.to_string_lossy());
    let words: Vec<_> = words.collect();
    match words.first() {
        Some(first) if first.starts_with('-') => Err(unknown(first)),
        Some(_) => {
            let behind = args.command.iter().map(|of| of.to_string_lossy());
            let words: Vec<_> = words.iter().cloned().chain(behind).collect();
            let words = words.iter().map(|word| &**word);
            let command = shlex::try_join(words).unwrap_or_default();
            bail!("put the command behind --: residue exec -- {command}");
        }
        None if args.command.is_empty() => {
            bail!("name a command behind --, such as residue exec -- ./server")
        }
        None => Ok(()),
    }
}

fn is_short(word: &str, option: char) -> bool {
    word.strip_prefix('-').is_some_and(|of| of.starts_with(option))
}

/// What is no option of this command.
fn unknown(word: &str) -> Error {
    let command = ExecArgs::augment_args(clap::Command::new("exec"));
    let shorts = command.get_arguments().filter_map(|of| of.get_short());
    // A value may begin with whatever there is behind it, and so is not told
    // from an option without a space.
    if let Some(short) = shorts.into_iter().find(|&of| is_short(word, of)) {
        let value = word.chars().skip(2).collect::<String>();
        return anyhow!("put a space behind -{short}: -{short} {value}");
    }
    let options = command.get_arguments().filter_map(|of| of.get_long());
    let options: Vec<_> = options.map(|name| format!("--{name}")).collect();
    let options: Vec<_> = options.iter().map(String::as_str).collect();
    let name = word.split('=').next().unwrap_or(word);
    select::unknown("option", name, &options)
}
