//! A collection that is its container's, and says so by itself.

use super::{Collection, Stated};
use crate::{Container, Scope};
use std::ops::{Deref, DerefMut};

/// A collection whose memory is a named container's: it is read as it is, and
/// changed through [`Tracked::edit`], which tags what it allocates and states
/// afterwards how full it is.
///
/// Several may belong to one container: what they state adds up. What is
/// stated is elements, capacity, and the bytes of room that no element takes;
/// all else that the container holds is payload, what elements own on the heap
/// too, if it was made within an edit. Of trees, which do not tell their room,
/// it is the bytes of their elements.
///
/// ```
/// use residue::{Container, Tracked, Tracking};
/// use std::alloc::System;
/// use std::collections::HashMap;
///
/// #[global_allocator]
/// static ALLOCATOR: Tracking<System> = Tracking::new(System);
/// static SESSIONS: Container = Container::new("sessions");
///
/// let mut sessions = Tracked::new(&SESSIONS, HashMap::new());
/// sessions.edit().insert(7, "a name".to_owned());
/// assert_eq!(sessions.len(), 1);
/// sessions.edit().clear();
/// ```
#[derive(Debug)]
pub struct Tracked<T: Collection> {
    // In this order: what it holds is freed before it is no longer stated.
    collection: T,
    statement: Statement,
}

/// A change of a [`Tracked`] collection, which derefs to it: as long as it
/// lives, what its thread allocates is the container's. It belongs to one
/// thread and must not live across an `await`.
#[must_use = "it is there to be changed through"]
#[derive(Debug)]
pub struct Editing<'a, T: Collection> {
    tracked: &'a mut Tracked<T>,
    _scope: Scope,
}

impl<T: Collection> Tracked<T> {
    /// A collection of `container`'s. What it holds already was allocated
    /// outside, and is not the container's.
    pub fn new(container: &'static Container, collection: T) -> Tracked<T> {
        let statement = Statement { container, stated: Stated::default() };
        let mut tracked = Tracked { collection, statement };
        tracked.state();
        tracked
    }

    /// Changes it: as long as what this returns lives, which derefs to the
    /// collection, what this thread allocates is the container's.
    pub fn edit(&mut self) -> Editing<'_, T> {
        let scope = self.statement.container.enter();
        Editing { tracked: self, _scope: scope }
    }

    /// Whose it is.
    pub fn container(&self) -> &'static Container {
        self.statement.container
    }

    /// The collection, of which no more is stated.
    pub fn into_inner(self) -> T {
        self.collection
    }

    fn state(&mut self) {
        let filling = self.collection.filling();
        self.statement
            .now(filling.since(self.statement.stated.capacity).stated());
    }
}

impl<T: Collection> Deref for Tracked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.collection
    }
}

impl<T: Collection> Deref for Editing<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.tracked.collection
    }
}

impl<T: Collection> DerefMut for Editing<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.tracked.collection
    }
}

impl<T: Collection> Drop for Editing<'_, T> {
    fn drop(&mut self) {
        self.tracked.state();
    }
}

/// What was stated of one collection, as long as there is one.
#[derive(Debug)]
struct Statement {
    container: &'static Container,
    stated: Stated,
}

impl Statement {
    fn now(&mut self, stated: Stated) {
        let before = std::mem::replace(&mut self.stated, stated);
        self.container.restate(&before, &stated);
    }
}

impl Drop for Statement {
    fn drop(&mut self) {
        self.now(Stated::default());
    }
}
