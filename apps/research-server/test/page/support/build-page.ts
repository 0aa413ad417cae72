import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const app = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds the page from source into a directory of its own, so that tests never meet a stale build. */
export async function buildPage(): Promise<{ directory: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-page-'));
  await build({
    configFile: join(app, 'vite.config.ts'),
    root: join(app, 'page'),
    logLevel: 'error',
    mode: 'production',
    build: { outDir: directory, emptyOutDir: true },
  });
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}
