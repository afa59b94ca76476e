//! What people type, and what must come first, on the sample commons: without accents, in the plural, with a slip of the
//! pen, by a part of a name, with hashtags and elisions.

use mutuelle_tests::Server;

/// A search as it is typed, and the end of the first hit's IRI.
const SEARCHES: &[(&str, &str)] = &[
    ("ouvrir une forge debutants", "graine/forge-ouverte"),
    ("fete de la forge", "evenement/fete-de-la-forge-2022"),
    ("fête forge 2025", "evenement/fete-de-la-forge-2025"),
    ("l'atelier du bief", "acteur/atelier-du-bief"),
    ("atelier bief", "acteur/atelier-du-bief"),
    ("helene marchadier", "acteur/helene-marchadier"),
    ("Hélène Marchadié", "acteur/helene-marchadier"),
    ("ines carvalho", "acteur/ines-carvalho"),
    ("maelle guivarch", "acteur/maelle-guivarch"),
    ("maelle guivarche", "acteur/maelle-guivarch"),
    ("paul teissedre", "acteur/paul-teissedre"),
    ("mutuelle connaissances", "acteur/mutuelle-des-connaissances"),
    ("mutuel des conaissances", "acteur/mutuelle-des-connaissances"),
    ("trelaze ecole buissonniere", "acteur/ecole-buissonniere"),
    ("union pastorale mejean", "acteur/union-pastorale"),
    ("scop maillage", "acteur/scop-maillage"),
    ("outiltheque mobile", "projet/outiltheque-mobile"),
    ("outilthèques mobiles", "projet/outiltheque-mobile"),
    ("four a pain luc en diois", "projet/four-du-haut-diois"),
    ("jardins filtrants", "projet/jardin-filtrant"),
    ("composteur cour", "projet/composteur-du-pile"),
    ("cafes ia", "projet/cafe-ia"),
    ("toiture solaire florac", "projet/toitures-solaires"),
    ("rambarde sur mesure", "projet/rambardes-sur-mesure"),
    ("tarif de l'eau 2024", "projet/tarif-eau-2024"),
    ("cantine pile", "projet/cantine-du-pile"),
    ("atlas des savoir-faire", "projet/atlas-des-savoir-faire"),
    ("navette samedi", "projet/navette-du-samedi"),
    ("caisse à prix libres", "graine/caisse-a-prix-libre"),
    ("billet fondant", "graine/billet-fondant"),
    ("premier quart d'heure", "graine/accueil-des-nouveaux"),
    ("agenda partagé que chacun remplit", "graine/agenda-partage"),
    ("chef d'oeuvre qui sert", "graine/chef-d-oeuvre-modeste"),
    ("repas debout", "graine/repas-debout"),
    ("marche des seuils", "graine/marche-des-seuils"),
    ("conduire tour de role", "graine/conduire-a-tour-de-role"),
    ("garde enfants tour de rôle", "graine/garde-d-enfants-partagee"),
    (
        "decision consentement minuteur",
        "graine/decision-par-consentement",
    ),
    ("décider par consentement", "graine/decision-par-consentement"),
    ("cartographier un desaccord", "graine/desaccord-cartographie"),
    ("lire un budget public", "graine/lire-un-budget-public"),
    ("sol au plomb", "graine/sol-au-plomb"),
    ("jardiner sol plomb", "graine/sol-au-plomb"),
    ("riviere à la table", "graine/la-riviere-a-la-table"),
    (
        "raison d'etre en quatre phrases",
        "graine/raison-d-etre-en-quatre-phrases",
    ),
    ("licence avant d'écrire", "graine/licence-avant-publication"),
    ("reparer avant d'acheter", "graine/reparer-avant-acheter"),
    ("codes sociaux cote a cote", "graine/deux-codes-cote-a-cote"),
    ("off en une soirée", "graine/ouvrir-un-off"),
    ("#OFF des assises", "evenement/off-assises-2018"),
    ("off congres des maires", "evenement/off-congres-maires-2026"),
    ("\"trois bassins de roseaux\"", "graine/trois-bassins-de-roseaux"),
    ("bassin de roseau", "graine/trois-bassins-de-roseaux"),
    (
        "compteurs communicants trelaze",
        "controverse/compteurs-de-trelaze",
    ),
    (
        "panneaux paturages causse mejean",
        "controverse/agrivoltaisme-mejean",
    ),
    (
        "intelligence artificielle education populaire",
        "controverse/ia-et-education-populaire",
    ),
    ("tarif solidaire eau", "controverse/tarif-solidaire-de-l-eau"),
    ("faut-il poursuivre la noisette", "question/noisette-continuer"),
    (
        "peut on reconnaitre le benevolat",
        "question/compter-le-benevolat",
    ),
    ("vallee de la drome", "lieu/vallee-de-la-drome"),
    ("saint etienne", "lieu/saint-etienne"),
    ("saint-etiene", "lieu/saint-etienne"),
    ("cret de roch", "lieu/cret-de-roch"),
    ("causse mejean", "lieu/causse-mejean"),
];

#[test]
fn what_people_type_finds_what_they_mean_first() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["--demo"]);
    let client = server.client();
    let mut missed = Vec::new();
    for (typed, expected) in SEARCHES {
        let answer = client.search(typed);
        let first = answer["hits"][0]["iri"].as_str().unwrap_or_default();
        if !first.ends_with(&format!("/{expected}")) {
            missed.push(format!("`{typed}` finds {first} before {expected}"));
        }
    }
    assert!(SEARCHES.len() >= 60);
    assert!(missed.is_empty(), "{missed:#?}");
}
