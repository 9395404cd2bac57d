//! The segment as this process has it mapped: blocks by index, cells by
//! address. Only these files turn mapped memory into references; nothing
//! that was mapped is ever unmapped.

mod control;
mod maps;
mod open_map;
mod survey;

pub(crate) use control::Control;
pub(crate) use maps::{Cells, cells, live_words, map_all};
pub(crate) use open_map::{OpenCell, OpenMap};
pub(crate) use survey::{Survey, map_survey};
