//! A place for tests that cannot be compiled together with the rest: see `Cargo.toml`.
