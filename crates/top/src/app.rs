//! What the live view shows, and what actions and new figures make of it.

use crate::{Action, History, ListOrder, Look, ProcessSums, Source, Stack};
use std::collections::HashMap;

/// What is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// All processes.
    List,
    /// One of them.
    One(u32),
}

/// Everything that the view is drawn from.
#[derive(Clone, Debug)]
pub struct App {
    pub(crate) screen: Screen,
    /// Whether the view began with one process, and has no list to go back to.
    single: bool,
    pub(crate) processes: Vec<ProcessSums>,
    pub(crate) selected: usize,
    pub(crate) order: ListOrder,
    /// What each process had resident when it was seen first.
    first: HashMap<u32, u64>,
    pub(crate) tracked: bool,
    /// Of the process on the screen.
    pub(crate) sums: ProcessSums,
    pub(crate) history: History,
    pub(crate) look: Option<Look>,
    pub(crate) look_before: Option<Look>,
    /// What went wrong, or was done, last.
    pub(crate) message: Option<String>,
    pub(crate) ended: bool,
}

impl App {
    /// A view of all processes, or of one.
    pub fn new(pid: Option<u32>) -> App {
        App {
            screen: pid.map_or(Screen::List, Screen::One),
            single: pid.is_some(),
            processes: Vec::new(),
            selected: 0,
            order: ListOrder::default(),
            first: HashMap::new(),
            tracked: true,
            sums: ProcessSums::default(),
            history: History::default(),
            look: None,
            look_before: None,
            message: None,
            ended: false,
        }
    }

    /// What is on the screen.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// Whether the user has left.
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// By how much a process has grown since the view began, in bytes.
    pub(crate) fn growth(&self, process: &ProcessSums) -> i64 {
        let first = self.first.get(&process.pid).copied();
        first.map_or(0, |first| process.resident() as i64 - first as i64)
    }

    /// Reads what the kernel keeps anyway.
    pub fn refresh(&mut self, source: &mut impl Source) {
        match self.screen {
            Screen::List => match source.processes() {
                Ok(processes) => self.list(processes),
                Err(why) => self.message = Some(why),
            },
            Screen::One(pid) => match source.sums(pid) {
                Ok(sums) => {
                    // Where there is a ledger its rows go on being shown.
                    if self.look.is_none() {
                        self.history.push(Stack::from(&sums));
                    }
                    self.sums = sums;
                }
                Err(why) => self.message = Some(why),
            },
        }
    }

    /// Does what the user asks for.
    pub fn act(&mut self, action: Action, source: &mut impl Source) {
        self.message = None;
        match (action, self.screen) {
            (Action::Quit, _) => self.ended = true,
            (Action::Up, _) => self.selected = self.selected.saturating_sub(1),
            (Action::Down, _) => {
                let last = self.processes.len().saturating_sub(1);
                self.selected = (self.selected + 1).min(last);
            }
            (Action::Sort, _) => self.sort_by(self.order.next()),
            (Action::Open, Screen::List) => self.open(source),
            (Action::Back, Screen::One(_)) if !self.single => {
                self.screen = Screen::List;
                self.refresh(source);
            }
            (Action::Switch, Screen::One(pid)) => self.switch(pid, source),
            (Action::Look, Screen::One(pid)) => _ = self.look(pid, source),
            (Action::Mark, Screen::One(pid)) => {
                if self.look(pid, source) {
                    self.message = Some(told(source.mark(pid)));
                }
            }
            (Action::Save, Screen::One(pid)) if self.look.is_some() => {
                self.message = Some(told(source.save(pid)));
            }
            (Action::Save, Screen::One(_)) => {
                let why = "there is no look to save yet: press s first";
                self.message = Some(why.to_owned());
            }
            (
                Action::Look | Action::Switch | Action::Mark | Action::Save,
                Screen::List,
            ) => {
                let why = "open a process first, with enter";
                self.message = Some(why.to_owned());
            }
            (Action::Open | Action::Back, _) => {}
        }
    }

    /// Stops the process on the screen, if there is one, and looks at it.
    pub fn look_now(&mut self, source: &mut impl Source) {
        if let Screen::One(pid) = self.screen {
            self.look(pid, source);
        }
    }

    /// Looks at the process in the other way, if it has a tracker: a look that
    /// asks for one shows that.
    fn switch(&mut self, pid: u32, source: &mut impl Source) {
        if self.tracked && !self.is_tracked() {
            if self.look(pid, source) && !self.is_tracked() {
                let what = "has no tracker: it is seen from outside alone";
                self.message = Some(format!("process {pid} {what}"));
            }
            return;
        }
        self.tracked = !self.tracked;
        self.look(pid, source);
    }

    /// Whether the last look was by a tracker.
    fn is_tracked(&self) -> bool {
        self.look.as_ref().is_some_and(|look| look.tracked)
    }

    /// Whether it could be looked at; where not, the message says why.
    fn look(&mut self, pid: u32, source: &mut impl Source) -> bool {
        match source.look(pid, self.tracked) {
            Ok(look) => {
                // Sums are no rows: the areas begin anew with the first look.
                if self.look.is_none() {
                    self.history = History::default();
                }
                self.history.push(Stack::from(&look));
                self.look_before = self.look.replace(look);
                true
            }
            Err(why) => {
                self.message = Some(why);
                false
            }
        }
    }

    fn open(&mut self, source: &mut impl Source) {
        let Some(process) = self.processes.get(self.selected) else { return };
        self.screen = Screen::One(process.pid);
        self.history = History::default();
        (self.look, self.look_before) = (None, None);
        self.refresh(source);
    }

    /// Takes a new list; what was selected stays selected.
    fn list(&mut self, processes: Vec<ProcessSums>) {
        let selected = self.processes.get(self.selected).map(|p| p.pid);
        for process in &processes {
            self.first.entry(process.pid).or_insert(process.resident());
        }
        self.processes = processes;
        self.sort_by(self.order);
        let place = self.processes.iter().position(|p| Some(p.pid) == selected);
        let last = self.processes.len().saturating_sub(1);
        self.selected = place.unwrap_or(self.selected.min(last));
    }

    fn sort_by(&mut self, order: ListOrder) {
        let mut processes = std::mem::take(&mut self.processes);
        order.sort(&mut processes, |process| self.growth(process));
        self.processes = processes;
        self.order = order;
    }
}

fn told(kept: Result<String, String>) -> String {
    kept.unwrap_or_else(|why| why)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two processes, one of which can be looked at.
    struct Two {
        grown: u64,
    }

    impl Source for Two {
        fn processes(&mut self) -> Result<Vec<ProcessSums>, String> {
            [1, 2].map(|pid| self.sums(pid)).into_iter().collect()
        }
        fn sums(&mut self, pid: u32) -> Result<ProcessSums, String> {
            let anonymous = 100 * u64::from(pid) + self.grown;
            let name = format!("p{pid}");
            Ok(ProcessSums { pid, name, anonymous, ..Default::default() })
        }
        fn look(&mut self, pid: u32, tracked: bool) -> Result<Look, String> {
            let refusal = || "process 2 is another user's".to_owned();
            (pid == 1)
                .then(Look::default)
                .ok_or_else(refusal)
                .map(|look| Look { resident: 5, tracked, ..look })
        }
        fn mark(&mut self, _: u32) -> Result<String, String> {
            Ok("marked".into())
        }
        fn save(&mut self, _: u32) -> Result<String, String> {
            Ok("saved".into())
        }
    }

    fn listed() -> (App, Two) {
        let (mut app, mut source) = (App::new(None), Two { grown: 0 });
        app.refresh(&mut source);
        (app, source)
    }

    fn press(app: &mut App, source: &mut Two, actions: &[Action]) {
        actions.iter().for_each(|&action| app.act(action, source));
    }

    #[test]
    fn what_is_selected_stays_selected_when_the_order_changes() {
        let (mut app, mut source) = listed();
        assert_eq!(app.processes[app.selected].pid, 2);
        press(
            &mut app,
            &mut source,
            &[Action::Sort, Action::Sort, Action::Sort],
        );
        app.refresh(&mut source);
        assert_eq!(app.processes.iter().map(|p| p.pid).min(), Some(1));
        press(&mut app, &mut source, &[Action::Up, Action::Up, Action::Up]);
        assert_eq!(app.selected, 0);
    }

    #[test]
    fn a_process_that_cannot_be_looked_at_says_why_and_stays_on_the_screen() {
        let (mut app, mut source) = listed();
        press(&mut app, &mut source, &[Action::Open, Action::Look]);
        assert_eq!(app.screen(), Screen::One(2));
        assert_eq!(app.message.as_deref(), Some("process 2 is another user's"));
        assert!(app.look.is_none());
    }

    #[test]
    fn rows_take_the_place_of_sums_at_the_first_look() {
        let (mut app, mut source) = (App::new(Some(1)), Two { grown: 0 });
        app.refresh(&mut source);
        app.refresh(&mut source);
        assert_eq!(app.history.last(9).len(), 2);
        app.act(Action::Look, &mut source);
        assert_eq!(app.history.last(9).len(), 1);
        app.refresh(&mut source);
        assert_eq!(app.history.last(9).len(), 1, "sums are no rows");
        app.act(Action::Look, &mut source);
        assert!(app.look_before.is_some());
    }

    #[test]
    fn there_is_nothing_to_save_before_a_look() {
        let (mut app, mut source) = (App::new(Some(1)), Two { grown: 0 });
        app.act(Action::Save, &mut source);
        assert!(app.message.as_deref().is_some_and(|m| m.contains("press s")));
        press(&mut app, &mut source, &[Action::Look, Action::Save]);
        assert_eq!(app.message.as_deref(), Some("saved"));
    }

    #[test]
    fn a_mark_is_of_a_look_that_was_had() {
        let (mut app, mut source) = (App::new(Some(1)), Two { grown: 0 });
        press(&mut app, &mut source, &[Action::Mark]);
        assert_eq!(app.message.as_deref(), Some("marked"));
        assert!(app.look.is_some());
        let mut app = App::new(Some(2));
        press(&mut app, &mut source, &[Action::Mark]);
        assert_eq!(app.message.as_deref(), Some("process 2 is another user's"));
    }

    #[test]
    fn whoever_switches_sees_at_once_what_the_other_way_shows() {
        let (mut app, mut source) = (App::new(Some(1)), Two { grown: 0 });
        let tracked = |app: &App| app.look.as_ref().map(|look| look.tracked);
        press(&mut app, &mut source, &[Action::Look]);
        assert_eq!(tracked(&app), Some(true));
        press(&mut app, &mut source, &[Action::Switch]);
        assert_eq!(tracked(&app), Some(false));
        press(&mut app, &mut source, &[Action::Switch]);
        assert_eq!(tracked(&app), Some(true));
    }

    #[test]
    fn growth_counts_from_the_first_time_that_a_process_was_seen() {
        let (mut app, mut source) = listed();
        source.grown = 7;
        app.refresh(&mut source);
        assert_eq!(app.growth(&app.processes[0]), 7);
    }

    #[test]
    fn a_view_of_one_process_has_no_list_to_go_back_to() {
        let (mut app, mut source) = (App::new(Some(1)), Two { grown: 0 });
        press(&mut app, &mut source, &[Action::Back]);
        assert_eq!(app.screen(), Screen::One(1));
        press(&mut app, &mut source, &[Action::Quit]);
        assert!(app.has_ended());
    }
}
