//! Functions on geometries, with known places.

use crate::support::{ask, count, select, store, update};

const PREFIXES: &str = "PREFIX geo: <http://www.opengis.net/ont/geosparql#>
    PREFIX geof: <http://www.opengis.net/def/function/geosparql/> PREFIX uom: <http://www.opengis.net/def/uom/OGC/1.0/>
    PREFIX pos: <http://www.w3.org/2003/01/geo/wgs84_pos#> ";

/// Three places of the sample commons.
const PLACES: &str = "PREFIX pos: <http://www.w3.org/2003/01/geo/wgs84_pos#>
    :die pos:lat 44.7536 ; pos:long 5.3706 . :crest pos:lat 44.7286 ; pos:long 5.0220 .
    :saint-etienne pos:lat 45.4397 ; pos:long 4.3872 .";

const POINT: &str = "?x pos:lat ?lat ; pos:long ?long
    BIND(STRDT(CONCAT('POINT(', STR(?long), ' ', STR(?lat), ')'), geo:wktLiteral) AS ?at)";

fn places() -> mutuelle_store::Store {
    store(PLACES)
}

#[test]
fn what_lies_within_and_how_far_it_is_can_be_asked_with_coordinates_of_the_data() {
    let places = places();
    // The valley of the Drôme, roughly.
    let within = format!(
        "{PREFIXES} SELECT ?x {{ {POINT}
         FILTER(geof:sfWithin(?at, 'POLYGON((4.7 44.5, 5.6 44.5, 5.6 44.9, 4.7 44.9, 4.7 44.5))'^^geo:wktLiteral)) }}"
    );
    assert_eq!(
        select(&places, &within),
        ["<http://a.example/crest>", "<http://a.example/die>"]
    );
    // Die is about 27.7 km from Crest and 107 from Saint-Étienne, as the crow flies.
    let near = |metres: u32| {
        let text = format!(
            "{PREFIXES} SELECT ?x {{ {POINT}
             FILTER(geof:distance(?at, 'POINT(5.3706 44.7536)'^^geo:wktLiteral, uom:metre) < {metres}) }}"
        );
        select(&places, &text).len()
    };
    assert_eq!(
        (near(27_000), near(29_000), near(100_000), near(120_000)),
        (1, 2, 2, 3)
    );
}

#[test]
fn relations_and_constructions_have_their_values() {
    let store = store("");
    let square = "'POLYGON((0 0, 2 0, 2 2, 0 2, 0 0))'^^geo:wktLiteral";
    let other = "'POLYGON((1 1, 3 1, 3 3, 1 3, 1 1))'^^geo:wktLiteral";
    for (test, expected) in [
        (format!("geof:sfOverlaps({square}, {other})"), true),
        (format!("geof:sfIntersects({square}, {other})"), true),
        (format!("geof:sfDisjoint({square}, {other})"), false),
        (
            format!("geof:sfContains({square}, 'POINT(1 1)'^^geo:wktLiteral)"),
            true,
        ),
        (
            format!("geof:sfTouches({square}, 'POINT(2 1)'^^geo:wktLiteral)"),
            true,
        ),
        (format!("geof:sfEquals({square}, {square})"), true),
        (
            format!(
                "geof:sfContains({square}, '{{\"type\":\"Point\",\"coordinates\":[1,1]}}'^^geo:geoJSONLiteral)"
            ),
            true,
        ),
        (
            format!(
                "geof:sfContains(geof:intersection({square}, {other}), 'POINT(1.5 1.5)'^^geo:wktLiteral)"
            ),
            true,
        ),
        (format!("geof:dimension({square}) = 2"), true),
    ] {
        assert_eq!(
            ask(&store, &format!("{PREFIXES} ASK {{ FILTER({test}) }}")),
            expected,
            "{test}"
        );
    }
}

#[test]
fn a_geometry_that_is_none_or_too_deep_has_no_value_and_ends_nothing() {
    let store = store("");
    let deep = format!(
        "{}POINT(1 1){}",
        "GEOMETRYCOLLECTION(".repeat(3_000),
        ")".repeat(3_000)
    );
    let json = format!("{}1{}", "[".repeat(3_000), "]".repeat(3_000));
    for text in [
        "",
        "POINT",
        "POINT(a b)",
        "POINT(1e999 NaN)",
        "POLYGON((0 0))",
        "<none>",
        &deep,
        &json,
    ] {
        for function in ["isEmpty", "convexHull", "area", "centroid", "asGeoJSON"] {
            let query =
                format!("{PREFIXES} SELECT * {{ BIND(geof:{function}('{text}'^^geo:wktLiteral) AS ?v) }}");
            assert_eq!(select(&store, &query).len(), 1, "{function} {text:.20}");
        }
    }
    let deep = format!(
        "{PREFIXES} SELECT * {{ BIND(geof:isEmpty('{deep}'^^geo:wktLiteral) AS ?v) FILTER(BOUND(?v)) }}"
    );
    assert_eq!(select(&store, &deep), Vec::<String>::new());
}

#[test]
fn updates_know_the_functions_too() {
    let places = places();
    let text = format!(
        "{PREFIXES} INSERT {{ ?x :in :valley }} WHERE {{ {POINT}
         FILTER(geof:sfWithin(?at, 'POLYGON((4.7 44.5, 5.6 44.5, 5.6 44.9, 4.7 44.9, 4.7 44.5))'^^geo:wktLiteral)) }}"
    );
    update(&places, &text).unwrap();
    assert_eq!(count(&places, "?x :in :valley"), 2);
}
