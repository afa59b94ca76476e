//! The vocabulary's own terms, `https://w3id.org/mutuelle/ns#`.
//!
//! A test compares this list with `mutuelle.ttl`: a term that stands in one and not in the other fails it.

use oxrdf::NamedNodeRef;

/// The namespace of the vocabulary; its preferred prefix is `mut`.
pub const NAMESPACE: &str = "https://w3id.org/mutuelle/ns#";
/// The ontology itself.
pub const ONTOLOGY: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns");

// Classes

/// `mut:Actor`
pub const ACTOR: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Actor");
/// `mut:Person`
pub const PERSON: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Person");
/// `mut:Organization`
pub const ORGANIZATION: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Organization");
/// `mut:Group`
pub const GROUP: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Group");
/// `mut:LivingEntity`
pub const LIVING_ENTITY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#LivingEntity");
/// `mut:Territory`
pub const TERRITORY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Territory");
/// `mut:Project`
pub const PROJECT: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Project");
/// `mut:Event`
pub const EVENT: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Event");
/// `mut:OffEvent`
pub const OFF_EVENT: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#OffEvent");
/// `mut:PermanentFestival`
pub const PERMANENT_FESTIVAL: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#PermanentFestival");
/// `mut:Encounter`
pub const ENCOUNTER: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Encounter");
/// `mut:KnowledgeSeed`
pub const KNOWLEDGE_SEED: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#KnowledgeSeed");
/// `mut:Testimony`
pub const TESTIMONY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Testimony");
/// `mut:Composting`
pub const COMPOSTING: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Composting");
/// `mut:Question`
pub const QUESTION: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Question");
/// `mut:WhyNot`
pub const WHY_NOT: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#WhyNot");
/// `mut:ReadingPath`
pub const READING_PATH: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#ReadingPath");
/// `mut:Controversy`
pub const CONTROVERSY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Controversy");
/// `mut:Position`
pub const POSITION: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Position");
/// `mut:Argument`
pub const ARGUMENT: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Argument");
/// `mut:Evidence`
pub const EVIDENCE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Evidence");
/// `mut:Stance`
pub const STANCE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Stance");
/// `mut:Phase`
pub const PHASE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#Phase");

// Properties

/// `mut:inTerritory`
pub const IN_TERRITORY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#inTerritory");
/// `mut:inhabitedBy`
pub const INHABITED_BY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#inhabitedBy");
/// `mut:appropriatedBy`
pub const APPROPRIATED_BY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#appropriatedBy");
/// `mut:claimsRepresentation`
pub const CLAIMS_REPRESENTATION: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#claimsRepresentation");
/// `mut:ledBy`
pub const LED_BY: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#ledBy");
/// `mut:involves`
pub const INVOLVES: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#involves");
/// `mut:organisedBy`
pub const ORGANISED_BY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#organisedBy");
/// `mut:startDate`
pub const START_DATE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#startDate");
/// `mut:endDate`
pub const END_DATE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#endDate");
/// `mut:place`
pub const PLACE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#place");
/// `mut:extends`
pub const EXTENDS: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#extends");
/// `mut:authorisedByHost`
pub const AUTHORISED_BY_HOST: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#authorisedByHost");
/// `mut:openDoor`
pub const OPEN_DOOR: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#openDoor");
/// `mut:metWith`
pub const MET_WITH: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#metWith");
/// `mut:wove`
pub const WOVE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#wove");
/// `mut:question`
pub const STARTING_QUESTION: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#question");
/// `mut:content`
pub const CONTENT: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#content");
/// `mut:keyword`
pub const KEYWORD: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#keyword");
/// `mut:maturity`
pub const MATURITY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#maturity");
/// `mut:rank`
pub const RANK: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#rank");
/// `mut:seedOf`
pub const SEED_OF: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#seedOf");
/// `mut:compostedFrom`
pub const COMPOSTED_FROM: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#compostedFrom");
/// `mut:compostedInto`
pub const COMPOSTED_INTO: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#compostedInto");
/// `mut:germinatedInto`
pub const GERMINATED_INTO: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#germinatedInto");
/// `mut:translationOf`
pub const TRANSLATION_OF: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#translationOf");
/// `mut:reusedIn`
pub const REUSED_IN: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#reusedIn");
/// `mut:learnt`
pub const LEARNT: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#learnt");
/// `mut:releasedWhat`
pub const RELEASED_WHAT: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#releasedWhat");
/// `mut:askedBy`
pub const ASKED_BY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#askedBy");
/// `mut:askedOn`
pub const ASKED_ON: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#askedOn");
/// `mut:answeredBy`
pub const ANSWERED_BY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#answeredBy");
/// `mut:callsForAction`
pub const CALLS_FOR_ACTION: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#callsForAction");
/// `mut:takenUpBy`
pub const TAKEN_UP_BY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#takenUpBy");
/// `mut:hasNode`
pub const HAS_NODE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#hasNode");
/// `mut:closure`
pub const CLOSURE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#closure");
/// `mut:concernsTerritory`
pub const CONCERNS_TERRITORY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#concernsTerritory");
/// `mut:hasPhase`
pub const HAS_PHASE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#hasPhase");
/// `mut:alliedWith`
pub const ALLIED_WITH: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#alliedWith");
/// `mut:rivalTo`
pub const RIVAL_TO: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#rivalTo");
/// `mut:undercuts`
pub const UNDERCUTS: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#undercuts");
/// `mut:argumentStyle`
pub const ARGUMENT_STYLE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#argumentStyle");
/// `mut:criterion`
pub const CRITERION: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#criterion");
/// `mut:assumes`
pub const ASSUMES: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#assumes");
/// `mut:evidenceStatus`
pub const EVIDENCE_STATUS: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#evidenceStatus");
/// `mut:evidenceContestedBy`
pub const EVIDENCE_CONTESTED_BY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#evidenceContestedBy");
/// `mut:holder`
pub const HOLDER: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#holder");
/// `mut:onBehalfOf`
pub const ON_BEHALF_OF: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#onBehalfOf");
/// `mut:target`
pub const TARGET: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#target");
/// `mut:degree`
pub const DEGREE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#degree");
/// `mut:statedOn`
pub const STATED_ON: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#statedOn");
/// `mut:supersedes`
pub const SUPERSEDES: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#supersedes");
/// `mut:sourceQuote`
pub const SOURCE_QUOTE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#sourceQuote");
/// `mut:happenedDuring`
pub const HAPPENED_DURING: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#happenedDuring");
/// `mut:narratedBy`
pub const NARRATED_BY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#narratedBy");

/// Every term above, so that a test can hold the list against the Turtle file.
pub const TERMS: &[NamedNodeRef<'static>] = &[
    ACTOR,
    PERSON,
    ORGANIZATION,
    GROUP,
    LIVING_ENTITY,
    TERRITORY,
    PROJECT,
    EVENT,
    OFF_EVENT,
    PERMANENT_FESTIVAL,
    ENCOUNTER,
    KNOWLEDGE_SEED,
    TESTIMONY,
    COMPOSTING,
    QUESTION,
    WHY_NOT,
    READING_PATH,
    CONTROVERSY,
    POSITION,
    ARGUMENT,
    EVIDENCE,
    STANCE,
    PHASE,
    IN_TERRITORY,
    INHABITED_BY,
    APPROPRIATED_BY,
    CLAIMS_REPRESENTATION,
    LED_BY,
    INVOLVES,
    ORGANISED_BY,
    START_DATE,
    END_DATE,
    PLACE,
    EXTENDS,
    AUTHORISED_BY_HOST,
    OPEN_DOOR,
    MET_WITH,
    WOVE,
    STARTING_QUESTION,
    CONTENT,
    KEYWORD,
    MATURITY,
    RANK,
    SEED_OF,
    COMPOSTED_FROM,
    COMPOSTED_INTO,
    GERMINATED_INTO,
    TRANSLATION_OF,
    REUSED_IN,
    LEARNT,
    RELEASED_WHAT,
    ASKED_BY,
    ASKED_ON,
    ANSWERED_BY,
    CALLS_FOR_ACTION,
    TAKEN_UP_BY,
    HAS_NODE,
    CLOSURE,
    CONCERNS_TERRITORY,
    HAS_PHASE,
    ALLIED_WITH,
    RIVAL_TO,
    UNDERCUTS,
    ARGUMENT_STYLE,
    CRITERION,
    ASSUMES,
    EVIDENCE_STATUS,
    EVIDENCE_CONTESTED_BY,
    HOLDER,
    ON_BEHALF_OF,
    TARGET,
    DEGREE,
    STATED_ON,
    SUPERSEDES,
    SOURCE_QUOTE,
    HAPPENED_DURING,
    NARRATED_BY,
];
