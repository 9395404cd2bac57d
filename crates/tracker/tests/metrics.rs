//! What a program serves of itself: every figure as it is, and nothing
//! allocated on the way. Without the test harness, whose threads allocate.

use residue::metrics::{Refused, TextFormat, write};
use residue::{Container, Tracked, Tracking, counters};
use std::alloc::System;
use std::fmt;

#[global_allocator]
static ALLOCATOR: Tracking<System> = Tracking::new(System);
static SESSIONS: Container = Container::new("sessions");
/// Another of the same name, and one with marks in it.
static MORE_SESSIONS: Container = Container::new("sessions");
static ODD: Container = Container::new("a \"b\"\\\n");

/// Room that takes no allocation.
struct Room {
    bytes: [u8; 8192],
    len: usize,
}

impl Room {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).expect("text")
    }

    fn value(&self, sample: &str) -> u64 {
        let line = self.text().lines().find_map(|line| {
            line.strip_prefix(sample)?.strip_prefix(' ')?.parse().ok()
        });
        line.unwrap_or_else(|| panic!("no {sample} in\n{}", self.text()))
    }
}

impl fmt::Write for Room {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        let room = self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

fn figures_are_served_as_they_are_and_nothing_is_allocated() {
    let mut one = Tracked::new(&SESSIONS, Vec::new());
    one.edit().reserve_exact(100);
    one.edit().extend(0..10_u64);
    let mut other = Tracked::new(&MORE_SESSIONS, Vec::new());
    other.edit().reserve_exact(50);
    other.edit().extend(0..5_u64);
    let odd = Tracked::new(&ODD, vec![0_u8; 3]);

    let mut room = Room { bytes: [0; 8192], len: 0 };
    let before = counters().expect("it is tracked");
    write(TextFormat::OpenMetrics, &mut room).expect("there is room");
    let after = counters().expect("it is tracked");
    assert_eq!(before, after, "it allocated");

    assert_eq!(room.value("residue_live_bytes"), before.live);
    assert_eq!(room.value("residue_peak_live_bytes"), before.peak_live);
    assert_eq!(room.value("residue_allocations_total"), before.allocations);
    assert_eq!(room.value("residue_frees_total"), before.frees);
    assert_eq!(room.value("residue_requested_bytes_total"), before.total);
    assert!(room.value("residue_resident_bytes") > before.live);
    for (figure, expected) in [
        ("live_bytes", 150 * 8),
        ("payload_bytes", 15 * 8),
        ("slack_bytes", 135 * 8),
        ("elements", 15),
        ("capacity", 150),
    ] {
        let name = format!("residue_container_{figure}");
        let sample = format!("{name}{{container=\"sessions\"}}");
        assert_eq!(room.value(&sample), expected, "{figure}");
    }
    let escaped = r#"residue_container_elements{container="a \"b\"\\\n"}"#;
    assert_eq!(room.value(escaped), 3);
    // The ledger is known outside alone.
    assert!(!room.text().contains("ledger"));
    assert!(room.text().ends_with("# EOF\n"));
    drop((one, other, odd));
}

fn text_that_finds_no_room_is_refused() {
    let mut room = Room { bytes: [0; 8192], len: 8000 };
    let refused = write(TextFormat::Prometheus, &mut room);
    assert_eq!(refused, Err(Refused::Unwritten));
}

fn main() {
    figures_are_served_as_they_are_and_nothing_is_allocated();
    text_that_finds_no_room_is_refused();
}
