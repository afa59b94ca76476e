// fetch-sparql-endpoint: bindings, boolean, triples, an update.
import assert from 'node:assert/strict'
import { SparqlEndpointFetcher } from 'fetch-sparql-endpoint'

const { MUTUELLE: base, MUTUELLE_TOKEN: token } = process.env
const count = async stream => { let n = 0; for await (const _ of stream) n++; return n }
for (const method of ['GET', 'POST']) {
  const fetcher = new SparqlEndpointFetcher({ method })
  const bindings = await fetcher.fetchBindings(`${base}sparql`, 'SELECT ?s { ?s a <https://w3id.org/mutuelle/ns#Person> }')
  assert(await count(bindings) > 10)
  assert.equal(await fetcher.fetchAsk(`${base}sparql`, 'ASK { ?s ?p ?o }'), true)
  assert(await count(await fetcher.fetchTriples(`${base}sparql`, 'CONSTRUCT { ?s a ?t } { ?s a ?t } LIMIT 20')) === 20)
}
const writer = new SparqlEndpointFetcher({ defaultHeaders: new Headers({ Authorization: `Bearer ${token}` }) })
await writer.fetchUpdate(`${base}update`, 'INSERT DATA { GRAPH <urn:clients:fetch> { <urn:a> <urn:b> "fait" } }')
const fetcher = new SparqlEndpointFetcher()
assert.equal(await fetcher.fetchAsk(`${base}sparql`, 'ASK { GRAPH <urn:clients:fetch> { <urn:a> <urn:b> "fait" } }'), true)
