//! The concepts of the vocabulary's own schemes, under `https://w3id.org/mutuelle/scheme/`.
//!
//! A test compares each list with its Turtle file.

/// How far a seed has come; in order.
pub mod maturity {
    use oxrdf::NamedNodeRef;

    /// The scheme itself.
    pub const SCHEME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/maturity");
    /// `graine`
    pub const GRAINE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/maturity/graine");
    /// `semis`
    pub const SEMIS: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/maturity/semis");
    /// `pousse`
    pub const POUSSE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/maturity/pousse");
    /// `plant`
    pub const PLANT: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/maturity/plant");
    /// `fruit`
    pub const FRUIT: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/maturity/fruit");
    /// `compost`
    pub const COMPOST: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/maturity/compost");
    /// `dormance`
    pub const DORMANCE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/maturity/dormance");
    /// The concepts, in the scheme's order.
    pub const CONCEPTS: &[NamedNodeRef<'static>] = &[GRAINE, SEMIS, POUSSE, PLANT, FRUIT, COMPOST, DORMANCE];
}

/// How far a project has come; in order.
pub mod incubation {
    use oxrdf::NamedNodeRef;

    /// The scheme itself.
    pub const SCHEME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/incubation");
    /// `idee`
    pub const IDEE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/incubation/idee");
    /// `amorce`
    pub const AMORCE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/incubation/amorce");
    /// `en-cours`
    pub const EN_COURS: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/incubation/en-cours");
    /// `installe`
    pub const INSTALLE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/incubation/installe");
    /// `essaime`
    pub const ESSAIME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/incubation/essaime");
    /// `clos`
    pub const CLOS: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/incubation/clos");
    /// The concepts, in the scheme's order.
    pub const CONCEPTS: &[NamedNodeRef<'static>] = &[IDEE, AMORCE, EN_COURS, INSTALLE, ESSAIME, CLOS];
}

/// Whether a controversy is still debated.
pub mod closure {
    use oxrdf::NamedNodeRef;

    /// The scheme itself.
    pub const SCHEME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/closure");
    /// `ouverte`
    pub const OUVERTE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/closure/ouverte");
    /// `dormante`
    pub const DORMANTE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/closure/dormante");
    /// `deplacee`
    pub const DEPLACEE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/closure/deplacee");
    /// `accord`
    pub const ACCORD: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/closure/accord");
    /// `decision`
    pub const DECISION: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/closure/decision");
    /// `epuisement`
    pub const EPUISEMENT: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/closure/epuisement");
    /// The concepts, in the scheme's order.
    pub const CONCEPTS: &[NamedNodeRef<'static>] =
        &[OUVERTE, DORMANTE, DEPLACEE, ACCORD, DECISION, EPUISEMENT];
}

/// From what an argument draws its force.
pub mod argument_style {
    use oxrdf::NamedNodeRef;

    /// The scheme itself.
    pub const SCHEME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/argument-style");
    /// `demonstration`
    pub const DEMONSTRATION: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/argument-style/demonstration");
    /// `statistique`
    pub const STATISTIQUE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/argument-style/statistique");
    /// `temoignage`
    pub const TEMOIGNAGE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/argument-style/temoignage");
    /// `autorite`
    pub const AUTORITE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/argument-style/autorite");
    /// `norme`
    pub const NORME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/argument-style/norme");
    /// `valeur`
    pub const VALEUR: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/argument-style/valeur");
    /// `analogie`
    pub const ANALOGIE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/argument-style/analogie");
    /// The concepts, in the scheme's order.
    pub const CONCEPTS: &[NamedNodeRef<'static>] = &[
        DEMONSTRATION,
        STATISTIQUE,
        TEMOIGNAGE,
        AUTORITE,
        NORME,
        VALEUR,
        ANALOGIE,
    ];
}

/// How firm a piece of evidence is.
pub mod evidence_status {
    use oxrdf::NamedNodeRef;

    /// The scheme itself.
    pub const SCHEME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/evidence-status");
    /// `etablie`
    pub const ETABLIE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/evidence-status/etablie");
    /// `contestee`
    pub const CONTESTEE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/evidence-status/contestee");
    /// `refutee`
    pub const REFUTEE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/evidence-status/refutee");
    /// `incertaine`
    pub const INCERTAINE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/scheme/evidence-status/incertaine");
    /// The concepts, in the scheme's order.
    pub const CONCEPTS: &[NamedNodeRef<'static>] = &[ETABLIE, CONTESTEE, REFUTEE, INCERTAINE];
}
