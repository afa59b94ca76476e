//! What can go wrong, without what only an operator may know (addresses behind names).

use std::io;

/// An address is not asked. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No host is allowed at all.
    #[error("no other machine may be asked; the operator allows hosts with `serve --allow-host HOST`")]
    NoneAllowed,
    /// The host, its port or its scheme is not on the list.
    #[error(
        "the host with this port and scheme is not among those that the operator allows (`serve --allow-host`)"
    )]
    NotAllowed,
    /// Not an address of the web.
    #[error("only https addresses are asked, and http ones where the operator allows the host so")]
    Scheme,
    /// The address cannot be read in one way only.
    #[error("this is no plain web address: `https://host/path` in ASCII, without user or password")]
    Malformed,
    /// The name leads to a machine that is not of the public Internet.
    #[error(
        "the name has an address that is not of the public Internet; the operator can allow an address itself"
    )]
    NotPublic,
}

/// An allowed address gave nothing that can be used.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It is not asked.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Its name could not be resolved.
    #[error("the name cannot be resolved")]
    Unknown(#[source] io::Error),
    /// It does not answer, or its answer breaks off.
    #[error("the other server does not answer")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It takes too long.
    #[error("the other server did not answer within {limit_ms} ms, which is `{name}`")]
    TooSlow {
        /// The limit's name.
        name: &'static str,
        /// The limit.
        limit_ms: u64,
    },
    /// Its answer is too long.
    #[error("the other server's answer has more than {limit} bytes, which is `outbound_bytes_max`")]
    TooLong {
        /// The limit.
        limit: u64,
    },
    /// It answers with something else than success.
    #[error("the other server answered with the status {status}{}", if (300..400).contains(status) { "; redirects are not followed, name the address that it leads to" } else { "" })]
    Status {
        /// The status.
        status: u16,
    },
    /// Too many requests are under way.
    #[error("{limit} requests to other machines are under way, which is `outbound_at_once_max`; try again")]
    Busy {
        /// The limit.
        limit: usize,
    },
    /// Whoever asked no longer waits.
    #[error("nobody waits for the answer any more")]
    Abandoned,
}
