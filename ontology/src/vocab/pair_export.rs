//! The vocabulary of `alignments/pair-export.ttl`, `https://w3id.org/mutuelle/pair-export#`.

use oxrdf::NamedNodeRef;

/// The namespace; its prefix is `px`.
pub const NAMESPACE: &str = "https://w3id.org/mutuelle/pair-export#";
/// Lists our properties, best first.
pub const FROM: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/pair-export#from");
/// What becomes of their values: one of the forms below.
pub const AS: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/pair-export#as");
/// The PAIR class to which the mapping is limited.
pub const ONLY_FOR: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/pair-export#onlyFor");
/// The PAIR class to which a link must lead.
pub const ONLY_TO: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/pair-export#onlyTo");
/// The PAIR class of whatever a link leads to.
pub const MAKES: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/pair-export#makes");
/// One plain string, French preferred.
pub const ONE_TEXT: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/pair-export#OneText");
/// Every value as a plain string.
pub const TEXTS: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/pair-export#Texts");
/// An IRI as a string.
pub const ADDRESS: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/pair-export#Address");
/// A number as it is.
pub const NUMBER: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/pair-export#Number");
/// A day or a moment as `xsd:dateTime`.
pub const DATE_TIME: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/pair-export#DateTime");
/// The same resource.
pub const LINK: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/pair-export#Link");
