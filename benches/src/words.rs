//! French words and names that generated texts are made of.

pub(crate) const NOUNS: &[&str] = &[
    "atelier", "jardin", "récolte", "semence", "commune", "territoire", "assemblée", "forge", "bibliothèque",
    "quartier", "rivière", "école", "cuisine", "chantier", "outil", "partage", "mémoire", "savoir", "transmission",
    "apprentissage", "compagnon", "métier", "fête", "marché", "monnaie", "énergie", "toiture", "haie", "verger",
    "moulin", "cantine", "vélo", "sentier", "friche", "régie", "coopérative", "association", "collectif", "habitante",
    "élue", "conseil", "décision", "règle", "désaccord", "médiation", "récit", "archive", "carte", "donnée", "licence",
    "contribution", "don", "prêt", "échange", "besoin", "ressource", "compost", "sol", "eau", "forêt", "abeille",
    "lien", "confiance", "soin", "écoute", "parole", "question", "hypothèse", "preuve", "enquête", "essai", "échec",
    "méthode", "recette", "plan", "budget", "salaire", "bénévolat", "temps", "saison", "hiver", "printemps",
];

pub(crate) const VERBS: &[&str] = &[
    "réunit", "accueille", "répare", "partage", "documente", "transmet", "cultive", "observe", "compare", "raconte",
    "décide", "finance", "relie", "protège", "apprend", "enseigne", "propose", "refuse", "expérimente", "mesure",
    "entretient", "plante", "récolte", "soutient", "interroge", "traduit", "cartographie", "invite",
];

pub(crate) const ADJECTIVES: &[&str] = &[
    "ouverte", "commun", "fragile", "durable", "locale", "collectif", "patient", "libre", "ancienne", "sobre",
    "vivant", "réparable", "solidaire", "discrète", "exigeant", "joyeuse", "rural", "urbaine", "partagé", "lente",
];

pub(crate) const LINKS: &[&str] =
    &["avec", "sans", "pour", "dans", "contre", "depuis", "malgré", "autour de", "à côté de", "grâce à"];

pub(crate) const FIRST_NAMES: &[&str] = &[
    "Aïcha", "Benoît", "Camille", "Danièle", "Émile", "Fatou", "Gaëlle", "Hugo", "Inès", "Jeanne", "Karim", "Léa",
    "Maëlys", "Noé", "Odile", "Paul", "Quentin", "Rose", "Solène", "Théo", "Ursule", "Violette", "Yann", "Zélie",
];

pub(crate) const LAST_NAMES: &[&str] = &[
    "Arnaud", "Barthélemy", "Chevalier", "Delmas", "Estève", "Fabre", "Garnier", "Haddad", "Imbert", "Jourdan",
    "Kerléo", "Lambert", "Mercier", "N'Diaye", "Oriol", "Prévost", "Quéré", "Rousseau", "Salomon", "Tissier",
    "Urvoy", "Vasseur", "Weber", "Zimmer",
];
