//! Documents of `serde_json`.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::retention::{Container, Peak};
use crate::{Freed, random};

/// Bytes of the text of a document's name.
const NAME: usize = 24;
/// Numbers in a document.
const NUMBERS: u64 = 3;
/// The keys of a document.
const KEYS: [&str; 3] = ["id", "name", "numbers"];

/// Documents, one after the other, and thrown away together.
pub(crate) const fn json() -> Container<Vec<Value>> {
    Container {
        open: |_, _| (),
        fill: |documents, plan| {
            let of = random::keys(plan).map(document);
            of.for_each(|document| documents.push(document));
        },
        drain: |documents, _| documents.clear(),
        shrink: Vec::shrink_to_fit,
        rebuild: |documents| documents.into_iter().collect(),
        len: Vec::len,
        capacity: Vec::capacity,
        payload: |documents| documents.len() as u64 * document_bytes(),
        entry: VALUE,
        peak: |documents| Peak {
            slack: None,
            bytes: documents.saturating_mul(MOST),
        },
        kept: |documents| documents.saturating_mul(VALUE),
        freed: |_| Freed::default(),
    }
}

const VALUE: u64 = size_of::<Value>() as u64;
const ENTRY: u64 = size_of::<(String, Value)>() as u64;
/// A node of the document's tree has room for eleven entries.
const MOST: u64 = 3 * VALUE + 12 * ENTRY + 256;

/// A document's bytes: itself, its entries, and what these own.
fn document_bytes() -> u64 {
    let keys = KEYS.iter().map(|key| key.len()).sum::<usize>() as u64;
    let entries = KEYS.len() as u64 * ENTRY;
    VALUE + entries + keys + NAME as u64 + NUMBERS * VALUE
}

fn document(key: u64) -> Value {
    let mut name = String::with_capacity(NAME);
    let digits = NAME - "name-".len();
    write!(name, "name-{key:0digits$}").expect("a string takes all");
    let mut numbers = Vec::with_capacity(NUMBERS as usize);
    numbers.extend((0..NUMBERS).map(|index| random::draw(key, index).into()));
    let values = [key.into(), name.into(), Value::Array(numbers)];
    let entries = KEYS.iter().map(|key| (*key).to_owned()).zip(values);
    Value::Object(entries.collect::<Map<_, _>>())
}
