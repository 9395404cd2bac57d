//! jemalloc's size classes: 8, then four to each doubling.
//!
//! They are the same in every version since 5.0 where the quantum is 16
//! bytes, which it is on x86-64 and aarch64.

/// More classes than any build has; an index past it is no class.
const CLASSES_MAX: u32 = 236;

/// The classes before the groups of four: 8, 16, 32, 48 and 64 bytes.
const FIRST_GROUPED: u32 = 5;
const FIRST_BASE_LOG: u32 = 6;
const PER_GROUP_LOG: u32 = 2;

/// Bytes of an object of the class `index`; `None` where there is no such
/// class.
pub(super) fn size(index: u32) -> Option<u64> {
    match index {
        0 => Some(8),
        1..FIRST_GROUPED => Some(u64::from(index) * 16),
        FIRST_GROUPED..CLASSES_MAX => {
            let grouped = index - FIRST_GROUPED;
            let base_log = FIRST_BASE_LOG + (grouped >> PER_GROUP_LOG);
            let steps = u64::from(grouped % (1 << PER_GROUP_LOG)) + 1;
            let step_log = base_log - PER_GROUP_LOG;
            Some(1_u64.checked_shl(base_log)? + (steps << step_log))
        }
        _ => None,
    }
}

/// The smallest class that holds `bytes`.
pub(super) fn index(bytes: u64) -> Option<u32> {
    if bytes <= 8 {
        return Some(0);
    }
    if bytes <= 64 {
        return u32::try_from(bytes.div_ceil(16)).ok();
    }
    let base_log = (bytes - 1).ilog2();
    let step_log = base_log - PER_GROUP_LOG;
    let steps = (bytes - (1 << base_log)).div_ceil(1 << step_log);
    let group = (base_log - FIRST_BASE_LOG) << PER_GROUP_LOG;
    let index = FIRST_GROUPED + group + u32::try_from(steps).ok()? - 1;
    (index < CLASSES_MAX).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_classes_are_those_of_the_manual() {
        let sizes: Vec<u64> = (0..14).filter_map(size).collect();
        assert_eq!(
            sizes,
            [8, 16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
        );
        assert_eq!(size(36), Some(16 << 10), "the first large class");
    }

    #[test]
    fn each_class_is_the_smallest_for_its_size_and_one_too_small_for_more() {
        for class in 0..CLASSES_MAX - 1 {
            let bytes = size(class).unwrap();
            assert_eq!(index(bytes), Some(class), "{bytes} bytes");
            assert_eq!(index(bytes + 1), Some(class + 1), "{bytes} bytes + 1");
        }
    }

    #[test]
    fn what_is_no_class_has_no_size() {
        assert_eq!(size(CLASSES_MAX), None);
        assert_eq!(size(u32::MAX), None);
        assert_eq!(index(u64::MAX), None);
    }
}
