//! One pass over the text of a run as Residue writes it: the schema and the
//! environment in front of the probes, each of which is handed over as it is
//! read.

use std::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};

use super::identity::Identities;
use crate::error::ReadError;
use crate::run::{Environment, Probe, Run, Schema};

/// Whoever reads a run, behind what no run may have.
pub(super) struct Pass<E, P> {
    on_environment: E,
    each: P,
    seen: Identities,
    has_begun: bool,
    refusal: Option<ReadError>,
}

impl<E: FnMut(Environment), P: FnMut(Probe)> Pass<E, P> {
    pub(super) fn new(on_environment: E, each: P) -> Pass<E, P> {
        let seen = Identities::default();
        Pass { on_environment, each, seen, has_begun: false, refusal: None }
    }

    /// Reads `text`. An error says that it could not be read in one pass, and
    /// not yet why.
    pub(super) fn read(&mut self, text: &str) -> serde_json::Result<()> {
        let mut json = serde_json::Deserializer::from_str(text);
        RunFields(self).deserialize(&mut json)?;
        json.end()
    }

    /// Hands over a run that was read whole.
    pub(super) fn hand_over(&mut self, run: Run) -> Result<(), ReadError> {
        self.begin(run.environment);
        run.probes.into_iter().try_for_each(|probe| self.probe(probe))
    }

    /// Whether anything was handed over.
    pub(super) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Why the last probe that was read is refused, though it is well-formed.
    pub(super) fn take_refusal(&mut self) -> Option<ReadError> {
        self.refusal.take()
    }

    fn begin(&mut self, environment: Environment) {
        self.has_begun = true;
        (self.on_environment)(environment);
    }

    fn probe(&mut self, probe: Probe) -> Result<(), ReadError> {
        self.seen.add(&probe)?;
        (self.each)(probe);
        Ok(())
    }
}

/// A field of a run.
#[derive(Clone, Copy, Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum RunField {
    Schema,
    Environment,
    Probes,
    #[serde(other)]
    Other,
}

/// Reads the fields of a run.
struct RunFields<'a, E, P>(&'a mut Pass<E, P>);

impl<'de, E, P> DeserializeSeed<'de> for RunFields<'_, E, P>
where
    E: FnMut(Environment),
    P: FnMut(Probe),
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(
        self,
        from: D,
    ) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de, E, P> Visitor<'de> for RunFields<'_, E, P>
where
    E: FnMut(Environment),
    P: FnMut(Probe),
{
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a run")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let RunFields(pass) = self;
        let (mut schema, mut environment) = (None::<Schema>, None);
        while let Some(field) = map.next_key()? {
            match field {
                RunField::Schema if schema.is_none() => {
                    schema = Some(map.next_value()?);
                }
                RunField::Environment if environment.is_none() => {
                    environment = Some(map.next_value()?);
                }
                RunField::Probes if !pass.has_begun && schema.is_some() => {
                    let missing = || Error::missing_field("environment");
                    pass.begin(environment.clone().ok_or_else(missing)?);
                    map.next_value_seed(Probes(pass))?;
                }
                RunField::Other => map.next_value::<IgnoredAny>().map(drop)?,
                _ => return Err(Error::custom("out of order, or twice")),
            }
        }
        match pass.has_begun {
            true => Ok(()),
            false => Err(Error::missing_field("probes")),
        }
    }
}

/// Reads a list of probes and hands over each.
struct Probes<'a, E, P>(&'a mut Pass<E, P>);

impl<'de, E, P> DeserializeSeed<'de> for Probes<'_, E, P>
where
    E: FnMut(Environment),
    P: FnMut(Probe),
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(
        self,
        from: D,
    ) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, E, P> Visitor<'de> for Probes<'_, E, P>
where
    E: FnMut(Environment),
    P: FnMut(Probe),
{
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a list of probes")
    }

    fn visit_seq<S: SeqAccess<'de>>(
        self,
        mut probes: S,
    ) -> Result<(), S::Error> {
        let Probes(pass) = self;
        while let Some(probe) = probes.next_element()? {
            // A deserializer's error is only text: the refusal is kept.
            pass.probe(probe).map_err(|refusal| {
                let error = Error::custom(&refusal);
                pass.refusal = Some(refusal);
                error
            })?;
        }
        Ok(())
    }
}
