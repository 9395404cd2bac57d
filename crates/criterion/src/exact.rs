//! How criterion is set up for figures that repeat.

use crate::iter_each::Memory;
use criterion::Criterion;
use std::time::Duration;

const AT_ONCE: Duration = Duration::from_nanos(1);

/// A criterion for `measurement`, whose figures do not hang on the clock: one
/// iteration to warm up, then 10 samples of one iteration each, and no plots.
///
/// By time it would choose another number of iterations in each run, and run
/// for seconds what repeats exactly. It warns on standard error that it could
/// not fill its time: it is not meant to. For what only shows over many
/// iterations, such as a container that grows now and then, set
/// `measurement_time` or `sample_size`.
pub fn exact<M: Memory>(measurement: M) -> Criterion<M> {
    Criterion::default()
        .with_measurement(measurement)
        .warm_up_time(AT_ONCE)
        .measurement_time(AT_ONCE)
        .sample_size(10)
        .without_plots()
}
