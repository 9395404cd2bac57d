//! Names of functions, as profilers and compilers write them: what they say,
//! and what in them is only a number of a compiler's.

mod key;
mod owner;
mod readable;
mod scan;
mod signature;
mod suffix;

pub(crate) use self::key::key;
pub(crate) use self::owner::{head, owner};
pub(crate) use self::readable::readable;
