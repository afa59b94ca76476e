//! Tokens: who may write. Only the hash of a secret is kept; the secret is shown once, when it is made.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use subtle::ConstantTimeEq;

/// The randomness of a secret, in bytes.
pub const SECRET_BYTES: usize = 32;
/// What every secret begins with, so that a leaked one is recognised by scanners.
const SECRET_PREFIX: &str = "mut_";
/// How many hexadecimal digits of the hash name a token.
const ID_DIGITS: usize = 12;
/// The longest name of a token, in characters.
pub const NAME_CHARS_MAX: usize = 100;

/// What a token allows. `admin` includes `write`, `write` includes `read`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Reading what is not public. Everything is public today.
    Read,
    /// Changing the data.
    Write,
    /// Operating the server.
    Admin,
}

impl Scope {
    /// The scope of that name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "read" => Some(Self::Read),
            "write" => Some(Self::Write),
            "admin" => Some(Self::Admin),
            _ => None,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        })
    }
}

/// One token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRecord {
    /// Names the token in `list` and `revoke`.
    pub id: String,
    /// Whose it is; the agent of the changes made with it.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// When it was made, in Unix milliseconds.
    pub created_ms: i64,
    /// BLAKE3 of the secret, in hexadecimal. A fast hash is enough for 256 random bits.
    pub hash: String,
}

impl TokenRecord {
    /// Whether the token allows what `scope` stands for.
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|held| *held >= scope)
    }
}

/// Who a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The token's id.
    pub id: String,
    /// The token's name.
    pub name: String,
}

/// A new token with its secret, which is nowhere else.
#[derive(Clone, Debug)]
pub struct Created {
    /// What a client sends as `Authorization: Bearer`.
    pub secret: String,
    /// What is kept.
    pub record: TokenRecord,
}

/// Tokens could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The file cannot be used.
    #[error("cannot {action} the token file `{path}`; check its owner and the free space")]
    File {
        /// `read`, `write`…
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The file is not what this program writes.
    #[error("the token file `{path}` is damaged; restore it, or remove it and make the tokens anew")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where it breaks.
        #[source]
        source: serde_json::Error,
    },
    /// A name that nobody can read.
    #[error("a token's name has 1 to {NAME_CHARS_MAX} printable characters, not `{name}`")]
    Name {
        /// The name as given.
        name: String,
    },
    /// A token that allows nothing.
    #[error("a token needs a scope: `read`, `write` or `admin`")]
    NoScope,
    /// There is no such token.
    #[error("there is no token `{id}`; `mutuelle token list` shows those there are")]
    Unknown {
        /// The id as given.
        id: String,
    },
}

/// The tokens of one commons, in a file that other processes may change, or in memory.
#[derive(Clone)]
pub struct TokenStore(Arc<Inner>);

struct Inner {
    path: Option<PathBuf>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    stamp: Option<Stamp>,
    tokens: Vec<TokenRecord>,
}

/// What tells that a file was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
    inode: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Self {
            modified: metadata.modified().ok(),
            bytes: metadata.len(),
            inode,
        }
    }
}

impl TokenStore {
    /// The tokens in a file, which need not exist yet.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn open(path: PathBuf) -> Result<Self, TokenError> {
        let store = Self(Arc::new(Inner {
            path: Some(path),
            known: Mutex::default(),
        }));
        drop(store.current()?);
        Ok(store)
    }

    /// Tokens that end with the process.
    pub fn in_memory() -> Self {
        Self(Arc::new(Inner {
            path: None,
            known: Mutex::default(),
        }))
    }

    /// Makes a token from `randomness`, which must come from the system's generator.
    ///
    /// # Errors
    /// When the name or the scopes make no sense, or the file cannot be written.
    pub fn create(
        &self,
        name: &str,
        scopes: &[Scope],
        randomness: [u8; SECRET_BYTES],
        created_ms: i64,
    ) -> Result<Created, TokenError> {
        let name = name.trim();
        let chars = name.chars().count();
        if chars == 0 || chars > NAME_CHARS_MAX || name.chars().any(char::is_control) {
            return Err(TokenError::Name {
                name: name.to_owned(),
            });
        }
        let mut scopes = scopes.to_vec();
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.is_empty() {
            return Err(TokenError::NoScope);
        }
        let secret = format!("{SECRET_PREFIX}{}", blake3::Hash::from_bytes(randomness).to_hex());
        let hash = blake3::hash(secret.as_bytes()).to_hex().to_string();
        let id = hash[..ID_DIGITS].to_owned();
        let record = TokenRecord {
            id,
            name: name.to_owned(),
            scopes,
            created_ms,
            hash,
        };
        self.change(|tokens| {
            tokens.push(record.clone());
            Ok(())
        })?;
        Ok(Created { secret, record })
    }

    /// All tokens, the oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list(&self) -> Result<Vec<TokenRecord>, TokenError> {
        Ok(self.current()?.tokens.clone())
    }

    /// Removes a token; requests with it are refused from now on.
    ///
    /// # Errors
    /// When there is no such token, or the file cannot be written.
    pub fn revoke(&self, id: &str) -> Result<TokenRecord, TokenError> {
        self.change(|tokens| {
            let at = tokens.iter().position(|token| token.id == id);
            at.map(|at| tokens.remove(at))
                .ok_or_else(|| TokenError::Unknown { id: id.to_owned() })
        })
    }

    /// The token of a secret, if there is one. Every hash is compared, each in constant time, so that the time taken
    /// tells nothing about how close a guess is.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find(&self, secret: &str) -> Result<Option<TokenRecord>, TokenError> {
        let hash = blake3::hash(secret.as_bytes()).to_hex();
        let known = self.current()?;
        let mut found = None;
        for token in &known.tokens {
            if bool::from(token.hash.as_bytes().ct_eq(hash.as_bytes())) {
                found = Some(token.clone());
            }
        }
        Ok(found)
    }

    /// What the file holds now; it is read again only when it was replaced.
    fn current(&self) -> Result<MutexGuard<'_, Known>, TokenError> {
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(path) = &self.0.path else {
            return Ok(known);
        };
        let stamp = match fs::metadata(path) {
            Ok(metadata) => Some(Stamp::of(&metadata)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => {
                return Err(TokenError::File {
                    action: "read",
                    path: path.clone(),
                    source,
                });
            }
        };
        if stamp != known.stamp {
            *known = read(path)?;
        }
        Ok(known)
    }

    /// Changes the tokens; in a file, under a lock that other processes heed, and by replacing the file whole.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut Vec<TokenRecord>) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        let lock = self.0.path.as_deref().map(locked).transpose()?;
        let mut known = self.current()?;
        let mut tokens = known.tokens.clone();
        let value = change(&mut tokens)?;
        if let Some(path) = &self.0.path {
            write(path, &tokens).map_err(|source| TokenError::File {
                action: "write",
                path: path.clone(),
                source,
            })?;
            *known = read(path)?;
        } else {
            known.tokens = tokens;
        }
        drop(lock);
        Ok(value)
    }
}

fn read(path: &Path) -> Result<Known, TokenError> {
    let failed = |source| TokenError::File {
        action: "read",
        path: path.to_owned(),
        source,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Known::default()),
        Err(error) => return Err(failed(error)),
    };
    let stamp = Stamp::of(&file.metadata().map_err(failed)?);
    let text = io::read_to_string(file).map_err(failed)?;
    let tokens = serde_json::from_str(&text).map_err(|source| TokenError::Damaged {
        path: path.to_owned(),
        source,
    })?;
    Ok(Known {
        stamp: Some(stamp),
        tokens,
    })
}

/// Replaces the file at once; only its owner can read it (the mode of a new temporary file is 0600).
fn write(path: &Path, tokens: &[TokenRecord]) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::with_prefix_in(".tokens-", folder)?;
    serde_json::to_writer_pretty(&mut file, tokens)?;
    file.write_all(b"\n")?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    File::open(folder)?.sync_all()
}

/// Held while the tokens are changed, so that two commands at once do not lose one's token.
fn locked(path: &Path) -> Result<File, TokenError> {
    let lock = path.with_extension("lock");
    let failed = |source| TokenError::File {
        action: "lock",
        path: lock.clone(),
        source,
    };
    let file = File::options()
        .create(true)
        .append(true)
        .open(&lock)
        .map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_secret_is_found_by_its_hash_and_stands_nowhere_in_the_file() {
        let folder = folder();
        let path = folder.path().join("tokens.json");
        let store = TokenStore::open(path.clone()).unwrap();
        let created = store
            .create("Alice", &[Scope::Write], [7; SECRET_BYTES], 1_000)
            .unwrap();
        assert_eq!(created.secret, format!("mut_{}", "07".repeat(32)));
        assert_eq!(store.find(&created.secret).unwrap(), Some(created.record.clone()));
        assert_eq!(store.find("mut_00").unwrap(), None);
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&created.secret[4..]));
        assert!(text.contains(&created.record.hash));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        let path = folder.path().join("tokens.json");
        let store = TokenStore::open(path.clone()).unwrap();
        store.create("a", &[Scope::Read], [1; SECRET_BYTES], 0).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_running_server_sees_what_another_process_creates_and_revokes() {
        let folder = folder();
        let path = folder.path().join("tokens.json");
        let server = TokenStore::open(path.clone()).unwrap();
        let command = TokenStore::open(path).unwrap();
        let created = command
            .create("a", &[Scope::Write], [2; SECRET_BYTES], 0)
            .unwrap();
        assert!(server.find(&created.secret).unwrap().is_some());
        command.revoke(&created.record.id).unwrap();
        assert_eq!(server.find(&created.secret).unwrap(), None);
        assert!(matches!(command.revoke("none"), Err(TokenError::Unknown { .. })));
    }

    #[test]
    fn two_stores_on_one_file_lose_no_token() {
        let folder = folder();
        let path = folder.path().join("tokens.json");
        let (one, two) = (
            TokenStore::open(path.clone()).unwrap(),
            TokenStore::open(path).unwrap(),
        );
        one.create("one", &[Scope::Read], [3; SECRET_BYTES], 0).unwrap();
        two.create("two", &[Scope::Read], [4; SECRET_BYTES], 1).unwrap();
        let names: Vec<String> = one.list().unwrap().into_iter().map(|token| token.name).collect();
        assert_eq!(names, ["one", "two"]);
    }

    #[test]
    fn a_damaged_file_is_named_and_left_as_it_is() {
        let folder = folder();
        let path = folder.path().join("tokens.json");
        fs::write(&path, "[{]").unwrap();
        let error = TokenStore::open(path.clone()).err().unwrap();
        assert!(
            matches!(&error, TokenError::Damaged { path: named, .. } if *named == path),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "[{]");
    }

    #[test]
    fn scopes_include_those_below_them() {
        let store = TokenStore::in_memory();
        let admin = store
            .create("a", &[Scope::Admin], [5; SECRET_BYTES], 0)
            .unwrap()
            .record;
        assert!(admin.allows(Scope::Write) && admin.allows(Scope::Read));
        let reader = store
            .create("r", &[Scope::Read], [6; SECRET_BYTES], 0)
            .unwrap()
            .record;
        assert!(!reader.allows(Scope::Write));
        assert!(matches!(
            store.create("x", &[], [0; SECRET_BYTES], 0),
            Err(TokenError::NoScope)
        ));
    }

    #[test]
    fn a_name_is_taken_up_to_its_bound() {
        let store = TokenStore::in_memory();
        let name = |chars| "é".repeat(chars);
        assert!(
            store
                .create(&name(NAME_CHARS_MAX), &[Scope::Read], [8; SECRET_BYTES], 0)
                .is_ok()
        );
        assert!(
            store
                .create(&name(NAME_CHARS_MAX + 1), &[Scope::Read], [9; SECRET_BYTES], 0)
                .is_err()
        );
        assert!(store.create(" ", &[Scope::Read], [9; SECRET_BYTES], 0).is_err());
    }
}
