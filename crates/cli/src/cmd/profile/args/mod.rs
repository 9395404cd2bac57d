//! `residue profile`: one verb, one file.

mod compare;
mod export;
mod hyperlinks;
mod names;
mod narrow;
mod record;
mod shown;
mod symbols;
mod view;

pub(crate) use compare::CompareArgs;
pub(crate) use export::ExportArgs;
pub(crate) use narrow::NarrowArgs;
pub(crate) use record::{RecordArgs, Trim};
pub(crate) use shown::ShownArgs;
pub(crate) use symbols::SymbolsArgs;
pub(crate) use view::ShowArgs;

use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  residue profile hashmap-pointer
      Who allocated what, and who still holds it at each phase:
      dhat-heap.json, dhat-heap.filled.json, dhat-heap.drained.json, ...
  residue profile view dhat-heap.drained.json --by end
      The call sites that still hold memory after the drain.
  residue profile view dhat-heap.json -o profile.html
      Flame graphs and the tree of calls, in one file that opens from disk.
  residue profile diff before.json dhat-heap.json --limit 'end=+0'
      What a change allocates more, by call stack; exit code 1 past a limit.
  residue profile view --group crate --focus cache 'shards/*.json.gz'
      What each crate holds below `cache`, over several processes.
  residue profile view out.json --symbols app.full --source src
      The functions of a stripped program, by the binary as it was before, and
      the lines that allocate.
  residue profile export dhat-heap.json --format pprof -o heap.pb.gz
      For `go tool pprof`.";

const ABOUT: &str = "\
dhat writes its profile once, when the program ends. So each phase has a \
probe of its own, a fresh process that does the same from the start and ends \
at that phase: what is live at its end is what is live there. Where a \
scenario differs from run to run, so do the probes, and the output says so.

view, diff and export read any file of dhat, of Valgrind's DHAT (heap, ad hoc \
and copy) and of their kin, what heaptrack and `go tool pprof` read, and \
jemalloc's heap_v2, packed by gzip or zstd or not, up to 2 GiB.";

/// The arguments of `residue profile`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES, after_long_help = ABOUT)]
#[command(args_conflicts_with_subcommands = true)]
#[command(subcommand_negates_reqs = true)]
pub(crate) struct ProfileArgs {
    #[command(flatten)]
    pub(crate) record: RecordArgs,

    /// What is done with profiles that there are.
    #[command(subcommand)]
    pub(crate) command: Option<ProfileCommand>,
}

/// What is done with profiles that there are.
#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// Show a profile: terminal, Markdown, HTML or JSON
    View(ShowArgs),
    /// Compare profiles by call stack: what grew, and is it past a limit
    Diff(CompareArgs),
    /// Write a profile in another tool's format
    Export(ExportArgs),
}
