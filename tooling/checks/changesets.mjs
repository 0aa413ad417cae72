import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listPackages } from '../lib/repository.mjs';
import { runProcess } from '../lib/run-process.mjs';

/** `"@headwater/exa": minor` lines of a changeset's front matter. */
function namedPackages(text) {
  const [, frontMatter] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text) ?? [];
  if (frontMatter === undefined) return undefined;
  return [...frontMatter.matchAll(/^["']?([^"':\n]+)["']?\s*:\s*(major|minor|patch)\s*$/gm)].map(([, name]) => name);
}

async function git(base, ...args) {
  const result = await runProcess('git', ['-C', base, ...args], { output: 'capture' });
  return result.code === 0 ? result.stdout.trim() : undefined;
}

/**
 * Whether a consumer of the package would notice a change since its last release. A release writes CHANGELOG.md, so its
 * last commit marks one; a package without it has never been released. Without git only the second can be told.
 */
async function changedSinceRelease(base, folder) {
  if (!existsSync(join(base, folder, 'CHANGELOG.md'))) return true;
  const release = await git(base, 'log', '-1', '--format=%H', '--', `${folder}/CHANGELOG.md`);
  if (!release) return false;
  const changed = await git(base, 'diff', '--name-only', release, '--', `${folder}/src`, `${folder}/package.json`);
  return Boolean(changed);
}

/** Released packages whose users would notice a change that no changeset announces, and changesets nobody can use. */
export async function changesets(base) {
  const folder = join(base, '.changeset');
  const files = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const { ignore } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  const published = listPackages(base).filter(({ manifest }) => !manifest.private && !ignore.includes(manifest.name));
  const known = new Set(published.map(({ manifest }) => manifest.name));
  const problems = [];
  const announced = new Set();
  for (const file of files) {
    const names = namedPackages(readFileSync(join(folder, file), 'utf8'));
    if (names === undefined) problems.push(`.changeset/${file}: has no front matter`);
    for (const name of names ?? []) {
      announced.add(name);
      if (!known.has(name)) problems.push(`.changeset/${file}: names ${name}, which is not a package that is released`);
    }
  }
  for (const { folder: packageFolder, manifest } of published) {
    if (announced.has(manifest.name) || !(await changedSinceRelease(base, packageFolder))) continue;
    problems.push(`${manifest.name} changed and no changeset says how: run "node tooling/bootstrap.mjs changeset"`);
  }
  return problems;
}
