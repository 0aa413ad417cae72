import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import type { Line } from '../report.ts';

const here = fileURLToPath(new URL('../../..', import.meta.url));

const subjects: { subject: string; source: string; goal?: number }[] = [
  { subject: '@headwater/core, everything', source: "export * from '@headwater/core'", goal: 20 },
  {
    subject: '@headwater/core, createServiceClient',
    source: "export { createServiceClient } from '@headwater/core'",
    goal: 20,
  },
  { subject: 'ky + cockatiel', source: "export { default } from 'ky'; export * from 'cockatiel'" },
  {
    subject: 'axios + axios-retry',
    source: "export { default } from 'axios'; export { default as retry } from 'axios-retry'",
  },
];

/** Kilobytes after esbuild's minifier and gzip, for browsers and workers; what is loaded on demand is told apart. */
export async function sizeLines(): Promise<Line[]> {
  return Promise.all(
    subjects.map(async ({ subject, source, goal }): Promise<Line> => {
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
        external: ['@headwater/core/schema', '@opentelemetry/api', 'node:*'],
      });
      const atOnce = staticOutputs(metafile);
      const bytes = (eager: boolean) =>
        outputFiles
          .filter(({ path }) => [...atOnce].some((name) => path.endsWith(name)) === eager)
          .reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).byteLength, 0);
      const later = bytes(false);
      return {
        row: 'size',
        figure: 'bundle, minified and gzipped, without schemas',
        subject,
        value: bytes(true) / 1024,
        unit: 'KB',
        ...(goal === undefined ? {} : { goal }),
        ...(later === 0 ? {} : { detail: `and ${(later / 1024).toFixed(1)} KB on demand` }),
      };
    }),
  );
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
