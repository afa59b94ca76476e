// Comunica: finds out by itself that the address is an endpoint, and a graph a document; joins both; updates.
import assert from 'node:assert/strict'
import { QueryEngine } from '@comunica/query-sparql'

const { MUTUELLE: base, MUTUELLE_TOKEN: token } = process.env
const engine = new QueryEngine()
const query = 'SELECT ?s ?l { ?s a <https://w3id.org/mutuelle/ns#Project> ; <http://www.w3.org/2000/01/rdf-schema#label> ?l } LIMIT 30'
for (const source of [`${base}sparql`, { type: 'sparql', value: `${base}sparql` }]) {
  const rows = await (await engine.queryBindings(query, { sources: [source] })).toArray()
  assert(rows.length > 20, `${rows.length}`)
}
const document = `${base}ns`
const terms = await (await engine.queryBindings(
  'SELECT ?c { ?c a <http://www.w3.org/2002/07/owl#Class> }', { sources: [{ type: 'file', value: document }] })).toArray()
assert(terms.length > 50, `${terms.length}`)
const joined = await (await engine.queryBindings(
  `SELECT DISTINCT ?class ?label { ?s a ?class . ?class <http://www.w3.org/2000/01/rdf-schema#label> ?label FILTER(LANG(?label) = "fr") }`,
  { sources: [`${base}sparql`, document] })).toArray()
assert(joined.length > 20, `${joined.length}`)
const withToken = (input, init) => fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), authorization: `Bearer ${token}` } })
await engine.queryVoid('INSERT DATA { GRAPH <urn:clients:comunica> { <urn:a> <urn:b> "fait" } }', {
  sources: [{ type: 'sparql', value: `${base}update` }], destination: { type: 'sparql', value: `${base}update` }, fetch: withToken })
assert.equal(await engine.queryBoolean('ASK { GRAPH <urn:clients:comunica> { <urn:a> <urn:b> "fait" } }', { sources: [`${base}sparql`] }), true)
