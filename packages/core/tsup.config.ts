import { preset } from '../../tooling/tsup-preset.mjs';

// What package.json names under `imports` stays an import, so that each runtime takes its own file.
const perRuntime = [
  'node/guarded-fetch',
  'node/system-resolve',
  'security/no-guarded-fetch',
  'security/no-system-resolve',
];

// zod is core's own business: bundled into the schema entry, tree-shaken, and absent from every declaration.
// The contract names AsyncDisposable, which a consumer on `lib: ["ES2022"]` does not have.
export default preset(['index', 'schema/index', 'node/index', ...perRuntime], {
  noExternal: ['zod'],
  external: [/^#/],
  dts: { banner: '/// <reference lib="esnext.disposable" />' },
});
