//! What needs a real terminal, which tmux is: `residue top`, and the keys by
//! which a shell ends and stops what runs under `residue exec`.

use crate::desk::Desk;
use crate::processes::{Subject, is_there, of_c, skip};
use crate::util::{binary, residue};
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

/// Columns and rows.
const SIZES: [(u16, u16); 2] = [(80, 24), (200, 60)];

/// For how long the screen may lack what is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// A terminal of its own, with one program in it.
struct Terminal {
    desk: Desk,
    size: (u16, u16),
}

impl Terminal {
    /// Starts `residue top` with these arguments, unless there is no tmux.
    fn start(size: (u16, u16), args: &[&str]) -> Option<Terminal> {
        let top = [binary(), "top"];
        Terminal::with(size, &[&top[..], args].concat())
    }

    /// Starts a program in it, unless there is no tmux.
    fn with(size: (u16, u16), words: &[&str]) -> Option<Terminal> {
        if !is_there("tmux") {
            skip("tmux is not installed: nothing is drawn on a terminal");
            return None;
        }
        let terminal = Terminal { desk: Desk::new(), size };
        terminal.desk.write("tmux.conf", "set -g status off\n");
        let (columns, rows) = (size.0.to_string(), size.1.to_string());
        let folder = terminal.desk.path(".").display().to_string();
        let new = ["new-session", "-d", "-x", &columns, "-y", &rows];
        let within = ["-c", &folder];
        let started = terminal.tmux(&[&new[..], &within, words].concat());
        assert!(started.status.success(), "{started:?}");
        Some(terminal)
    }

    /// A command to the tmux that only this test has.
    fn tmux(&self, args: &[&str]) -> Output {
        let mut tmux = Command::new("tmux");
        tmux.arg("-S").arg(self.desk.path("socket"));
        tmux.arg("-f").arg(self.desk.path("tmux.conf")).args(args);
        tmux.env_remove("TMUX").env("LC_ALL", "C.UTF-8");
        tmux.output().expect("tmux starts")
    }

    fn press(&self, key: &str) {
        let pressed = self.tmux(&["send-keys", key]);
        assert!(pressed.status.success(), "{pressed:?}");
    }

    /// Types a line.
    fn types(&self, line: &str) {
        let typed = self.tmux(&["send-keys", "-l", line]);
        assert!(typed.status.success(), "{typed:?}");
        self.press("Enter");
    }

    /// What is on the screen, which `residue top` fills, once all of `words`
    /// are.
    fn shows(&self, words: &[&str]) -> String {
        let screen = self.comes_to_show(words);
        self.fits(&screen);
        screen
    }

    /// What is on the screen once all of `words` are.
    fn comes_to_show(&self, words: &[&str]) -> String {
        let begun = Instant::now();
        loop {
            let screen = self.tmux(&["capture-pane", "-p"]).stdout;
            let screen = String::from_utf8(screen).expect("text");
            if words.iter().all(|word| screen.contains(word)) {
                return screen;
            }
            let waited = begun.elapsed();
            assert!(waited < PATIENCE, "no {words:?} on the screen:\n{screen}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The screen is used to its last line, and no line is longer.
    fn fits(&self, screen: &str) {
        let (columns, rows) = self.size;
        let lines: Vec<&str> = screen.lines().collect();
        assert_eq!(lines.len(), usize::from(rows), "{screen}");
        let widest = lines.iter().map(|line| line.chars().count()).max();
        assert!(widest <= Some(usize::from(columns)), "{screen}");
        assert!(!lines[lines.len() - 1].trim().is_empty(), "{screen}");
    }

    /// Waits until the program has left the terminal.
    fn is_left(&self) {
        let begun = Instant::now();
        while self.tmux(&["has-session"]).status.success() {
            assert!(begun.elapsed() < PATIENCE, "it does not leave");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Where the program has left, there is nothing to end.
        self.tmux(&["kill-server"]);
    }
}

#[test]
fn the_list_is_sorted_and_one_of_it_opened() {
    for size in SIZES {
        let Some(terminal) = Terminal::start(size, &[]) else { return };
        terminal.shows(&["residue top:", "by resident", "pid", "enter"]);
        for order in ["by growth", "by swap", "by name", "by resident"] {
            terminal.press("o");
            terminal.shows(&[order]);
        }
        terminal.press("w");
        terminal.shows(&["open a process first"]);
        terminal.press("Enter");
        terminal.shows(&["Press s", "ledger", "live objects"]);
        terminal.press("Escape");
        terminal.shows(&["residue top:", "by resident"]);
        terminal.press("q");
        terminal.is_left();
    }
}

#[test]
fn a_process_is_looked_at_marked_and_saved() {
    let subject = Subject::start(&mut of_c("cached"));
    let pid = subject.pid().to_string();
    for size in SIZES {
        let Some(terminal) = Terminal::start(size, &[&pid]) else { return };
        terminal.shows(&[&pid, "Press s", "labelled"]);
        terminal.press("w");
        terminal.shows(&["no look to save yet"]);
        terminal.press("s");
        terminal.shows(&["allocator-cached", "cached", "malloc_trim(0)"]);
        terminal.press("t");
        terminal.shows(&["has no tracker"]);
        terminal.press("m");
        terminal.shows(&["this look is mark-1"]);
        terminal.press("w");
        terminal.shows(&["stored in"]);
        terminal.press("q");
        terminal.is_left();
        let report = residue(&["report", "latest", "--format", "json"])
            .current_dir(terminal.desk.path("."))
            .output();
        let report = String::from_utf8(report.expect("it starts").stdout);
        let report = report.expect("text");
        assert!(report.contains("\"mark-1\""), "{report}");
    }
}

#[test]
fn looks_of_their_own_stop_the_process_every_so_often() {
    let subject = Subject::start(&mut of_c("live"));
    let pid = subject.pid().to_string();
    let args = [pid.as_str(), "--every", "200ms"];
    let Some(terminal) = Terminal::start(SIZES[1], &args) else { return };
    terminal.shows(&["from outside, stopped", ": live"]);
    terminal.press("C-c");
    terminal.is_left();
}

#[test]
fn keys_of_the_terminal_reach_the_program_under_exec() {
    let shell = ["sh", "-i"];
    let Some(terminal) = Terminal::with(SIZES[1], &shell) else { return };
    terminal.types("PS1='ready> '");
    terminal.comes_to_show(&["ready> "]);
    let binary = binary();
    // It says that it began, and how it was stopped and ended.
    // That it goes on shows that it has the terminal again.
    let script = "trap \"echo got-int; exit 130\" INT; \
                  trap \"echo goes''-on\" CONT; echo be''gun; \
                  while :; do sleep 0.1; done";
    terminal.types(&format!("{binary} exec -o run -- sh -c '{script}'"));
    terminal.comes_to_show(&["begun"]);
    terminal.press("C-z");
    terminal.comes_to_show(&["Stopped"]);
    terminal.types("clear; fg");
    terminal.comes_to_show(&["goes-on"]);
    terminal.press("C-c");
    terminal.comes_to_show(&["got-int", "stored in run"]);
    terminal.types("echo code $?");
    terminal.comes_to_show(&["code 130"]);
    let script = "echo be''gun; exec sleep 1000";
    let other = format!("{binary} exec -q -o other -- sh -c \"{script}\"");
    terminal.types(&format!("clear; {other}"));
    terminal.comes_to_show(&["begun"]);
    // One that is ended by the signal itself ends the command so.
    terminal.press("C-c");
    terminal.types("echo code $?");
    terminal.comes_to_show(&["code 130"]);
    let run = terminal.desk.read("other/run.json");
    assert!(run.contains("killed by signal 2"), "{run}");
}
