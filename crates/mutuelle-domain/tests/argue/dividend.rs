//! Contributory dividends, by small examples.

use mutuelle_domain::dividend::{
    CheckError, Difference, Dividend, DividendError, Rule, RuleError, check, shares,
};
use mutuelle_domain::wealth::{Period, contributions};
use oxrdf::Graph;

use crate::fixture::{date, graph, node, sample};

const RULE: &str = r#"
    :rule mut:equalPart 0.25 ; mut:hasWeighting :wh , :wk ; mut:adoptedBy :yes .
    :wh mut:ofKind kind:heure ; mut:pointsPerUnit 1.0 .
    :wk mut:ofKind kind:kilogramme ; mut:pointsPerUnit 0.1 .
    :yes mut:decisionState decision:adoptee ; mut:decidedOn "2025-01-05"^^xsd:date .
"#;

const BROUGHT: &str = r#"
    :c1 mut:inContext :forge ; mut:contributedBy :ada ; mut:contributedOn "2025-03-01"^^xsd:date ; mut:entry :h1 , :k1 , :j1 .
    :c2 mut:inContext :forge ; mut:contributedBy :bob ; mut:contributedOn "2025-04-01"^^xsd:date ; mut:entry :h2 .
    :c3 mut:inContext :forge ; mut:contributedBy :cem ; mut:contributedOn "2025-05-01"^^xsd:date ; mut:entry :e3 .
    :late mut:inContext :forge ; mut:contributedBy :dan ; mut:contributedOn "2026-01-01"^^xsd:date ; mut:entry :h4 .
    :h1 mut:ofKind kind:heure ; mut:quantity 1.5 ; mut:unit om2:hour .
    :k1 mut:ofKind kind:kilogramme ; mut:quantity 5 ; mut:unit om2:kilogram .
    :j1 mut:ofKind kind:joie ; mut:feltLevel 5 .
    :h2 mut:ofKind kind:heure ; mut:quantity 1.0 ; mut:unit om2:hour .
    :e3 mut:ofKind kind:euro ; mut:quantity 1000.0 ; mut:unit om2:euro .
    :h4 mut:ofKind kind:heure ; mut:quantity 9.0 ; mut:unit om2:hour .
"#;

fn year() -> Period {
    Period::between(date("2025-01-01"), date("2025-12-31"))
}

fn rule(facts: &Graph) -> Rule {
    Rule::read(facts, node("rule").as_ref()).expect("an adopted rule")
}

fn share(facts: &Graph, pool_cents: i64) -> Result<Dividend, DividendError> {
    let Ok((contributions, _)) = contributions(facts, node("forge").as_ref(), year());
    shares(pool_cents, "EUR", &rule(facts), &contributions, year())
}

fn forge() -> Graph {
    graph(&format!("{RULE}{BROUGHT}"))
}

#[test]
fn a_pool_is_shared_by_equal_part_and_points_to_the_cent_and_each_share_is_explained() {
    let dividend = share(&forge(), 10_000).expect("a dividend");
    let told: Vec<String> = dividend
        .shares
        .iter()
        .map(|it| {
            format!(
                "{} {} {} {} {}",
                it.beneficiary, it.amount_cents, it.points, it.exact_cents, it.rounding_cents
            )
        })
        .collect();
    // A quarter is 2500, a third of it each; 7500 go by 2 and 1 points of 3. The lost thirds tie: the first by IRI gains.
    assert_eq!(
        told,
        [
            "https://example.org/ada 5834 2 17500/3 2/3",
            "https://example.org/bob 3333 1 10000/3 -1/3",
            "https://example.org/cem 833 0 2500/3 -1/3",
        ]
    );
    assert_eq!(dividend.total_points.to_string(), "3");
    assert_eq!(dividend.adopted_by[0].decision, node("yes").into());
    let ada = &dividend.shares[0];
    assert_eq!(
        ada.contributions[0].entries.len(),
        2,
        "what is felt gives no point"
    );
    assert_eq!(ada.contributions[0].entries[1].points.to_string(), "0.5");
    assert!(
        ada.because
            .0
            .iter()
            .any(|triple| triple.contains("/h1>") && triple.contains("1.5"))
    );
    assert!(
        dividend
            .because
            .0
            .iter()
            .any(|triple| triple.contains("pointsPerUnit"))
    );
    assert!(
        dividend
            .because
            .0
            .iter()
            .any(|triple| triple.contains("decisionState"))
    );
}

#[test]
fn a_dividend_told_as_rdf_is_found_right_when_checked() {
    let mut facts = forge();
    let dividend = share(&facts, 10_000).expect("a dividend");
    let told = dividend.graph();
    facts.extend(&told);
    let class = oxrdf::NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#ContributoryDividend");
    let stored = told
        .subject_for_predicate_object(oxrdf::vocab::rdf::TYPE, class)
        .expect("a dividend");
    let oxrdf::NamedOrBlankNodeRef::NamedNode(stored) = stored else {
        panic!("{stored}");
    };
    let check = check(&facts, stored).expect("a check");
    assert_eq!(check.differences, []);
    assert_eq!(check.computed, dividend);
}

#[test]
fn every_difference_of_a_stored_dividend_is_told() {
    let facts = graph(&format!(
        r#"{RULE}{BROUGHT}
        :d mut:fromPool :pool ; mut:byRule :rule ; mut:forContext :forge ; mut:period :y ; mut:hasShare :s1 , :s2 , :s4 , :s5 .
        :y mut:startDate "2025-01-01"^^xsd:date ; mut:endDate "2025-12-31"^^xsd:date .
        :pool mut:amountCents 10000 ; mut:currency "EUR" .
        :s1 mut:beneficiary :ada ; mut:amountCents 5833 ; mut:points 2.5 ; prov:wasDerivedFrom :c1 , :c2 .
        :s2 mut:beneficiary :bob ; mut:amountCents 3333 ; mut:points 1.0 ; mut:currency "CHF" .
        :s4 mut:beneficiary :dan ; mut:amountCents 833 .
        :s5 mut:beneficiary :ada ; mut:amountCents 1 ."#
    ));
    let check = check(&facts, node("d").as_ref()).expect("a check");
    let kinds: Vec<String> = check
        .differences
        .iter()
        .map(|it| serde_json::to_value(it).expect("json")["difference"].to_string())
        .collect();
    assert_eq!(
        kinds,
        [
            "\"missing-share\"",
            "\"unexpected-share\"",
            "\"unexpected-share\"",
            "\"amount\"",
            "\"points\"",
            "\"currency\"",
            "\"contributions\"",
            "\"contributions\"",
        ]
    );
    assert!(check.differences.contains(&Difference::Amount {
        beneficiary: node("ada").into(),
        stored_cents: Some(5833),
        computed_cents: 5834,
    }));
}

#[test]
fn shares_that_do_not_add_up_to_the_pool_are_told() {
    let facts = graph(&format!(
        r#"{RULE}{BROUGHT}
        :d mut:fromPool :pool ; mut:byRule :rule ; mut:period :y ; mut:hasShare :s1 .
        :y mut:startDate "2025-01-01"^^xsd:date ; mut:endDate "2025-12-31"^^xsd:date .
        :pool mut:forContext :forge ; mut:amountCents 10000 ; mut:currency "EUR" .
        :s1 mut:beneficiary :ada ; mut:amountCents 5834 ; prov:wasDerivedFrom :c1 ."#
    ));
    let check = check(&facts, node("d").as_ref()).expect("a check");
    assert_eq!(
        check.differences[0],
        Difference::Total {
            stored_cents: "5834".to_owned(),
            pool_cents: 10_000
        }
    );
}

#[test]
fn a_rule_that_no_decision_adopted_shares_nothing() {
    for decision in ["", ":no mut:adopts :rule ; mut:decisionState decision:rejetee ."] {
        let facts = graph(&format!(
            "{} {decision}",
            RULE.replace("mut:adoptedBy :yes", "mut:version \"1\"")
        ));
        let error = Rule::read(&facts, node("rule").as_ref()).expect_err("not adopted");
        assert!(
            matches!(&error, RuleError::NotAdopted(rule) if rule == "https://example.org/rule"),
            "{error}"
        );
    }
    let mut unadopted = rule(&forge());
    unadopted.adopted_by.clear();
    let error = shares(1, "EUR", &unadopted, &[], year()).expect_err("not adopted");
    assert_eq!(
        error,
        DividendError::NotAdopted("https://example.org/rule".to_owned())
    );
}

#[test]
fn a_rule_whose_adoption_was_repealed_since_was_adopted() {
    let facts = graph(&RULE.replace("decision:adoptee", "decision:abrogee"));
    assert!(rule(&facts).adopted_by[0].repealed);
}

#[test]
fn a_rule_that_contradicts_itself_is_an_error() {
    let wrong = [
        (
            "mut:equalPart 0.25",
            "mut:equalPart 1.5",
            "give one decimal from 0 to 1",
        ),
        (
            "mut:equalPart 0.25",
            "mut:equalPart 0.25 , 0.5",
            "give one decimal from 0 to 1",
        ),
        ("mut:pointsPerUnit 0.1", "mut:pointsPerUnit -0.1", "not negative"),
        (
            "mut:pointsPerUnit 0.1",
            "mut:pointsPerUnit \"much\"",
            "not negative",
        ),
        ("kind:kilogramme ;", "kind:heure ;", "twice"),
        ("kind:kilogramme ;", "\"hours\" ;", "one kind"),
    ];
    for (right, wrong, says) in wrong {
        let facts = graph(&RULE.replace(right, wrong));
        let error = Rule::read(&facts, node("rule").as_ref()).expect_err(wrong);
        assert!(error.to_string().contains(says), "{error}");
    }
    let error = Rule::read(&graph(RULE), node("yes").as_ref()).expect_err("a decision");
    assert!(matches!(error, RuleError::NotARule(_)), "{error}");
}

#[test]
fn what_cannot_be_shared_is_an_error_that_says_why() {
    assert_eq!(share(&forge(), -1), Err(DividendError::NegativePool(-1)));
    assert_eq!(share(&graph(RULE), 100), Err(DividendError::NoContribution));
    let changed = |from: &str, to: &str| share(&graph(&format!("{RULE}{}", BROUGHT.replace(from, to))), 100);
    let name = |name: &str| format!("https://example.org/{name}");
    assert_eq!(
        changed("mut:contributedBy :bob", "mut:contributedBy :bob , :ada"),
        Err(DividendError::SeveralContributors(name("c2")))
    );
    assert_eq!(
        changed("mut:contributedBy :bob", "mut:contributedBy \"Bob\""),
        Err(DividendError::NoContributor(name("c2")))
    );
    assert!(matches!(
        changed("quantity 1.0", "quantity -1.0"),
        Err(DividendError::NegativeQuantity { .. })
    ));
    assert!(matches!(
        changed("mut:entry :h2", "mut:entry :h2 , :h1"),
        Err(DividendError::SharedEntry { .. })
    ));
    assert!(matches!(
        changed("1.0 ; mut:unit om2:hour", "1.0 ; mut:unit om2:minute"),
        Err(DividendError::UnlikeUnits { .. })
    ));
    assert_eq!(
        share(
            &graph(&format!(
                "{RULE} :c3 mut:inContext :forge ; mut:contributedBy :cem ; mut:contributedOn \"2025-05-01\"^^xsd:date ."
            )),
            100
        ),
        Err(DividendError::NoPoints)
    );
}

#[test]
fn the_largest_pool_and_the_longest_numbers_are_shared_exactly() {
    let long = format!("{}.{}", "9".repeat(30), "7".repeat(30));
    let facts = graph(&format!(
        "{RULE}{}",
        BROUGHT.replace("quantity 1.5", &format!("quantity {long}"))
    ));
    let dividend = share(&facts, i64::MAX).expect("a dividend");
    let sum: i128 = dividend.shares.iter().map(|it| i128::from(it.amount_cents)).sum();
    assert_eq!(sum, i128::from(i64::MAX));
}

#[test]
fn a_stored_dividend_that_lacks_something_says_what() {
    let facts = graph(&format!(
        "{RULE}{BROUGHT} :d mut:fromPool :pool ; mut:byRule :rule ."
    ));
    let error = check(&facts, node("d").as_ref()).expect_err("no period");
    assert!(
        matches!(&error, CheckError::Missing { property, .. } if property.ends_with("period")),
        "{error}"
    );
}

#[test]
fn a_quantity_that_cannot_be_read_stops_the_check() {
    let facts = graph(&format!(
        r#"{RULE}{} :d mut:fromPool :pool ; mut:byRule :rule ; mut:forContext :forge ; mut:period :y .
        :y mut:startDate "2025-01-01"^^xsd:date ; mut:endDate "2025-12-31"^^xsd:date .
        :pool mut:amountCents 10000 ; mut:currency "EUR" ."#,
        BROUGHT.replace("quantity 1.0", "quantity \"one\"")
    ));
    let error = check(&facts, node("d").as_ref()).expect_err("one");
    assert!(
        matches!(&error, CheckError::Unreadable { node, .. } if node.ends_with("h2")),
        "{error}"
    );
}

#[test]
fn the_dividends_of_the_sample_data_are_right() {
    let mut facts = Graph::new();
    for (_, file) in sample("") {
        facts.extend(&file);
    }
    let class = oxrdf::NamedNodeRef::new_unchecked("https://w3id.org/mutuelle/ns#ContributoryDividend");
    for dividend in facts.subjects_for_predicate_object(oxrdf::vocab::rdf::TYPE, class) {
        let oxrdf::NamedOrBlankNodeRef::NamedNode(dividend) = dividend else {
            panic!("{dividend}");
        };
        let check = check(&facts, dividend).expect("a check");
        assert_eq!(check.differences, [], "{dividend}");
    }
}
