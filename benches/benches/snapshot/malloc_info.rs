//! glibc's account of itself.
#![expect(unsafe_code, reason = "glibc is called directly")]

/// Has glibc write what it has, to nowhere.
pub(crate) fn malloc_info() {
    // SAFETY: both strings end in 0, which is all that `fopen` asks for.
    let nowhere = unsafe { libc::fopen(c"/dev/null".as_ptr(), c"w".as_ptr()) };
    assert!(!nowhere.is_null(), "/dev/null can be written");
    // SAFETY: `fopen` returned the stream just now.
    unsafe { libc::malloc_info(0, nowhere) };
    // SAFETY: the stream is closed once, here, and not used afterwards.
    unsafe { libc::fclose(nowhere) };
}
