#![expect(unsafe_code, reason = "reads the data of the C library")]
//! glibc's parameters in effect, read where glibc keeps them.
//!
//! `mallopt` has no counterpart that reads, and the thresholds move by
//! themselves, so what is in effect can only be seen in the structure `mp_`
//! in the library's writable data. Its first words have been the same from
//! glibc 2.10 to 2.41. The structure has no symbol. It is found by setting
//! `arena_test` twice, to two values nobody else uses, and looking for the one
//! word that followed; unlike the other parameters, setting this one changes
//! nothing else, and it is put back. If the layout is another, nothing is
//! found, or the neighbours make no sense, and no parameter is readable.

use std::ffi::{c_int, c_void};
use std::slice;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};

use super::library::mallopt;

/// Values that `arena_test` takes for a moment; no such number of arenas, and
/// no address or size, is likely to be found in the library's data.
const MARKS: [c_int; 2] = [0x5a3c_96e1, 0x2d7b_41f5];

/// `DEFAULT_MMAP_MAX` of glibc.
const DEFAULT_MMAP_MAX: i32 = 65_536;

/// Larger is no size of an object but an address, or -1.
const MOST_MMAP_THRESHOLD: usize = 1 << 40;

/// The keys of the first words of `mp_`, in order.
const WORDS: [&str; 5] =
    ["trim_threshold", "top_pad", "mmap_threshold", "arena_test", "arena_max"];

/// The place of `arena_test` in [`WORDS`].
const MARKED: usize = 3;

/// The words after [`WORDS`] among which `mmap_max` lies, in any version.
const MORE_WORDS: usize = 5;

/// Before `mmap_max` there is one other `int`; as of glibc 2.35 there are two
/// sizes of huge pages and their flags besides.
const MMAP_MAX_AFTER_HUGE_PAGES: usize = 6;

/// Where glibc keeps its parameters.
pub(super) struct Parameters {
    words: &'static [AtomicUsize],
    mmap_max: Option<&'static AtomicI32>,
    /// The size of transparent huge pages that are asked for; 0 if none are.
    huge_page: Option<&'static AtomicUsize>,
}

impl Parameters {
    /// Where they are in this process, found at the first call. Nobody else
    /// may be setting parameters during that.
    pub(super) fn get() -> Option<&'static Self> {
        static FOUND: OnceLock<Option<Parameters>> = OnceLock::new();
        FOUND.get_or_init(Self::find).as_ref()
    }

    /// The value of the parameter of this key.
    pub(super) fn read(&self, key: &str) -> Option<i64> {
        if key == "mmap_max" {
            return self.mmap_max.map(|max| max.load(Ordering::Relaxed).into());
        }
        if key == "hugetlb" {
            let bytes = self.huge_page?.load(Ordering::Relaxed);
            return Some((bytes != 0).into());
        }
        let place = WORDS.iter().position(|word| *word == key)?;
        // What was set to -1 is read as -1.
        Some(self.words[place].load(Ordering::Relaxed).cast_signed() as i64)
    }

    fn find() -> Option<Self> {
        let data = writable_data()?;
        let place = marked_word(data)?;
        let start = place.checked_sub(MARKED)?;
        let words = data.get(start..start + WORDS.len() + MORE_WORDS)?;
        let more = &words[WORDS.len()..];
        let (at, mmap_max) = mmap_max(more).unzip();
        let is_newer = at == Some(MMAP_MAX_AFTER_HUGE_PAGES);
        let huge_page = is_newer.then(|| &more[0]);
        let found = Self { words, mmap_max, huge_page };
        let sensible = |key, most: usize| {
            found.read(key).is_some_and(|v| (0..=most as i64).contains(&v))
        };
        (sensible("mmap_threshold", MOST_MMAP_THRESHOLD)
            && sensible("arena_max", c_int::MAX as usize))
        .then_some(found)
    }
}

/// The place of the one word that follows `arena_test`.
fn marked_word(data: &[AtomicUsize]) -> Option<usize> {
    let mut before = Scratch::of(data.len())?;
    let before = before.words();
    for (copy, word) in before.iter_mut().zip(data) {
        *copy = word.load(Ordering::Relaxed);
    }
    let mut place = None;
    let mut only_one = true;
    for mark in MARKS {
        if !mallopt(libc::M_ARENA_TEST, mark) {
            return None;
        }
        let follows =
            |word: &AtomicUsize| word.load(Ordering::Relaxed) == mark as usize;
        let mut places = (0..data.len()).filter(|&at| follows(&data[at]));
        let found = places.next();
        only_one &= places.next().is_none();
        only_one &= place.is_none() || place == found;
        place = found;
    }
    let place = place?;
    // `mallopt` takes no 0 here. Both 0 and 1 mean: at once.
    let restored = c_int::try_from(before[place]).unwrap_or(0).max(1);
    mallopt(libc::M_ARENA_TEST, restored);
    only_one.then_some(place)
}

/// The `int` among these words that holds the default of `mmap_max`, between
/// how many mappings there are and the most there have been; and its place.
fn mmap_max(
    words: &'static [AtomicUsize],
) -> Option<(usize, &'static AtomicI32)> {
    let halves = words.len() * 2;
    // SAFETY: the same memory, of which any bits make an `AtomicI32`; it is
    // static, and aligned for more than that.
    let halves: &'static [AtomicI32] =
        unsafe { slice::from_raw_parts(words.as_ptr().cast(), halves) };
    let value = |at: usize| halves[at].load(Ordering::Relaxed);
    let mut fits = (1..halves.len() - 1).filter(|&at| {
        value(at) == DEFAULT_MMAP_MAX
            && (0..=value(at + 1)).contains(&value(at - 1))
    });
    let at = fits.next()?;
    fits.next().is_none().then(|| (at, &halves[at]))
}

/// Memory that is not of the allocator, whose heap must stay as it is.
struct Scratch {
    start: *mut usize,
    len: usize,
}

impl Scratch {
    fn of(len: usize) -> Option<Self> {
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        let bytes = len * size_of::<usize>();
        let nowhere = std::ptr::null_mut();
        // SAFETY: a new mapping at an address that the kernel chooses.
        let start =
            unsafe { libc::mmap(nowhere, bytes, protection, flags, -1, 0) };
        let mapped = start != libc::MAP_FAILED;
        mapped.then(|| Self { start: start.cast(), len })
    }

    fn words(&mut self) -> &mut [usize] {
        // SAFETY: `of` mapped so many words, zeroed; nobody else knows them,
        // and they stay mapped as long as `self` does.
        unsafe { slice::from_raw_parts_mut(self.start, self.len) }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let bytes = self.len * size_of::<usize>();
        // SAFETY: `of` made this mapping, and `words` borrowed from `self`.
        unsafe { libc::munmap(self.start.cast(), bytes) };
    }
}

/// The initialized writable data of the object that has `mallopt`.
fn writable_data() -> Option<&'static [AtomicUsize]> {
    let mut search =
        Search { code: (libc::mallopt as *const ()).addr(), data: None };
    let argument: *mut Search = &raw mut search;
    // SAFETY: `visit` is what `dl_iterate_phdr` calls back, in this thread
    // and before it returns, with the argument given here.
    unsafe { libc::dl_iterate_phdr(Some(visit), argument.cast()) };
    search.data
}

struct Search {
    /// An address in the object looked for.
    code: usize,
    data: Option<&'static [AtomicUsize]>,
}

/// Called by the loader for each object; 0 asks for the next.
unsafe extern "C" fn visit(
    info: *mut libc::dl_phdr_info,
    _size: usize,
    search: *mut c_void,
) -> c_int {
    // SAFETY: `writable_data` passed a `Search` that nobody else uses now.
    let search = unsafe { &mut *search.cast::<Search>() };
    // SAFETY: the loader passes a description that is valid during the call.
    let info = unsafe { &*info };
    let count = usize::from(info.dlpi_phnum);
    // SAFETY: the loader says that there are so many headers there.
    let headers = unsafe { slice::from_raw_parts(info.dlpi_phdr, count) };
    let segments =
        || headers.iter().filter(|header| header.p_type == libc::PT_LOAD);
    let start = |header: &libc::Elf64_Phdr| {
        (info.dlpi_addr as usize).wrapping_add(header.p_vaddr as usize)
    };
    let has_code = segments().any(|header| {
        let start = start(header);
        (start..start + header.p_memsz as usize).contains(&search.code)
    });
    if !has_code {
        return 0;
    }
    // The last: some linkers put what becomes read-only in one before it.
    let data = segments().rfind(|header| header.p_flags & libc::PF_W != 0);
    search.data = data.map(|header| words(start(header), header.p_filesz));
    1
}

/// The aligned words of a segment that stays loaded.
fn words(start: usize, bytes: u64) -> &'static [AtomicUsize] {
    let aligned = start.next_multiple_of(align_of::<AtomicUsize>());
    let skipped = aligned - start;
    let len = (bytes as usize).saturating_sub(skipped) / size_of::<usize>();
    let first = std::ptr::with_exposed_provenance::<AtomicUsize>(aligned);
    // SAFETY: `visit` took the bounds from the loader, for a readable segment
    // of the C library, which is never unloaded; aligned above.
    unsafe { slice::from_raw_parts(first, len) }
}
