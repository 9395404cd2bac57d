//! What several verbs take on the command line.

mod duration;
mod elements;
pub(crate) mod format;
mod pid;
mod view;
mod workload;

pub(crate) use duration::{duration, interval};
pub(crate) use elements::elements;
pub(crate) use format::ListFormat;
pub(crate) use pid::pid;
pub(crate) use view::{FilterArgs, OutputArgs, ViewArgs};
pub(crate) use workload::WorkloadArgs;
