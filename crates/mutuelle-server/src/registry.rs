//! The registry of problems: every error that a client can see, with its address, status, name and remedy.

use http::StatusCode;

/// Every kind of problem, in the order of [`REGISTRY`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    MalformedRequest,
    MalformedText,
    NotUtf8,
    TokenMissing,
    TokenUnknown,
    ScopeMissing,
    OperationRefused,
    NotFound,
    UnknownGraph,
    MethodNotAllowed,
    NotAcceptable,
    BodyTimeout,
    GraphExists,
    PreconditionFailed,
    LimitExceeded,
    UnsupportedMediaType,
    ShapeViolation,
    OtherGraph,
    BudgetExceeded,
    EvaluationFailed,
    NotComputable,
    RateLimited,
    Internal,
    Unanswered,
    Overloaded,
    IndexRebuilding,
    Inferring,
    NotReady,
    DeadlineExceeded,
}

/// What the registry holds of a kind. Clients may rely on its slug and status.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    /// The last segment of the problem's `type`; never changes.
    pub(crate) slug: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) title: &'static str,
    pub(crate) title_fr: &'static str,
    /// What to do about it.
    pub(crate) advice: &'static str,
    pub(crate) advice_fr: &'static str,
}

/// All kinds, by their status.
pub(crate) const REGISTRY: [Entry; 29] = [
    Entry {
        kind: Kind::MalformedRequest,
        slug: "malformed-request",
        status: StatusCode::BAD_REQUEST,
        title: "The request is malformed",
        title_fr: "La requête est mal formée",
        advice: "Correct the parameters or headers that `detail` names.",
        advice_fr: "Corrigez les paramètres ou les en-têtes que nomme « detail ».",
    },
    Entry {
        kind: Kind::MalformedText,
        slug: "malformed-text",
        status: StatusCode::BAD_REQUEST,
        title: "The text breaks its grammar",
        title_fr: "Le texte enfreint sa grammaire",
        advice: "Correct the text at the given `line` and `column`. Nothing was written.",
        advice_fr: "Corrigez le texte à la ligne et à la colonne indiquées (« line », « column »). Rien n’a été écrit.",
    },
    Entry {
        kind: Kind::NotUtf8,
        slug: "not-utf-8",
        status: StatusCode::BAD_REQUEST,
        title: "The text is not UTF-8",
        title_fr: "Le texte n’est pas en UTF-8",
        advice: "Save or send the text as UTF-8.",
        advice_fr: "Enregistrez ou envoyez le texte en UTF-8.",
    },
    Entry {
        kind: Kind::TokenMissing,
        slug: "token-missing",
        status: StatusCode::UNAUTHORIZED,
        title: "A token is needed",
        title_fr: "Il faut un jeton d’accès",
        advice: "Ask whoever runs this server for a token (`mutuelle token create`) and send it as `Authorization: Bearer`.",
        advice_fr: "Demandez un jeton à qui tient ce serveur (« mutuelle token create ») et envoyez-le dans l’en-tête « Authorization: Bearer ».",
    },
    Entry {
        kind: Kind::TokenUnknown,
        slug: "token-unknown",
        status: StatusCode::UNAUTHORIZED,
        title: "The token is not known",
        title_fr: "Le jeton est inconnu",
        advice: "Ask whoever runs this server for a token (`mutuelle token create`) and send it as `Authorization: Bearer`.",
        advice_fr: "Demandez un jeton à qui tient ce serveur (« mutuelle token create ») et envoyez-le dans l’en-tête « Authorization: Bearer ».",
    },
    Entry {
        kind: Kind::ScopeMissing,
        slug: "scope-missing",
        status: StatusCode::FORBIDDEN,
        title: "The token does not allow this",
        title_fr: "Le jeton ne permet pas cela",
        advice: "Ask for a token that allows writing (scope `write`).",
        advice_fr: "Demandez un jeton qui permette l’écriture (portée « write »).",
    },
    Entry {
        kind: Kind::OperationRefused,
        slug: "operation-refused",
        status: StatusCode::FORBIDDEN,
        title: "This is not done here",
        title_fr: "Cela ne se fait pas ici",
        advice: "SERVICE and LOAD reach only hosts that the operator allows with `--allow-host`. Ask for that, import the data, or query the other server directly.",
        advice_fr: "SERVICE et LOAD n’atteignent que les hôtes que l’exploitant autorise avec « --allow-host ». Demandez-le, importez les données, ou interrogez l’autre serveur directement.",
    },
    Entry {
        kind: Kind::NotFound,
        slug: "not-found",
        status: StatusCode::NOT_FOUND,
        title: "There is nothing here",
        title_fr: "Il n’y a rien ici",
        advice: "Check the address, or search by words.",
        advice_fr: "Vérifiez l’adresse, ou cherchez par mots.",
    },
    Entry {
        kind: Kind::UnknownGraph,
        slug: "unknown-graph",
        status: StatusCode::NOT_FOUND,
        title: "The graph does not exist",
        title_fr: "Le graphe n’existe pas",
        advice: "Check the graph's IRI. SELECT DISTINCT ?g { GRAPH ?g { } } lists those that exist.",
        advice_fr: "Vérifiez l’IRI du graphe. SELECT DISTINCT ?g { GRAPH ?g { } } donne ceux qui existent.",
    },
    Entry {
        kind: Kind::MethodNotAllowed,
        slug: "method-not-allowed",
        status: StatusCode::METHOD_NOT_ALLOWED,
        title: "Not with this method",
        title_fr: "Pas avec cette méthode",
        advice: "The `Allow` header of the answer lists the methods.",
        advice_fr: "L’en-tête « Allow » de la réponse donne les méthodes possibles.",
    },
    Entry {
        kind: Kind::NotAcceptable,
        slug: "not-acceptable",
        status: StatusCode::NOT_ACCEPTABLE,
        title: "None of the accepted formats is offered",
        title_fr: "Aucun des formats acceptés n’est proposé",
        advice: "Ask for one of the formats in `offered`, with `Accept` or `?format=`.",
        advice_fr: "Demandez un des formats de « offered », par « Accept » ou par « ?format= ».",
    },
    Entry {
        kind: Kind::BodyTimeout,
        slug: "body-timeout",
        status: StatusCode::REQUEST_TIMEOUT,
        title: "The body stopped coming",
        title_fr: "Le corps n’arrive plus",
        advice: "Send the whole body again.",
        advice_fr: "Envoyez de nouveau le corps entier.",
    },
    Entry {
        kind: Kind::GraphExists,
        slug: "graph-exists",
        status: StatusCode::CONFLICT,
        title: "The graph exists already",
        title_fr: "Le graphe existe déjà",
        advice: "Take another name, or CREATE SILENT GRAPH.",
        advice_fr: "Prenez un autre nom, ou CREATE SILENT GRAPH.",
    },
    Entry {
        kind: Kind::PreconditionFailed,
        slug: "precondition-failed",
        status: StatusCode::PRECONDITION_FAILED,
        title: "The graph is not as the request expects",
        title_fr: "Le graphe n’est pas tel que la requête l’attend",
        advice: "Somebody changed it meanwhile. Read it again, make your change on what it is now, and send that with the new `ETag` in `If-Match`.",
        advice_fr: "Quelqu’un l’a changé entre-temps. Relisez-le, faites votre modification sur ce qu’il est devenu, et envoyez-la avec le nouvel « ETag » dans « If-Match ».",
    },
    Entry {
        kind: Kind::LimitExceeded,
        slug: "limit-exceeded",
        status: StatusCode::PAYLOAD_TOO_LARGE,
        title: "A limit was exceeded",
        title_fr: "Une limite est dépassée",
        advice: "`limit_name` names the limit, `limit` gives its value, `received` what came. Send less at a time, or import the file on the server's machine.",
        advice_fr: "« limit_name » nomme la limite, « limit » donne sa valeur, « received » ce qui est venu. Envoyez moins à la fois, ou importez le fichier sur la machine du serveur.",
    },
    Entry {
        kind: Kind::UnsupportedMediaType,
        slug: "unsupported-media-type",
        status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
        title: "The body's format is not supported",
        title_fr: "Le format du corps n’est pas pris en charge",
        advice: "Send one of the formats in `accepted` and name it in `Content-Type`.",
        advice_fr: "Envoyez un des formats de « accepted » et nommez-le dans « Content-Type ».",
    },
    Entry {
        kind: Kind::ShapeViolation,
        slug: "shape-violation",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: "The data violates a shape",
        title_fr: "Les données enfreignent une forme",
        advice: "`violations` says of each node what is missing or too much. Nothing was written. With `Accept: text/turtle` the answer is the SHACL report.",
        advice_fr: "« violations » donne pour chaque nœud ce qui manque ou ce qui est en trop. Rien n’a été écrit. Avec « Accept: text/turtle », la réponse est le rapport SHACL.",
    },
    Entry {
        kind: Kind::OtherGraph,
        slug: "other-graph",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: "The patch is about another graph",
        title_fr: "La modification porte sur un autre graphe",
        advice: "PATCH changes the graph that it is sent to, and no other. Send changes of several graphs to `/update`.",
        advice_fr: "PATCH modifie le graphe auquel il est envoyé, et aucun autre. Envoyez les changements de plusieurs graphes à « /update ».",
    },
    Entry {
        kind: Kind::BudgetExceeded,
        slug: "budget-exceeded",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: "The query needs more than it may use",
        title_fr: "La requête demande plus qu’elle ne peut utiliser",
        advice: "Ask for less: bind more terms, join fewer patterns that share nothing, or page with LIMIT and OFFSET. `limit_name` and `limit` say which budget was used up.",
        advice_fr: "Demandez moins : fixez davantage de termes, évitez de joindre des motifs qui ne partagent rien, ou paginez avec LIMIT et OFFSET. « limit_name » et « limit » disent quel budget est épuisé.",
    },
    Entry {
        kind: Kind::EvaluationFailed,
        slug: "evaluation-failed",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: "The query cannot be evaluated",
        title_fr: "La requête ne peut pas être évaluée",
        advice: "Simplify the query; `detail` gives the cause.",
        advice_fr: "Simplifiez la requête ; « detail » donne la cause.",
    },
    Entry {
        kind: Kind::NotComputable,
        slug: "not-computable",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: "The data do not allow this computation",
        title_fr: "Les données ne permettent pas ce calcul",
        advice: "`detail` names the resource that stands in the way. Correct or complete what the commons says of it, then ask again.",
        advice_fr: "« detail » nomme la ressource qui empêche le calcul. Corrigez ou complétez ce que le commun en dit, puis recommencez.",
    },
    Entry {
        kind: Kind::RateLimited,
        slug: "rate-limited",
        status: StatusCode::TOO_MANY_REQUESTS,
        title: "Too many requests came from here",
        title_fr: "Trop de requêtes sont venues d’ici",
        advice: "Try again after the seconds in `Retry-After`, and send fewer requests at a time. A token has its own allowance.",
        advice_fr: "Réessayez après les secondes de « Retry-After », et envoyez moins de requêtes à la fois. Un jeton a son propre quota.",
    },
    Entry {
        kind: Kind::Internal,
        slug: "internal-error",
        status: StatusCode::INTERNAL_SERVER_ERROR,
        title: "The server failed",
        title_fr: "Le serveur a échoué",
        advice: "The cause is in the server's log; tell whoever runs it.",
        advice_fr: "La cause est dans le journal du serveur ; prévenez qui le tient.",
    },
    Entry {
        kind: Kind::Unanswered,
        slug: "other-server-failed",
        status: StatusCode::BAD_GATEWAY,
        title: "Another server did not answer as it should",
        title_fr: "Un autre serveur n’a pas répondu comme il faut",
        advice: "Ask the other server directly, or write SERVICE SILENT or LOAD SILENT to go on without its answer.",
        advice_fr: "Interrogez l’autre serveur directement, ou écrivez SERVICE SILENT ou LOAD SILENT pour continuer sans sa réponse.",
    },
    Entry {
        kind: Kind::Overloaded,
        slug: "overloaded",
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: "The server is busy",
        title_fr: "Le serveur est occupé",
        advice: "Try again after the time that `Retry-After` gives.",
        advice_fr: "Réessayez après le délai que donne « Retry-After ».",
    },
    Entry {
        kind: Kind::IndexRebuilding,
        slug: "index-rebuilding",
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: "The search index is being rebuilt",
        title_fr: "L’index de recherche est en reconstruction",
        advice: "Try again after the time that `Retry-After` gives.",
        advice_fr: "Réessayez après le délai que donne « Retry-After ».",
    },
    Entry {
        kind: Kind::Inferring,
        slug: "still-inferring",
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: "What follows from the data is being worked out",
        title_fr: "Ce qui découle des données est en cours de calcul",
        advice: "Try again after the seconds in `Retry-After`, or add `infer=false` to ask what is said alone.",
        advice_fr: "Réessayez après les secondes de « Retry-After », ou ajoutez « infer=false » pour n’interroger que ce qui est dit.",
    },
    Entry {
        kind: Kind::NotReady,
        slug: "not-ready",
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: "The server is not ready",
        title_fr: "Le serveur n’est pas prêt",
        advice: "Try again after the time that `Retry-After` gives.",
        advice_fr: "Réessayez après le délai que donne « Retry-After ».",
    },
    Entry {
        kind: Kind::DeadlineExceeded,
        slug: "deadline-exceeded",
        status: StatusCode::GATEWAY_TIMEOUT,
        title: "The query took too long",
        title_fr: "La requête a pris trop de temps",
        advice: "Narrow the query: fixed terms, LIMIT, fewer joins without a link.",
        advice_fr: "Restreignez la requête : des termes fixes, LIMIT, moins de jointures sans lien.",
    },
];

impl Kind {
    pub(crate) fn entry(self) -> &'static Entry {
        &REGISTRY[self as usize]
    }

    /// The kind whose page is at `/problems/{slug}`.
    pub(crate) fn of_slug(slug: &str) -> Option<Self> {
        REGISTRY
            .iter()
            .find(|entry| entry.slug == slug)
            .map(|entry| entry.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_at_its_place_and_is_found_by_its_slug() {
        for (at, entry) in REGISTRY.iter().enumerate() {
            assert_eq!(entry.kind as usize, at);
            assert_eq!(entry.kind.entry().slug, entry.slug);
            assert_eq!(Kind::of_slug(entry.slug), Some(entry.kind), "slugs are unique");
        }
        assert!(REGISTRY.is_sorted_by_key(|entry| entry.status));
    }
}
