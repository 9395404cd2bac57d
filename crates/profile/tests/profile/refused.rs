//! Files that no profiler wrote are refused with the place and the reason.

use std::fs::File;

use residue_profile::{Error, MOST_BYTES, Profile};

use crate::common::text;

fn refusal(text: &str) -> String {
    let error = Profile::from_slice(text.as_bytes()).unwrap_err();
    error.to_string()
}

/// The error of a fixture in which `old` became `new`.
fn changed(old: &str, new: &str) -> String {
    let text = text("valgrind-heap");
    assert!(text.contains(old), "{old} is in the fixture");
    refusal(&text.replacen(old, new, 1))
}

#[test]
fn refuses_what_contradicts_the_rest_and_says_where() {
    for (old, new, parts) in [
        (
            "[1,6,7,7,7,8]",
            "[1,6,7,912,7,8]",
            &["pps[2].fs[3]: frame 912 does not exist; the file has 9 frames"]
                [..],
        ),
        ("\"fs\":[1,2,3]", "\"fs\":[]", &["pps[0].fs: the stack is empty"]),
        ("\"eb\":0,", "\"eb\":99999,", &["pps[1].eb", "16000"]),
        ("\"mbk\":1\n", "\"mbk\":501\n", &["pps[1].mbk", "500"]),
        ("\"tg\":204083", "\"tg\":999999", &["tg", "behind the end"]),
        ("\"gb\":0,", "", &["pps[1].gb", "missing"]),
        ("\"rb\":0,\"wb\":0\n", "\"rb\":0\n", &["pps[2].wb", "missing"]),
        (",\"tuth\":500\n", "", &["tuth", "missing"]),
        ("\"bklt\":true,", "", &["bklt", "missing"]),
        (
            "\"tb\":100,",
            "\"tb\":18446744073709551615,",
            &["pps[2]", "the sum of total"],
        ),
    ] {
        let error = changed(old, new);
        for part in parts {
            assert!(error.contains(part), "{new}: {error}");
        }
    }
}

#[test]
fn refuses_what_is_of_another_type_and_says_where() {
    for (old, new, place) in [
        ("\"tb\":100,", "\"tb\":-100,", "pps[2].tb"),
        ("\"tb\":100,", "\"tb\":1e300,", "pps[2].tb"),
        ("\"tb\":100,", "\"tb\":\"100\",", "pps[2].tb"),
        ("\"tl\":43", "\"tl\":99999999999999999999", "pps[2].tl"),
        ("[1,6,7,7,7,8]", "[1,6,-7]", "pps[2].fs[2]"),
        ("\"mode\":\"heap\"", "\"mode\":1", "mode"),
        ("\"[root]\"", "7", "ftbl[0]"),
        ("\"pid\":1", "\"pid\":null", "pid"),
    ] {
        let error = changed(old, new);
        assert!(error.contains(place), "{new}: {error}");
        assert!(error.contains("line "), "{error}");
    }
}

#[test]
fn refuses_another_version_of_the_format() {
    let error = changed("\"dhatFileVersion\":2", "\"dhatFileVersion\":1");
    assert!(error.contains("dhatFileVersion 1"), "{error}");
    assert!(error.contains("reads 2"), "{error}");
    let error = changed("\"dhatFileVersion\":2", "\"version\":2");
    assert!(error.contains("dhatFileVersion: the field is missing"), "{error}");
}

#[test]
fn refuses_what_is_no_profile_at_all() {
    for text in
        ["", "null", "[]", "{}", "{\"pps\":", "ELF", "\u{0}", "{\"a\":1}{"]
    {
        let error = refusal(text);
        assert!(!error.contains(char::is_control), "{text}: {error}");
    }
}

#[test]
fn refuses_a_file_cut_anywhere_without_a_panic() {
    let text = text("dhat-rs-heap").trim_end();
    for end in 0..text.len() {
        if let Some(cut) = text.get(..end) {
            assert!(Profile::from_slice(cut.as_bytes()).is_err(), "at {end}");
        }
    }
}

#[test]
fn refuses_a_huge_file_by_its_size_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.json");
    File::create(&path).unwrap().set_len(3 << 30).unwrap();
    let error = Profile::read(&path).unwrap_err();
    assert!(matches!(error, Error::TooLarge { limit: MOST_BYTES }));
    assert!(error.to_string().contains(&MOST_BYTES.to_string()));
}

#[test]
fn what_an_error_quotes_cannot_steer_a_terminal() {
    let error = changed(
        "\"mode\":\"heap\"",
        "\"residue\":{\"schema\":\"\\u001b[2J\"},\"mode\":\"heap\"",
    );
    assert!(error.contains("\\u{1b}[2J"), "{error}");
}
