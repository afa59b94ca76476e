//! Requests to other machines: to the hosts that an operator allows, and to no other address.
//!
//! A query's SERVICE and an update's LOAD name addresses that strangers choose. Each is compared with a list of exact
//! hosts, its name is resolved once, every address of it must be one of the public Internet, and the connection goes to
//! an address that was checked, whatever the name says a moment later. No redirect is followed, no proxy is asked, and
//! time and bytes are bounded.
//!
//! ```
//! use mutuelle_outbound::{AllowList, Outbound, OutboundLimits, Refusal};
//!
//! let allowed: AllowList = "data.example.org".parse()?;
//! let outbound = Outbound::new(allowed, OutboundLimits::default());
//! assert_eq!(outbound.check("https://elsewhere.example/sparql"), Err(Refusal::NotAllowed));
//! assert_eq!(outbound.check("http://data.example.org/sparql"), Err(Refusal::NotAllowed));
//! # Ok::<_, mutuelle_outbound::EntryError>(())
//! ```

mod address;
mod allow;
mod error;
mod outbound;
mod target;

pub use address::is_public;
pub use allow::{AllowList, EntryError};
pub use error::{Failure, Refusal};
pub use outbound::{Answer, Ask, Outbound, OutboundLimits, Resolve};
