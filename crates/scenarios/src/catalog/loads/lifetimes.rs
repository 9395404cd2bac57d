//! Short-lived objects beside long-lived ones, and apart from them: the same
//! objects, the same half of them freed.

use crate::containers::{Lives, Order, lifetimes};
use crate::retention::{Blames, Container, Retention, Stages};
use crate::{Scenario, Tag};

static MIXED: &dyn Scenario = &lives(
    "lifetimes-mixed",
    "short-lived boxes, each beside a long-lived one, are freed",
    Order::Mixed,
    Blames::Scattered,
);

static APART: &dyn Scenario = &lives(
    "lifetimes-apart",
    "short-lived boxes, apart from the long-lived ones, are freed",
    Order::Apart,
    Blames::Freed,
);

/// In the order in which they are listed and run.
pub(in crate::catalog) static ALL: &[&dyn Scenario] = &[MIXED, APART];

const fn lives(
    name: &'static str,
    summary: &'static str,
    order: Order,
    blames: Blames,
) -> Retention<Container<Lives<Box<[u8; 128]>>>> {
    Retention {
        name,
        summary,
        tags: &[Tag::Objects, Tag::Load],
        names: &["objects"],
        containers: lifetimes(order),
        stages: Stages::logging(128),
        blames,
    }
}
