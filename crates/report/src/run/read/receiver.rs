//! Where a run goes as it is read.

use serde::de::Error;

use super::identity::Identities;
use crate::error::ReadError;
use crate::run::{Environment, Probe};

/// Whoever reads a run, behind what no run may have.
pub(super) struct Receiver<E, P> {
    on_environment: E,
    each: P,
    seen: Identities,
    has_begun: bool,
    refusal: Option<ReadError>,
}

impl<E: FnMut(Environment), P: FnMut(Probe)> Receiver<E, P> {
    pub(super) fn new(on_environment: E, each: P) -> Receiver<E, P> {
        let seen = Identities::default();
        let (has_begun, refusal) = (false, None);
        Receiver { on_environment, each, seen, has_begun, refusal }
    }

    /// Whether anything was handed over.
    pub(super) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Why the last that was read is refused, though it is well-formed.
    pub(super) fn take_refusal(&mut self) -> Option<ReadError> {
        self.refusal.take()
    }

    pub(super) fn environment(&mut self, environment: Environment) {
        self.has_begun = true;
        (self.on_environment)(environment);
    }

    /// Hands over `probe`, or keeps the refusal: the error that a
    /// deserializer can return is only text.
    pub(super) fn probe<X: Error>(&mut self, probe: Probe) -> Result<(), X> {
        match self.seen.add(&probe) {
            Ok(()) => {
                (self.each)(probe);
                Ok(())
            }
            Err(refusal) => {
                let error = X::custom(&refusal);
                self.refusal = Some(refusal);
                Err(error)
            }
        }
    }
}
