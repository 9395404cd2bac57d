//! The screens, at the sizes that terminals have.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use residue_ledger::{Ledger, Row};
use residue_top::{
    Action, App, Kept, Look, ProcessSums, SizeClass, Source, draw,
};

const MIB: u64 = 1 << 20;

/// Processes whose every look finds more.
struct Growing(u64);

impl Source for Growing {
    fn processes(&mut self) -> Result<Vec<ProcessSums>, String> {
        (1..=30).map(|pid| self.sums(pid)).collect()
    }

    fn sums(&mut self, pid: u32) -> Result<ProcessSums, String> {
        let size = MIB * u64::from(pid * pid % 97);
        Ok(ProcessSums {
            pid: 4700 + pid,
            name: format!("service-{pid}"),
            anonymous: 3 * size,
            file: size,
            shared: size / 2,
            swapped: 0,
        })
    }

    fn look(&mut self, _: u32, tracked: bool) -> Result<Look, String> {
        self.0 += 1;
        let mut ledger = Ledger::default();
        ledger.residual = Some(0);
        ledger.set(Row::OtherLive, 34 * MIB);
        ledger.set(Row::Fragmentation, 4 * MIB);
        ledger.set(Row::Cached, self.0 * 40 * MIB);
        ledger.set(Row::Program, 5 * MIB);
        let class = |size, objects| SizeClass { size, objects };
        Ok(Look {
            resident: ledger.sum() as u64,
            ledger,
            allocator: "glibc 2.36".into(),
            tracked,
            verdict: "allocator-cached".into(),
            reading: vec![
                "137.4 MiB are cached by glibc; malloc_trim(0) would give \
                 back 137.2 MiB of them."
                    .into(),
            ],
            sizes: vec![class(24, 1000 * self.0), class(136, 4000)],
            // The first needs no stop.
            stopped_ns: if self.0 > 1 { 3_400_000 } else { 0 },
            absent: vec!["payload: the process is not tracked".into()],
        })
    }

    fn mark(&mut self, _: u32) -> Kept {
        Err("the process has no tracker to mark a phase with".into())
    }

    fn save(&mut self, _: u32) -> Kept {
        Ok("saved".into())
    }
}

fn shown(width: u16, height: u16, actions: &[Action]) -> String {
    let (mut app, mut source) = (App::new(None), Growing(0));
    app.refresh(&mut source);
    for &action in actions {
        app.act(action, &mut source);
    }
    let backend = TestBackend::new(width, height);
    let mut terminal = Terminal::new(backend).unwrap();
    terminal.draw(|frame| draw(&app, frame)).unwrap();
    terminal.backend().to_string()
}

const ONE: [Action; 5] =
    [Action::Down, Action::Open, Action::Look, Action::Look, Action::Look];

#[test]
fn the_list_fits_a_small_and_a_large_terminal() {
    insta::assert_snapshot!("list_80x24", shown(80, 24, &[Action::Down]));
    insta::assert_snapshot!("list_200x60", shown(200, 60, &[Action::Sort]));
}

#[test]
fn one_process_fits_a_small_and_a_large_terminal() {
    insta::assert_snapshot!("one_80x24", shown(80, 24, &ONE));
    insta::assert_snapshot!("one_200x60", shown(200, 60, &ONE));
}

#[test]
fn a_look_that_needed_no_stop_says_so() {
    let screen = shown(80, 24, &ONE[..3]);
    assert!(screen.contains("by its tracker, not stopped"), "{screen}");
}

#[test]
fn before_a_look_the_screen_says_how_to_have_one() {
    let screen = shown(80, 24, &[Action::Open]);
    assert!(screen.contains("Press s to stop"), "{screen}");
    assert!(screen.contains("anonymous"), "{screen}");
}

#[test]
fn an_error_is_shown_in_place_of_the_keys() {
    let screen = shown(80, 24, &[Action::Open, Action::Mark]);
    assert!(screen.contains("no tracker to mark"), "{screen}");
}

#[test]
fn a_terminal_of_a_few_cells_is_no_error() {
    for (width, height) in [(1, 1), (10, 3), (46, 5)] {
        shown(width, height, &ONE);
        shown(width, height, &[]);
    }
}
