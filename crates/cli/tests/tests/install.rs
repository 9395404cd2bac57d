//! Residue installed under a prefix: it runs from there, the manual can be
//! read, bash completes, and all of it is taken away again.

use crate::desk::{Desk, assert_says};
use crate::processes::is_there;
use crate::util::{binary, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A prefix, which lies in a folder that has other files too.
struct Prefix {
    desk: Desk,
    path: PathBuf,
}

impl Prefix {
    fn new() -> Prefix {
        let desk = Desk::new();
        desk.write("prefix/share/man/man1/another.1", "");
        let path = desk.path("prefix");
        Prefix { desk, path }
    }

    /// Runs the script with `options` on this prefix.
    fn script(&self, options: &[&str]) -> Output {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/install");
        let mut command = Command::new(script);
        command.args(options).arg("prefix");
        command.current_dir(self.desk.path("."));
        command.output().expect("bash")
    }

    fn installed() -> Prefix {
        let prefix = Prefix::new();
        let options = ["--binary", binary()];
        let output = prefix.script(&options);
        assert!(output.status.success(), "{}", stderr(&output));
        prefix
    }

    fn file(&self, name: &str) -> String {
        self.path.join(name).display().to_string()
    }

    /// All files under it, in order.
    fn files(&self) -> Vec<String> {
        let mut found = Command::new("find");
        found.arg(&self.path).args(["-type", "f"]);
        let found = stdout(&found.output().expect("find"));
        let mut names: Vec<_> = found.lines().map(str::to_owned).collect();
        names.sort_unstable();
        names
    }
}

/// The packages that cargo takes where none is named.
#[test]
fn cargo_run_has_one_program_to_start() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--format-version=1", "--offline"]);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.expect("cargo");
    let all: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let of = |value: &Value, list: &str| {
        value[list].as_array().expect("a list").clone()
    };
    let taken = of(&all, "workspace_default_members");
    let packages = of(&all, "packages").into_iter();
    let packages = packages.filter(|package| taken.contains(&package["id"]));
    let targets = packages.flat_map(|package| of(&package, "targets"));
    let programs = targets.filter(|target| target["kind"][0] == "bin");
    let names: Vec<_> = programs.map(|target| target["name"].clone()).collect();
    assert_eq!(names, ["residue"]);
}

#[test]
fn what_is_installed_preloads_its_own_library() {
    let prefix = Prefix::installed();
    let words = ["exec", "--quiet", "--", "cat", "/proc/self/maps"];
    let mut exec = Command::new(prefix.file("bin/residue"));
    let output = exec.args(words).current_dir(prefix.desk.path("."));
    let output = output.output().expect("it is installed");
    assert!(output.status.success(), "{}", stderr(&output));
    let library = prefix.file("lib/residue/libresidue_preload.so");
    assert_says(&stdout(&output), &[&library]);
}

#[test]
fn the_manual_has_a_page_of_each_verb_that_can_be_read() {
    let prefix = Prefix::installed();
    let pages = prefix.path.join("share/man/man1");
    let help = Command::new(prefix.file("bin/residue")).arg("-h").output();
    let help = stdout(&help.expect("it is installed"));
    let verbs = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let verbs = verbs.map_while(|line| line.split_whitespace().next());
    let verbs: Vec<_> = verbs.filter(|verb| *verb != "help").collect();
    assert!(verbs.contains(&"exec"), "{help}");
    let names = verbs.iter().map(|verb| format!("residue-{verb}.1"));
    for name in names.chain(["residue.1".to_owned()]) {
        let page = pages.join(&name);
        let text = fs::read_to_string(&page).expect(&name);
        assert_says(&text, &[".SH NAME", ".SH EXAMPLES"]);
        if !is_there("man") {
            continue;
        }
        let mut man = Command::new("man");
        man.args(["--warnings", "-l"]).arg(&page).env("MANWIDTH", "80");
        let shown = man.output().expect("man");
        assert!(shown.status.success(), "{name}");
        assert_eq!(stderr(&shown), "", "{name}");
        assert_says(&stdout(&shown), &["SYNOPSIS", "residue"]);
    }
}

/// What a real bash shows at a terminal where `keys` are pressed.
fn bash(prefix: &Prefix, keys: &str) -> String {
    let mut terminal = Command::new("script");
    terminal.args(["-qec", "bash --norc --noprofile -i", "/dev/null"]);
    let mut child = terminal
        .env("PATH", format!("{}:/usr/bin:/bin", prefix.file("bin")))
        .env("TERM", "dumb")
        .current_dir(prefix.desk.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("its input");
    let completions = prefix.file("share/bash-completion/completions/residue");
    let keys = format!("source {completions}\n{keys}\nexit\n");
    input.write_all(keys.as_bytes()).expect("it reads");
    stdout(&child.wait_with_output().expect("it ends"))
}

#[test]
fn a_real_bash_completes_verbs_options_and_values() {
    if !is_there("script") {
        return;
    }
    let prefix = Prefix::installed();
    let shown = bash(&prefix, "residue do\t--version");
    assert_says(&shown, &["\nresidue-doctor "]);
    let shown = bash(&prefix, "echo residue; residue report --fo\tma\t-h");
    assert_says(&shown, &["--format markdown"]);
}

#[test]
fn what_was_installed_is_taken_away_and_nothing_else() {
    let prefix = Prefix::installed();
    assert!(prefix.files().len() > 10);
    // Again, over what is there.
    let again = ["--binary", binary()];
    assert!(prefix.script(&again).status.success());
    // Whatever the list says.
    let list = prefix.path.join("lib/residue/installed");
    prefix.desk.write("precious", "");
    let precious = prefix.desk.path("precious").display().to_string();
    let lines = fs::read_to_string(&list).expect("a list");
    fs::write(&list, format!("{lines}{precious}\n")).expect("a list");
    let output = prefix.script(&["--uninstall"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(prefix.files(), [prefix.file("share/man/man1/another.1")]);
    assert!(Path::new(&precious).exists());
    let twice = prefix.script(&["--uninstall"]);
    assert_eq!(twice.status.code(), Some(2));
    assert_says(&stderr(&twice), &["nothing is installed under", "prefix"]);
}

#[test]
fn what_cannot_be_installed_is_refused() {
    let prefix = Prefix::new();
    for options in [&["--binary", "/no/such/file"][..], &["--frobnicate"]] {
        let output = prefix.script(options);
        assert!(!output.status.success(), "{options:?}");
    }
    assert_eq!(prefix.files().len(), 1);
}
