import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { listPackages, root } from '../lib/repository.mjs';
import { runProcess } from '../lib/run-process.mjs';

/** Every package under packages/ that a consumer can install. */
export function publishedPackages(base = root) {
  return listPackages(base).filter(({ folder, manifest }) => folder.startsWith('packages/') && !manifest.private);
}

/**
 * Packs a built package exactly as a release would.
 *
 * @returns {Promise<string>} the tarball's path
 */
export async function pack({ folder, manifest }, destination, base = root) {
  if (!existsSync(join(base, folder, 'dist')))
    throw new Error(`${folder} is not built: run the root script "build" first`);
  const result = await runProcess('pnpm', ['pack', '--pack-destination', destination], {
    cwd: join(base, folder),
    output: 'capture',
  });
  const name = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
  if (result.code !== 0) throw new Error(`pnpm pack failed for ${folder}: ${result.stdout}${result.stderr}`);
  return join(destination, name);
}

/** What publint says about a tarball; suggestions count. */
export async function lintTarball(tarball) {
  // A small file's Buffer is a view of a pool: only a copy has a buffer of its own.
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }));
}

/** Whether the tarball's types resolve for ESM consumers, by "are the types wrong". */
export async function checkTypeResolution(tarball) {
  const args = [tarball, '--profile', 'esm-only', '--no-color', '--no-emoji'];
  const result = await runProcess('attw', args, { output: 'capture' });
  return result.code === 0 ? [] : [result.stdout + result.stderr];
}
