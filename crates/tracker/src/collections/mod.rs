//! Collections that tell by themselves how full they are.

mod filling;
mod foreign;
mod standard;
mod tracked;

pub use filling::Filling;
pub(crate) use filling::Stated;
pub use tracked::{Editing, Tracked};

/// A collection that tells how full it is. It is there for those of the
/// standard library and, by features of their names, of `hashbrown`,
/// `indexmap` and `dashmap`.
///
/// ```
/// use residue::{Collection, Filling};
///
/// /// A ring of fixed room.
/// struct Ring { slots: Box<[Option<u64>; 64]>, used: usize }
///
/// impl Collection for Ring {
///     fn filling(&self) -> Filling {
///         Filling::of_slots(self.used, 64, size_of::<Option<u64>>())
///     }
/// }
/// let ring = Ring { slots: Box::new([None; 64]), used: 0 };
/// assert_eq!(ring.filling().capacity, 64);
/// # drop(ring.slots);
/// ```
pub trait Collection {
    /// How full it is now. It is asked after each change, and must be quick:
    /// it looks at no element.
    fn filling(&self) -> Filling;
}

impl<C: Collection + ?Sized> Collection for &C {
    fn filling(&self) -> Filling {
        (**self).filling()
    }
}

impl<C: Collection + ?Sized> Collection for Box<C> {
    fn filling(&self) -> Filling {
        (**self).filling()
    }
}
