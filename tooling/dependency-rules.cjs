/** The import rules of the repository, for dependency-cruiser. `layers.cjs` holds the table they are made from. */
const { layers, members, parsers } = require('./layers.cjs');

const names = (layer) => Object.keys(members).filter((name) => members[name].layer === layer);
const notProviders = Object.keys(members).join('|');
const provider = `(?!(?:${notProviders})/)[^/]+`;
const test = '[.]test([-]d)?[.]tsx?$|/__fixtures__/';

/** Folders of a layer, as a regular expression. */
const foldersOf = (layer) => (layer === 'provider' ? `packages/${provider}` : `packages/(?:${names(layer).join('|')})`);
const foreignPath = (packages) => packages.map((name) => `(^|/)node_modules/${name}/`);
const allBelow = (layer) => layers[layer].uses.map((below) => `^${foldersOf(below)}/`);

/** The whole list of what a member's source may import; anything else is an error. */
function onlyImports(member, { extra = [], mayUseNode = false } = {}) {
  const { layer, foreign } = members[member];
  return {
    name: `${member}-imports-only-what-is-below`,
    severity: 'error',
    comment: `${member} may import ${[...layers[layer].uses, ...foreign].join(', ') || 'nothing'} and its own files`,
    from: { path: `^packages/${member}/src/`, pathNot: test },
    to: {
      pathNot: [`^packages/${member}/`, ...allBelow(layer), ...foreignPath(foreign), ...extra],
      ...(mayUseNode && { dependencyTypesNot: ['core'] }),
    },
  };
}

/** Providers with parsers of their own have a rule of their own, the others share one. */
const clientRules = [undefined, ...Object.keys(parsers)].map((name) => ({
  name: 'provider-imports-only-core',
  severity: 'error',
  comment:
    'a provider knows core, protocol pieces and its own files: no other provider, no framework, no SDK, no Node module',
  from: {
    path: `^packages/(${name ?? provider})/src/`,
    pathNot: [
      test,
      `^packages/${provider}/src/emulator/`,
      ...(name === undefined ? Object.keys(parsers).map((other) => `^packages/${other}/`) : []),
    ],
  },
  to: { pathNot: ['^packages/$1/', ...allBelow('provider'), ...foreignPath(parsers[name] ?? [])] },
}));

const providerRules = [
  ...clientRules,
  {
    name: 'emulator-imports-only-testkit',
    severity: 'error',
    comment: 'an emulator is built on testkit and core alone',
    from: { path: `^packages/(${provider})/src/emulator/`, pathNot: test },
    to: { pathNot: ['^packages/$1/', '^packages/core/', '^packages/testkit/'] },
  },
  {
    name: 'emulator-shares-nothing-with-its-client',
    severity: 'error',
    comment: 'a twin that shares the client’s schemas or mappings shares its mistakes; published limits may be shared',
    from: { path: `^packages/(${provider})/src/emulator/`, pathNot: test },
    to: { path: '^packages/$1/src/', pathNot: ['^packages/$1/src/emulator/', '-limits[.]ts$'] },
  },
  {
    name: 'client-knows-no-emulator',
    severity: 'error',
    comment: 'the client must load without testkit, which only the emulator needs',
    from: { path: `^packages/(${provider})/src/`, pathNot: [test, `^packages/${provider}/src/emulator/`] },
    to: { path: '^packages/$1/src/emulator/' },
  },
  {
    name: 'provider-tests-know-no-other-provider',
    severity: 'error',
    comment: 'a provider is tested alone',
    from: { path: `^packages/(${provider})/test/` },
    to: { path: `^packages/${provider}/`, pathNot: '^packages/$1/' },
  },
];

const coreRules = [
  // Node's modules and zod are allowed in one folder each; the rules below say where.
  onlyImports('core', { extra: foreignPath(['zod', '@standard-schema/spec']), mayUseNode: true }),
  {
    name: 'zod-stays-behind-the-facade',
    severity: 'error',
    comment: 'zod is imported in packages/core/src/schema and nowhere else in core',
    from: { path: '^packages/core/src/', pathNot: [test, '^packages/core/src/schema/'] },
    to: { path: foreignPath(['zod']) },
  },
  {
    name: 'core-runs-everywhere',
    severity: 'error',
    comment: 'core uses Web APIs; what needs Node lives in packages/core/src/node',
    from: { path: '^packages/core/src/', pathNot: [test, '^packages/core/src/node/'] },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'undici-stays-in-the-transport',
    severity: 'error',
    comment: 'undici is an optional peer of the Node transport, which alone imports it',
    from: { path: '^packages/core/src/', pathNot: [test, '^packages/core/src/node/transport/'] },
    to: { path: foreignPath(['undici']) },
  },
  {
    name: 'core-shares-only-types-with-standard-schema',
    severity: 'error',
    comment: 'the specification is types alone',
    from: { path: '^packages/core/src/' },
    to: { path: foreignPath(['@standard-schema/spec']), dependencyTypesNot: ['type-only'] },
  },
];

/** These run in Node alone. */
const nodeMembers = new Set(['testkit', 'sandbox-data']);

const sharedRules = [
  // Every member has a rule: one that is added to the table is held to it.
  ...Object.keys(members)
    .filter((member) => member !== 'core')
    .map((member) => onlyImports(member, { mayUseNode: nodeMembers.has(member) })),
  {
    name: 'verifier-stands-alone',
    severity: 'error',
    comment: 'the verifier judges what the rest of evidence wrote, so it shares no running code with it',
    from: { path: '^packages/evidence/src/verify/', pathNot: test },
    to: { pathNot: '^packages/evidence/src/verify/', dependencyTypesNot: ['type-only'] },
  },
];

const appRules = [
  {
    name: 'page-knows-only-the-api-types',
    severity: 'error',
    comment: 'the page speaks to the server over HTTP and shares src/shared with it',
    from: { path: '^apps/([^/]+)/page/', pathNot: test },
    to: { path: '^apps/', pathNot: ['^apps/$1/page/', '^apps/$1/src/shared/'] },
  },
  {
    name: 'page-bundles-no-package',
    severity: 'error',
    comment: 'the page may name types of packages, never their code',
    from: { path: '^apps/[^/]+/page/', pathNot: test },
    to: { path: '^packages/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'shared-stays-light',
    severity: 'error',
    comment: 'src/shared is bundled into the page: types of packages only, no server code',
    from: { path: '^apps/([^/]+)/src/shared/', pathNot: test },
    to: { pathNot: '^apps/$1/src/shared/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'server-knows-no-page',
    severity: 'error',
    comment: 'the server serves the built page as files',
    from: { path: '^apps/([^/]+)/src/' },
    to: { path: '^apps/$1/page/' },
  },
  {
    name: 'packages-know-no-app',
    severity: 'error',
    comment: 'dependencies point down only',
    from: { path: '^packages/' },
    to: { path: '^apps/' },
  },
];

const everywhereRules = [
  {
    name: 'no-circle',
    severity: 'error',
    comment: 'two files that need each other are one file, or three',
    from: { path: '^(packages|apps)/' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
];

module.exports = {
  forbidden: [...providerRules, ...coreRules, ...sharedRules, ...appRules, ...everywhereRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/[.]cache)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@headwater/source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
