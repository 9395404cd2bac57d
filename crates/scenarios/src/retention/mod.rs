//! Retention scenarios: what each of them states, and the course of phases
//! that all of them take.

mod container;
mod containers;
mod course;
mod scenario;
mod stages;

pub(crate) use container::{Container, Peak};
pub(crate) use scenario::{Blames, Retention};
pub(crate) use stages::Stages;
