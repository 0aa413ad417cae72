import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

const here = fileURLToPath(new URL('../..', import.meta.url));

export interface BundleSize {
  /** Bytes loaded at once, minified and gzipped. */
  entry: number;
  /** Bytes loaded by `import()`. */
  onDemand: number;
}

/** What a bundler for browsers and workers makes of a module's source; what is loaded on demand is told apart. */
export async function bundleSize(source: string, external: readonly string[]): Promise<BundleSize> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: here, sourcefile: 'entry.js' },
    absWorkingDir: here,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    splitting: true,
    outdir: here,
    logLevel: 'error',
    platform: 'browser',
    external: [...external],
  });
  const atOnce = staticOutputs(metafile);
  const bytes = (eager: boolean) =>
    outputFiles
      .filter(({ path }) => [...atOnce].some((name) => path.endsWith(name)) === eager)
      .reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).byteLength, 0);
  return { entry: bytes(true), onDemand: bytes(false) };
}

/** Names of the files that are loaded with the entry, not by `import()`. */
function staticOutputs({ outputs }: Metafile): Set<string> {
  const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === 'entry.js');
  if (entry === undefined) throw new Error('esbuild wrote no entry');
  const found = new Set([entry]);
  for (const name of found) {
    for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === 'import-statement') found.add(path);
  }
  return new Set([...found].map((name) => `/${name.split('/').at(-1)}`));
}
