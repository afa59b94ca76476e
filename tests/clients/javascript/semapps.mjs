// SemApps' data provider, the client of Archipelago: finds the containers through /.well-known/void and lists in PAIR.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

// It is made for browsers.
globalThis.localStorage = { getItem: () => null, setItem() {}, removeItem() {} }
globalThis.document = {}
const { dataProvider } = createRequire(import.meta.url)('@semapps/semantic-data-provider')
const { MUTUELLE: base } = process.env
const ontologies = [
  { prefix: 'pair', url: 'http://virtual-assembly.org/ontologies/pair#' },
  { prefix: 'ldp', url: 'http://www.w3.org/ns/ldp#' },
]
const resources = Object.fromEntries(['Organization', 'Project', 'Document'].map(name => [name, { types: [`pair:${name}`], list: {} }]))
const provider = dataProvider({
  dataServers: { commons: { baseUrl: base, default: true, authServer: false } },
  resources, ontologies,
  jsonContext: Object.fromEntries(ontologies.map(it => [it.prefix, it.url])),
})
const page = { pagination: { page: 1, perPage: 10 }, sort: { field: 'pair:label', order: 'ASC' }, filter: {} }
for (const [name, least] of [['Organization', 10], ['Project', 20], ['Document', 60]]) {
  const { data, total } = await provider.getList(name, page)
  assert(total >= least, `${name}: ${total}`)
  for (const item of data) assert.equal(typeof item['pair:label'], 'string', JSON.stringify(item))
}
