//! Builds the library that `residue exec` preloads, which the binary carries:
//! `cargo install` installs nothing else, and no other build of it can lie
//! beside the binary by mistake. It is optimised whatever this build is.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: &str = "residue-preload";
const FILE: &str = "libresidue_preload.so";

fn main() {
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let target = |key| env::var(format!("CARGO_CFG_TARGET_{key}"));
    let is_for = target("OS").as_deref() == Ok("linux")
        && target("ENV").as_deref() == Ok("gnu")
        && matches!(target("ARCH").as_deref(), Ok("x86_64" | "aarch64"));
    let library = match is_for {
        true => build(&folder),
        // There is none elsewhere, and the command says so.
        false => folder.join(FILE),
    };
    if !is_for {
        fs::write(&library, "").expect("cargo's folder can be written");
    }
    println!("cargo::rustc-env=RESIDUE_PRELOAD={}", library.display());
    let crates = this().join("..");
    for name in ["preload", "tracker", "segment"] {
        for part in ["src", "Cargo.toml"] {
            let part = crates.join(name).join(part);
            println!("cargo::rerun-if-changed={}", part.display());
        }
    }
    println!("cargo::rerun-if-changed=build.rs");
}

/// This package's folder as it is now: a checkout that was moved or copied
/// with what was built in it does not build this script anew.
fn this() -> PathBuf {
    PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
}

fn build(folder: &Path) -> PathBuf {
    let root = this().join("../..");
    let triple = env::var("TARGET").expect("cargo sets it");
    let output = folder.join("preload");
    let mut cargo = Command::new(env::var_os("CARGO").expect("cargo sets it"));
    cargo
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--profile", "preload"])
        .args(["--package", PACKAGE, "--target", &triple, "--target-dir"])
        .arg(&output);
    // What is for the build that this one is part of: clippy and coverage
    // take the compiler's place, sanitizers and profiles add flags.
    for variable in [
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTFLAGS",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "CLIPPY_ARGS",
        "CARGO_BUILD_TARGET",
        "CARGO_TARGET_DIR",
    ] {
        cargo.env_remove(variable);
    }
    // A thread's own memory is then found without asking the C library.
    cargo.env("RUSTFLAGS", "--cfg residue_initial_exec");
    let status = cargo.status().expect("cargo can be started");
    assert!(status.success(), "{PACKAGE} could not be built: {status}");
    output.join(triple).join("preload").join(FILE)
}
