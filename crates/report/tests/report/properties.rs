//! What holds for any run, however odd.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use residue_present::TextStyle;
use residue_report::pages::PageMaps;
use residue_report::{
    ContainerRow, Environment, Group, Ledger, Outcome, Phase, Probe, ReadError,
    Row, Run, Sample, reading,
};

use crate::terminal::rendered;
use crate::{html, markdown, sample};

/// Any size, the extremes often.
fn size() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        Just(u64::MAX),
        0..10_u64,
        0..1_u64 << 34,
        any::<u64>()
    ]
}

fn known() -> impl Strategy<Value = Option<u64>> {
    option::of(size())
}

fn ledger() -> impl Strategy<Value = Ledger> {
    let residual = prop_oneof![
        Just(Some(0)),
        Just(Some(i64::MIN)),
        Just(Some(i64::MAX)),
        any::<Option<i64>>()
    ];
    (vec(known(), Row::ALL.len()), residual).prop_map(|(rows, residual)| {
        let mut ledger = Ledger::default();
        ledger.residual = residual;
        for (row, bytes) in Row::ALL.into_iter().zip(rows) {
            ledger.set(row, bytes);
        }
        ledger
    })
}

fn container() -> impl Strategy<Value = ContainerRow> {
    (any::<String>(), size(), size(), size(), size(), size()).prop_map(
        |(name, live, payload, slack, elements, capacity)| ContainerRow {
            name,
            live,
            payload,
            slack,
            elements,
            capacity,
        },
    )
}

fn texts() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(any::<String>(), any::<String>(), 0..3)
}

fn phase() -> impl Strategy<Value = Phase> {
    (
        any::<String>(),
        (size(), size(), size()),
        vec(known(), 12),
        ledger(),
        vec(container(), 0..3),
        btree_map(any::<String>(), size(), 0..3),
        texts(),
    )
        .prop_map(
            |(name, sizes, known, ledger, rows, allocator, absent)| Phase {
                name,
                standing_ns: sizes.0,
                resident: sizes.1,
                observer: sizes.2,
                elapsed_ns: known[0],
                processor_ns: known[0],
                live: known[1],
                allocated: known[2],
                allocations: known[3],
                frees: known[4],
                total: known[5],
                peak_live: known[6],
                peak_resident: known[7],
                transient_live: known[8],
                transient_resident: known[9],
                untouched: known[10],
                swapped: known[11],
                lazy_free: known[11],
                ledger,
                containers: rows,
                allocator: allocator.into(),
                absent: absent.into(),
            },
        )
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(Outcome::Completed),
        any::<String>().prop_map(|reason| Outcome::Failed { reason })
    ]
}

fn sampled() -> impl Strategy<Value = Sample> {
    let parts = (size(), size(), known(), known());
    parts.prop_map(|(at_ns, resident, live, lazy_free)| Sample {
        at_ns,
        resident,
        live,
        lazy_free,
    })
}

pub(crate) fn probe() -> impl Strategy<Value = Probe> {
    (
        ("[a-c]?", "[a-c]?", any::<String>(), any::<String>()),
        (size(), size(), size(), size()),
        texts(),
        any::<bool>(),
        outcome(),
        vec(any::<String>(), 0..2),
        vec(sampled(), 0..3),
        vec(phase(), 0..5),
    )
        .prop_map(
            |(names, sizes, settings, profiler, end, warnings, samples, of)| {
                let (scenario, backend, backend_version, remedy) = names;
                let mut phases = of;
                // No two phases of a probe have one name.
                for (index, phase) in phases.iter_mut().enumerate() {
                    phase.name.push_str(&index.to_string());
                }
                Probe {
                    scenario,
                    backend,
                    backend_version,
                    asked: settings.clone(),
                    settings,
                    elements: sizes.0,
                    repetition: sizes.1,
                    seed: sizes.2,
                    settle_ns: sizes.3,
                    remedy,
                    command: String::new(),
                    resident_is_profiler: profiler,
                    deterministic: None,
                    element_bytes: BTreeMap::new(),
                    outcome: end,
                    warnings,
                    samples,
                    phases,
                }
            },
        )
}

pub(crate) fn run() -> impl Strategy<Value = Run> {
    (vec(probe(), 0..4), any::<Option<String>>(), size()).prop_map(
        |(probes, git, memory)| {
            let mut run =
                Run::new(Environment { git, memory, ..Environment::default() });
            run.probes = probes;
            // No two probes of a run are the same.
            for (probe, index) in run.probes.iter_mut().zip(0..) {
                probe.repetition = index;
            }
            run
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(run in run()) {
        let text = run.to_json_pretty();
        prop_assert_eq!(Run::from_json(&text).unwrap(), run);
    }

    #[test]
    fn any_run_is_shown_and_always_the_same(
        run in run(),
        width in option::of(0..200_u16),
    ) {
        let options = TextStyle { width, colour: false, links: false };
        let text = rendered(&run, options);
        prop_assert_eq!(&text, &rendered(&run, options));
        let control = text.find(|c: char| c.is_control() && c != '\n');
        prop_assert_eq!(control, None);
    }

    #[test]
    fn any_run_fits_a_comment_and_means_nothing_else(run in run()) {
        let text = markdown::rendered(&run);
        prop_assert_eq!(&text, &markdown::rendered(&run));
        markdown::assert_tame(&text);
    }

    #[test]
    fn any_run_is_shown_as_a_page(run in run()) {
        let page = html::rendered(&run, &PageMaps::default());
        let data = page.split("id=\"data\">").nth(1).unwrap();
        let data = data.split("</script>").next().unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        prop_assert!(data["sections"].is_array());
    }

    #[test]
    fn any_probe_has_a_reading(probe in probe()) {
        prop_assert!(reading(&probe).ends_with('.'));
    }

    #[test]
    fn a_ledger_that_closes_adds_up(
        ledger in ledger(),
        resident in size(),
        observer in size(),
    ) {
        let net = i128::from(resident) - i128::from(observer);
        let tolerance = Ledger::tolerance(resident);
        let within = ledger
            .residual
            .is_some_and(|bytes| bytes.unsigned_abs() <= tolerance);
        prop_assert_eq!(
            ledger.closes(resident, observer),
            within && ledger.sum() == net
        );
        ledger.held_by(Group::Allocator);
    }

    #[test]
    fn a_ledger_made_to_close_does(
        rows in vec(option::of(0..1_u64 << 60), Row::ALL.len()),
        residual in -16_384..=16_384_i64,
        observer in 0..1_u64 << 60,
    ) {
        let mut ledger = Ledger::default();
        ledger.residual = Some(residual);
        let mut resident = i128::from(observer) + i128::from(residual);
        for (row, bytes) in Row::ALL.into_iter().zip(rows) {
            ledger.set(row, bytes);
            resident += i128::from(bytes.unwrap_or(0));
        }
        prop_assume!(resident >= 0);
        let resident = u64::try_from(resident).unwrap();
        prop_assert!(ledger.closes(resident, observer));
        prop_assert!(!ledger.closes(resident + 1, observer));
    }

    #[test]
    fn a_damaged_run_is_read_or_refused_with_its_place(
        at in any::<prop::sample::Index>(),
        damage in vec(any::<u8>(), 0..4),
    ) {
        let mut bytes = sample::run().to_json_pretty().into_bytes();
        let at = at.index(bytes.len());
        let end = (at + damage.len()).min(bytes.len());
        bytes.splice(at..end, damage);
        match Run::from_reader(&*bytes) {
            Err(ReadError::Malformed { line, .. }) => prop_assert!(line > 0),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
            Ok(_) => {}
        }
    }
}
