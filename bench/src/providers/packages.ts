import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../../packages', import.meta.url));

/** Names of the provider packages, for example `@headwater/exa`: those that say which endpoints they cover. */
export const providerPackages: readonly string[] = readdirSync(packages)
  .filter((name) => existsSync(`${packages}/${name}/endpoints.json`))
  .map((name) => `@headwater/${name}`);
