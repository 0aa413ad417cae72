import { defineConfig } from 'tsup';
import { options } from '../../tooling/tsup-preset.mjs';

// What package.json names under `imports` stays an import, so that each runtime takes its own file.
const perRuntime = [
  'node/guarded-fetch',
  'node/system-resolve',
  'security/no-guarded-fetch',
  'security/no-system-resolve',
];

export default defineConfig([
  // zod is core's own business: bundled into the schema entry, tree-shaken, and absent from every declaration.
  // The contract names AsyncDisposable, which a consumer on `lib: ["ES2022"]` does not have.
  options(['index', 'schema/index', 'node/index', ...perRuntime], {
    noExternal: ['zod'],
    external: [/^#/],
    clean: ['!on-demand/**'],
    dts: { banner: '/// <reference lib="esnext.disposable" />' },
  }),
  // Whole and alone: bundlers pack a file with the entry as soon as both an import of the entry and `import()` reach it.
  options([], {
    entry: { 'call-cache': 'src/cache/call-cache.ts' },
    outDir: 'dist/on-demand',
    dts: false,
    splitting: false,
  }),
]);
