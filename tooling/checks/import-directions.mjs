import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';

const { options, ...ruleSet } = createRequire(import.meta.url)('../dependency-rules.cjs');

/** Folders with source of their own; `dist` and data are left out by never being listed. */
function sourceFolders(root) {
  return ['packages', 'apps']
    .filter((parent) => existsSync(join(root, parent)))
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .flatMap((folder) => ['src', 'test', 'page', 'bench'].map((part) => `${folder}/${part}`))
    .filter((folder) => existsSync(join(root, folder)));
}

/** Imports that point the wrong way, one line each: rule, from, to and why. */
export async function importDirections(root) {
  const { enhancedResolveOptions, ...cruiseOptions } = options;
  const { output } = await cruise(
    sourceFolders(root),
    { ...cruiseOptions, baseDir: root, validate: true, ruleSet },
    enhancedResolveOptions,
  );
  const reasons = new Map(ruleSet.forbidden.map(({ name, comment }) => [name, comment]));
  return output.summary.violations.map(
    ({ rule, from, to }) => `${from} → ${to}: ${reasons.get(rule.name)} (${rule.name})`,
  );
}
