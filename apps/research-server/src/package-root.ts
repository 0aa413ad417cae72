import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where this package's `package.json` lies, whether the code runs from `src`, `dist` or a chunk below it. */
export const packageRoot: string = findUp(dirname(fileURLToPath(import.meta.url)));

function findUp(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error('package.json of @headwater/research-server was not found');
  return findUp(parent);
}
