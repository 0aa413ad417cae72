import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listPackages } from './repository.mjs';

/**
 * How to make each service of this repository and its emulator, by name, as the providers' own tests say it. Runs from the
 * sources: needs a process that takes the condition `@headwater/source`, or vitest.
 *
 * @returns {Promise<Record<string, import('@headwater/testkit/conformance').ProviderConformance>>}
 */
export async function loadServices(base) {
  const files = listPackages(base)
    .map(({ folder }) => join(base, folder, 'test/services.ts'))
    .filter((file) => existsSync(file));
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(file).href)));
  return Object.assign({}, ...modules.map(({ services }) => services));
}
