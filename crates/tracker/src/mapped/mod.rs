//! The segment as this process has it mapped: blocks by index, cells by
//! address. Only these files turn mapped memory into references; nothing
//! that was mapped is ever unmapped.

mod control;
mod head_cell;
mod maps;
mod open_map;
mod stretches;
mod survey;

pub(crate) use control::Control;
pub(crate) use head_cell::HeadCell;
pub(crate) use maps::{Cells, cells, map_all};
pub(crate) use open_map::OpenMap;
pub(crate) use stretches::{Stretch, stretches};
pub(crate) use survey::{Survey, map_survey};
