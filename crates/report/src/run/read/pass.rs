//! One pass over the text of a run.

use std::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};

use super::receiver::Receiver;
use crate::run::{Environment, Probe, Schema};

/// A field of a run.
#[derive(Clone, Copy, Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Field {
    Schema,
    Environment,
    Probes,
    #[serde(other)]
    Other,
}

/// Reads a run whose schema and environment stand in front of its probes, or
/// are known from before.
pub(super) struct Pass<'a, E, P> {
    to: &'a mut Receiver<E, P>,
    schema: Option<Schema>,
    environment: Option<Environment>,
    knows_head: bool,
    has_probes: bool,
}

impl<'a, E: FnMut(Environment), P: FnMut(Probe)> Pass<'a, E, P> {
    pub(super) fn new(to: &'a mut Receiver<E, P>) -> Self {
        Pass {
            to,
            schema: None,
            environment: None,
            knows_head: false,
            has_probes: false,
        }
    }

    /// A pass that looks at probes alone: what else the file says was read.
    pub(super) fn behind(
        schema: Schema,
        environment: Environment,
        to: &'a mut Receiver<E, P>,
    ) -> Self {
        Pass {
            schema: Some(schema),
            environment: Some(environment),
            knows_head: true,
            ..Pass::new(to)
        }
    }

    fn field<'de, M: MapAccess<'de>>(
        &mut self,
        field: Field,
        map: &mut M,
    ) -> Result<(), M::Error> {
        match field {
            Field::Schema if !self.knows_head => {
                read_once("schema", &mut self.schema, map)
            }
            Field::Environment if !self.knows_head => {
                read_once("environment", &mut self.environment, map)
            }
            Field::Probes if self.has_probes => {
                Err(Error::duplicate_field("probes"))
            }
            Field::Probes => {
                self.begin()?;
                map.next_value_seed(Probes(self.to))
            }
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }

    /// Hands over what probes mean nothing without.
    fn begin<X: Error>(&mut self) -> Result<(), X> {
        let (Some(_), Some(environment)) = (self.schema, &self.environment)
        else {
            return Err(X::custom("probes stand in front of the rest"));
        };
        self.to.environment(environment.clone());
        self.has_probes = true;
        Ok(())
    }
}

fn read_once<'de, T: Deserialize<'de>, M: MapAccess<'de>>(
    name: &'static str,
    place: &mut Option<T>,
    map: &mut M,
) -> Result<(), M::Error> {
    match place.replace(map.next_value()?) {
        None => Ok(()),
        Some(_) => Err(Error::duplicate_field(name)),
    }
}

impl<'de, E, P> DeserializeSeed<'de> for Pass<'_, E, P>
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

impl<'de, E, P> Visitor<'de> for Pass<'_, E, P>
where
    E: FnMut(Environment),
    P: FnMut(Probe),
{
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a run")
    }

    fn visit_map<M: MapAccess<'de>>(
        mut self,
        mut map: M,
    ) -> Result<(), M::Error> {
        while let Some(field) = map.next_key()? {
            self.field(field, &mut map)?;
        }
        match self.has_probes {
            true => Ok(()),
            false => Err(Error::missing_field("probes")),
        }
    }
}

/// Reads a list of probes and hands over each.
struct Probes<'a, E, P>(&'a mut Receiver<E, P>);

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
        while let Some(probe) = probes.next_element()? {
            self.0.probe(probe)?;
        }
        Ok(())
    }
}
