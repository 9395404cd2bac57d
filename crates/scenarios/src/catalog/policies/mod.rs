//! When to shrink a map whose size comes and goes: one trace of inserts and
//! removes, under each policy.

mod counted;
mod policy;
mod scenario;
mod trace;

use policy::Policy;
use scenario::Shrinking;
use trace::Trace;

use crate::Scenario;

/// In the order in which they are listed and run: each policy, for each trace.
pub(super) const ALL: &[&dyn Scenario] = &[
    &Shrinking { trace: Trace::Wave, policy: Policy::Never },
    &Shrinking { trace: Trace::Wave, policy: Policy::Fit },
    &Shrinking { trace: Trace::Wave, policy: Policy::Double },
    &Shrinking { trace: Trace::Wave, policy: Policy::Hysteresis },
    &Shrinking { trace: Trace::Wave, policy: Policy::Rebuild },
    &Shrinking { trace: Trace::Zipf, policy: Policy::Never },
    &Shrinking { trace: Trace::Zipf, policy: Policy::Fit },
    &Shrinking { trace: Trace::Zipf, policy: Policy::Double },
    &Shrinking { trace: Trace::Zipf, policy: Policy::Hysteresis },
    &Shrinking { trace: Trace::Zipf, policy: Policy::Rebuild },
];
