"""SPARQLWrapper: every method and format that it has, an update, an error."""

import os

from SPARQLWrapper import CSV, DIGEST, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

BASE, TOKEN = os.environ["MUTUELLE"], os.environ["MUTUELLE_TOKEN"]
PREFIXES = "PREFIX mut: <https://w3id.org/mutuelle/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
SEEDS = PREFIXES + "SELECT ?seed ?name { ?seed a mut:KnowledgeSeed ; rdfs:label ?name } ORDER BY ?seed LIMIT 5"


def client(query, form, method=GET):
    wrapper = SPARQLWrapper(BASE + "sparql", updateEndpoint=BASE + "update")
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setMethod(method)
    return wrapper


for method in (GET, POST):
    rows = client(SEEDS, JSON, method).queryAndConvert()["results"]["bindings"]
    assert len(rows) == 5 and rows[0]["name"]["xml:lang"] in ("fr", "en"), rows
direct = client(SEEDS, JSON, POST)
direct.setRequestMethod(POSTDIRECTLY)
assert len(direct.queryAndConvert()["results"]["bindings"]) == 5
assert client("ASK { ?s ?p ?o }", JSON).queryAndConvert()["boolean"] is True
assert len(client(SEEDS, XML).queryAndConvert().getElementsByTagName("result")) == 5
for form in (CSV, TSV):
    assert client(SEEDS, form).queryAndConvert().count(b"\n") == 6, form
construct = PREFIXES + "CONSTRUCT { ?p rdfs:label ?l } WHERE { ?p a mut:Project ; rdfs:label ?l }"
sizes = {len(client(construct, form).queryAndConvert()) for form in (RDFXML, JSONLD)}
assert len(sizes) == 1 and sizes.pop() > 10
for form in (TURTLE, N3):
    assert b"rdfs:label" in client(construct, form).queryAndConvert()

update = client("INSERT DATA { GRAPH <urn:clients:wrapper> { <urn:a> <urn:b> 'é' } }", JSON, POST)
update.addCustomHttpHeader("Authorization", "Bearer " + TOKEN)
assert update.query().response.status == 200
dataset = client("SELECT * { <urn:a> ?p ?o }", JSON)
dataset.addDefaultGraph("urn:clients:wrapper")
assert dataset.queryAndConvert()["results"]["bindings"][0]["o"]["value"] == "é"
try:
    client("SELECT * { ?s ?p }", JSON).query()
    raise AssertionError("a malformed query was answered")
except QueryBadFormed as error:
    assert "line 1" in str(error), error
