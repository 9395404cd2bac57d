//! The value of a sample.

use std::fmt;
use std::time::Duration;

/// The value of a sample, in the unit of its metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A count, or bytes.
    Unsigned(u64),
    /// Bytes that may be below 0.
    Signed(i64),
    /// Seconds.
    Time(Duration),
}

impl From<u64> for Value {
    fn from(value: u64) -> Value {
        Value::Unsigned(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Signed(value)
    }
}

impl From<Duration> for Value {
    fn from(value: Duration) -> Value {
        Value::Time(value)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unsigned(value) => value.fmt(f),
            Value::Signed(value) => value.fmt(f),
            Value::Time(time) => {
                write!(f, "{}.{:09}", time.as_secs(), time.subsec_nanos())
            }
        }
    }
}
