//! From the text of an address to the machine that is asked.

use crate::allow::{AllowList, Entry, HTTP_PORT, HTTPS_PORT, Host, Scheme, split};
use crate::error::Refusal;

/// An address that may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// The whole address, without its fragment.
    pub(crate) url: String,
    pub(crate) host: Host,
    pub(crate) port: u16,
}

impl Target {
    /// Reads an address strictly and finds it on the list. Nothing is resolved.
    pub(crate) fn of(url: &str, allowed: &AllowList) -> Result<Self, Refusal> {
        if allowed.is_empty() {
            return Err(Refusal::NoneAllowed);
        }
        let (scheme, rest) = url.split_once(':').ok_or(Refusal::Malformed)?;
        let (scheme, default_port) = match scheme.to_ascii_lowercase().as_str() {
            "https" => (Scheme::Https, HTTPS_PORT),
            "http" => (Scheme::Http, HTTP_PORT),
            _ => return Err(Refusal::Scheme),
        };
        // What URL readers treat differently from each other: white space, control characters, backslashes.
        let is_odd = |byte: u8| !byte.is_ascii_graphic() || byte == b'\\';
        if url.bytes().any(is_odd) {
            return Err(Refusal::Malformed);
        }
        let rest = rest.strip_prefix("//").ok_or(Refusal::Malformed)?;
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        // A user's name before `@` is only good for making one host look like another.
        let (host, port) = split(authority).ok_or(Refusal::Malformed)?;
        let host = Host::read(host).ok_or(Refusal::Malformed)?;
        let port = port.unwrap_or(default_port);
        let wanted = Entry { scheme, host, port };
        if !allowed.allows(&wanted) {
            return Err(Refusal::NotAllowed);
        }
        let url = url.split_once('#').map_or(url, |(before, _)| before).to_owned();
        Ok(Self {
            url,
            host: wanted.host,
            port,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Result<Target, Refusal> {
        let allowed = "data.example.org http://intern.example:8080 http://127.0.0.1:7878 http://[::1]:7878";
        Target::of(url, &allowed.parse().unwrap())
    }

    #[test]
    fn an_address_is_compared_by_scheme_host_and_port() {
        let found = target("HTTPS://Data.Example.ORG/sparql?x=1#part").unwrap();
        assert_eq!(found.host, Host::Name("data.example.org".to_owned()));
        assert_eq!(
            (found.port, found.url.as_str()),
            (443, "HTTPS://Data.Example.ORG/sparql?x=1")
        );
        for url in [
            "https://data.example.org:443",
            "http://intern.example:8080/a",
            "http://127.0.0.1:7878/sparql",
        ] {
            assert!(target(url).is_ok(), "{url}");
        }
        for url in [
            "http://data.example.org/",
            "https://data.example.org:8443/",
            "https://data.example.org.evil.example/",
            "https://sub.data.example.org/",
            "http://127.0.0.1:7879/",
            "http://127.0.0.1/",
            "https://127.0.0.1:7878/",
            "http://127.0.0.2:7878/",
            "http://[::]:7878/",
            "http://[::ffff:127.0.0.1]:7878/",
            "http://localhost:7878/",
        ] {
            assert_eq!(target(url), Err(Refusal::NotAllowed), "{url}");
        }
    }

    #[test]
    fn an_address_that_can_be_read_in_two_ways_is_refused() {
        for url in [
            "https://data.example.org@evil.example/",
            "https://evil.example@data.example.org/",
            "https://data.example.org:443@evil.example/",
            "https:data.example.org/",
            "https:/data.example.org/",
            "https://data.example.org\\@evil.example/",
            "https://data.example.org\t/",
            "https://data.example.org\n.evil/",
            "https://data.example.org%2eevil/",
            "https://data。example.org/",
            "https:///data.example.org/",
            "https://",
            "https://data.example.org:44 3/",
            "https://data.example.org:+443/",
            "http://0x7f.0.0.1:7878/",
            "http://0177.0.0.1:7878/",
            "http://2130706433:7878/",
            "http://127.1:7878/",
            "http://0x7f000001:7878/",
            "http://[::1%25lo]:7878/",
        ] {
            assert_eq!(target(url), Err(Refusal::Malformed), "{url}");
        }
        for url in [
            "ftp://data.example.org/",
            "file:///etc/passwd",
            "gopher://data.example.org/",
            "data:,a",
            "urn:a:b",
        ] {
            assert_eq!(target(url), Err(Refusal::Scheme), "{url}");
        }
    }
}
