//! `/proc/PID/smaps`: what is mapped, and how much of it is resident.

use super::Span;
use crate::Error;

/// One mapping of a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) span: Span,
    /// Whether writes stay in the process: no shared mapping.
    pub(crate) private: bool,
    /// Whether it may hold code.
    pub(crate) executable: bool,
    /// The file, a name in brackets, or nothing.
    pub(crate) name: String,
    pub(crate) resident: u64,
    /// Resident bytes, of each page its part: one in as many as have it.
    pub(crate) proportional: u64,
    /// Resident bytes of pages that others have too.
    pub(crate) shared: u64,
    pub(crate) swapped: u64,
    pub(crate) lazy_free: u64,
    /// Mapped with `MAP_NORESERVE`, as allocators map what they reserve.
    pub(crate) no_reserve: bool,
    /// Kept from huge pages, as `MAP_STACK` does since Linux 6.7.
    pub(crate) no_huge: bool,
}

impl Area {
    /// Private memory with no file behind it, the main stack excepted.
    pub(crate) fn is_anonymous(&self) -> bool {
        let name = self.name.as_str();
        let unnamed = name.is_empty() || name == "[heap]";
        self.private && (unnamed || name.starts_with("[anon:"))
    }
}

/// All mappings in `text`, in address order. A mapping whose last line is
/// missing is refused: the text was cut.
pub(crate) fn parse(text: &str) -> Result<Vec<Area>, Error> {
    let areas = records(text)?;
    if !areas.is_sorted_by(|one, next| one.span.end <= next.span.start) {
        return Err(Error::Malformed { what: "order of smaps".into() });
    }
    Ok(areas)
}

/// The same of a process that goes on: a mapping that grows or is split while
/// the kernel writes is in the text twice. Of those that overlap the first is
/// kept.
pub(crate) fn parse_moving(text: &str) -> Result<Vec<Area>, Error> {
    let mut areas: Vec<Area> = Vec::new();
    for area in records(text)? {
        let end = areas.last().map_or(0, |last| last.span.end);
        if area.span.start >= end {
            areas.push(area);
        }
    }
    Ok(areas)
}

fn records(text: &str) -> Result<Vec<Area>, Error> {
    let mut areas = Vec::new();
    let mut open: Option<(Area, AreaFields)> = None;
    for line in text.lines() {
        let malformed = || malformed(line);
        let first = line.split_ascii_whitespace().next().unwrap_or_default();
        let Some(key) = first.strip_suffix(':') else {
            close(open.take(), &mut areas)?;
            let area = parse_head(line).ok_or_else(malformed)?;
            open = Some((area, AreaFields::default()));
            continue;
        };
        let (area, seen) = open.as_mut().ok_or_else(malformed)?;
        parse_field(area, seen, key, &line[first.len()..])
            .ok_or_else(malformed)?;
    }
    close(open, &mut areas)?;
    Ok(areas)
}

/// All mappings in the text of `/proc/PID/maps`, which has only the first line
/// of each, and which the kernel writes without a look at the pages.
pub(crate) fn parse_maps(text: &str) -> Result<Vec<Area>, Error> {
    let parse = |line| parse_head(line).ok_or_else(|| malformed(line));
    text.lines().map(parse).collect()
}

/// The lines of a mapping that must have been there.
#[derive(Default)]
struct AreaFields {
    resident: bool,
    flags: bool,
}

fn close(
    open: Option<(Area, AreaFields)>,
    areas: &mut Vec<Area>,
) -> Result<(), Error> {
    let Some((area, seen)) = open else { return Ok(()) };
    if !(seen.resident && seen.flags) {
        let what = format!("smaps: {:x} has no end", area.span.start);
        return Err(Error::Malformed { what });
    }
    areas.push(area);
    Ok(())
}

/// `start-end perms offset device inode name`
fn parse_head(line: &str) -> Option<Area> {
    let (range, mut rest) = line.split_once(' ')?;
    let (start, end) = range.split_once('-')?;
    let start = u64::from_str_radix(start, 16).ok()?;
    let end = u64::from_str_radix(end, 16).ok().filter(|&end| end > start)?;
    let executable = rest.as_bytes().get(2) == Some(&b'x');
    let private = match rest.as_bytes().get(3)? {
        b'p' => true,
        b's' => false,
        _ => return None,
    };
    for _ in 0..4 {
        rest = rest.trim_start();
        rest = &rest[rest.find(' ').unwrap_or(rest.len())..];
    }
    let name = rest.trim_start().to_owned();
    let span = start..end;
    Some(Area { span, private, executable, name, ..Area::default() })
}

fn parse_field(
    area: &mut Area,
    seen: &mut AreaFields,
    key: &str,
    value: &str,
) -> Option<()> {
    match key {
        "Rss" => {
            area.resident = parse_size(value)?;
            seen.resident = true;
        }
        "Pss" => area.proportional = parse_size(value)?,
        "Shared_Clean" | "Shared_Dirty" => area.shared += parse_size(value)?,
        "Swap" => area.swapped = parse_size(value)?,
        "LazyFree" => area.lazy_free = parse_size(value)?,
        "VmFlags" => {
            let mut flags = value.split_ascii_whitespace();
            area.no_reserve = flags.clone().any(|flag| flag == "nr");
            area.no_huge = flags.any(|flag| flag == "nh");
            seen.flags = true;
        }
        _ => {}
    }
    Some(())
}

fn parse_size(value: &str) -> Option<u64> {
    let kibibytes = value.trim().strip_suffix(" kB")?;
    kibibytes.parse::<u64>().ok()?.checked_mul(1024)
}

fn malformed(line: &str) -> Error {
    Error::Malformed { what: format!("smaps: '{line}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
55d0a000-55d2b000 rw-p 00000000 00:00 0                          [heap]
Size:                132 kB
Rss:                  96 kB
Pss:                  60 kB
Shared_Clean:          8 kB
Shared_Dirty:         64 kB
LazyFree:              8 kB
Swap:                  4 kB
THPeligible:           0
VmFlags: rd wr mr mw me ac
7f0000000000-7f0000400000 rw-p 00000000 00:00 0
Rss:                   0 kB
VmFlags: rd wr mr mw me nr nh
7f0000400000-7f0000401000 rw-s 00001000 00:01 42                         \
/memfd:residue-segment (deleted)
Rss:                   4 kB
VmFlags: rd wr sh mr mw me ms
";

    #[test]
    fn reads_what_is_mapped() {
        let areas = parse(TEXT).unwrap();
        let heap = Area {
            span: 0x55d0_a000..0x55d2_b000,
            private: true,
            name: "[heap]".into(),
            resident: 96 << 10,
            proportional: 60 << 10,
            shared: 72 << 10,
            swapped: 4 << 10,
            lazy_free: 8 << 10,
            ..Area::default()
        };
        assert_eq!(areas[0], heap);
        assert!(areas[1].no_reserve && areas[1].no_huge);
        assert!(areas[1].is_anonymous());
        assert_eq!(areas[2].name, "/memfd:residue-segment (deleted)");
        assert!(!areas[2].private && !areas[2].is_anonymous());
    }

    #[test]
    fn code_is_told_from_data() {
        let text = "1000-2000 r-xp 0 0 0\nRss: 4 kB\nVmFlags: rd ex\n\
                    2000-3000 rw-p 0 0 0\nRss: 4 kB\nVmFlags: rd\n";
        let areas = parse(text).unwrap();
        assert!(areas[0].executable && !areas[1].executable);
    }

    #[test]
    fn maps_shows_the_same_mappings() {
        let heads: Vec<&str> =
            TEXT.lines().filter(|line| line.contains("-")).collect();
        let maps = parse_maps(&heads.join("\n")).unwrap();
        let smaps = parse(TEXT).unwrap();
        let names = |areas: &[Area]| -> Vec<(Span, bool, String)> {
            let name = |a: &Area| (a.span.clone(), a.private, a.name.clone());
            areas.iter().map(name).collect()
        };
        assert_eq!(names(&maps), names(&smaps));
        assert!(parse_maps(TEXT).is_err());
    }

    #[test]
    fn a_name_may_hold_spaces_and_look_like_a_field() {
        let text = "1000-2000 r--p 00000000 fe:00 1    /tmp/Rss: 5 kB a-b\n\
                    Rss: 4 kB\nVmFlags: rd\n";
        assert_eq!(parse(text).unwrap()[0].name, "/tmp/Rss: 5 kB a-b");
    }

    #[test]
    fn a_text_cut_anywhere_is_refused() {
        let ends = [TEXT.find("[heap]").unwrap() + 7, TEXT.len() - 30];
        for end in ends {
            assert!(matches!(
                parse(&TEXT[..end]),
                Err(Error::Malformed { .. })
            ));
        }
    }

    #[test]
    fn malformed_lines_are_refused() {
        let lines = [
            "Rss: 4 kB",
            "zzzz-2000 rw-p 00000000 00:00 0",
            "2000-1000 rw-p 00000000 00:00 0",
            "1000-2000 rw-? 00000000 00:00 0",
            "1000-2000",
            "",
            "1000-2000 rw-p 0 0 0\nRss: x kB\nVmFlags: rd",
            "1000-2000 rw-p 0 0 0\nRss: 4 MB\nVmFlags: rd",
            "1000-2000 rw-p 0 0 0\nRss: 99999999999999999999 kB\nVmFlags: rd",
            "1000-2000 rw-p 0 0 0\nVmFlags: rd",
        ];
        for line in lines {
            let text = format!("{line}\n");
            assert!(
                matches!(parse(&text), Err(Error::Malformed { .. })),
                "{line}"
            );
        }
    }

    #[test]
    fn mappings_out_of_order_are_refused() {
        let one = "3000-4000 rw-p 0 0 0\nRss: 0 kB\nVmFlags: rd\n";
        let two = "1000-2000 rw-p 0 0 0\nRss: 0 kB\nVmFlags: rd\n";
        assert!(parse(&format!("{two}{one}")).is_ok());
        assert!(parse(&format!("{one}{two}")).is_err());
    }

    #[test]
    fn of_a_mapping_that_grew_meanwhile_the_first_record_is_kept() {
        let one = "1000-3000 rw-p 0 0 0\nRss: 8 kB\nVmFlags: rd\n";
        let grown = "1000-4000 rw-p 0 0 0\nRss: 12 kB\nVmFlags: rd\n";
        let next = "5000-6000 rw-p 0 0 0\nRss: 4 kB\nVmFlags: rd\n";
        let text = format!("{one}{grown}{next}");
        assert!(parse(&text).is_err());
        let areas = parse_moving(&text).unwrap();
        let resident = areas.iter().map(|area| area.resident >> 10);
        assert!(resident.eq([8, 4]), "{areas:?}");
    }
}
