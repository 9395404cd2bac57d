//! The memory of another process, read without touching what was not touched.

use super::copy::copy;
use super::files::ProcessFiles;
use super::forked::Forked;
use crate::Error;
use crate::linux::Span;
use crate::linux::process::Process;
use residue_walk::{Files, Mapping, Memory, Unreadable};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Reads a process's memory where pages are resident. Elsewhere a read would
/// bring a page in, and so change what is measured: memory that was never
/// touched is zeros, and what a file holds is read from the file.
#[derive(Debug)]
pub(crate) struct ProcessMemory<'a> {
    process: Process,
    /// `/proc/PID/mem`, which shows what cannot be copied: pages that the
    /// process itself may not read, those that it shares since a fork, and all
    /// where a filter of system calls knows no copying.
    memory: File,
    forked: Forked,
    /// Resident pages, sorted, apart from each other.
    resident: &'a [Span],
    mappings: &'a [Mapping],
    /// Whether pages may be in swap: then what is not resident is read all
    /// the same, for zeros would be wrong.
    swapped: bool,
    files: &'a ProcessFiles,
    /// Bytes that were copied so far.
    copied: AtomicU64,
}

impl<'a> ProcessMemory<'a> {
    pub(crate) fn open(
        process: &Process,
        resident: &'a [Span],
        mappings: &'a [Mapping],
        swapped: bool,
        files: &'a ProcessFiles,
    ) -> Result<ProcessMemory<'a>, Error> {
        let memory = process.open("mem")?;
        let forked = Forked::open(process)?;
        let process = *process;
        Ok(ProcessMemory {
            process,
            memory,
            forked,
            resident,
            mappings,
            swapped,
            files,
            copied: AtomicU64::new(0),
        })
    }

    /// Bytes of the process's memory that were copied so far.
    pub(crate) fn copied(&self) -> u64 {
        self.copied.load(Relaxed)
    }

    /// Up to where `address` is resident, or is not.
    fn stretch(&self, address: u64) -> (bool, u64) {
        let at = self.resident.partition_point(|span| span.end <= address);
        match self.resident.get(at) {
            Some(span) if span.start <= address => (true, span.end),
            Some(span) => (false, span.start),
            None => (false, u64::MAX),
        }
    }

    fn copy(&self, address: u64, into: &mut [u8]) -> Option<()> {
        self.copied.fetch_add(into.len() as u64, Relaxed);
        if !self.forked.is_shared(address, into.len() as u64)
            && copy(&self.process, address, into)
        {
            return Some(());
        }
        self.memory.read_exact_at(into, address).ok()
    }

    /// Fills in what is not resident, up to the end of its mapping; returns
    /// how much.
    fn fill(&self, address: u64, into: &mut [u8]) -> Option<usize> {
        let at = self.mappings.partition_point(|map| map.span.end <= address);
        let mapping = self.mappings.get(at)?;
        if !mapping.readable || !mapping.span.contains(&address) {
            return None;
        }
        let room = usize::try_from(mapping.span.end - address);
        let len = into.len().min(room.unwrap_or(usize::MAX));
        let into = &mut into[..len];
        if self.swapped || !(mapping.inode != 0 || mapping.is_anonymous()) {
            self.memory.read_exact_at(into, address).ok()?;
        } else if mapping.inode != 0 {
            let offset = mapping.offset + (address - mapping.span.start);
            let file = self.files.open(mapping).ok()?;
            read_or_zero(&file, into, offset)?;
        } else {
            into.fill(0);
        }
        Some(len)
    }
}

impl Memory for ProcessMemory<'_> {
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        let unreadable = Unreadable { address };
        let mut done = 0;
        while done < into.len() {
            let at = address.checked_add(done as u64).ok_or(unreadable)?;
            let (is_resident, end) = self.stretch(at);
            let room = usize::try_from(end - at).unwrap_or(usize::MAX);
            let part = room.min(into.len() - done);
            let piece = &mut into[done..done + part];
            done += if is_resident {
                self.copy(at, piece).ok_or(unreadable)?;
                part
            } else {
                self.fill(at, piece).ok_or(unreadable)?
            };
        }
        Ok(())
    }
}

/// Reads a file; past its end are zeros, as in its mapping's last page.
fn read_or_zero(file: &File, into: &mut [u8], offset: u64) -> Option<()> {
    let mut filled = 0;
    while filled < into.len() {
        let at = offset.checked_add(filled as u64)?;
        match file.read_at(&mut into[filled..], at).ok()? {
            0 => break,
            read => filled += read,
        }
    }
    into[filled..].fill(0);
    Some(())
}
