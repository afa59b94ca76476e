"""rdflib: its SPARQL stores as a graph, with bindings, updates, and graphs parsed from their addresses."""

import os
import urllib.parse

from rdflib import RDF, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

BASE, TOKEN = os.environ["MUTUELLE"], os.environ["MUTUELLE_TOKEN"]
MUT = Namespace("https://w3id.org/mutuelle/ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")

for method in ("GET", "POST", "POST_FORM"):
    graph = Graph(SPARQLStore(BASE + "sparql", method=method))
    projects = set(graph.subjects(RDF.type, MUT.Project))
    assert len(projects) > 10, method
    one = sorted(projects)[0]
    assert any(isinstance(label, Literal) for label in graph.objects(one, RDFS.label))
    rows = graph.query("SELECT ?l { ?p rdfs:label ?l }", initBindings={"p": one}, initNs={"rdfs": RDFS})
    assert len(rows) >= 1, method

store = SPARQLUpdateStore(BASE + "sparql", BASE + "update", headers={"Authorization": "Bearer " + TOKEN})
name = URIRef("urn:clients:rdflib")
writable = Dataset(store).graph(name)
writable.add((URIRef("urn:a"), URIRef("urn:b"), Literal("été", lang="fr")))
writable.add((URIRef("urn:a"), URIRef("urn:c"), Literal(3)))
store.commit()
assert len(writable) == 2
assert (URIRef("urn:a"), URIRef("urn:b"), Literal("été", lang="fr")) in writable
writable.remove((URIRef("urn:a"), URIRef("urn:c"), None))
store.commit()

address = BASE + "data?" + urllib.parse.urlencode({"graph": name})
for form in ("turtle", "nt", "xml", "json-ld"):
    read = Graph().parse(address, format=form)
    assert set(read) == {(URIRef("urn:a"), URIRef("urn:b"), Literal("été", lang="fr"))}, form
# Without a word about the format, by negotiation, as a person would type it.
assert len(Graph().parse(BASE + "ns")) > 1000
