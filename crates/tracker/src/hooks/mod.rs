//! The lower layer: what to call when an object at an address is allocated,
//! freed or moved, whatever allocator does it. The faces over it translate
//! from one interface of allocators each, such as `GlobalAlloc`.

mod counting;
mod fork;
mod moving;
mod owned_or_large;
mod place;
mod slow;
mod start;
mod tracking;
mod usual;

pub(crate) use counting::CountingHooks;
pub use moving::Moving;
pub(crate) use place::CountingPlace;
pub(crate) use start::Activation;
pub use start::SWITCH_VARIABLE;
pub use tracking::Hooks;
