//! A token for a data folder, made as an operator makes one.

use crate::binary::mutuelle;
use std::path::Path;

/// Makes a token with a scope (`read`, `write`, `admin`); returns its secret.
pub fn create_token(folder: &Path, scope: &str) -> String {
    let folder = folder.to_str().expect("a path in UTF-8");
    let ran = mutuelle(&[
        "token", "create", "--data", folder, "--name", "tests", "--scope", scope,
    ]);
    assert!(ran.ok(), "{}{}", ran.out, ran.err);
    let secret = ran.out.split_whitespace().find(|word| word.starts_with("mut_"));
    secret
        .unwrap_or_else(|| panic!("no token in:\n{}", ran.out))
        .to_owned()
}
