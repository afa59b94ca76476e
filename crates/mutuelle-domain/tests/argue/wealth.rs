//! Matrices of wealth and flows.

use mutuelle_domain::Node;
use mutuelle_domain::wealth::{Amount, Matrix, Measure, Period, flows, matrix};
use oxrdf::Graph;

use crate::fixture::{date, graph, node, triples};

const FORGE: &str = r#"
    kind:heure mut:unit om2:hour .
    :winter mut:inContext :forge ; mut:contributedBy :ada ; mut:contributedOn "2025-01-10"^^xsd:date ;
        mut:entry :h1 , :joy1 , :t1 .
    :spring mut:inContext :forge ; mut:contributedBy :bob ; mut:contributedOn "2025-04-10"^^xsd:date ;
        mut:entry :h2 , :joy2 , :t2 .
    :together mut:inContext :forge ; mut:contributedBy :ada , :bob ; mut:contributedOn "2025-06-01"^^xsd:date ; mut:entry :h3 .
    :before mut:inContext :forge ; mut:contributedBy :ada ; mut:contributedOn "2024-12-31"^^xsd:date ; mut:entry :h0 .
    :h0 mut:ofKind kind:heure ; mut:quantity 100.0 .
    :h1 mut:ofKind kind:heure ; mut:quantity 48.5 .
    :h2 mut:ofKind kind:heure ; mut:quantity 0.1 ; mut:unit om2:hour .
    :h3 mut:ofKind kind:heure ; mut:quantity 0.2 .
    :t1 mut:ofKind kind:jeton ; mut:quantity 3 ; mut:unit :noisette .
    :t2 mut:ofKind kind:jeton ; mut:quantity 4 ; mut:unit :acorn .
    :joy1 mut:ofKind kind:joie ; mut:feltLevel 5 .
    :joy2 mut:ofKind kind:joie ; mut:feltLevel -2 ; mut:feltBy :bob .
    :year a mut:WealthMatrix ; mut:forContext :forge ; mut:period [ mut:startDate "2025-01-01"^^xsd:date ;
        mut:endDate "2025-12-31"^^xsd:date ] ; mut:entry :h0 , :h1 , :coal .
    :coal mut:ofKind kind:euro ; mut:quantity 1243.2 ; mut:unit om2:euro .
    :old a mut:WealthMatrix ; mut:forContext :forge ; mut:period [ mut:startDate "2020-01-01"^^xsd:date ;
        mut:endDate "2020-12-31"^^xsd:date ] ; mut:entry :gone .
    :gone mut:ofKind kind:euro ; mut:quantity 9.0 ; mut:unit om2:euro .
"#;

fn year() -> Period {
    Period::between(date("2025-01-01"), date("2025-12-31"))
}

fn forge(facts: &Graph) -> Matrix {
    let Ok(matrix) = matrix(facts, node("forge").as_ref(), year());
    matrix
}

/// Each line as `kind unit: amount (by: amount, …)`.
fn told(matrix: &Matrix) -> Vec<String> {
    let local = |node: &Node| node.to_string().rsplit('/').next().unwrap_or_default().to_owned();
    let amount = |amount: &Amount| match amount {
        Amount::Material { sum, .. } => sum.to_string(),
        Amount::Felt(felt) => format!("{}× {} {}…{}", felt.count, felt.mean, felt.min, felt.max),
    };
    let line = |line: &mutuelle_domain::wealth::OfKind| {
        let unit = match &line.measure {
            Measure::Material { unit } => unit.as_ref().map_or_else(|| "-".to_owned(), local),
            Measure::Felt => "felt".to_owned(),
        };
        let by: Vec<String> = line
            .by_contributor
            .iter()
            .map(|it| {
                let who: Vec<String> = it.contributors.iter().map(local).collect();
                format!("{}: {}", who.join("+"), amount(&it.amount))
            })
            .collect();
        format!(
            "{} {unit}: {} ({})",
            local(&line.kind),
            amount(&line.total),
            by.join(", ")
        )
    };
    matrix.kinds.iter().map(line).collect()
}

#[test]
fn a_matrix_adds_what_is_alike_and_keeps_the_rest_apart() {
    let matrix = forge(&graph(FORGE));
    assert_eq!(
        told(&matrix),
        [
            "euro euro: 1243.2 (: 1243.2)",
            "heure hour: 48.8 (ada: 48.5, ada+bob: 0.2, bob: 0.1)",
            "jeton acorn: 4 (bob: 4)",
            "jeton noisette: 3 (ada: 3)",
            "joie felt: 2× 1.5 -2…5 (ada: 1× 5 5…5, bob: 1× -2 -2…-2)",
        ]
    );
    let ada = &matrix.kinds[1].by_contributor[0];
    assert!(
        ada.because
            .0
            .iter()
            .any(|triple| triple.contains("h1") && triple.contains("48.5"))
    );
    assert!(
        ada.because
            .0
            .iter()
            .any(|triple| triple.contains("contributedOn"))
    );
    assert!(matrix.incomplete.is_empty(), "{:?}", matrix.incomplete);
}

#[test]
fn a_matrix_that_was_stored_back_does_not_count_twice() {
    let mut facts = graph(FORGE);
    let first = forge(&facts);
    let told_as = first.graph();
    assert!(told_as.len() > 20);
    facts.extend(&told_as);
    let again = forge(&facts);
    assert_eq!(told(&again), told(&first));
    assert_eq!(again.graph(), told_as);
}

#[test]
fn an_entry_that_cannot_be_read_is_noted_and_not_counted() {
    let facts = graph(
        r#":c mut:inContext :forge ; mut:contributedBy :ada ; mut:contributedOn "2025-01-10"^^xsd:date ;
            mut:entry :a , :b , :d , :e , :f , "two hours" .
        :a mut:ofKind kind:heure . :b mut:quantity 1.0 . :d mut:ofKind kind:heure , kind:joule ; mut:quantity 1.0 .
        :e mut:ofKind kind:heure ; mut:quantity "1e9"^^xsd:double . :f mut:ofKind kind:joie ; mut:feltLevel 9 .
        :undated mut:inContext :forge ; mut:entry :g . :g mut:ofKind kind:heure ; mut:quantity 7.0 ."#,
    );
    let matrix = forge(&facts);
    assert_eq!(told(&matrix), ["joie felt: 1× 9 9…9 (ada: 1× 9 9…9)"]);
    let noted: Vec<String> = matrix
        .incomplete
        .iter()
        .map(|it| {
            format!(
                "{} {}",
                it.node.to_string().replace("https://example.org/", ""),
                it.problem
            )
        })
        .collect();
    assert_eq!(
        noted,
        [
            "a nothing is said",
            "b nothing is said",
            "c a literal stands where a node is expected",
            "d several are said where one is expected",
            "e nothing is said",
            "e no decimal number",
            "f outside the scale",
            "undated nothing is said",
        ]
    );
}

#[test]
fn a_number_of_more_digits_than_the_limit_is_not_read() {
    for (digits, lines) in [
        (mutuelle_domain::MAX_DIGITS, 1),
        (mutuelle_domain::MAX_DIGITS + 1, 0),
    ] {
        let facts = graph(&format!(
            r#":c mut:inContext :forge ; mut:contributedBy :ada ; mut:contributedOn "2025-01-10"^^xsd:date ; mut:entry :a .
            :a mut:ofKind kind:heure ; mut:quantity {}.5 ."#,
            "9".repeat(digits - 1),
        ));
        assert_eq!(forge(&facts).kinds.len(), lines);
    }
}

#[test]
fn flows_are_told_between_spheres_kind_by_kind() {
    let facts = graph(
        r#":hay a mut:Flow ; mut:fromSphere sphere:monde-vivant ; mut:toSphere sphere:societe-humaine ; mut:forContext :farm ;
            mut:period :p ; mut:entry [ mut:ofKind kind:kilogramme ; mut:quantity 1800.0 ; mut:unit om2:kilogram ] .
        :milk a mut:Flow ; mut:fromSphere sphere:monde-vivant ; mut:toSphere sphere:societe-humaine ; mut:period :p ;
            mut:entry [ mut:ofKind kind:kilogramme ; mut:quantity 64.5 ; mut:unit om2:kilogram ] ,
                [ mut:ofKind kind:joule ; mut:quantity 12 ; mut:unit om2:joule ] .
        :care a mut:Contribution ; mut:inContext :farm ; mut:contributedOn "2025-05-05"^^xsd:date ; mut:toSphere sphere:monde-vivant ;
            mut:entry [ mut:ofKind kind:heure ; mut:quantity 3 ; mut:unit om2:hour ] .
        :nowhere a mut:Flow ; mut:period :p ; mut:entry [ mut:ofKind kind:heure ; mut:quantity 3 ] .
        :p mut:startDate "2025-01-01"^^xsd:date ; mut:endDate "2025-12-31"^^xsd:date ."#,
    );
    let told = |context: Option<&str>, period: Period| {
        let context = context.map(node);
        let Ok(all) = flows(&facts, context.as_ref().map(oxrdf::NamedNode::as_ref), period);
        let line = |flow: &mutuelle_domain::wealth::SphereFlow| {
            let local = |node: &Option<Node>| {
                let name = node.as_ref().map(ToString::to_string).unwrap_or_default();
                name.rsplit('/').next().unwrap_or_default().to_owned()
            };
            let Amount::Material { sum, count } = &flow.amount else {
                panic!("nothing is felt here");
            };
            format!(
                "{}>{} {}: {sum} ({count})",
                local(&flow.from),
                local(&flow.to),
                local(&Some(flow.kind.clone()))
            )
        };
        all.flows.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        told(None, year()),
        [
            ">monde-vivant heure: 3 (1)",
            "monde-vivant>societe-humaine joule: 12 (1)",
            "monde-vivant>societe-humaine kilogramme: 1864.5 (2)",
        ]
    );
    assert_eq!(
        told(Some("farm"), Period::ALWAYS),
        [
            ">monde-vivant heure: 3 (1)",
            "monde-vivant>societe-humaine kilogramme: 1800 (1)"
        ]
    );
    let Ok(all) = flows(&facts, None, year());
    let mut stored = facts.clone();
    stored.extend(&all.graph());
    assert!(stored.len() > facts.len() + 10);
    assert_eq!(
        flows(&stored, None, year()),
        Ok(all),
        "what was worked out does not count again"
    );
    assert!(told(None, Period::between(date("2025-06-01"), date("2025-12-31"))).is_empty());
}

#[test]
fn ten_thousand_contributions_in_any_order_give_one_matrix() {
    let mut turtle = String::new();
    for number in 0..10_000 {
        turtle.push_str(":c");
        turtle.push_str(&number.to_string());
        turtle.push_str(
            " mut:inContext :forge ; mut:contributedOn \"2025-01-10\"^^xsd:date ; mut:contributedBy :a",
        );
        turtle.push_str(&(number % 7).to_string());
        turtle.push_str(" ; mut:entry :e");
        turtle.push_str(&number.to_string());
        turtle.push_str(" . :e");
        turtle.push_str(&number.to_string());
        turtle.push_str(" mut:ofKind kind:heure ; mut:quantity 0.1 .\n");
    }
    let mut backwards = triples(&turtle);
    backwards.reverse();
    let one = forge(&graph(&turtle));
    assert_eq!(
        one.kinds[0].total,
        Amount::Material {
            sum: "1000".parse().expect("a number"),
            count: 10_000
        }
    );
    assert_eq!(
        serde_json::to_string(&one).expect("json"),
        serde_json::to_string(&forge(&backwards.iter().collect())).expect("json")
    );
}
