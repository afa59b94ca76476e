//! Terms as constants, one module a vocabulary.
//!
//! [`mutuelle`] and [`scheme`] are written from the Turtle files by `cargo run -p mutuelle-ontology --example constants`;
//! a test fails while they differ from what it would write.

/// One constant for each term of the vocabulary, and the list of them all.
macro_rules! terms {
    ($($name:ident = $local:literal,)+) => {
        $(
            #[doc = concat!("`mut:", $local, "`")]
            pub const $name: NamedNodeRef<'static> =
                NamedNodeRef::new_unchecked(concat!("https://w3id.org/mutuelle/ns#", $local));
        )+
        /// Every term above.
        pub const TERMS: &[NamedNodeRef<'static>] = &[$($name),+];
    };
}

/// One module for each scheme, with a constant for each concept, and the list of them all.
macro_rules! schemes {
    ($($(#[$doc:meta])* $module:ident = $scheme:literal { $($name:ident = $local:literal,)+ })+) => {
        $(
            $(#[$doc])*
            pub mod $module {
                use oxrdf::NamedNodeRef;

                /// The scheme itself.
                pub const SCHEME: NamedNodeRef<'static> =
                    NamedNodeRef::new_unchecked(concat!("https://w3id.org/mutuelle/scheme/", $scheme));
                $(
                    #[doc = concat!("`", $local, "`")]
                    pub const $name: NamedNodeRef<'static> =
                        NamedNodeRef::new_unchecked(concat!("https://w3id.org/mutuelle/scheme/", $scheme, "/", $local));
                )+
                /// The concepts, in the scheme's order.
                pub const CONCEPTS: &[NamedNodeRef<'static>] = &[$($name),+];
            }
        )+
        /// Every scheme above, with its concepts.
        pub const SCHEMES: &[(NamedNodeRef<'static>, &[NamedNodeRef<'static>])] =
            &[$(($module::SCHEME, $module::CONCEPTS)),+];
    };
}

pub mod mutuelle;
pub mod pair_export;
pub mod reused;
pub mod scheme;
pub mod search;
