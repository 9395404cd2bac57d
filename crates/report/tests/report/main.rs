//! The crate from outside, one concern in each module.

// Runs made by hand, which the other modules show and store.
mod sample;

// Comparisons made by hand, which the other modules show.
mod sample_diff;

// Page maps made by hand.
mod sample_pages;

// What a terminal shows, as a whole.
mod terminal;
mod terminal_diff;

// What a pull request shows: a comment, and annotations.
mod github;
mod markdown;

// What a page holds, and what it never lets a name do.
mod html;
mod html_diff;

// What settings do.
mod settings;

// What a reading says, sentence by sentence.
mod reading;

/// Findings, and the doctor that says them.
mod findings;

// What a stored run is, for every version to come.
mod stored;

// What holds for any run.
mod properties;

// What a file of page maps is, for every version to come.
mod pages;

// What a stored file may be, for those who read it without this crate.
mod schema;

// Files that mean ill, or were cut short.
mod hostile;

// What a file of page maps must not be, and how it is refused.
mod hostile_pages;

// What a comparison finds.
mod diff;

// What it holds against what, and what it refuses.
mod diff_pairing;

// How it tells change from noise.
mod diff_noise;

// What breaks a limit.
mod diff_limits;

// A comparison as it is stored.
mod diff_stored;

// What holds for any two sides, made at random.
mod diff_generated;
mod diff_properties;
