//! Where the project's own files and the shared test data are.

use std::path::{Path, PathBuf};

/// The workspace's root.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this package stands in the workspace")
        .to_owned()
}

/// A file of the shared data (`$MUTUELLE_SHARED`, by default `../shared` beside the workspace), which is not part of
/// the project. `None` when it is not there; then this says so, and the test is to end.
pub fn shared(path: &str) -> Option<PathBuf> {
    let shared =
        std::env::var_os("MUTUELLE_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let file = workspace().join(shared).join(path);
    if file.exists() {
        return Some(file);
    }
    #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
    {
        eprintln!(
            "SKIPPED: `{}` is not there; set MUTUELLE_SHARED to its folder",
            file.display()
        );
    }
    None
}
