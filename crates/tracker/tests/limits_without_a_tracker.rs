//! A limit that cannot be checked is not kept.

use residue::assert;
use std::panic::catch_unwind;

#[test]
fn a_limit_without_a_tracker_is_refused() {
    for refused in [
        catch_unwind(|| assert::live_below(1 << 40, || ())),
        catch_unwind(|| assert::left_below(1 << 40, || ())),
    ] {
        let panic = refused.expect_err("nothing is counted");
        let said = panic.downcast::<String>().expect("a sentence");
        assert!(said.contains("cannot be checked: not tracked"), "{said}");
    }
}
