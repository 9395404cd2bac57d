//! The page of a run, opened in a browser.

// A page in a browser of its own, watched for anything that goes wrong.
mod page;

// Runs and page maps made by hand.
#[path = "../report/sample.rs"]
mod sample;
#[path = "../report/sample_pages.rs"]
mod sample_pages;

// What is drawn, and what is told of it.
mod drawn;

// What a reader does with it: filter, sort, point, zoom.
mod used;
