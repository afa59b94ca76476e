"""pandas: a table of results as a data frame, straight from the address."""

import os
import urllib.parse

import pandas

BASE = os.environ["MUTUELLE"]
QUERY = """PREFIX mut: <https://w3id.org/mutuelle/ns#>
SELECT ?maturity (COUNT(*) AS ?seeds) { ?seed a mut:KnowledgeSeed ; mut:maturity ?maturity } GROUP BY ?maturity"""

frame = pandas.read_csv(BASE + "sparql?" + urllib.parse.urlencode({"query": QUERY, "format": "csv"}))
assert list(frame.columns) == ["maturity", "seeds"]
assert frame["seeds"].dtype.kind == "i" and frame["seeds"].sum() > 60, frame
tsv = pandas.read_csv(BASE + "sparql?" + urllib.parse.urlencode({"query": QUERY, "format": "tsv"}), sep="\t")
assert list(tsv.columns) == ["?maturity", "?seeds"] and tsv["?seeds"].sum() == frame["seeds"].sum()
