//! Profiles of other tools: the same sums as their own tools come to, and the
//! program's functions by name.

use residue_profile::{Figure, Filter, Grouping, Profile, Sites, export};

const HEAPTRACK: &[u8] =
    include_bytes!("../fixtures/foreign/heaptrack-cpp.zst");
const GO: &[u8] = include_bytes!("../fixtures/foreign/go-heap.pb.gz");
const JEMALLOC: &[u8] = include_bytes!("../fixtures/foreign/jemalloc-cpp.heap");

fn read(bytes: &[u8]) -> Profile {
    Profile::from_slice(bytes).unwrap()
}

fn sums(profile: &Profile, figures: &[Figure]) -> Vec<Option<u64>> {
    figures.iter().map(|&figure| profile.sum(figure)).collect()
}

fn functions(profile: &Profile, by: Figure) -> Vec<(String, u64)> {
    let sites = Sites::grouped(profile, Grouping::Function, by, 99).unwrap();
    let rows = sites.rows.iter();
    rows.map(|row| (row.name.clone(), row.figures.get(by).unwrap())).collect()
}

/// `heaptrack_print`: 320 calls, a peak of 200.41K, 4.87K leaked.
#[test]
fn heaptrack_is_read_with_the_sums_of_heaptrack_print() {
    let profile = read(HEAPTRACK);
    let figures = [
        Figure::TotalBlocks,
        Figure::Peak,
        Figure::End,
        Figure::ShortLived,
        Figure::Reads,
    ];
    let expected = [Some(320), Some(200_414), Some(4873), None, None];
    assert_eq!(sums(&profile, &figures), expected);
    let largest = functions(&profile, Figure::Total);
    assert_eq!(largest[0].0, "Cache::fill()");
    assert!(largest.iter().any(|(name, _)| name == "main"));
    assert_eq!(profile.meta().time_unit, "ms");
}

/// `go tool pprof -top`.
#[test]
fn a_heap_of_go_is_read_with_the_sums_of_pprof() {
    let profile = read(GO);
    let figures = [
        Figure::Total,
        Figure::TotalBlocks,
        Figure::End,
        Figure::EndBlocks,
        Figure::Peak,
    ];
    assert_eq!(
        sums(&profile, &figures),
        [Some(1_254_216), Some(1062), Some(1_138_232), Some(1018), None]
    );
    let largest = functions(&profile, Figure::Total);
    assert_eq!(largest[0].0, "main.(*Cache).Fill");
    assert!(largest.contains(&("main.upper".to_owned(), 30_720)));
}

/// `jeprof --text --alloc_space`: 281152 B.
#[test]
fn a_heap_of_jemalloc_is_read_with_the_sums_of_jeprof() {
    let profile = read(JEMALLOC);
    let figures =
        [Figure::Total, Figure::TotalBlocks, Figure::End, Figure::EndBlocks];
    assert_eq!(
        sums(&profile, &figures),
        [Some(281_152), Some(320), Some(86_912), Some(3)]
    );
    assert_eq!(profile.sum(Figure::Peak), None);
    let largest = functions(&profile, Figure::Total);
    assert!(largest[0].0.starts_with("0x"), "{largest:?}");
    assert_eq!(profile.frames()[0].base(), Some("libjemalloc.so.2"));
}

#[test]
fn what_pprof_was_given_is_read_back() {
    for (name, text) in crate::common::FIXTURES {
        let profile = crate::common::read(text);
        let mut out = Vec::new();
        export::pprof(&profile, Figure::Total, &mut out).unwrap();
        let again = read(&out);
        for figure in profile.known() {
            let is_brief = figure.name().starts_with("short");
            let sum = profile.sum(figure).filter(|_| !is_brief);
            assert_eq!(again.sum(figure), sum, "{name}: {figure}");
        }
    }
}

#[test]
fn what_was_gzipped_is_read_as_what_was_not() {
    use std::io::Write;
    let text = crate::common::text("dhat-rs-heap");
    let mut packed =
        flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    assert_eq!(read(&packed), crate::common::read(text));
    let cut = &packed[..packed.len() / 2];
    assert!(Profile::from_slice(cut).is_err());
}

#[test]
fn foreign_files_that_are_damaged_are_refused_with_the_line() {
    let text = String::from_utf8(JEMALLOC.to_vec()).unwrap();
    let error = Profile::from_slice(text.replace("t*: 3", "t*: x").as_bytes());
    let error = error.unwrap_err().to_string();
    assert!(error.contains("jemalloc: line 2"), "{error}");
    let error = Profile::from_slice(b"v 10400 3\n+ 7\n").unwrap_err();
    assert!(error.to_string().contains("heaptrack: line 2"), "{error}");
    for beyond in ["a 8 ffffffff", "t 1 2", "t 1 1"] {
        let text = format!("v 10400 3\ni 1 0\n{beyond}\n");
        let error = Profile::from_slice(text.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("line 3"), "{beyond}: {error}");
    }
    for bytes in [HEAPTRACK, GO] {
        for end in (0..bytes.len()).step_by(7) {
            // Read as far as it goes, or refused; never a panic.
            let _ = Profile::from_slice(&bytes[..end]);
        }
    }
}

#[test]
fn a_format_that_does_not_know_the_total_is_no_file_for_valgrind() {
    let text = String::from_utf8(JEMALLOC.to_vec()).unwrap();
    let live = text
        .lines()
        .map(|line| match line.split_once('[') {
            Some((front, _)) => format!("{front}[0: 0]\n"),
            None => format!("{line}\n"),
        })
        .collect::<String>();
    let profile = read(live.as_bytes());
    assert_eq!(profile.sum(Figure::Total), None);
    assert_eq!(profile.sum(Figure::End), Some(86_912));
    let error = export::dhat(&profile, &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("total"), "{error}");
}

/// What was live, by samples, may be more than what was allocated: large
/// blocks stay, and the average of all of a stack is small.
#[test]
fn estimates_that_contradict_each_other_are_shown_and_no_file_for_valgrind() {
    let with = |counts: &str| {
        read(format!("heap_v2/524288\n@ 0x10\n  t*: {counts}\n").as_bytes())
    };
    let dhat = |profile: &Profile| {
        export::Format::Dhat.write(profile, Figure::Total, &mut Vec::new())
    };
    assert!(dhat(&with("1: 4096 [2: 8192]")).is_ok());
    let profile = with("2: 8192 [3: 5000000]");
    assert!(profile.sum(Figure::EndBlocks) > profile.sum(Figure::TotalBlocks));
    let error = dhat(&profile).unwrap_err().to_string();
    assert!(error.starts_with("ebk of 0x10: ???"), "{error}");
    assert!(error.contains("estimates by samples"), "{error}");
    export::Format::Pprof
        .write(&profile, Figure::Total, &mut Vec::new())
        .unwrap();
}

#[test]
fn a_part_of_a_profile_is_told_from_the_whole() {
    let pattern = |text: &str| Some(text.parse().unwrap());
    let narrowed = |filter: &Filter| {
        let mut profile = read(GO);
        profile.narrow(filter).map(|()| profile)
    };
    let focus = Filter { focus: pattern("upper"), ..Filter::default() };
    let upper = narrowed(&focus).unwrap().sum(Figure::Total);
    assert_eq!(upper, Some(30_720));
    let ignore = Filter { ignore: pattern("upper"), ..Filter::default() };
    let rest = narrowed(&ignore).unwrap().sum(Figure::Total);
    assert_eq!(
        rest.zip(upper).map(|(a, b)| a + b),
        read(GO).sum(Figure::Total)
    );
    let from = Filter { show_from: pattern("Fill$"), ..Filter::default() };
    let shown = narrowed(&from).unwrap();
    for point in shown.points() {
        let outermost = shown.stack(point).next_back().unwrap();
        assert_eq!(outermost.function(), "main.(*Cache).Fill");
    }
    let none = Filter { focus: pattern("nowhere"), ..Filter::default() };
    let error = narrowed(&none).unwrap_err().to_string();
    assert!(error.contains("--focus nowhere"), "{error}");
}

#[test]
fn several_profiles_are_one_and_add_up() {
    let one = || ("one".to_owned(), crate::common::fixture("valgrind-heap"));
    let both = Profile::merged([one(), one()]).unwrap();
    let single = one().1;
    assert_eq!(both.points().len(), single.points().len());
    for figure in single.known() {
        let twice = single.sum(figure).map(|sum| 2 * sum);
        assert_eq!(both.sum(figure), twice, "{figure}");
    }
    let other = ("other".to_owned(), crate::common::fixture("cpp-O2"));
    let sum = single.sum(Figure::Total).unwrap()
        + other.1.sum(Figure::Total).unwrap();
    let mixed = Profile::merged([one(), other]).unwrap();
    assert_eq!(mixed.sum(Figure::Total), Some(sum));
    let copy = ("copies".to_owned(), crate::common::fixture("valgrind-copy"));
    let error = Profile::merged([one(), copy]).unwrap_err().to_string();
    assert!(error.contains("copies has copy"), "{error}");
    assert!(Profile::merged([]).is_err());
}
