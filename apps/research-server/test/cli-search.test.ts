import { NetworkError, RateLimitedError } from '@headwater/core';
import { describe, expect, test } from 'vitest';
import type { SearchAnswer } from '../src/shared/api.ts';
import { type Ran, run, testIo } from './command-io.ts';
import { fakeDocument, fakeSource, type Search, sourceSet } from './fake-source.ts';
import { startServer } from './harness.ts';
import { temporaryFolder } from './temporary-folder.ts';

const documents = [
  {
    ...fakeDocument({
      id: '1',
      title: 'River levels',
      text: 'The Elbe rose by two metres. '.repeat(20),
      publishedAt: '2021-05-06',
    }),
    ids: { doi: '10.5555/river' },
  },
  { ...fakeDocument({ id: '2', title: 'A sample', text: 'Short.' }), synthetic: true },
];
const finds: Search = async () => ({ documents });
const throttled: Search = async () => {
  throw new RateLimitedError('slow down', { status: 429 });
};
const broken: Search = async () => {
  throw new NetworkError('no route');
};

async function search(sources: Record<string, Search>, ...flags: string[]): Promise<Ran> {
  const made = Object.entries(sources).map(([name, fate]) => fakeSource(name, fate));
  const { url } = await startServer({ sources: sourceSet(...made) });
  return run(['search', 'river levels', '--server', url, ...flags]);
}

describe('headwater search', () => {
  test('prints documents on stdout and a line for each source on stderr', async () => {
    const { code, stdout, stderr } = await search({ alpha: finds, beta: throttled });
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 5)).toEqual([
      'Sandbox: stored sample documents, not live sources. Do not cite.',
      '',
      '1. River levels',
      '   academic · 2021-05-06 · doi 10.5555/river · abstract · alpha',
      '   https://example.org/1',
    ]);
    expect(stdout).toContain('two metres. The Elbe rose by two metres. The …');
    expect(stdout).toContain('2. A sample\n   academic · abstract · alpha · sample text');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(stderr.trimEnd().split('\n')).toEqual([
      '●  alpha  ok         2 found',
      '◐  beta   throttled  too many requests (429)',
      '2 documents · 0 calls · $0.00',
    ]);
  });

  test('prints one JSON document, or no word about the sources', async () => {
    const { code, stdout, stderr } = await search({ alpha: finds }, '--json', '--quiet');
    const answer = JSON.parse(stdout) as SearchAnswer;
    expect([code, stderr, answer.outcome, answer.documents.length]).toEqual([0, '', 'ok', 2]);
  });

  test('shapes are plain where the terminal has no more', async () => {
    const { url } = await startServer({ sources: sourceSet(fakeSource('alpha', finds)) });
    const { stderr } = await run(['search', 'x', '--server', url], testIo('/', { LANG: 'C' }));
    expect(stderr).toMatch(/^\* {2}alpha/);
  });

  test('hands filters on; a list may be repeated or separated by commas', async () => {
    const [alpha, beta, gamma] = [fakeSource('alpha', finds), fakeSource('beta', finds), fakeSource('gamma', finds)];
    const { url } = await startServer({ sources: sourceSet(alpha, beta, gamma) });
    const filters = ['--since', '2020-01-01', '--until', '2022-01-01', '--language', 'en', '--domain', 'a.org,b.org'];
    const names = ['--source', 'alpha', '--sources', 'beta'];
    const { code } = await run(['search', 'x', '--server', url, ...names, ...filters, '--open-access', '--limit', '7']);
    expect(code).toBe(0);
    expect(alpha.queries).toEqual([
      {
        text: 'x',
        limit: 7,
        since: '2020-01-01',
        until: '2022-01-01',
        languages: ['en'],
        includeDomains: ['a.org', 'b.org'],
        openAccess: true,
      },
    ]);
    expect([beta.queries.length, gamma.queries.length]).toEqual([1, 0]);
  });

  test('names filters a source could not apply', async () => {
    const partial: Search = async () => ({ documents, unsupportedFilters: ['languages'] });
    const { stderr } = await search({ alpha: partial }, '--language', 'en');
    expect(stderr).toContain('2 found; cannot filter by languages');
  });

  test('shows text from outside without what could act on a terminal', async () => {
    const hostile: Search = async () => ({
      documents: [
        fakeDocument({ id: 'x', title: 'T\u001b[2J\u202e', text: 'a\u0007b', url: 'https://a.org/\u001b[31m' }),
      ],
    });
    const { stdout, stderr } = await search({ alpha: hostile });
    expect(stdout).toContain('T<U+001B>[2J<U+202E>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  test.each<[number, string, Record<string, Search>, string[]]>([
    [0, 'with a gap', { alpha: finds, beta: broken }, []],
    [4, 'with a gap that is not wanted', { alpha: finds, beta: broken }, ['--strict']],
    [3, 'when nothing matches', { alpha: async () => ({}) }, []],
    [5, 'when no source answers', { alpha: broken, beta: throttled }, []],
    [2, 'for a kind there is not', { alpha: finds }, ['--kind', 'video']],
    [2, 'for an unknown source', { alpha: finds }, ['--source', 'omega']],
    [2, 'for a limit that is no number', { alpha: finds }, ['--limit', 'many']],
    [2, 'for a date that is none', { alpha: finds }, ['--since', 'yesterday']],
  ])('exits with %i %s', async (expected, _name, sources, flags) => {
    const { code, stdout, stderr } = await search(sources, ...flags);
    expect(code).toBe(expected);
    if (expected !== 0 && expected !== 4) expect(stdout).toBe('');
    if (expected === 2) expect(stderr.trimEnd().split('\n')).toHaveLength(3);
  });

  test('exits with 2 without a query, and with 6 when there is no server', async () => {
    expect((await run(['search'])).code).toBe(2);
    expect((await run(['search', 'x', '--server', 'http://127.0.0.1:9'])).code).toBe(6);
    expect((await run(['search', 'x', '--server', 'localhost'])).code).toBe(2);
  });

  test('works without a server, in the sandbox', async () => {
    const made = testIo(await temporaryFolder());
    const { code, stdout } = await run(
      ['search', 'street trees', '--sandbox', '--source', 'arxiv', '--limit', '3'],
      made,
    );
    expect(code).toBe(0);
    expect(stdout).toContain('1. Street trees and afternoon temperature in dense city districts');
    expect(stdout).toContain('arxiv · sample text');
  }, 30_000);

  test('Ctrl-C stops asking, twice leaves at once', async () => {
    const made = testIo();
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const never: Search = () => {
      asked();
      return new Promise(() => undefined);
    };
    const { url } = await startServer({ sources: sourceSet(fakeSource('alpha', never)) });
    const running = run(['search', 'x', '--server', url], made);
    await isAsked;
    made.interrupt();
    expect(made.left).toEqual([]);
    made.interrupt();
    expect(await running).toMatchObject({ code: 130, stdout: '', stderr: '' });
    expect(made.left).toEqual([130]);
  });
});
