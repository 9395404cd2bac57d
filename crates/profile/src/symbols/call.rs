//! What calls look like in machine code: every frame of a stack but the
//! innermost is an address right behind one.

use std::ops::Range;

/// A part of a binary that is executed.
pub(super) struct Code {
    /// Its addresses, as the file has them.
    pub(super) addresses: Range<u64>,
    /// Where in the file it begins.
    pub(super) offset: u64,
    /// What is there; nothing in a file that has debug information alone.
    pub(super) bytes: Vec<u8>,
}

/// A machine whose calls are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Machine {
    X86_64,
    Aarch64,
}

/// A call, by whom it calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Call {
    /// The function at this address.
    Direct(u64),
    /// Whoever's address a register or a place in memory has.
    Indirect,
}

/// What is called right before `address`, if a call ends there.
pub(super) fn before(
    machine: Machine,
    code: &[Code],
    address: u64,
) -> Option<Call> {
    let part = part_of(code, address)?;
    let end = usize::try_from(address - part.addresses.start).ok()?;
    let bytes = part.bytes.get(..end)?;
    match machine.call_at_end(bytes, address)? {
        // Whoever is called is code.
        Call::Direct(target) if part_of(code, target).is_none() => None,
        call => Some(call),
    }
}

/// How often a place in the code is one right behind a call, if it is chosen
/// blindly.
pub(super) fn density(machine: Machine, code: &[Code]) -> f64 {
    let mut calls = 0_u64;
    let mut places = 0_u64;
    for part in code {
        let start = part.addresses.start;
        let places_in = 0..part.bytes.len() as u64;
        let is_behind = |at: &u64| before(machine, code, start + at).is_some();
        calls += places_in.clone().filter(is_behind).count() as u64;
        places += part.bytes.len() as u64;
    }
    calls as f64 / places.max(1) as f64
}

fn part_of(code: &[Code], address: u64) -> Option<&Code> {
    let has = |part: &&Code| {
        // The last call of a function that never returns may end it.
        part.addresses.contains(&address) || part.addresses.end == address
    };
    code.iter().find(has)
}

impl Machine {
    /// The call that ends where `bytes` do, which is at `address`.
    fn call_at_end(self, bytes: &[u8], address: u64) -> Option<Call> {
        match self {
            Machine::X86_64 => x86_64(bytes, address),
            Machine::Aarch64 => aarch64(bytes, address),
        }
    }
}

/// `call rel32` is `e8`; a call by way of a register or of memory is `ff /2`,
/// whose length its second and third byte tell.
fn x86_64(bytes: &[u8], address: u64) -> Option<Call> {
    if let Some([0xe8, offset @ ..]) = bytes.last_chunk::<5>() {
        let offset = i64::from(i32::from_le_bytes(*offset));
        return Some(Call::Direct(address.wrapping_add_signed(offset)));
    }
    let is_indirect = [2, 3, 4, 6, 7].into_iter().any(|len: usize| {
        let call = bytes.len().checked_sub(len).map(|at| &bytes[at..]);
        call.is_some_and(|call| {
            call[0] == 0xff && indirect_len(call[1], call.get(2)) == Some(len)
        })
    });
    is_indirect.then_some(Call::Indirect)
}

/// How long a call is whose operand is told by `modrm`; `None` if that is of
/// another instruction.
fn indirect_len(modrm: u8, sib: Option<&u8>) -> Option<usize> {
    let (mode, what, operand) = (modrm >> 6, modrm >> 3 & 7, modrm & 7);
    if what != 2 {
        return None;
    }
    let has_sib = mode != 3 && operand == 4;
    let base = sib.filter(|_| has_sib).map(|sib| sib & 7);
    let offset = match mode {
        0 if operand == 5 || base == Some(5) => 4,
        1 => 1,
        2 => 4,
        _ => 0,
    };
    Some(2 + usize::from(has_sib) + offset)
}

/// `bl` and `blr`, of four bytes each.
fn aarch64(bytes: &[u8], address: u64) -> Option<Call> {
    let word = u32::from_le_bytes(*bytes.last_chunk::<4>()?);
    if word >> 26 == 0b10_0101 {
        // 26 bits with a sign, in words, from the call itself.
        let words = (word << 6) as i32 >> 6;
        let call = address.wrapping_sub(4);
        let target = call.wrapping_add_signed(i64::from(words) * 4);
        return Some(Call::Direct(target));
    }
    let is_indirect = word & 0xffff_fc1f == 0xd63f_0000;
    is_indirect.then_some(Call::Indirect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_x86_64_are_told_by_their_last_bytes() {
        let call = |bytes: &[u8]| x86_64(bytes, 0x1000);
        let direct = Some(Call::Direct(0xff0));
        assert_eq!(call(&[0xe8, 0xf0, 0xff, 0xff, 0xff]), direct);
        for bytes in [
            // call rax; call r11; call [rax]; call [rax+8]; call [rip+4];
            // call [rsp+8]; call [rax+rbx*8+1024]; call [rbx*8+4].
            &[0xff, 0xd0][..],
            &[0x41, 0xff, 0xd3],
            &[0xff, 0x10],
            &[0xff, 0x50, 0x08],
            &[0xff, 0x15, 4, 0, 0, 0],
            &[0xff, 0x54, 0x24, 0x08],
            &[0xff, 0x94, 0xd8, 0, 4, 0, 0],
            &[0xff, 0x14, 0xdd, 4, 0, 0, 0],
        ] {
            assert_eq!(call(bytes), Some(Call::Indirect), "{bytes:x?}");
            let cut = &bytes[..bytes.len() - 1];
            assert_eq!(call(cut), None, "{cut:x?}");
        }
        // push [rax]; jmp rax; nothing.
        for bytes in [&[0xff, 0x30][..], &[0xff, 0xe0], &[]] {
            assert_eq!(call(bytes), None, "{bytes:x?}");
        }
    }

    #[test]
    fn calls_of_aarch64_are_told_by_their_word() {
        let call = |word: u32| aarch64(&word.to_le_bytes(), 0x1004);
        assert_eq!(call(0x9400_0002), Some(Call::Direct(0x1008)));
        assert_eq!(call(0x97ff_ffff), Some(Call::Direct(0xffc)));
        assert_eq!(call(0xd63f_0100), Some(Call::Indirect));
        // b; ret.
        assert_eq!(call(0x1400_0002), None);
        assert_eq!(call(0xd65f_03c0), None);
    }
}
