//! A future whose memory is a container's.
#![expect(unsafe_code, reason = "a future inside a pinned one")]

use crate::Container;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future that is in its container's scope whenever it is polled, on
/// whichever thread, and never while it waits. [`Container::scope`] makes it.
#[must_use = "a future does nothing unless it is awaited"]
#[derive(Debug)]
pub struct Scoped<'a, F> {
    container: &'a Container,
    future: F,
}

impl Container {
    /// Tags what `future` allocates while it is polled. Unlike the
    /// [`Scope`](crate::Scope) of a thread it may live across an `await`.
    ///
    /// ```
    /// # use residue::{Container, Tracking};
    /// # use std::alloc::System;
    /// # #[global_allocator]
    /// # static ALLOCATOR: Tracking<System> = Tracking::new(System);
    /// static SESSIONS: Container = Container::new("sessions");
    ///
    /// async fn load() -> Vec<u8> {
    ///     std::future::ready(vec![7; 100]).await
    /// }
    /// let loading = SESSIONS.scope(load());
    /// # let mut loading = std::pin::pin!(loading);
    /// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// # assert!(loading.as_mut().poll(&mut context).is_ready());
    /// ```
    pub fn scope<F: Future>(&self, future: F) -> Scoped<'_, F> {
        Scoped { container: self, future }
    }
}

impl<F: Future> Future for Scoped<'_, F> {
    type Output = F::Output;

    fn poll(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<F::Output> {
        let container = self.container;
        // SAFETY: the future is never moved out of this struct, which has no
        // destructor of its own and gives nobody else a reference to it; and
        // it is `Unpin` only where the future is.
        let future = unsafe { self.map_unchecked_mut(|of| &mut of.future) };
        let _scope = container.enter();
        future.poll(context)
    }
}
