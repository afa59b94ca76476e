//! The hosts that an operator allows.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// How a host is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Https,
    Http,
}

/// A name or an address, as it stands between the scheme and the port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// In lower case.
    Name(String),
    Address(IpAddr),
}

impl Host {
    /// Reads a host in the one form that is unambiguous: a name of letters, digits, hyphens and dots with a letter in its last
    /// part, an IPv4 address in four decimal numbers, an IPv6 address in brackets. Other spellings of addresses (one number,
    /// octal, hexadecimal, fewer parts), which some resolvers understand and others do not, are none.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if let Some(inner) = text.strip_prefix('[') {
            let address = inner.strip_suffix(']')?.parse().ok()?;
            return Some(Self::Address(IpAddr::V6(address)));
        }
        if let Ok(address) = text.parse() {
            return Some(Self::Address(IpAddr::V4(address)));
        }
        let is_label = |label: &str| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        };
        let last = text.rsplit('.').next().unwrap_or_default();
        // `0x7f` ends in a letter and is a number.
        let is_number = last.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
        (text.len() <= NAME_BYTES_MAX && !is_number && text.split('.').all(is_label))
            .then(|| Self::Name(text.to_ascii_lowercase()))
    }
}

/// The longest name of a host (RFC 1035, section 3.1).
const NAME_BYTES_MAX: usize = 253;

/// One host that may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) scheme: Scheme,
    pub(crate) host: Host,
    pub(crate) port: u16,
}

/// The hosts that may be asked; none unless an operator names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowList(Vec<Entry>);

/// An entry that allows nothing, with what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{entry}` is no host: write HOST or HOST:PORT for https, http://HOST:PORT for http; exact names, no paths"
)]
pub struct EntryError {
    entry: String,
}

impl AllowList {
    /// Reads entries: `data.example.org`, `data.example.org:8443` and `https://…` for https, `http://intern.example:8080` for
    /// http. An address (`http://127.0.0.1:7878`) allows exactly this address with this port, be it public or not.
    ///
    /// # Errors
    /// The first entry that is none.
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e str>) -> Result<Self, EntryError> {
        entries.into_iter().map(entry).collect::<Result<_, _>>().map(Self)
    }

    /// Whether nothing is allowed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Both lists.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    pub(crate) fn allows(&self, wanted: &Entry) -> bool {
        self.0.contains(wanted)
    }
}

impl FromStr for AllowList {
    type Err = EntryError;

    /// Entries with spaces or commas between them.
    fn from_str(text: &str) -> Result<Self, EntryError> {
        Self::of(text.split([' ', ',']).filter(|entry| !entry.is_empty()))
    }
}

fn entry(text: &str) -> Result<Entry, EntryError> {
    let wrong = || EntryError {
        entry: text.to_owned(),
    };
    let (scheme, rest) = match text.split_once("://") {
        Some(("https", rest)) => (Scheme::Https, rest),
        Some(("http", rest)) => (Scheme::Http, rest),
        Some(_) => return Err(wrong()),
        None => (Scheme::Https, text),
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = split(rest).ok_or_else(wrong)?;
    let port = match (port, scheme) {
        (Some(port), _) => port,
        (None, Scheme::Https) => HTTPS_PORT,
        (None, Scheme::Http) => return Err(wrong()),
    };
    let host = Host::read(host).ok_or_else(wrong)?;
    Ok(Entry { scheme, host, port })
}

pub(crate) const HTTPS_PORT: u16 = 443;
pub(crate) const HTTP_PORT: u16 = 80;

/// Host and port of an authority without user. Ports are read strictly: digits, and none of them zero alone.
pub(crate) fn split(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match authority.rfind(':') {
        Some(at) if !authority[at..].contains(']') => (&authority[..at], Some(&authority[at + 1..])),
        _ => (authority, None),
    };
    let Some(port) = port else {
        return Some((host, None));
    };
    let is_number = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let port = is_number
        .then(|| port.parse().ok())
        .flatten()
        .filter(|port| *port != 0)?;
    Some((host, Some(port)))
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Https => "https",
            Scheme::Http => "http",
        };
        match &self.host {
            Host::Name(name) => write!(f, "{scheme}://{name}:{}", self.port),
            Host::Address(address) => write!(f, "{scheme}://{}", SocketAddr::new(*address, self.port)),
        }
    }
}

impl fmt::Display for AllowList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, entry) in self.0.iter().enumerate() {
            write!(f, "{}{entry}", if at == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_asked_by_https_unless_http_is_written() {
        for (text, shown) in [
            ("data.example.org", "https://data.example.org:443"),
            ("Data.Example.org:8443", "https://data.example.org:8443"),
            ("https://data.example.org/", "https://data.example.org:443"),
            ("http://intern.example:8080", "http://intern.example:8080"),
            ("http://127.0.0.1:7878", "http://127.0.0.1:7878"),
            ("http://[::1]:7878", "http://[::1]:7878"),
            (
                "a.example,b.example  c.example",
                "https://a.example:443 https://b.example:443 https://c.example:443",
            ),
            ("", ""),
        ] {
            assert_eq!(text.parse::<AllowList>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_exact_host_is_refused() {
        for text in [
            "*",
            "*.example.org",
            "http://data.example.org",
            "ftp://data.example.org",
            "https://data.example.org/path",
            "user@data.example.org",
            "data.example.org:",
            "data.example.org:0",
            "data.example.org:65536",
            "data..org",
            ".example.org",
            "example.org.",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.1",
            "1.2.3",
            "[::1",
            "::1",
            "exämple.org",
            "a b.example%20",
            "http://[fe80::1%25eth0]:80",
        ] {
            assert!(AllowList::of([text]).is_err(), "{text}");
        }
    }
}
