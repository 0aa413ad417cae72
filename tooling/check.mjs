// Every static check of the repository. `node tooling/check.mjs` prints one line each, and what is wrong below it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changesets } from './checks/changesets.mjs';
import { endpoints } from './checks/endpoints.mjs';
import { importDirections } from './checks/import-directions.mjs';
import { manifests } from './checks/manifests.mjs';
import { fileLengths, forbiddenWords, judgementsOutOfReach } from './checks/text.mjs';
import { versions } from './checks/versions.mjs';
import { listPackages, root } from './lib/repository.mjs';
import { runProcess } from './lib/run-process.mjs';

/** A check that is another program: its output is the list of problems. */
const program = (command, ...args) =>
  async function run(base) {
    const result = await runProcess(command, args, { cwd: base, output: 'capture' });
    return result.code === 0 ? [] : [(result.stdout + result.stderr).trim()];
  };

/** One program for all packages: each of them alone would check core again. The page has another world of types. */
async function types(base) {
  const projects = ['tsconfig.json', ...listPackages(base).map(({ folder }) => `${folder}/page/tsconfig.json`)];
  const present = projects.filter((path) => existsSync(join(base, path)));
  return (await Promise.all(present.map((path) => program('tsc', '-p', path, '--pretty', 'false')(base)))).flat();
}

const checks = [
  { name: 'format and lint', run: program('biome', 'ci', '--colors=off', '--max-diagnostics=30', '.') },
  { name: 'types', run: types },
  { name: 'import directions', run: importDirections },
  { name: 'package manifests', run: manifests },
  { name: 'versions in source', run: versions },
  { name: 'file lengths', run: fileLengths },
  { name: 'forbidden words', run: forbiddenWords },
  { name: 'judgements out of reach', run: judgementsOutOfReach },
  { name: 'endpoint tables', run: endpoints },
  { name: 'changesets', run: changesets },
];

/**
 * Runs the checks one after another and prints as it goes.
 *
 * @returns {Promise<{ name: string, problems: string[] }[]>}
 */
export async function runChecks(base = root) {
  const results = [];
  for (const { name, run } of checks) {
    const startedAt = performance.now();
    const problems = await run(base);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${problems.length === 0 ? '✓' : '✗'} check: ${name} (${seconds} s)`);
    for (const problem of problems) console.log(problem.replace(/^/gm, '    '));
    results.push({ name, problems });
  }
  return results;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failed = (await runChecks()).filter(({ problems }) => problems.length > 0);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
