//! A process with a heap that it can tell object by object.

use std::alloc::{Layout, alloc, dealloc};
use std::fmt::Arguments;
use std::fs::File;
use std::io::{BufRead, Write, stdin, stdout};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Where the process writes its objects; that this is set makes it a subject.
pub(crate) const OBJECTS: &str = "RESIDUE_WALK_OBJECTS";
/// How many threads allocate too, and stay.
pub(crate) const THREADS: &str = "RESIDUE_WALK_THREADS";
/// One object in so many is kept.
pub(crate) const KEPT: &str = "RESIDUE_WALK_KEPT";

/// Takes a figure by its name.
pub(crate) type Tell<'a> = dyn FnMut(&str, u64) + 'a;

/// What the allocator of the subject says of itself.
pub(crate) struct Facts {
    /// The usable size of an object.
    pub(crate) usable: fn(*const u8) -> usize,
    /// Its statistics by name.
    pub(crate) statistics: fn(&mut Tell<'_>),
    /// Gives back the caches of the calling thread.
    pub(crate) flush: fn(),
    /// Gives back what it can.
    pub(crate) purge: fn(),
}

/// A live object, which outlives its thread.
struct Object {
    address: usize,
    layout: Layout,
}

/// Serves the lines of standard input until it ends; does nothing at all in
/// a process that is no subject.
pub(crate) fn serve(facts: &Facts) {
    let Ok(path) = std::env::var(OBJECTS) else { return };
    let threads = number(THREADS);
    let kept = number(KEPT).max(1);
    let mut heap = Heap::new(threads, kept);
    say(format_args!("\nsubject built"));
    for line in stdin().lock().lines() {
        match line.unwrap().as_str() {
            "flush" => (facts.flush)(),
            "purge" => (facts.purge)(),
            "drop" => heap.clear(),
            _ => {}
        }
        heap.tell(&path, facts.usable);
        (facts.statistics)(&mut |name, value| {
            say(format_args!("subject {name} {value}"));
        });
        say(format_args!("subject ready"));
    }
}

/// Past the test harness, which would keep what a test prints.
fn say(line: Arguments<'_>) {
    let mut output = stdout().lock();
    writeln!(output, "{line}").unwrap();
    output.flush().unwrap();
}

fn number(variable: &str) -> usize {
    std::env::var(variable).map_or(0, |text| text.parse().unwrap())
}

struct Heap {
    objects: Vec<Object>,
    /// Ends the threads that stay, when it is dropped.
    _staying: Sender<Object>,
}

impl Heap {
    fn new(threads: usize, kept: usize) -> Heap {
        let (sender, objects) = channel();
        let mut ending = Vec::new();
        for seed in 0..threads {
            let sender = sender.clone();
            let started = thread::spawn(move || {
                fill(&mut Random::new(seed as u64 + 2), kept, &sender);
                drop(sender);
                // Odd ones stay, with what their caches hold.
                if seed % 2 == 1 {
                    loop {
                        thread::park();
                    }
                }
            });
            if seed % 2 == 0 {
                ending.push(started);
            }
        }
        let (staying, own) = channel();
        fill(&mut Random::new(1), kept, &staying);
        large(&staying);
        drop(sender);
        let mut heap = Heap { objects: Vec::new(), _staying: staying };
        heap.take(&objects, true);
        heap.take(&own, false);
        for thread in ending {
            thread.join().unwrap();
        }
        heap
    }

    fn take(&mut self, objects: &Receiver<Object>, wait: bool) {
        if wait {
            self.objects.extend(objects.iter());
        } else {
            self.objects.extend(objects.try_iter());
        }
    }

    fn clear(&mut self) {
        for object in self.objects.drain(..) {
            free(&object);
        }
    }

    /// Writes each object, and the list of them, without allocating.
    fn tell(&self, path: &str, usable: fn(*const u8) -> usize) {
        let list = self.objects.as_ptr() as usize;
        let own = (self.objects.capacity() > 0).then_some(list);
        let mut file = File::create(path).unwrap();
        let addresses = self.objects.iter().map(|o| o.address);
        let mut buffer = [0; 4096];
        let mut filled = 0;
        for address in addresses.chain(own) {
            let size = usable(address as *const u8);
            for word in [address as u64, size as u64] {
                buffer[filled..filled + 8].copy_from_slice(&word.to_le_bytes());
                filled += 8;
            }
            if filled == buffer.len() {
                file.write_all(&buffer).unwrap();
                filled = 0;
            }
        }
        file.write_all(&buffer[..filled]).unwrap();
    }
}

/// Allocates many, and keeps one in `kept`.
fn fill(random: &mut Random, kept: usize, to: &Sender<Object>) {
    let mut all = Vec::new();
    for index in 0..20_000 {
        let most = match index % 100 {
            0 => 64 << 10,
            1..10 => 4096,
            _ => 300,
        };
        let size = 1 + random.below(most);
        let align = 1 << random.below(if index % 50 == 0 { 13 } else { 4 });
        all.push(allocate(size, align));
    }
    for (index, object) in all.drain(..).enumerate() {
        if index % kept == 0 {
            to.send(object).unwrap();
        } else {
            free(&object);
        }
    }
}

/// Objects past every size class of small ones, and aligned to more than a
/// page.
fn large(to: &Sender<Object>) {
    for (size, align) in [
        (9 << 20, 8),
        (33 << 20, 16),
        (100_000, 4096),
        (5000, 1 << 16),
        (3 << 20, 1 << 20),
        (70 << 20, 1 << 21),
    ] {
        to.send(allocate(size, align)).unwrap();
        free(&allocate(size, align));
    }
}

fn allocate(size: usize, align: usize) -> Object {
    let layout = Layout::from_size_align(size, align).unwrap();
    // SAFETY: `fill` and `large` ask for at least one byte.
    let address = unsafe { alloc(layout) };
    assert!(!address.is_null());
    // SAFETY: the allocator has just given it, with room for one byte.
    unsafe { address.write(1) };
    Object { address: address as usize, layout }
}

fn free(object: &Object) {
    // SAFETY: `allocate` made it with this layout, and each owner frees it
    // once.
    unsafe { dealloc(object.address as *mut u8, object.layout) };
}

/// Marsaglia's xorshift: the same heap each time.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}
