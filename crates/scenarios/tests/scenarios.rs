//! What every scenario keeps to, and what each holds at its phases.

mod common;
#[path = "common/ladders.rs"]
mod ladders;

use std::collections::BTreeSet;

use common::{Note, Recorder, plan};
use ladders::LADDERS;
use residue_scenarios::{Holding, Ladder, Plan, Scenario, Tag, all, find};

const SIZES: [u64; 3] = [1, 7, 10_000];

/// Sizes at which all scenarios are run.
const SMALL: [u64; 3] = [1, 7, 1_000];

/// Every scenario at every size with every ladder.
fn runs() -> impl Iterator<Item = (&'static dyn Scenario, Plan)> {
    all().iter().flat_map(|&scenario| {
        LADDERS.into_iter().flat_map(move |ladder| {
            SMALL.map(|elements| (scenario, Plan { ladder, ..plan(elements) }))
        })
    })
}

/// The notes of one run.
fn notes(scenario: &dyn Scenario, plan: &Plan) -> Vec<Note> {
    let mut recorder = Recorder::new(|| 0);
    scenario.run(plan, &mut recorder);
    recorder.notes
}

/// What was declared right before each mark, in order.
fn holdings(notes: &[Note]) -> Vec<(&'static str, Vec<Holding>)> {
    let mut phases = Vec::new();
    let mut declared = Vec::new();
    for note in notes {
        match *note {
            Note::Declared(holding) => declared.push(holding),
            Note::Marked(phase) => {
                phases.push((phase, std::mem::take(&mut declared)));
            }
            _ => assert_eq!(declared, [], "declared, but not before a mark"),
        }
    }
    phases
}

/// Elements and payload of the first container at `phase`.
fn held(name: &str, plan: &Plan, phase: &str) -> (u64, u64) {
    let scenario = find(name).expect("a scenario of that name");
    let holdings = holdings(&notes(scenario, plan));
    let (_, declared) =
        holdings.iter().find(|(name, _)| *name == phase).expect("the phase");
    (declared[0].elements, declared[0].payload)
}

// The catalogue.

#[test]
fn names_are_unique_and_found() {
    let names: BTreeSet<_> = all().iter().map(|it| it.name()).collect();
    assert_eq!(names.len(), all().len());
    for scenario in all() {
        let found = find(scenario.name()).expect("listed, so found");
        assert_eq!(found.name(), scenario.name());
    }
}

#[test]
fn finds_exact_names_only() {
    for name in ["", "hashmap", "hashmap-valu", "Hashmap-Value", "empty "] {
        assert!(find(name).is_none(), "{name:?}");
    }
}

#[test]
fn controls_say_so_in_their_name_and_come_last() {
    for scenario in all() {
        assert_eq!(
            scenario.is_control(),
            scenario.name().starts_with("control-")
        );
    }
    assert!(all().is_sorted_by_key(|it| it.is_control()));
}

#[test]
fn tags_are_distinct_and_each_selects_something() {
    for scenario in all() {
        let tags: BTreeSet<_> = scenario.tags().iter().collect();
        assert_eq!(tags.len(), scenario.tags().len());
        // A control run by default would plant into every report.
        assert!(!(tags.contains(&Tag::Default) && scenario.is_control()));
    }
    for tag in Tag::ALL {
        let has = |scenario: &&dyn Scenario| scenario.tags().contains(&tag);
        assert!(all().iter().any(has), "{}", tag.name());
    }
}

#[test]
fn summaries_fit_on_one_line() {
    for scenario in all() {
        let summary = scenario.summary();
        assert!((10..70).contains(&summary.len()), "{summary}");
        assert!(!summary.contains('\n'), "{summary}");
    }
}

#[test]
fn controls_plant_64_mib_by_default() {
    for scenario in all().iter().filter(|it| it.is_control()) {
        assert_eq!(scenario.default_elements() * 64, 64 << 20);
    }
}

// The order of things.

#[test]
fn marks_the_phases_it_announces_in_order() {
    for (scenario, plan) in runs() {
        let marked: Vec<_> = notes(scenario, &plan)
            .iter()
            .filter_map(|note| match note {
                Note::Marked(phase) => Some(*phase),
                _ => None,
            })
            .collect();
        let announced = scenario.phases(plan.ladder);
        assert_eq!(marked, announced, "{} {plan:?}", scenario.name());
    }
}

#[test]
fn phases_are_distinct_and_begin_with_baseline() {
    for (scenario, plan) in runs() {
        let phases = scenario.phases(plan.ladder);
        let distinct: BTreeSet<_> = phases.iter().collect();
        assert_eq!(distinct.len(), phases.len());
        assert_eq!(phases[0], "baseline");
    }
}

#[test]
fn retention_scenarios_come_down_the_chosen_ladder() {
    let scenario = find("hashmap-value").expect("listed");
    for ladder in Ladder::ALL {
        let peak = ["baseline", "filled", "drained"].into_iter();
        let rungs = ladder.rungs().iter().map(|rung| rung.name());
        let expected: Vec<_> = peak.chain(rungs).collect();
        assert_eq!(scenario.phases(ladder), expected);
    }
}

#[test]
fn customer_cache_names_the_days() {
    let scenario = find("customer-cache").expect("listed");
    assert_eq!(
        scenario.phases(Ladder::Rebuild),
        [
            "baseline",
            "normal-day",
            "promotion",
            "day-after",
            "settled",
            "rebuilt",
            "collected",
            "dropped"
        ]
    );
}

#[test]
fn declares_every_container_right_before_every_mark() {
    for (scenario, plan) in runs() {
        for (phase, declared) in holdings(&notes(scenario, &plan)) {
            let names: Vec<_> =
                declared.iter().map(|holding| holding.container).collect();
            let name = scenario.name();
            assert_eq!(names, scenario.containers(), "{name} {phase}");
        }
    }
}

#[test]
fn works_only_within_containers_it_announces() {
    for (scenario, plan) in runs() {
        for note in notes(scenario, &plan) {
            if let Note::Within(container) = note {
                assert!(scenario.containers().contains(&container));
            }
        }
    }
}

#[test]
fn settles_and_collects_right_before_the_phases_of_that_name() {
    for (scenario, plan) in runs() {
        let mut done = None;
        for note in notes(scenario, &plan) {
            match note {
                Note::Settled => done = Some("settled"),
                Note::Collected => done = Some("collected"),
                Note::Purged => done = Some("purged"),
                Note::Within(_) => done = None,
                Note::Marked(phase @ ("settled" | "collected" | "purged")) => {
                    assert_eq!(done, Some(phase), "{}", scenario.name());
                }
                _ => {}
            }
        }
    }
}

// What containers hold.

#[test]
fn holds_nothing_at_baseline_and_when_dropped() {
    for (scenario, plan) in runs() {
        for (phase, declared) in holdings(&notes(scenario, &plan)) {
            if !matches!(phase, "baseline" | "dropped") {
                continue;
            }
            for Holding { payload, elements, capacity, .. } in declared {
                let held = (payload, elements, capacity);
                assert_eq!(held, (0, 0, 0), "{} {phase}", scenario.name());
            }
        }
    }
}

#[test]
fn capacity_is_never_below_the_number_of_elements() {
    for (scenario, plan) in runs() {
        for (phase, declared) in holdings(&notes(scenario, &plan)) {
            for holding in declared {
                assert!(holding.capacity >= holding.elements, "{phase}");
            }
        }
    }
}

#[test]
fn containers_hold_all_elements_when_filled_and_none_when_drained() {
    // Bytes of an entry, and of what it owns.
    for (name, entry) in [
        ("hashmap-value", 136),
        ("hashmap-pointer", 16 + 128),
        ("vec-growth", 8),
        ("btreemap-value", 136),
    ] {
        for elements in SIZES {
            let plan = plan(elements);
            let filled = held(name, &plan, "filled");
            assert_eq!(filled, (elements, elements * entry), "{name}");
            assert_eq!(held(name, &plan, "drained"), (0, 0), "{name}");
        }
    }
}

#[test]
fn wide_values_are_held_boxed_and_inline() {
    let scenario = find("hashmap-wide").expect("listed");
    for elements in SIZES {
        let holdings = holdings(&notes(scenario, &plan(elements)));
        let (phase, declared) = &holdings[1];
        let payload: Vec<_> = declared.iter().map(|it| it.payload).collect();
        assert_eq!(*phase, "filled");
        assert_eq!(payload, [elements * (16 + 129), elements * 144]);
    }
}

#[test]
fn one_in_a_thousand_survives_to_the_end() {
    for (elements, survivors) in [(1, 1), (7, 1), (1_001, 2), (10_000, 10)] {
        for ladder in LADDERS {
            let plan = Plan { ladder, ..plan(elements) };
            for phase in ["drained", "settled", "collected"] {
                let held = held("hashmap-survivors", &plan, phase);
                assert_eq!(held, (survivors, survivors * (16 + 128)));
            }
        }
    }
}

#[test]
fn cache_holds_as_many_customers_the_day_after_as_on_a_normal_day() {
    for (elements, normal) in [(1, 1), (7, 1), (10_000, 10)] {
        let plan = plan(elements);
        let count = |phase| held("customer-cache", &plan, phase).0;
        assert_eq!(count("normal-day"), normal);
        assert_eq!(count("promotion"), elements);
        for phase in ["day-after", "settled", "shrunk", "collected"] {
            assert_eq!(count(phase), normal, "{phase}");
        }
    }
}

#[test]
fn exchange_holds_what_was_kept_or_given_last() {
    for elements in SIZES {
        let mut held_at_peak = 0;
        for thread in 0..8 {
            let mut turn = 0;
            let share = elements / 8 + u64::from(thread < elements % 8);
            for round in 1..=4 {
                while turn < share * round / 4 {
                    let kept = turn % 2 == 0;
                    held_at_peak += u64::from(kept || round == 4);
                    turn += 1;
                }
            }
        }
        let filled = held("threads-exchange", &plan(elements), "filled");
        assert_eq!(filled, (held_at_peak, held_at_peak * 16));
        let drained = held("threads-exchange", &plan(elements), "drained");
        assert_eq!(drained, (0, 0));
    }
}

#[test]
fn planted_slack_holds_nothing_with_room_for_all() {
    let scenario = find("control-slack").expect("listed");
    let holdings = holdings(&notes(scenario, &plan(10_000)));
    let (phase, declared) = &holdings[1];
    assert_eq!(*phase, "planted");
    assert_eq!((declared[0].payload, declared[0].elements), (0, 0));
    assert_eq!(declared[0].capacity, 640_000);
}

// Sizes that cannot be.

#[test]
fn peak_saturates_where_the_true_figure_does_not_fit() {
    for scenario in all().iter().filter(|it| it.name() != "empty") {
        let name = scenario.name();
        assert_eq!(scenario.peak_bytes(u64::MAX), u64::MAX, "{name}");
        // A million millions is no overflow, only too much.
        let peak = scenario.peak_bytes(1_000_000_000_000);
        assert!((1 << 43..1 << 60).contains(&peak), "{name}: {peak}");
    }
}

#[test]
fn peak_never_falls_with_the_size() {
    for scenario in all() {
        let sizes = (0..64).map(|bit| (1u64 << bit) - 1);
        let peaks: Vec<_> = sizes.map(|it| scenario.peak_bytes(it)).collect();
        assert!(peaks.is_sorted(), "{}: {peaks:?}", scenario.name());
    }
}
