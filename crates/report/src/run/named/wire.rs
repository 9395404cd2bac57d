//! Named values as a JSON object, in which no name may stand twice: of two
//! values, either could be meant.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::Named;
use residue_present::elided;

/// Names that most maps have room for at once.
const USUAL: usize = 16;

/// Columns of a name that an error shows.
const NAME_WIDTH: usize = 60;

impl<V: Serialize> Serialize for Named<V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Named<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Unique(PhantomData))
    }
}

/// Reads into another map what may not stand there twice either.
pub(in crate::run) fn unique<'de, V: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<String, V>, D::Error> {
    Named::deserialize(from).map(BTreeMap::from)
}

struct Unique<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for Unique<V> {
    type Value = Named<V>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a map of names")
    }

    fn visit_map<M: MapAccess<'de>>(
        self,
        mut map: M,
    ) -> Result<Named<V>, M::Error> {
        let mut pairs = Vec::with_capacity(USUAL);
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Named::unique(pairs).map_err(|name| {
            let name = elided(&name, NAME_WIDTH);
            Error::custom(format_args!("duplicate field `{name}`"))
        })
    }
}

#[cfg(feature = "schema")]
impl<V: schemars::JsonSchema> schemars::JsonSchema for Named<V> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        BTreeMap::<String, V>::schema_name()
    }

    fn json_schema(
        generator: &mut schemars::SchemaGenerator,
    ) -> schemars::Schema {
        BTreeMap::<String, V>::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}
