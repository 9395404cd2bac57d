//! The terminal: keys in, screens out.

use crate::{Action, App, Source, draw};
use ratatui::crossterm::event::{self, Event};
use std::io;
use std::time::{Duration, Instant};

/// How the live view goes.
#[derive(Clone, Copy, Debug, Default)]
pub struct StartOptions {
    /// The process to begin with; without one, the list.
    pub pid: Option<u32>,
    /// How often the process on the screen is stopped and looked at by
    /// itself; without it, only when the user asks.
    pub every: Option<Duration>,
}

/// How often the sums that the kernel keeps are read.
const REFRESH: Duration = Duration::from_secs(1);

/// Shows what `source` says until the user leaves. The terminal is left as it
/// was found, also after a panic.
pub fn run(options: StartOptions, source: &mut impl Source) -> io::Result<()> {
    let mut terminal = ratatui::try_init()?;
    let mut app = App::new(options.pid);
    let mut clocks = Clocks::new(options.every);
    while !app.has_ended() {
        if clocks.refresh.is_due() {
            app.refresh(source);
        }
        if clocks.look.as_mut().is_some_and(Clock::is_due) {
            app.look_now(source);
        }
        terminal.draw(|frame| draw(&app, frame))?;
        if event::poll(clocks.wait())?
            && let Event::Key(key) = event::read()?
            && key.is_press()
            && let Some(action) = Action::of(key)
        {
            app.act(action, source);
        }
    }
    ratatui::try_restore()
}

struct Clocks {
    refresh: Clock,
    look: Option<Clock>,
}

impl Clocks {
    fn new(every: Option<Duration>) -> Clocks {
        let look = every.map(Clock::every);
        Clocks { refresh: Clock::every(REFRESH), look }
    }

    /// Until something is due.
    fn wait(&self) -> Duration {
        let look = self.look.as_ref().map(Clock::wait);
        look.unwrap_or(Duration::MAX).min(self.refresh.wait())
    }
}

struct Clock {
    every: Duration,
    next: Instant,
}

impl Clock {
    /// Due at once, then every so often.
    fn every(every: Duration) -> Clock {
        Clock { every, next: Instant::now() }
    }

    fn is_due(&mut self) -> bool {
        let now = Instant::now();
        let due = self.next <= now;
        if due {
            self.next = now + self.every;
        }
        due
    }

    fn wait(&self) -> Duration {
        self.next.saturating_duration_since(Instant::now())
    }
}
