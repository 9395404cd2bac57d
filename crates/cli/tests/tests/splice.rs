use crate::desk::{Desk, assert_says};

const README: &str = "\
# A project

<!-- residue: report --backend system -->
<!-- /residue -->

Prose, with `<!-- residue: report -->` inside.

<!-- residue: report -b jemalloc --format markdown -->
what was here before
<!-- /residue -->
The end";

fn desk() -> Desk {
    let desk = Desk::with_a_run();
    desk.write("README.md", README);
    desk
}

fn splice(desk: &Desk) {
    desk.fine(&["report", "a", "--splice", "README.md"]);
}

fn check(desk: &Desk) -> (String, String) {
    desk.no(&["report", "a", "--splice", "README.md", "--check"])
}

#[test]
fn what_stands_between_markers_is_what_report_prints() {
    let desk = desk();
    splice(&desk);
    let readme = desk.read("README.md");
    let text = desk.fine(&["report", "a", "--backend", "system"]);
    let marker = "<!-- residue: report --backend system -->";
    let fenced = format!("{marker}\n```text\n{text}```\n<!-- /residue -->\n");
    assert!(readme.contains(&fenced), "{readme}");
    let args = ["report", "a", "-b=jemalloc", "--format=markdown"];
    let marker = "<!-- residue: report -b jemalloc --format markdown -->";
    let text = desk.fine(&args);
    let bare = format!("{marker}\n{text}<!-- /residue -->\nThe end");
    assert!(readme.ends_with(&bare), "{readme}");
    assert!(readme.contains("Prose, with `<!-- residue: report -->` inside."));
}

#[test]
fn what_is_spliced_is_up_to_date_and_splicing_again_changes_nothing() {
    let desk = desk();
    splice(&desk);
    let readme = desk.read("README.md");
    desk.fine(&["report", "a", "--splice", "README.md", "--check"]);
    splice(&desk);
    assert_eq!(desk.read("README.md"), readme);
    assert_eq!(desk.names("."), ["README.md", "a"]);
}

#[test]
fn a_figure_that_was_altered_is_found() {
    let desk = desk();
    splice(&desk);
    let readme = desk.read("README.md");
    // One figure of the first part, one of the second.
    let second = readme.rfind("MiB").expect("a figure");
    for (at, line) in [(readme.find("MiB").expect("a figure"), 3), (second, 0)]
    {
        let mut altered = readme.clone();
        altered.replace_range(at..at + 3, "GiB");
        desk.write("README.md", &altered);
        let (result, said) = check(&desk);
        assert_eq!(result, "");
        assert_says(&said, &["README.md, line", "--splice README.md"]);
        assert_says(&said, &["`residue report a --splice README.md`"]);
        if line > 0 {
            assert_says(&said, &["line 3", "--backend system"]);
        } else {
            assert_says(&said, &["-b jemalloc --format markdown"]);
        }
        assert_eq!(desk.read("README.md"), altered, "only looked at");
    }
    splice(&desk);
    assert_eq!(desk.read("README.md"), readme);
}

#[test]
fn another_run_is_another_answer() {
    let desk = desk();
    splice(&desk);
    desk.put_with("a", |run| {
        for probe in run["probes"].as_array_mut().expect("probes") {
            probe["phases"][0]["resident"] = 1_u64.into();
        }
    });
    let (_, said) = check(&desk);
    assert_says(&said, &["line 3"]);
}

#[test]
fn markers_that_make_no_sense_are_refused_with_their_line() {
    let desk = Desk::with_a_run();
    let (open, close) = ("<!-- residue: report -->", "<!-- /residue -->");
    for (text, says) in [
        (format!("\n\n{open}\n"), &["line 3", "without"][..]),
        (format!("{close}\n"), &["line 1", "closes nothing"]),
        (format!("{open}\n{open}\n{close}\n"), &["line 2", "inside"]),
        ("<!-- residue: plot -->\n".into(), &["line 1", "`plot`"]),
        ("no marker\n".into(), &["has no marker"]),
        (
            format!("<!-- residue: report --colour -->\n{close}"),
            &["line 1", "--colour"],
        ),
        (
            format!("\n<!-- residue: report -s emtpy -->\n{close}"),
            &["line 2", "`emtpy`"],
        ),
        (
            format!("<!-- residue: report --format html -->\n{close}"),
            &["line 1", "HTML"],
        ),
    ] {
        desk.write("README.md", &text);
        for check in [&[][..], &["--check"]] {
            let args = ["report", "a", "--splice", "README.md"];
            let said = desk.refused(&[&args[..], check].concat());
            assert_says(&said, &["README.md"]);
            assert_says(&said, says);
        }
        assert_eq!(desk.read("README.md"), text);
    }
}

#[test]
fn line_ends_of_the_file_are_kept() {
    let desk = Desk::with_a_run();
    desk.write("README.md", README.replace('\n', "\r\n"));
    splice(&desk);
    let readme = desk.read("README.md");
    assert_eq!(readme.matches('\n').count(), readme.matches("\r\n").count());
    desk.fine(&["report", "a", "--splice", "README.md", "--check"]);
}

#[test]
fn options_that_a_marker_has_are_not_given_beside_it() {
    let desk = desk();
    for option in ["--format=json", "--scenario=x", "-b=x", "-ox", "--width=9"]
    {
        let args = ["report", "a", "--splice", "README.md", option];
        assert_says(&desk.refused(&args), &["cannot be used with"]);
    }
    let said = desk.refused(&["report", "a", "--check"]);
    assert_says(&said, &["--splice"]);
    let said = desk.refused(&["report", "a", "--splice", "none.md"]);
    assert_says(&said, &["none.md"]);
    assert_eq!(desk.read("README.md"), README);
}
