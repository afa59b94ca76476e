//! The vocabulary of search profiles, `https://w3id.org/mutuelle/search#`.
//!
//! A profile is a set of rules. A rule without [`FOR_CLASS`] holds for any entity; a rule with it adds to the generic
//! ones for entities of that class. Every other property's value is an RDF list of properties, preferred first.

use oxrdf::NamedNodeRef;

/// The namespace; its prefix is `ms`.
pub const NAMESPACE: &str = "https://w3id.org/mutuelle/search#";
/// A rule of a search profile.
pub const RULE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/search#Rule");
/// The class whose entities the rule is for.
pub const FOR_CLASS: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/search#forClass");
/// What names the entity.
pub const TITLE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/search#title");
/// Its other names.
pub const ALTERNATIVE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/search#alternative");
/// Short descriptive phrases.
pub const KEYWORD: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/search#keyword");
/// Running text.
pub const BODY: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/search#body");
/// Properties whose target's title is found with the entity.
pub const LINKED: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/search#linked");
/// Dates of the entity.
pub const DATE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/search#date");
