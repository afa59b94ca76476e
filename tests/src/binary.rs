//! The binary `mutuelle`, as it is installed.

use crate::places::workspace;
use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// What a finished command left.
pub struct Ran {
    /// Its exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Ran {
    /// Whether the command says that it succeeded.
    pub fn ok(&self) -> bool {
        self.code == Some(0)
    }
}

impl Ran {
    /// The standard output of a command that succeeded, as JSON.
    pub fn json(&self) -> Value {
        assert!(self.ok(), "exit code {:?}: {}{}", self.code, self.out, self.err);
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}", self.out))
    }
}

/// The folder that the binary stands in.
pub fn binary_folder() -> PathBuf {
    let binary = PathBuf::from(command().get_program());
    binary.parent().expect("a binary stands in a folder").to_owned()
}

/// Runs `mutuelle` with arguments to its end. No setting of the caller's environment reaches it.
pub fn mutuelle<A: AsRef<OsStr>>(arguments: &[A]) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = command()
        .args(arguments)
        .output()
        .expect("the binary can be started");
    Ran {
        code: status.code(),
        out: String::from_utf8(stdout).expect("output in UTF-8"),
        err: String::from_utf8(stderr).expect("messages in UTF-8"),
    }
}

pub(crate) fn command() -> Command {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    let mut command = Command::new(BINARY.get_or_init(locate));
    for name in [
        "MUTUELLE_DATA",
        "MUTUELLE_BIND",
        "MUTUELLE_BASE",
        "MUTUELLE_ALLOW_HOSTS",
        "MUTUELLE_RATE_LIMIT",
        "MUTUELLE_QUERY_LOG",
        "MUTUELLE_TRUSTED_PROXY",
        "MUTUELLE_DEFAULT_GRAPH",
        "MUTUELLE_TOKEN",
        "RUST_LOG",
    ] {
        command.env_remove(name);
    }
    command.env("NO_COLOR", "1");
    command
}

/// The binary beside this test's own; it is built first when it is not there. cargo names the path of a binary only to
/// the tests of the binary's own package.
fn locate() -> PathBuf {
    let test = std::env::current_exe().expect("the test's own path");
    let folder = test
        .ancestors()
        .nth(2)
        .expect("tests stand in `<target>/<profile>/deps`");
    let binary = folder.join(format!("mutuelle{}", std::env::consts::EXE_SUFFIX));
    if !binary.exists() {
        build(folder);
    }
    assert!(
        binary.exists(),
        "`cargo build -p mutuelle` made no `{}`",
        binary.display()
    );
    binary
}

fn build(folder: &Path) {
    let profile = match folder.file_name().and_then(OsStr::to_str) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args([
            "build",
            "--package",
            "mutuelle",
            "--profile",
            profile,
            "--target-dir",
        ])
        .arg(
            folder
                .parent()
                .expect("a profile's folder stands in the target folder"),
        )
        .current_dir(workspace())
        .status();
    assert!(
        built.expect("cargo can be started").success(),
        "`cargo build -p mutuelle` failed"
    );
}
