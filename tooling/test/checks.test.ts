import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changesets } from '../checks/changesets.mjs';
import { manifests } from '../checks/manifests.mjs';
import { fileLengths, forbiddenWords, judgementsOutOfReach } from '../checks/text.mjs';
import { versions, writeVersions } from '../checks/versions.mjs';
import { fixtureTree, workspacePackages } from './fixture-tree.ts';

const manifest = (name: string, rest: object) => JSON.stringify({ name: `@headwater/${name}`, ...rest });

test('manifests: a provider depends on core alone, testkit is an optional peer', () => {
  const peers = (optional: boolean) => ({
    dependencies: { '@headwater/core': 'workspace:^' },
    peerDependencies: { '@headwater/testkit': 'workspace:^' },
    peerDependenciesMeta: { '@headwater/testkit': { optional } },
  });
  expect(manifests(fixtureTree({ 'packages/exa/package.json': manifest('exa', peers(true)) }))).toEqual([]);
  expect(manifests(fixtureTree({ 'packages/exa/package.json': manifest('exa', peers(false)) }))).toHaveLength(1);
});

test.each([
  ['another provider', { '@headwater/semantic-scholar': 'workspace:^' }, 'of layer "provider"'],
  ['a face', { '@headwater/mastra': 'workspace:^' }, 'of layer "face"'],
  ['an SDK', { 'exa-js': 'catalog:' }, 'exa-js, which its layer does not allow'],
  ['a version of its own', { '@headwater/core': '^0.1.0' }, 'write "catalog:"'],
])('manifests: a provider may not depend on %s', (_what, dependencies, message) => {
  const root = fixtureTree({ 'packages/exa/package.json': manifest('exa', { dependencies }) });
  expect(manifests(root).join('\n')).toContain(message);
});

test('versions: a source file that states another version is found and repaired', () => {
  const root = fixtureTree({
    'packages/exa/package.json': manifest('exa', { version: '1.2.0' }),
    'packages/exa/src/exa-provider.ts': "const version = '1.1.0';\nexport { version };\n",
    'packages/mastra/package.json': manifest('mastra', { version: '0.3.0' }),
    'packages/mastra/src/version.ts': "export const version = '0.3.0';\n",
  });
  expect(versions(root)).toEqual([expect.stringContaining('packages/exa/src/exa-provider.ts: says 1.1.0')]);
  writeVersions(root);
  expect(versions(root)).toEqual([]);
  expect(readFileSync(join(root, 'packages/exa/src/exa-provider.ts'), 'utf8')).toBe(
    "const version = '1.2.0';\nexport { version };\n",
  );
});

test('file lengths: 400 lines pass, 401 do not, data is not counted', () => {
  const root = fixtureTree({
    'packages/exa/src/long.ts': 'x\n'.repeat(401),
    'packages/exa/src/full.ts': 'x\n'.repeat(400),
    'packages/exa/src/__fixtures__/page.ts': 'x\n'.repeat(900),
  });
  expect(fileLengths(root)).toEqual([expect.stringContaining('packages/exa/src/long.ts: 401 lines')]);
});

test('forbidden words: machine paths and registry hosts are found, routes and URLs are not', () => {
  const slash = '/';
  const root = fixtureTree({
    'docs/a.md': `see ${slash}work/notes.md\n`,
    'docs/b.md': `from https:${slash}${slash}registry.example.com${slash}exa\n`,
    'docs/c.md': 'at https://example.com/work/paper and ./work/paper and a/home/b/c\n',
  });
  expect(forbiddenWords(root)).toEqual([
    'docs/a.md:1: a path of one machine',
    'docs/b.md:1: the host of a package registry',
  ]);
});

test('judged answers: only a bench folder may name them', () => {
  const name = ['questions', 'jsonl'].join('.');
  const text = `export const file = '${name}';\n`;
  const root = fixtureTree({
    'apps/server/src/runs.ts': text,
    'apps/server/src/bench/quality.ts': text,
    'packages/exa/src/emulator/corpus.ts': text,
    'packages/evidence/bench/rank.ts': text,
  });
  expect(judgementsOutOfReach(root)).toEqual([
    expect.stringContaining('apps/server/src/runs.ts'),
    expect.stringContaining('packages/exa/src/emulator/corpus.ts'),
  ]);
});

test('changesets: an unreleased package needs one, and a changeset names real packages', async () => {
  const config = { '.changeset/config.json': JSON.stringify({ ignore: [] }) };
  const all = workspacePackages;
  const lines = (names: string[]) =>
    `---\n${names.map((name) => `"@headwater/${name}": minor`).join('\n')}\n---\n\nText.\n`;
  expect(await changesets(fixtureTree({ ...config, '.changeset/a.md': lines(all) }))).toEqual([]);
  const withoutExa = all.filter((name) => name !== 'exa');
  expect(await changesets(fixtureTree({ ...config, '.changeset/a.md': lines(withoutExa) }))).toEqual([
    expect.stringContaining('@headwater/exa changed'),
  ]);
  expect(await changesets(fixtureTree({ ...config, '.changeset/a.md': lines([...all, 'gone']) }))).toEqual([
    expect.stringContaining('@headwater/gone'),
  ]);
  expect(await changesets(fixtureTree({ ...config, '.changeset/a.md': 'no front matter' }))).toContain(
    '.changeset/a.md: has no front matter',
  );
});
