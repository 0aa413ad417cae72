import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Folders that are made, fetched or data: no check reads them. */
const skippedFolders = new Set([
  'node_modules',
  'dist',
  '.git',
  '.turbo',
  '.toolchain',
  '.headwater',
  'coverage',
  '.generated',
]);

/** Every file of a tree that a person wrote, as paths relative to `base` with forward slashes. */
export function listFiles(base, folder = '') {
  return readdirSync(join(base, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : listFiles(base, path);
    return entry.isFile() ? [path] : [];
  });
}

/** Every workspace package: its folder relative to `base` and its manifest. */
export function listPackages(base) {
  return ['packages', 'apps']
    .filter((parent) => existsSync(join(base, parent)))
    .flatMap((parent) => readdirSync(join(base, parent)).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(join(base, folder, 'package.json')))
    .sort()
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(base, folder, 'package.json'), 'utf8')) }));
}
