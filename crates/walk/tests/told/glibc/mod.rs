//! glibc's malloc.

// The programs that most of this is tried with.
mod programs;

// A heap that is damaged comes to an error and nothing else.
mod hostile;
// What is walked is what the program and malloc say.
mod figures;
// The same of other distributions' C libraries.
mod matrix;
// What `malloc_trim(0)` gives back is what was told before.
mod trimmed;
// A version that is not known is estimated, or refused.
mod unknown;
