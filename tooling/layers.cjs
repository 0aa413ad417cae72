/**
 * Who may use whom. Dependencies point down only:
 *
 *   app → face → provider → protocol → core          federated search → evidence, testkit → core
 *
 * A folder of packages/ that is not named here is a provider: a new one needs no entry.
 */
const layers = {
  app: { uses: ['face', 'provider', 'federation', 'evidence', 'protocol', 'testkit', 'data', 'core'] },
  face: { uses: ['provider', 'core'] },
  provider: { uses: ['protocol', 'core'] },
  federation: { uses: ['evidence', 'core'] },
  protocol: { uses: ['core'] },
  evidence: { uses: ['core'] },
  testkit: { uses: ['core'] },
  data: { uses: [] },
  core: { uses: [] },
};

/** Packages that are not providers, each with the foreign packages its source may import. */
const members = {
  core: { layer: 'core', foreign: ['undici'] },
  testkit: { layer: 'testkit', foreign: ['msw', 'vitest'] },
  evidence: { layer: 'evidence', foreign: [] },
  graphql: { layer: 'protocol', foreign: [] },
  'federated-search': { layer: 'federation', foreign: [] },
  mastra: { layer: 'face', foreign: ['@mastra/core'] },
  'sandbox-data': { layer: 'data', foreign: [] },
};

/** Foreign packages that single providers may import. */
const parsers = { arxiv: ['fast-xml-parser'] };

/** The layer of a package by its folder, `packages/exa` or `apps/research-server`. */
function layerOf(folder) {
  const [parent, name] = folder.split('/');
  if (parent === 'apps') return { layer: 'app' };
  return Object.hasOwn(members, name) ? members[name] : { layer: 'provider', foreign: parsers[name] ?? [] };
}

module.exports = { layers, members, parsers, layerOf };
