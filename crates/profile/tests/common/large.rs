//! A profile of many call sites, made up the same every time.

use std::fmt::Write;

/// Functions of the program.
const FUNCTIONS: u64 = 20_000;

/// The text of a profile of `sites` call sites, as dhat would write it. `step`
/// makes another of the same program: other addresses and lines, and every
/// hundredth site has more.
pub(crate) fn profile(sites: u64, step: u64) -> String {
    let mut text = String::from(
        "{\"dhatFileVersion\":2,\"mode\":\"rust-heap\",\"verb\":\"Allocated\",\
         \"bklt\":true,\"bkacc\":false,\"tu\":\"µs\",\"Mtu\":\"s\",\"tuth\":10,\
         \"cmd\":\"large\",\"pid\":1,\"tg\":500000,\"te\":1000000,\"pps\":[",
    );
    for site in 0..sites {
        let mut random = Random(site);
        let blocks = 1 + random.below(1000);
        let size = 16 + random.below(4096);
        let more = if step > 0 && site % 100 == 0 { size } else { 0 };
        let total = blocks * size + more;
        let end = total / 10;
        // One in ten is short-lived by the file's own threshold.
        let longest = if site % 10 == 0 { 10 } else { 100_000 };
        let lifetimes = blocks * random.below(longest);
        let gap = if site == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{gap}{{\"tb\":{total},\"tbk\":{blocks},\"tl\":{lifetimes},\
             \"mb\":{total},\"mbk\":{blocks},\"gb\":{},\"gbk\":{},\
             \"eb\":{end},\"ebk\":{},\"fs\":[{}]}}",
            total / 2,
            blocks / 2,
            blocks / 10,
            stack(site)
        );
    }
    text.push_str("],\"ftbl\":[\"[root]\"");
    for function in 0..FUNCTIONS {
        let _ = write!(
            text,
            ",\"0x{:x}: app::module_{}::function_{function}::h{:016x} \
             (src/module_{}.rs:{}:9)\"",
            0x40_0000 + function * 64 + step,
            function % 100,
            function + step,
            function % 100,
            1 + function + step,
        );
    }
    text.push_str("]}");
    text
}

/// Some 25 frames: those without share a way from `main`, those within do not.
fn stack(site: u64) -> String {
    let mut random = Random(site ^ 0x9E37);
    let mut frames = vec![1 + site % FUNCTIONS, 1 + site / FUNCTIONS];
    frames.extend((0..8).map(|_| 1 + random.below(FUNCTIONS)));
    let mut at = site;
    for _ in 0..15 {
        at /= 3;
        frames.push(1 + at % FUNCTIONS);
    }
    let frames: Vec<_> = frames.iter().map(u64::to_string).collect();
    frames.join(",")
}

/// Numbers that look like chance: xorshift behind a multiplication.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = (self.0 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 ^= self.0 >> 29;
        self.0 % most
    }
}
