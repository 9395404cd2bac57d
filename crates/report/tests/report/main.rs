//! The crate from outside, one concern in each module.

// Runs made by hand, which the other modules show and store.
mod sample;

// What a terminal shows, as a whole.
mod terminal;

// What a reading says, sentence by sentence.
mod reading;

// What a stored run is, for every version to come.
mod stored;

// What holds for any run.
mod properties;
