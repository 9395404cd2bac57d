//! The process that is observed: this program again, told what to hold.

use super::malloc_info::malloc_info;
use memmap2::MmapOptions;
use residue::{AllocatorView, Statistic};
use residue_backends as backends;
use std::env;
use std::error::Error;
use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

/// Set in that process to what it holds.
pub(crate) const HOLDS: &str = "RESIDUE_BENCH_HOLDS";

/// The phase at which it stands, and what has it reach that again.
pub(crate) const PHASE: &str = "held";

const PAGE: usize = 4096;

/// What a process holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    /// Objects, each of them touched.
    pub(crate) objects: u64,
    /// Bytes of each.
    pub(crate) each: u64,
    /// Bytes of address space that are taken and never touched.
    pub(crate) reserved: u64,
    /// Bytes from the start of those that are touched after all, every
    /// second page: pages that lie side by side are told as one.
    pub(crate) touched: u64,
}

/// What a process is asked of itself, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// glibc's `malloc_info`.
    MallocInfo,
    /// The backend's own statistics; of jemalloc, with a new epoch.
    Statistics,
}

impl Asked {
    const ALL: [Asked; 2] = [Asked::MallocInfo, Asked::Statistics];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Asked::MallocInfo => "malloc_info",
            Asked::Statistics => "statistics",
        }
    }

    fn call(self) {
        match self {
            Asked::MallocInfo => malloc_info(),
            Asked::Statistics => _ = black_box(backends::statistics()),
        }
    }
}

impl Load {
    pub(crate) fn text(self) -> String {
        let Load { objects, each, reserved, touched } = self;
        format!("{objects} {each} {reserved} {touched}")
    }

    fn parse(text: &str) -> Result<Load, Box<dyn Error>> {
        let mut words = text.split(' ');
        let mut word = || words.next().ok_or("a load is four numbers");
        Ok(Load {
            objects: word()?.parse()?,
            each: word()?.parse()?,
            reserved: word()?.parse()?,
            touched: word()?.parse()?,
        })
    }
}

/// Holds and answers until nobody asks any more, where this process was
/// started for it.
pub(crate) fn hold_if_asked() -> Result<bool, Box<dyn Error>> {
    let Ok(text) = env::var(HOLDS) else { return Ok(false) };
    let load = Load::parse(&text)?;
    residue::describe_allocator(Box::leak(Box::new(view())));
    let object = || vec![1_u8; load.each as usize].into_boxed_slice();
    let objects: Vec<Box<[u8]>> = (0..load.objects).map(|_| object()).collect();
    let reserved = match load.reserved {
        0 => None,
        bytes => {
            let bytes = bytes as usize;
            let mut area =
                MmapOptions::new().len(bytes).no_reserve_swap().map_anon()?;
            let touched = &mut area[..load.touched as usize];
            touched.iter_mut().step_by(2 * PAGE).for_each(|byte| *byte = 1);
            Some(area)
        }
    };
    // It stands still here until it is measured.
    residue::mark(PHASE);
    for question in io::stdin().lock().lines() {
        let question = question?;
        if question == PHASE {
            residue::mark(PHASE);
            continue;
        }
        let took = answer(&question)?;
        writeln!(io::stdout(), "{}", took.as_nanos())?;
        io::stdout().flush()?;
    }
    drop(black_box((objects, reserved)));
    Ok(true)
}

/// How long it takes to do what is asked, as often as is asked.
fn answer(question: &str) -> Result<Duration, Box<dyn Error>> {
    let (name, count) = question.split_once(' ').ok_or("no question")?;
    let mut all = Asked::ALL.into_iter();
    let asked = all.find(|asked| asked.name() == name).ok_or("unknown")?;
    let count: u64 = count.parse()?;
    let start = Instant::now();
    (0..count).for_each(|_| asked.call());
    Ok(start.elapsed())
}

fn view() -> AllocatorView {
    AllocatorView {
        usable_size: backends::usable_size,
        least_usable_size: backends::least_usable_size,
        others_wait: true,
        object_header: backends::header_bytes(),
        statistics: |table| {
            table.set(Statistic::Allocated, backends::statistics().allocated);
        },
    }
}
