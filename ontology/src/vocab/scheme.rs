//! The concepts of the vocabulary's own schemes, under `https://w3id.org/mutuelle/scheme/`.
//!
//! Written from `schemes/*.ttl` by `cargo run -p mutuelle-ontology --example constants`; change those files instead.

use oxrdf::NamedNodeRef;

schemes! {
    /// From the first statement to compost; dormancy may come at any time.
    maturity = "maturity" {
        GRAINE = "graine",
        SEMIS = "semis",
        POUSSE = "pousse",
        PLANT = "plant",
        FRUIT = "fruit",
        COMPOST = "compost",
        DORMANCE = "dormance",
    }
    /// From the idea to swarming or to the end.
    incubation = "incubation" {
        IDEE = "idee",
        AMORCE = "amorce",
        EN_COURS = "en-cours",
        INSTALLE = "installe",
        ESSAIME = "essaime",
        CLOS = "clos",
    }
    /// Whether people still debate, and if not, how it came to a stop.
    closure = "closure" {
        OUVERTE = "ouverte",
        DORMANTE = "dormante",
        DEPLACEE = "deplacee",
        ACCORD = "accord",
        DECISION = "decision",
        EPUISEMENT = "epuisement",
    }
    /// From what an argument draws its force.
    argument_style = "argument-style" {
        DEMONSTRATION = "demonstration",
        STATISTIQUE = "statistique",
        TEMOIGNAGE = "temoignage",
        AUTORITE = "autorite",
        NORME = "norme",
        VALEUR = "valeur",
        ANALOGIE = "analogie",
    }
    /// What is known to date of how firm a piece of evidence is.
    evidence_status = "evidence-status" {
        ETABLIE = "etablie",
        CONTESTEE = "contestee",
        REFUTEE = "refutee",
        INCERTAINE = "incertaine",
    }
    /// From which side a code social describes how it works.
    model_dimension = "model-dimension" {
        SOCIAL_ET_HUMAIN = "social-et-humain",
        CULTUREL_ET_ARTISTIQUE = "culturel-et-artistique",
        ECOLOGIQUE = "ecologique",
        ECONOMIQUE = "economique",
        TECHNOLOGIQUE = "technologique",
        JURIDIQUE_ET_FINANCIER = "juridique-et-financier",
        JURIDIQUE = "juridique",
        FINANCIER = "financier",
    }
    /// On which side intentions and activities do not answer each other.
    coherence_gap = "coherence-gap" {
        INTENTION_SANS_ACTIVITE = "intention-sans-activite",
        ACTIVITE_SANS_INTENTION = "activite-sans-intention",
    }
    /// What is expected in return for what is offered.
    exchange_mode = "exchange-mode" {
        DON = "don",
        PRET = "pret",
        ECHANGE = "echange",
        VENTE = "vente",
        PRIX_LIBRE = "prix-libre",
    }
    /// Why a computation puts an offer and a need face to face.
    match_reason = "match-reason" {
        MEME_RESSOURCE = "meme-ressource",
        RESSOURCE_VOISINE = "ressource-voisine",
        MEME_TERRITOIRE = "meme-territoire",
        TERRITOIRE_VOISIN = "territoire-voisin",
        MEME_PERIODE = "meme-periode",
        MODE_COMPATIBLE = "mode-compatible",
    }
    /// What is counted in a unit and what is told on a scale from −5 to +5; the one is not converted into the other.
    wealth_kind = "wealth-kind" {
        MATERIELLE = "materielle",
        RESSENTIE = "ressentie",
        EURO = "euro",
        JETON = "jeton",
        HEURE = "heure",
        JOULE = "joule",
        KILOGRAMME = "kilogramme",
        SATISFACTION = "satisfaction",
        EPANOUISSEMENT = "epanouissement",
        PENIBILITE = "penibilite",
        JOIE = "joie",
        MOTIVATION = "motivation",
    }
    /// Between which worlds a flow passes, in an economy that means to be symbiotic.
    sphere = "sphere" {
        SOCIETE_HUMAINE = "societe-humaine",
        MONDE_VIVANT = "monde-vivant",
        TECHNOSPHERE = "technosphere",
    }
    /// What the journey of someone who learns by travelling is made of.
    compagnonnage = "compagnonnage" {
        ACCUEIL = "accueil",
        METIER = "metier",
        VOYAGE = "voyage",
        COMMUNAUTE = "communaute",
        TRANSMISSION = "transmission",
        INITIATION = "initiation",
        CHEF_D_OEUVRE = "chef-d-oeuvre",
    }
    /// How a group decides.
    decision_method = "decision-method" {
        CONSENTEMENT = "consentement",
        CONSENSUS = "consensus",
        VOTE = "vote",
        DELEGATION = "delegation",
    }
    /// How far a decision has come.
    decision_state = "decision-state" {
        PROPOSEE = "proposee",
        ADOPTEE = "adoptee",
        REJETEE = "rejetee",
        ABROGEE = "abrogee",
    }
    /// How the tie of a member to its organisation stands.
    membership_state = "membership-state" {
        DEMANDEE = "demandee",
        ACTIVE = "active",
        SUSPENDUE = "suspendue",
        QUITTEE = "quittee",
        EXCLUE = "exclue",
    }
    /// How what opposes members stands.
    tension_state = "tension-state" {
        SIGNALEE = "signalee",
        EN_MEDIATION = "en-mediation",
        APAISEE = "apaisee",
        PERSISTANTE = "persistante",
    }
}
