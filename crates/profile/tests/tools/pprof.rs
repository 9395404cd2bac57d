//! `go tool pprof` reads the export and comes to the same sums.

use std::path::Path;
use std::process::Command;

use residue_profile::export::pprof;
use residue_profile::{Figure, Profile};

use crate::common::{FIXTURES, fixture, read, text};

/// The sample type of each figure that Go's own profiles have as well.
const TYPES: [(Figure, &str); 10] = [
    (Figure::Total, "total_space"),
    (Figure::TotalBlocks, "total_objects"),
    (Figure::Peak, "peak_space"),
    (Figure::PeakBlocks, "peak_objects"),
    (Figure::End, "inuse_space"),
    (Figure::EndBlocks, "inuse_objects"),
    (Figure::ShortLived, "short_lived_space"),
    (Figure::ShortLivedBlocks, "short_lived_objects"),
    (Figure::Reads, "read_space"),
    (Figure::Writes, "written_space"),
];

fn save(profile: &Profile, path: &Path) {
    let mut file = std::fs::File::create(path).unwrap();
    pprof(profile, Figure::Total, &mut file).unwrap();
}

/// What `go tool pprof` prints.
fn go(folder: &Path, args: &[&str]) -> String {
    let run = Command::new("go")
        .args(["tool", "pprof", "-symbolize=none", "-nodecount=100000"])
        .args(["-nodefraction=0", "-unit=B"])
        .args(args)
        .current_dir(folder)
        .envs([("HOME", folder), ("PPROF_TMPDIR", folder)])
        .output()
        .expect("Go is not installed: install golang to run this test");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// The sum that pprof says a sample type has.
fn total(said: &str) -> u64 {
    let line = said.lines().find(|line| line.ends_with(" total"));
    let line = line.unwrap_or_else(|| panic!("no total: {said}"));
    let number = line.rsplit(' ').nth(1).unwrap_or_default();
    number.trim_end_matches('B').parse().expect(line)
}

#[test]
#[ignore = "needs Go: scripts/test runs it"]
fn every_sample_type_has_the_sum_of_its_figure() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in FIXTURES {
        let profile = read(text);
        save(&profile, &folder.path().join("profile.pb.gz"));
        for (figure, sample) in TYPES {
            let index = format!("-sample_index={sample}");
            let Some(sum) = profile.sum(figure) else { continue };
            let said = go(folder.path(), &["-top", &index, "profile.pb.gz"]);
            assert!(said.contains(&format!("Type: {sample}")), "{said}");
            if sum > 0 {
                assert_eq!(total(&said), sum, "{name}: {figure}: {said}");
            }
        }
    }
}

#[test]
#[ignore = "needs Go: scripts/test runs it"]
fn functions_files_and_lines_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let profile = fixture("valgrind-heap");
    save(&profile, &folder.path().join("profile.pb.gz"));
    let said = go(
        folder.path(),
        &[
            "-top",
            "-lines",
            "-cum",
            "-sample_index=inuse_space",
            "profile.pb.gz",
        ],
    );
    let leak = said.lines().find(|line| line.contains("leak app.c:4"));
    assert!(leak.is_some_and(|line| line.contains("66016B")), "{said}");
}

#[test]
#[ignore = "needs Go: scripts/test runs it"]
fn a_difference_against_a_base_is_the_difference_of_the_figures() {
    let folder = tempfile::tempdir().unwrap();
    let old = fixture("valgrind-heap");
    let new = text("valgrind-heap").replace("\"tb\":66016", "\"tb\":70016");
    let new = read(&new);
    save(&old, &folder.path().join("old.pb.gz"));
    save(&new, &folder.path().join("new.pb.gz"));
    let said = go(
        folder.path(),
        &[
            "-top",
            "-sample_index=total_space",
            "-diff_base=old.pb.gz",
            "new.pb.gz",
        ],
    );
    let malloc = said.lines().find(|line| line.ends_with(" malloc"));
    assert!(malloc.is_some_and(|line| line.contains("4000B")), "{said}");
}
