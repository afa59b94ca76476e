//! The suites of the formats of RDF 1.1: what is put is had again.
