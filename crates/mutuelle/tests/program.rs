//! The program as it is installed. That this test names the binary also makes `cargo test --workspace` build it, with
//! the same features as everything else, for the black-box tests that start it.

use std::process::{Command, Output};

fn mutuelle(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mutuelle"));
    command
        .args(arguments)
        .output()
        .expect("the program can be started")
}

#[test]
fn the_program_says_its_version() {
    let output = mutuelle(&["--version"]);
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).trim(),
        format!("mutuelle {}", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn every_verb_has_its_help() {
    for verb in [
        "serve", "import", "export", "query", "search", "verify", "token", "reindex",
    ] {
        let output = mutuelle(&[verb, "--help"]);
        assert!(output.status.success(), "{verb}");
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("--data"),
            "{verb} takes a data folder"
        );
    }
}

#[test]
fn a_wrong_word_is_a_usage_error() {
    assert_eq!(mutuelle(&["semer"]).status.code(), Some(2));
}
