//! `residue keep`

use crate::args::pid;
use crate::exit::{self, Done};
use crate::interrupt;
use crate::output::Output;
use anyhow::Result;
use clap::Args;
use residue_runner::exec::{Attached, Left};
use residue_runner::{detached, kept};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  residue keep 4711 died.json &
      Until process 4711 ends, what it holds is kept in died.json.
  residue doctor died.json
      Afterwards: who held its memory when it died, and what killed it.
  RESIDUE_KEEP=died-%p.json ./server
      A program with the tracker has this done by itself.";

const ABOUT: &str = "\
The program's map of objects is memory that this command shares: when the \
program is killed, live bytes by container and by size are read from it once \
more. It is written after each look, and else about once a second if something \
moved, for at most a fiftieth of the time. Looks are taken when memory has risen \
by a twentieth, and when nine tenths of what its control group may use are \
charged. Where this command is killed too (memory.oom.group, the end of the \
first process of a container), the file has what was written last.

What an earlier process left in FILE is moved to FILE.before. Remove FILE to \
end this.";

/// The arguments of `residue keep`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES, after_long_help = ABOUT)]
pub(crate) struct KeepArgs {
    /// The process
    #[arg(value_parser = pid)]
    pid: u32,

    /// The file; %p in its name is the process's number
    file: PathBuf,

    /// Return as soon as it is kept, and go on in the background
    #[arg(long)]
    detach: bool,

    /// Say nothing of it, unless it cannot be done
    #[arg(long, short)]
    quiet: bool,
}

/// Keeps what a process holds in a file that outlives it.
pub(crate) fn keep(args: &KeepArgs) -> Result<Done> {
    if args.detach {
        let begun = detached(&again(args))?;
        if !args.quiet {
            exit::say!("{begun}");
        }
        return Ok(Done::Fine);
    }
    let file = kept::named(&args.file, args.pid);
    let aside = kept::make_way(&file, args.pid)?;
    let attached = Attached::to(args.pid, &file)?;
    let interrupt = interrupt::listen()?;
    say(&begun(args.pid, &file, aside.as_deref()), args.quiet)?;
    let left = attached.follow(&interrupt)?;
    if !args.quiet {
        tell(&left, args.pid, &file);
    }
    Ok(Done::Fine)
}

/// Says on standard output that it has begun: whoever started this may wait
/// for it.
fn say(begun: &str, is_quiet: bool) -> Result<()> {
    if is_quiet {
        return Ok(());
    }
    exit::unless_broken_pipe(Output::to(None)?.write(|out| {
        writeln!(out, "{begun}")?;
        out.flush()
    }))
}

/// The arguments of the process that goes on.
fn again(args: &KeepArgs) -> Vec<OsString> {
    let pid = args.pid.to_string().into();
    vec!["keep".into(), pid, "--".into(), args.file.clone().into()]
}

fn begun(pid: u32, file: &Path, aside: Option<&Path>) -> String {
    let file = file.display();
    let aside = aside
        .map(|aside| format!("; what was there is in {} now", aside.display()));
    let aside = aside.unwrap_or_default();
    format!("what process {pid} holds is kept in {file}{aside}")
}

fn tell(left: &Left, pid: u32, file: &Path) {
    let file = file.display();
    match left {
        Left::Ended(end) => {
            exit::say!("process {pid} {}", end.words());
            exit::say!("who held its memory: residue doctor {file}");
        }
        Left::Interrupted => {
            exit::say!("process {pid} goes on, and is kept no more");
        }
        Left::Replaced => exit::say!(
            "{file} is gone, or somebody else's: process {pid} is kept no more"
        ),
    }
}
