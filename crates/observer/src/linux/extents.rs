//! Where a sparse file holds data.

use super::Span;
use residue_segment::SegmentRange;
use rustix::fs::{SeekFrom, seek};
use rustix::io::Errno;
use std::fs::File;
use std::io;

/// The spans of `region` that hold data, as offsets into the region, in order.
pub(crate) fn extents(
    file: &File,
    region: SegmentRange,
) -> io::Result<Vec<Span>> {
    let mut found = Vec::new();
    let mut at = region.offset;
    while at < region.end() {
        let start = match seek(file, SeekFrom::Data(at)) {
            Ok(start) if start < region.end() => start,
            // There is no data behind `at`.
            Ok(_) | Err(Errno::NXIO) => break,
            Err(errno) => return Err(errno.into()),
        };
        let end = seek(file, SeekFrom::Hole(start))?.min(region.end());
        if end <= start {
            break;
        }
        found.push(start - region.offset..end - region.offset);
        at = end;
    }
    Ok(found)
}

/// The spans of `sorted` that `window` shares, cut to it.
pub(crate) fn within<'a>(
    sorted: &'a [Span],
    window: &'a Span,
) -> impl DoubleEndedIterator<Item = Span> + 'a {
    let first = sorted.partition_point(|span| span.end <= window.start);
    let last = sorted.partition_point(|span| span.start < window.end);
    sorted
        .get(first..last)
        .unwrap_or_default()
        .iter()
        .map(|span| super::intersection(span, window))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{MemfdFlags, memfd_create};
    use std::os::unix::fs::FileExt;

    #[test]
    fn finds_only_what_was_written() {
        let file = File::from(memfd_create("t", MemfdFlags::CLOEXEC).unwrap());
        file.set_len(1 << 40).unwrap();
        let page = rustix::param::page_size() as u64;
        for offset in [0, 1 << 30, (1 << 30) + page, (1 << 39) + 5] {
            file.write_all_at(&[1], offset).unwrap();
        }
        let region =
            SegmentRange { offset: 1 << 20, len: (1 << 39) - (1 << 20) };
        let base = (1 << 30) - (1 << 20);
        let found = extents(&file, region).unwrap();
        assert_eq!(found, vec![base..base + 2 * page; 1]);
        let all = SegmentRange { offset: 0, len: 1 << 40 };
        assert_eq!(extents(&file, all).unwrap().len(), 3);
    }

    #[test]
    fn a_window_cuts_what_it_shares() {
        let sorted = [0..10, 20..30, 40..50];
        let cut = |window: Span| within(&sorted, &window).collect::<Vec<_>>();
        assert_eq!(cut(5..45), [5..10, 20..30, 40..45]);
        assert_eq!(cut(10..20), []);
        assert_eq!(cut(25..45), [25..30, 40..45]);
        assert_eq!(cut(60..70), []);
    }
}
