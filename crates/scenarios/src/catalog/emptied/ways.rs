//! The ways to empty a container, each the end of a scenario's name, what is
//! done, and whom it leaves to blame.

use crate::Tag;
use crate::retention::{Blames, Container, Retention, Stages};

/// The scenarios of one container, one for each way, in the order in which they
/// are listed and run. `retain` and `drain` are called with the arguments that
/// leave nothing.
macro_rules! emptied {
    (
        $all:ident: $container:ty = $made:expr,
        names: $name:literal, $what:literal,
        retain($retain:expr), drain($($drain:expr)?),
    ) => {
        emptied! {
            $all: $container = $made, $name, $what,
            "clear", "clear", Container, |all| all.clear();
            "retain", "retain none", Container, |all| all.retain($retain);
            "drain", "drain", Container, |all| drop(all.drain($($drain)?));
            "take", "mem::take", Nobody, |all| drop(::std::mem::take(all));
            "replaced", "put a new one in its place", Nobody,
                |all| *all = Default::default();
        }
    };
    (
        $all:ident: $container:ty = $made:expr, $name:literal, $what:literal,
        $($way:literal, $done:literal, $blames:ident, |$it:ident| $empty:expr;)*
    ) => {
        pub(super) static $all: &[&dyn $crate::Scenario] = &[$(
            &$crate::catalog::emptied::ways::scenario(
                concat!($name, "-", $way),
                concat!($what, ": fill, then ", $done),
                $crate::retention::Container::<$container> {
                    drain: |$it, _| $empty,
                    ..$made
                },
                $crate::retention::Blames::$blames,
            ),
        )*];
    };
}

pub(super) use emptied;

/// A scenario of a container that is emptied in a way of its own.
pub(super) const fn scenario<C>(
    name: &'static str,
    summary: &'static str,
    containers: Container<C>,
    blames: Blames,
) -> Retention<Container<C>> {
    Retention {
        name,
        summary,
        tags: &[Tag::Container],
        names: &["entries"],
        containers,
        stages: Stages::USUAL,
        blames,
    }
}
