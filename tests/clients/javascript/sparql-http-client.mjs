// sparql-http-client: streaming and parsing clients, an update, and the Graph Store Protocol with chunked bodies.
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import rdf from '@zazuko/env'
import ParsingClient from 'sparql-http-client/ParsingClient.js'
import StreamClient from 'sparql-http-client/StreamClient.js'

const { MUTUELLE: base, MUTUELLE_TOKEN: token } = process.env
const options = {
  endpointUrl: `${base}sparql`,
  updateUrl: `${base}update`,
  storeUrl: `${base}data`,
  headers: { Authorization: `Bearer ${token}` },
  factory: rdf,
}
const parsing = new ParsingClient(options)
const rows = await parsing.query.select('SELECT ?s { ?s a <https://w3id.org/mutuelle/ns#Project> }')
assert(rows.length > 10 && rows[0].s.termType === 'NamedNode')
assert.equal(await parsing.query.ask('ASK { ?s ?p ?o }', { operation: 'postDirect' }), true)
const graph = await parsing.query.construct('CONSTRUCT { ?s a <urn:Project> } { ?s a <https://w3id.org/mutuelle/ns#Project> }')
assert.equal(graph.size, rows.length)
await parsing.query.update('INSERT DATA { GRAPH <urn:clients:http> { <urn:a> <urn:b> 1 } }')

const stream = new StreamClient(options)
let seen = 0
for await (const row of stream.query.select('SELECT * { ?s ?p ?o } LIMIT 5000')) seen += row.s ? 1 : 0
assert.equal(seen, 5000)
const name = rdf.namedNode('urn:clients:store')
const quads = [1, 2, 3].map(n => rdf.quad(rdf.namedNode('urn:a'), rdf.namedNode('urn:b'), rdf.literal(`é${n}`, 'fr'), name))
await stream.store.put(Readable.from(quads), { graph: name })
await stream.store.post(Readable.from([rdf.quad(rdf.namedNode('urn:a'), rdf.namedNode('urn:c'), rdf.blankNode(), name)]), { graph: name })
let read = 0
for await (const quad of stream.store.get(name)) read += quad.subject.value === 'urn:a' ? 1 : 0
assert.equal(read, 4)
