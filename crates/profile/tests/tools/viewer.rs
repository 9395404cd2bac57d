//! Valgrind's viewer reads the file that we write.

use residue_profile::{Marks, export};

use crate::browser::{Page, viewer};
use crate::common::{FIXTURES, read};

/// What the viewer shows of a file.
fn shown(text: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("profile.json");
    std::fs::write(&file, text).unwrap();
    let page = Page::open(&viewer());
    page.wait("document.querySelector('input[type=file]')");
    page.choose_file("input[type=file]", &file);
    page.wait("/Mode|Error|error/.test(document.body.innerText)");
    page.wait("!/[Ll]oading/.test(document.body.innerText)");
    page.get("document.body.innerText")
}

#[test]
#[ignore = "needs Chromium and Valgrind: scripts/test runs it"]
fn the_viewer_shows_the_sums_of_every_profile_marks_or_not() {
    for (name, text) in FIXTURES {
        let mut profile = read(text);
        profile.set_marks(Marks::default());
        let mut out = Vec::new();
        export::dhat(&profile, &mut out).unwrap();
        let said = shown(&out).replace(',', "");
        let sum = profile.sums().get(residue_profile::Figure::Total).unwrap();
        assert!(said.contains(&format!("{sum} ")), "{name}: {said}");
        assert!(!said.contains("Error:"), "{name}: {said}");
    }
}

#[test]
#[ignore = "needs Chromium and Valgrind: scripts/test runs it"]
fn the_viewer_refuses_what_is_no_profile() {
    let said = shown(b"{\"dhatFileVersion\": 2}");
    assert!(said.contains("missing a field"), "{said}");
}

#[test]
#[ignore = "needs Chromium and Valgrind: scripts/test runs it"]
fn the_viewer_takes_points_of_one_stack_once_we_have_put_them_together() {
    let text = FIXTURES[0].1.replace("[1,4,5]", "[1,2,3]");
    assert!(shown(text.as_bytes()).contains("repeated location"));
    let mut out = Vec::new();
    export::dhat(&read(&text), &mut out).unwrap();
    let said = shown(&out).replace(',', "");
    assert!(said.contains("82116 ") && said.contains("82016 "), "{said}");
}
