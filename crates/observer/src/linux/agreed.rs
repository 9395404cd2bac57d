//! `smaps` and the page tables where they show the same.

use super::classify::Class;
use super::ground::{Ground, Scan};
use super::reading::Reading;
use crate::Error;

/// Readings of `smaps`, at most.
const READINGS: u32 = 3;

/// What `smaps` shows, what of that is heap, and the heap's pages.
pub(super) type Agreed = (Reading, Vec<Class>, Ground);

/// Finds the pages of the heap that `reading` shows. Even of a process that
/// stands still the kernel may take pages back that are lazily free, and may
/// move others, which its tables then do not show for a moment: where the two
/// differ, `again` reads anew. What they differ by in the end is told as the
/// residual.
pub(super) fn agreed(
    mut scan: Scan,
    mut reading: Reading,
    classes_of: impl Fn(&Reading) -> Vec<Class>,
    again: impl Fn() -> Result<Reading, Error>,
) -> Result<Agreed, Error> {
    let mut left = READINGS;
    loop {
        left -= 1;
        let classes = classes_of(&reading);
        let ground = scan.ground(&reading.areas, &classes)?;
        if ground.is_as_shown() || left == 0 {
            return Ok((reading, classes, ground));
        }
        reading = again()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linux::shell::Shell;
    use std::cell::Cell;

    fn classes_of(reading: &Reading) -> Vec<Class> {
        let classes = reading.areas.iter().map(|area| {
            if area.is_anonymous() { Class::Heap } else { Class::Program }
        });
        classes.collect()
    }

    /// As if the kernel had taken a page back since.
    fn before(mut reading: Reading) -> Reading {
        let mut areas = reading.areas.iter_mut();
        let area = areas.find(|of| of.is_anonymous() && of.resident > 0);
        area.unwrap().resident += reading.page;
        reading
    }

    #[test]
    fn where_smaps_and_the_tables_differ_smaps_is_read_again() {
        let shell = Shell::waiting();
        let process = shell.process();
        let page = rustix::param::page_size() as u64;
        let now = || Reading::take(&process, page);
        let readings = Cell::new(0);
        let agree = |again: &dyn Fn(Reading) -> Reading| {
            readings.set(1);
            let scan = Scan::take(&process, page).unwrap();
            let (_, _, ground) =
                agreed(scan, before(now().unwrap()), classes_of, || {
                    readings.set(readings.get() + 1);
                    now().map(again)
                })
                .unwrap();
            (ground.is_as_shown(), readings.get())
        };
        let (is_as_shown, read) = agree(&|reading| reading);
        assert!(is_as_shown && read > 1, "{read} readings");
        assert_eq!(agree(&before), (false, READINGS), "it differs for ever");
    }
}
