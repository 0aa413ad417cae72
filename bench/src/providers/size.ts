import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Line } from '../client/report.ts';
import { providerPackages } from './packages.ts';

const here = fileURLToPath(new URL('../..', import.meta.url));

/** Kilobytes of a package's own code: minified, gzipped, without core, protocol packages and parsers. */
export function sizeLines(): Promise<Line[]> {
  return Promise.all(
    providerPackages.map(async (name): Promise<Line> => {
      const { outputFiles } = await build({
        stdin: { contents: `export * from '${name}'`, resolveDir: here },
        bundle: true,
        minify: true,
        write: false,
        format: 'esm',
        target: 'es2022',
        platform: 'browser',
        logLevel: 'error',
        external: ['@headwater/core', '@headwater/core/*', '@headwater/graphql', 'fast-xml-parser'],
      });
      const bytes = gzipSync((outputFiles[0] as { contents: Uint8Array }).contents, { level: 9 }).byteLength;
      return {
        row: 'size',
        figure: 'own code, minified and gzipped',
        subject: name,
        value: bytes / 1024,
        unit: 'KB',
        goal: 15,
      };
    }),
  );
}
