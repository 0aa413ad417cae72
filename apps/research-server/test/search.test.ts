import { InvalidRequestError, NetworkError, RateLimitedError } from '@headwater/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Problem, SearchAnswer } from '../src/shared/api.ts';
import { fakeDocument, fakeSource, type Search, sourceSet, vitaminDocuments } from './fake-source.ts';
import { postJson, startServer, type TestServer } from './harness.ts';

const finds: Search = async () => ({ documents: vitaminDocuments });

async function search(server: TestServer, body: object): Promise<SearchAnswer> {
  const response = await postJson(`${server.url}/v1/search`, body);
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
  return response.json() as Promise<SearchAnswer>;
}

async function problemOf(server: TestServer, body: unknown): Promise<Problem> {
  const response = await postJson(`${server.url}/v1/search`, body);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  return response.json() as Promise<Problem>;
}

describe('POST /v1/search', () => {
  test('asks every source, also those a run only asks by name, and merges what they have', async () => {
    const shared = { ids: { doi: '10.5555/x' } };
    const alpha = fakeSource('alpha', async () => ({
      documents: [{ ...fakeDocument({ id: '1', title: 'T', text: 'short' }), ...shared }],
    }));
    const beta = fakeSource('beta', async () => ({
      documents: [{ ...fakeDocument({ id: '2', title: 'T', text: 'the longer text', provider: 'beta' }), ...shared }],
      unsupportedFilters: ['openAccess'],
    }));
    const set = sourceSet(alpha, beta);
    set.entries[1] = { provider: beta, onRequest: true };
    const server = await startServer({ sources: set });
    const answer = await search(server, {
      query: ' river\u0000 levels ',
      since: '2020-01-01',
      openAccess: true,
      limit: 5,
    });
    expect(answer).toMatchObject({ mode: 'sandbox', limits: 'sandbox', outcome: 'ok' });
    expect(answer.documents).toHaveLength(1);
    expect(answer.documents[0]).toMatchObject({ id: 'beta:2', text: 'the longer text', ids: { doi: '10.5555/x' } });
    expect(answer.documents[0]?.provenance.map(({ provider }) => provider)).toEqual(['beta', 'alpha']);
    expect(answer.sources).toEqual([
      expect.objectContaining({ provider: 'alpha', outcome: 'ok', found: 1, unsupportedFilters: [] }),
      expect.objectContaining({ provider: 'beta', outcome: 'ok', found: 1, unsupportedFilters: ['openAccess'] }),
    ]);
    expect(alpha.queries).toEqual([{ text: 'river levels', since: '2020-01-01', openAccess: true, limit: 5 }]);
  });

  test('tells for each source what became of it, and goes on without it', async () => {
    const throttled: Search = async () => {
      throw new RateLimitedError('slow down', { status: 429, retryAfterMs: 3_000 });
    };
    const failed: Search = async () => {
      throw new NetworkError('no route');
    };
    const partial: Search = async () => ({
      documents: vitaminDocuments.slice(0, 1),
      outcome: 'partial',
      skipped: [{ index: 1, reason: 'no title' }],
    });
    const fates = { good: finds, empty: async () => ({}), throttled, failed, partial };
    const set = sourceSet(...Object.entries(fates).map(([name, fate]) => fakeSource(name, fate)));
    set.entries.push({ provider: fakeSource('keyless', finds), notice: 'it needs a key: set A_KEY, then restart' });
    const answer = await search(await startServer({ sources: set }), { text: 'vitamin D' });
    expect(answer.outcome).toBe('partial');
    expect(answer.sources.map(({ provider, outcome, reason }) => [provider, outcome, reason])).toEqual([
      ['good', 'ok', undefined],
      ['empty', 'empty', undefined],
      ['throttled', 'throttled', 'too many requests (429), free again in 3 s'],
      ['failed', 'failed', 'could not be reached'],
      ['partial', 'partial', '1 of its 2 results could not be used: no title'],
      ['keyless', 'skipped', 'it needs a key: set A_KEY, then restart'],
    ]);
    expect(answer.sources[2]?.retryAfterMs).toBe(3_000);
    expect(answer.documents).toHaveLength(2);
  });

  test('asks the named sources only', async () => {
    const [alpha, beta] = [fakeSource('alpha', finds), fakeSource('beta', finds)];
    const answer = await search(await startServer({ sources: sourceSet(alpha, beta) }), {
      query: 'x',
      sources: ['beta'],
    });
    expect(answer.sources.map(({ provider }) => provider)).toEqual(['beta']);
    expect(alpha.queries).toEqual([]);
  });

  test('makes documents storable and well-formed before anybody sees them', async () => {
    const document = { ...fakeDocument({ id: 'x', title: 'T\u0000', text: 'a\u0000b\ud800' }) };
    const answer = await search(
      await startServer({ sources: sourceSet(fakeSource('alpha', async () => ({ documents: [document] }))) }),
      {
        query: 'x',
      },
    );
    expect([answer.documents[0]?.title, answer.documents[0]?.text]).toEqual(['T', 'ab\ufffd']);
  });

  test('stops asking when the reader leaves', async () => {
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let stopped = () => {};
    const isStopped = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    const waits: Search = async (_query, { signal }) => {
      asked();
      signal?.addEventListener('abort', () => stopped());
      return new Promise(() => undefined);
    };
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', waits)) });
    const leave = new AbortController();
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query: 'x' });
    const left = fetch(`${server.url}/v1/search`, { method: 'POST', headers, body, signal: leave.signal });
    await isAsked;
    leave.abort();
    await expect(left).rejects.toThrow(/abort/i);
    await isStopped;
  });

  test('refuses a ninth search at the same time, and takes it later', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let arrived = 0;
    let allArrived = () => {};
    const eight = new Promise<void>((resolve) => {
      allArrived = resolve;
    });
    const waits: Search = async () => {
      arrived += 1;
      if (arrived === 8) allArrived();
      await gate;
      return { documents: vitaminDocuments };
    };
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', waits)) });
    const running = Array.from({ length: 8 }, () => search(server, { query: 'x' }));
    await eight;
    const refused = await postJson(`${server.url}/v1/search`, { query: 'x' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    open();
    await Promise.all(running);
    expect((await search(server, { query: 'x' })).outcome).toBe('ok');
  });
});

describe('POST /v1/search refuses', () => {
  test.each<[string, unknown, string | undefined, RegExp]>([
    ['no query', {}, '/query', /in "query" or in "text"/],
    ['two queries', { query: 'x', text: 'y' }, '/query', /in "query" or in "text"/],
    ['a blank query', { query: ' \u0000 ' }, '/query', /is empty/],
    ['a query that is a number', { query: 7 }, '/query', /must be a text/],
    ['a query of 1,001 characters', { query: 'a'.repeat(1_001) }, '/query', /longer than 1,000/],
    ['an unknown field', { query: 'x', sauce: ['alpha'] }, '/sauce', /no field "sauce"/],
    ['an unknown source', { query: 'x', sources: ['alpha', 'omega'] }, '/sources/1', /no source "omega"/],
    ['no source', { query: 'x', sources: [] }, '/sources', /at least one source/],
    ['a source that cannot be asked', { query: 'x', sources: ['beta'] }, '/sources', /beta: it needs a key/],
    ['an unknown kind', { query: 'x', kinds: ['video'] }, '/kinds/0', /one of web, academic/],
    ['a kind no source has', { query: 'x', kinds: ['social'] }, undefined, /no source with social documents/],
    ['a day that does not exist', { query: 'x', since: '2021-02-29' }, '/since', /like 2020-01-31/],
    ['a range turned round', { query: 'x', since: '2021-02-02', until: '2021-02-01' }, '/since', /not be after until/],
    [
      'a domain that is an address',
      { query: 'x', includeDomains: ['https://a.org'] },
      '/includeDomains/0',
      /a host such/,
    ],
    ['no domain', { query: 'x', excludeDomains: [] }, '/excludeDomains', /leave it out/],
    ['a language that is none', { query: 'x', languages: ['English'] }, '/languages/0', /a tag such as en/],
    ['open access that is a word', { query: 'x', openAccess: 'yes' }, '/openAccess', /true or false/],
    ['a limit of none', { query: 'x', limit: 0 }, '/limit', /from 1 to 100/],
    ['a limit too high', { query: 'x', limit: 101 }, '/limit', /from 1 to 100/],
    ['half a document', { query: 'x', limit: 1.5 }, '/limit', /whole number/],
    ['a list', ['x'], '', /must be a JSON object/],
  ])('%s', async (_name, body, pointer, detail) => {
    const alpha = fakeSource('alpha', finds);
    const set = sourceSet(alpha);
    set.entries.push({ provider: fakeSource('beta', finds), notice: 'it needs a key' });
    const problem = await problemOf(await startServer({ sources: set }), body);
    expect([problem.status, problem.pointer]).toEqual([400, pointer]);
    expect(problem.detail).toMatch(detail);
    expect(alpha.queries).toEqual([]);
  });

  test('what comes from another site', async () => {
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', finds)) });
    const response = await postJson(`${server.url}/v1/search`, { query: 'x' }, { origin: 'https://evil.example' });
    expect(response.status).toBe(403);
  });
});

test('a source that refuses the query itself is that source’s outcome, not a refusal of the search', async () => {
  const picky: Search = async () => {
    throw new InvalidRequestError('no such word', { status: 400 });
  };
  const server = await startServer({ sources: sourceSet(fakeSource('picky', picky)) });
  onTestFinished(() => server.close());
  const answer = await search(server, { query: 'x' });
  expect(answer).toMatchObject({ outcome: 'failed', documents: [] });
  expect(answer.sources[0]).toMatchObject({ outcome: 'failed', reason: 'refused the query (400)' });
});
