import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderPageShell } from '../../src/shared/page-shell.ts';
import { buildPage } from './support/build-page.ts';

let built: Awaited<ReturnType<typeof buildPage>>;
let files: Map<string, Buffer>;

beforeAll(async () => {
  built = await buildPage();
  const assets = join(built.directory, 'assets');
  files = new Map(
    await Promise.all((await readdir(assets)).map(async (name) => [name, await readFile(join(assets, name))] as const)),
  );
}, 60_000);
afterAll(() => built?.remove());

/** Kilobytes of all files with one ending, compressed as a server would, or as they are. */
function weight(ending: string, compressed = true): number {
  const found = [...files].filter(([name]) => name.endsWith(ending));
  expect(found.length, `files ending in ${ending}`).toBeGreaterThan(0);
  return (
    found.reduce((sum, [, body]) => sum + (compressed ? gzipSync(body, { level: 9 }).length : body.length), 0) / 1000
  );
}

test('scripts weigh at most 250 kB compressed, styles 20, fonts 55', () => {
  const weights = { script: weight('.js'), style: weight('.css'), font: weight('.woff2', false) };
  console.log('page weight in kB:', weights);
  expect(weights.script).toBeLessThanOrEqual(250);
  expect(weights.style).toBeLessThanOrEqual(20);
  expect(weights.font).toBeLessThanOrEqual(55);
});

test('the shell holds nothing a strict policy would refuse, and no asset names another host', async () => {
  const html = await readFile(join(built.directory, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/i);
  for (const [name, body] of files)
    if (name.endsWith('.css')) expect(body.toString(), name).not.toMatch(/url\(["']?(?:https?:|\/\/|data:)/);
});

test('the shell is written for where it is mounted', async () => {
  const html = await readFile(join(built.directory, 'index.html'), 'utf8');
  const mounted = renderPageShell(html, '/sub/path');
  expect(mounted).toContain('name="headwater-base" content="/sub/path"');
  expect(mounted.match(/"\/sub\/path\/assets\//g)?.length).toBeGreaterThanOrEqual(2);
  expect(mounted).not.toContain('"./assets/');
  expect(renderPageShell(html, '')).toContain('"/assets/');
  expect(() => renderPageShell(html, '/a"><script>')).toThrow(TypeError);
});
