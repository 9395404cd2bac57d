//! How noise was told from change, in words.

use super::Options;
use super::statistic::ENOUGH;

/// The statistic, the interval, the floors and the limits.
pub(super) fn method(options: &Options) -> Vec<String> {
    vec![
        "statistic: the lower median of a side's repetitions, which is a \
         figure that was measured"
            .to_owned(),
        format!(
            "interval: of the rank test (Mann and Whitney), which under one \
             and the same program leaves out 0 in at most 1 of 100 figures \
             from {ENOUGH} repetitions a side on; with fewer it is the whole \
             range of differences"
        ),
        "a change is a difference beyond its floor whose interval leaves out \
         0; all else is noise"
            .to_owned(),
        "floors: none for live bytes and counts; a page for payload, slack, \
         other live and untouched; 4 pages for rounding and fragmentation; 2 \
         MiB for program; 256 KiB for cached and metadata (2.75 MiB under \
         jemalloc); the sum of both for resident"
            .to_owned(),
        format!(
            "more room, with fewer than {ENOUGH} repetitions on a side, for \
             what may be given back by chance: where several threads race, \
             8 MiB and all that is cached; where a timer runs (a decay time, \
             a purge delay), 8 MiB and as much of what is cached as the \
             process's age is of four fifths of the timer; with more, at \
             most twice what the repetitions show"
        ),
        options.limits.method(),
    ]
}
