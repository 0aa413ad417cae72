import { preset } from '../../tooling/tsup-preset.mjs';

// zod is core's own business: bundled into the schema entry, tree-shaken, and absent from every declaration.
// The contract names AsyncDisposable, which a consumer on `lib: ["ES2022"]` does not have.
export default preset(['index', 'schema/index', 'node/index'], {
  noExternal: ['zod'],
  dts: { banner: '/// <reference lib="esnext.disposable" />' },
});
