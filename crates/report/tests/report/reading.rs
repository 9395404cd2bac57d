//! What a reading says.

use residue_report::{Phase, Probe, Row, reading};

use crate::sample::{self, phase};

const MIB: u64 = 1 << 20;

fn probe(phases: Vec<Phase>) -> Probe {
    Probe { phases, ..Probe::default() }
}

#[test]
fn names_the_holders_and_what_gave_back() {
    assert_eq!(
        reading(&sample::jemalloc()),
        "After the peak 172.5 MiB stay resident for 0 B of payload: the \
         allocator holds 136.3 MiB (135.0 MiB cached), the container 34.0 \
         MiB (map: 0 elements, room for 1,835,008), the process itself 2.1 \
         MiB. Idling gave back nothing, shrinking 34.0 MiB, collecting 133.0 \
         MiB, dropping nothing; at the end 5.5 MiB are resident."
    );
}

#[test]
fn says_what_a_remedy_took_for_a_while() {
    let text = reading(&sample::system());
    let rebuilding = "rebuilding 34.0 MiB (12.0 MiB more for a while)";
    assert!(text.contains(rebuilding), "{text}");
}

#[test]
fn says_that_nothing_is_held() {
    let start = [0, 0, 0, 0, 0, 1, 0, 21].map(Some);
    let text = reading(&probe(vec![
        phase("baseline", start),
        phase("filled", [1000, 0, 0, 0, 0, 1, 0, 21].map(Some)),
        phase("drained", start),
    ]));
    let nothing = "nothing is held beyond what the process started with";
    assert!(text.contains(nothing), "{text}");
    let held = reading(&sample::jemalloc());
    assert!(!held.contains(nothing), "{held}");
}

#[test]
fn says_what_the_process_itself_costs() {
    assert_eq!(
        reading(&sample::empty()),
        "The scenario adds next to nothing: the process itself costs 2.3 MiB \
         (program 2.1 MiB, cached 204.8 KiB)."
    );
}

#[test]
fn says_who_holds_what_in_a_program_that_was_only_looked_at() {
    let rows = [0, 340, 0, 0, 0, 1, 0, 20].map(Some);
    let looks = ["look-1", "look-2", "look-3"];
    let text = reading(&probe(looks.map(|name| phase(name, rows)).into()));
    assert!(text.contains("the container holds 34.0 MiB"), "{text}");
}

#[test]
fn says_what_cannot_be_told_and_why() {
    let unknown = [None; 7];
    let rows = |program| {
        let mut rows = [None; 8];
        rows[..7].copy_from_slice(&unknown);
        rows[7] = Some(program);
        rows
    };
    let mut phases = vec![
        phase("baseline", rows(20)),
        phase("filled", rows(20)),
        phase("drained", rows(20)),
    ];
    for phase in &mut phases {
        phase.live = None;
        phase.ledger.residual = None;
        let why = "no live-object map";
        phase.absent.insert("slack".to_owned(), why.to_owned());
    }
    phases[1].resident += 100 * MIB;
    phases[2].resident += 80 * MIB;
    assert_eq!(
        reading(&probe(phases)),
        "After the peak 82.0 MiB stay resident for an unknown payload: the \
         process itself holds 2.0 MiB; how much the container, the allocator \
         and other live objects hold is not known (no live-object map)."
    );
}

#[test]
fn reads_the_peak_where_nothing_follows_but_its_undoing() {
    let start = [0, 0, 0, 0, 0, 1, 0, 21].map(Some);
    let text = reading(&probe(vec![
        phase("baseline", start),
        phase("planted", [0, 0, 640, 0, 0, 1, 0, 21].map(Some)),
        phase("dropped", start),
    ]));
    assert_eq!(
        text,
        "At planted 66.2 MiB are resident for 0 B of payload: other live \
         objects hold 64.0 MiB, the process itself 2.1 MiB. Dropping gave \
         back 64.0 MiB; at the end 2.2 MiB are resident."
    );
}

#[test]
fn finds_a_peak_that_no_allocation_made() {
    let start = [0, 0, 0, 0, 0, 1, 0, 21].map(Some);
    let text = reading(&probe(vec![
        phase("baseline", start),
        phase("planted", [0, 0, 0, 0, 0, 1, 0, 661].map(Some)),
        phase("dropped", start),
    ]));
    let planted = "At planted 66.2 MiB are resident for 0 B of payload: the \
                   process itself holds 66.1 MiB.";
    assert!(text.starts_with(planted), "{text}");
}

#[test]
fn says_what_no_row_explains() {
    let mut probe = sample::jemalloc();
    probe.phases[2].ledger.residual = Some(5 << 20);
    probe.phases[2].resident += 5 * MIB;
    let text = reading(&probe);
    assert!(text.contains("; no row explains 5.0 MiB."), "{text}");
}

#[test]
fn does_not_read_a_profilers_heap() {
    let text = reading(&sample::dhat());
    assert!(text.starts_with("After the peak 34.1 MiB are live"), "{text}");
    assert!(!text.contains("572.5"), "{text}");
}

#[test]
fn a_gain_is_told_from_a_loss() {
    let mut probe = sample::jemalloc();
    let shrunk = &mut probe.phases[4];
    shrunk.ledger.set(Row::Cached, 400 * MIB);
    shrunk.resident += 265 * MIB;
    let text = reading(&probe);
    assert!(text.contains("shrinking took 231.0 MiB more, coll"), "{text}");
    assert!(text.contains("collecting gave back 398.0 MiB"), "{text}");
}

#[test]
fn tells_of_no_phase_that_there_is_nothing_to_tell() {
    let text = reading(&Probe::default());
    assert!(text.starts_with("No phase was measured"), "{text}");
}
