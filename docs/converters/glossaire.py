#!/usr/bin/env python3
"""Turns the French labour-law glossary of SocialGouv into knowledge seeds.

    docs/converters/glossaire.py glossaire-travail-fr.json > glossaire.ttl
    mutuelle import glossaire.ttl --graph http://127.0.0.1:7878/graph/glossaire-travail

It reads a list of entries {title, slug, abbrs, variants, definition, refs} and writes Turtle: one seed an entry, with the
definition as its content, the abbreviations and variants as its other names, the page of the glossary as its source,
and the licence under which SocialGouv publishes it. Nothing but Python's standard library is needed.
"""

import argparse
import html
import json
import re
import sys
from html.parser import HTMLParser
from urllib.parse import quote

LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
SOURCE = "https://code.travail.gouv.fr/glossaire/"
PUBLISHER = "https://github.com/SocialGouv"

HEAD = """\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix mut: <https://w3id.org/mutuelle/ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<{publisher}> a mut:Organization ;
    rdfs:label "SocialGouv"@fr ;
    foaf:homepage <{publisher}> .
"""

# Elements that end a line of text.
BLOCKS = {"p", "br", "ul", "ol", "li", "div"}


class Text(HTMLParser):
    """Keeps the text of a fragment of HTML, a line a block, a dash before each item of a list."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        self.parts.append(data)


def plain(fragment):
    reader = Text()
    reader.feed(fragment)
    reader.close()
    lines = (re.sub(r"[\s\u200b\ufeff]+", " ", line).strip() for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line not in ("", "-"))


def tidy(text):
    return re.sub(r"\s+", " ", html.unescape(text)).strip()


def literal(text, language="fr"):
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(char, char) for char in text) + '"@' + language


def iri(text):
    """An address as it may stand between < and >: everything that is not allowed there is percent-encoded."""
    return "<" + quote(text, safe="%/:?#[]@!$&'()*+,;=-._~") + ">"


def seed(entry, base):
    title = tidy(entry["title"])
    content = plain(entry["definition"])
    if not title or not content:
        raise ValueError("an entry needs a title and a definition")
    names = {tidy(name) for name in entry.get("abbrs", []) + entry.get("variants", [])} - {"", title}
    links = {ref["url"].strip() for ref in entry.get("refs", []) if ref.get("url")}
    page = iri(SOURCE + entry["slug"])
    lines = [
        f"{iri(base + 'graine/glossaire-travail/' + entry['slug'])} a mut:KnowledgeSeed",
        f"rdfs:label {literal(title)}",
        f"mut:content {literal(content)}",
        f"dct:creator <{PUBLISHER}>",
        f"dct:license <{LICENCE}>",
        'dct:language "fr"',
        f"mut:keyword {literal('droit du travail')}",
        f"prov:wasDerivedFrom {page}",
        f"dct:source {page}",
    ]
    lines += [f"skos:altLabel {literal(name)}" for name in sorted(names)]
    lines += [f"rdfs:seeAlso {iri(link)}" for link in sorted(links) if re.match(r"https?://[^\s]+$", link)]
    return " ;\n    ".join(lines) + " .\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("glossary", help="the glossary, a JSON file")
    parser.add_argument("--base", default="http://127.0.0.1:7878/", help="the base IRI of the commons")
    options = parser.parse_args()
    with open(options.glossary, encoding="utf-8") as file:
        entries = json.load(file)
    print(HEAD.format(publisher=PUBLISHER))
    for number, entry in enumerate(entries, start=1):
        try:
            print(seed(entry, options.base))
        except (KeyError, TypeError, ValueError) as error:
            sys.exit(f"entry {number} of {options.glossary} cannot be converted: {error!r}")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main()
