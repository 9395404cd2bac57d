//! Reads, compares and draws profiles of many call sites, and says how long
//! each took and the most memory it had.
//!
//! ```text
//! cargo run --release -p residue-profile --example scale -- make 100000 FOLDER
//! cargo run --release -p residue-profile --example scale -- FOLDER/old.json FOLDER/new.json
//! ```

use std::error::Error;
use std::fs;
use std::io::{Write, stderr};
use std::path::Path;
use std::time::Instant;

use residue_present::{Format, TextStyle};
use residue_profile::diff::{Diff, Options};
use residue_profile::show::{self, Selection};
use residue_profile::{Figure, Profile, html};

#[path = "../tests/common/large.rs"]
mod large;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match &args[..] {
        [make, sites, folder] if make == "make" => {
            let sites = sites.parse()?;
            for (name, step) in [("old.json", 0), ("new.json", 7)] {
                let text = large::profile(sites, step);
                fs::write(Path::new(folder).join(name), text)?;
            }
            Ok(())
        }
        [old] => show(&timed("read", || Ok(Profile::read(old)?))?, old),
        [old, new] => {
            let one = timed("read", || Ok(Profile::read(old)?))?;
            let other = timed("read", || Ok(Profile::read(new)?))?;
            show(&one, old)?;
            compare(&one, &other, new)
        }
        _ => Err("pass make SITES FOLDER, PROFILE, or OLD NEW".into()),
    }
}

fn show(profile: &Profile, name: &str) -> Outcome<()> {
    timed("terminal", || {
        let mut out = fs::File::create(format!("{name}.txt"))?;
        let text = TextStyle { width: Some(120), colour: false, links: false };
        let (all, format) = (Selection::default(), Format::Terminal);
        Ok(show::profile(profile, all, format, text, &mut out)?)
    })?;
    timed("html", || {
        let mut out = fs::File::create(format!("{name}.html"))?;
        Ok(html::render(profile, Figure::Total, &mut out)?)
    })
}

fn compare(old: &Profile, new: &Profile, name: &str) -> Outcome<()> {
    let options = Options::default();
    let diff = timed("diff", || Ok(Diff::of(old, new, &options)?))?;
    timed("diff terminal", || {
        let mut out = fs::File::create(format!("{name}.diff.txt"))?;
        let text = TextStyle { width: Some(120), colour: false, links: false };
        let (all, format) = (Selection::default(), Format::Terminal);
        Ok(show::diff(&diff, all, format, text, &mut out)?)
    })?;
    timed("diff html", || {
        let mut out = fs::File::create(format!("{name}.diff.html"))?;
        Ok(html::render_diff(&diff, Figure::Total, 50, &mut out)?)
    })
}

fn timed<T>(what: &str, run: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let start = Instant::now();
    let outcome = run()?;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    let peak = peak.unwrap_or("").split_whitespace().nth(1).unwrap_or("?");
    writeln!(stderr(), "{what}: {:?}, {peak} KiB at most", start.elapsed())?;
    Ok(outcome)
}
