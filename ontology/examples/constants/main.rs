//! Writes `src/vocab/mutuelle.rs` and `src/vocab/scheme.rs` from the Turtle files.

mod render;

use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/vocab");
    std::fs::write(folder.join("mutuelle.rs"), render::terms())?;
    std::fs::write(folder.join("scheme.rs"), render::schemes())
}
