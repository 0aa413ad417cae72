import { defineConfig } from 'tsup';

/** One build for every package: ESM and declarations, one output per entry named in the package's `exports`. */
export function options(entries, overrides = {}) {
  return {
    entry: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
    format: 'esm',
    target: 'es2022',
    dts: true,
    clean: true,
    splitting: true,
    treeshake: true,
    sourcemap: false,
    // Deno, Bun and workerd know Node's modules by their `node:` names only.
    removeNodeProtocol: false,
    ...overrides,
  };
}

/** A package with nothing else to build. */
export const preset = (entries, overrides) => defineConfig(options(entries, overrides));
