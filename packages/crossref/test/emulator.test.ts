import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CrossrefEmulatorOptions, createCrossrefEmulator, type EmulatorWork } from '../src/emulator/index.ts';

/** An emulator without limits unless they are given, and a short way to ask it. */
function start(options: CrossrefEmulatorOptions = {}) {
  const emulator = createCrossrefEmulator({ limits: 'unlimited', ...options });
  return async (path: string, headers: Record<string, string> = {}) => {
    const response = await emulator.fetch(`https://api.crossref.org${path}`, { headers });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text.startsWith('{') ? JSON.parse(text) : undefined,
    };
  };
}

const doisOf = (answer: { json: any }): string[] => answer.json.message.items.map(({ DOI }: { DOI: string }) => DOI);

describe('works', () => {
  it('have the shape of real records', async () => {
    const { json } = await start()('/works/10.5555%2FHEADWATER.001');
    expect(json).toMatchObject({
      status: 'ok',
      'message-type': 'work',
      message: {
        DOI: '10.5555/headwater.001',
        title: ['Street trees and afternoon temperature in dense city districts'],
        abstract: expect.stringMatching(/^<jats:title>Abstract<\/jats:title><jats:p>Street trees/),
        issued: { 'date-parts': [[2016, 5, 12]] },
        author: [{ given: 'Ada', family: 'Lindqvist', sequence: 'first' }, { sequence: 'additional' }],
        'container-title': ['Headwater sample corpus'],
        relation: { 'has-preprint': [{ id: '10.48550/arXiv.1605.90001' }] },
      },
    });
  });

  it.each([
    ['/works/10.5555/headwater.001', 200],
    ['/works/doi:10.5555/headwater.001', 200],
    ['/v1/works/10.5555/headwater.001', 200],
    ['/works/10.48550/arxiv.1605.90001', 404],
    ['/works/10.48550/arxiv.1605.90001/agency', 200],
    ['/works/10.5555/headwater.001/agency', 200],
    ['/works/10.5555/nothing/agency', 404],
    ['/works/10.5555/headwater.001?select=DOI', 400],
  ])('%s answers %i', async (path, status) => {
    expect((await start()(path)).status).toBe(status);
  });

  it('that are unknown are told in plain text', async () => {
    const { text, headers } = await start()('/works/10.5555/nothing');
    expect([text, headers.get('content-type')]).toEqual(['Resource not found.', 'text/plain']);
  });

  it('that were retracted name their notice, and the notice names them', async () => {
    const corpus: EmulatorWork[] = [
      { doi: '10.5555/a', title: 'A claim', abstract: 'x', isRetracted: true, publishedAt: '2020-01-01' },
    ];
    const ask = start({ corpus });
    expect((await ask('/works/10.5555/a')).json.message['updated-by']).toMatchObject([
      { DOI: '10.5555/a.retraction', type: 'retraction' },
    ]);
    expect(doisOf(await ask('/works?filter=updates:10.5555/a'))).toEqual(['10.5555/a.retraction']);
    expect(doisOf(await ask('/works?filter=is-update:false'))).toEqual(['10.5555/a']);
  });
});

describe('lists', () => {
  it.each([
    ['filter=from-pub-date:2024', 3],
    ['filter=from-pub-date:2024,until-pub-date:2024-05', 1],
    ['filter=doi:10.5555/headwater.001,doi:10.5555/headwater.002', 2],
    ['filter=type:proceedings-article,has-abstract:true', 3],
    ['filter=member:1', 0],
    ['query.author=lindqvist', 3],
    ['query.container-title=headwater', 20],
    ['query=zzyzxq', 0],
    ['rows=0', 20],
  ])('%s finds %i', async (query, total) => {
    expect((await start()(`/works?${query}`)).json.message['total-results']).toBe(total);
  });

  it.each([
    ['tracking=1', 'parameter-not-allowed'],
    ['filter=nothing:1', 'filter-not-available'],
    ['filter=from-pub-date:soon', 'date-not-valid'],
    ['select=language', 'select-not-available'],
    ['sort=colour', 'sort-not-available'],
    ['facet=colour:*', 'facet-not-available'],
    ['rows=1001', 'integer-not-valid'],
    ['offset=10001', 'integer-not-valid'],
    ['sample=101', 'integer-not-valid'],
    ['cursor=*&offset=1', 'parameter-not-allowed'],
    ['cursor=*&sample=1', 'parameter-not-allowed'],
    ['query.nothing=x', 'parameter-not-allowed'],
  ])('%s is refused as %s', async (query, type) => {
    const { status, json } = await start()(`/works?${query}`);
    expect(status).toBe(400);
    expect(json).toMatchObject({ status: 'failed', 'message-type': 'validation-failure', message: [{ type }] });
  });

  it('by cursor meet every work once; the last page has a cursor too, and cursors expire', async () => {
    const clock = createVirtualClock();
    onTestFinished(() => clock.dispose());
    const ask = start({ clock });
    const seen: string[] = [];
    let cursor = '*';
    for (let pages = 0; pages < 3; pages += 1) {
      const answer = await ask(`/works?rows=7&sort=issued&order=asc&cursor=${encodeURIComponent(cursor)}`);
      seen.push(...doisOf(answer));
      cursor = answer.json.message['next-cursor'];
      expect(cursor).toMatch(/[+/=]/);
    }
    expect([seen.length, new Set(seen).size]).toEqual([20, 20]);
    expect(doisOf(await ask(`/works?cursor=${encodeURIComponent(cursor)}`))).toEqual([]);
    await clock.advance(301_000);
    expect((await ask(`/works?cursor=${encodeURIComponent(cursor)}`)).status).toBe(400);
  });

  it('sort, select, sample and count', async () => {
    const ask = start();
    const newest = (await ask('/works?sort=published&rows=1&select=DOI,title')).json.message.items;
    expect(newest).toEqual([{ DOI: '10.5555/headwater.011', title: [expect.any(String)] }]);
    expect(doisOf(await ask('/works?sample=4'))).toHaveLength(4);
    const { facets } = (await ask('/works?rows=0&facet=type-name:1,published:*')).json.message;
    expect(facets['type-name'].values).toEqual({ 'Journal Article': 16 });
    expect(facets.published.values['2024']).toBe(2);
  });
});

describe('other records', () => {
  it.each([
    ['/journals?query=headwater', '/journals/9999-001X', '/journals/9999-001X/works', 20],
    ['/members?query=invented', '/members/99999', '/members/99999/works', 20],
    ['/funders?filter=location:Nowhere', '/funders/999999999999', '/funders/10.13039/999999999999/works', 20],
    ['/types', '/types/dataset', '/types/dataset/works', 1],
    ['/licenses', '/prefixes/10.5555', '/prefixes/10.5555/works', 20],
  ])('%s, %s and %s', async (list, record, works, total) => {
    const ask = start();
    expect((await ask(list)).json.message['total-results']).toBeGreaterThan(0);
    expect((await ask(record)).json.status).toBe('ok');
    expect((await ask(`${works}?rows=2`)).json.message['total-results']).toBe(total);
  });

  it.each([
    '/journals/0000-0000',
    '/members/1/works',
    '/prefixes/10.1/works',
    '/prefixes',
    '/licenses/x',
    '/types/none',
  ])('%s is unknown', async (path) => {
    expect((await start()(path)).status).toBe(404);
  });
});

describe('pools', () => {
  const pools: [string, Record<string, string>, string, string, string | null][] = [
    ['/works', {}, 'public-array', '1', '1'],
    ['/works/10.5555/headwater.001', {}, 'public-single', '5', '1'],
    ['/works?mailto=a@example.org', {}, 'polite-array', '3', '3'],
    ['/types/dataset', { 'user-agent': 'x/1 (mailto:a@example.org)' }, 'polite-single', '10', '3'],
    ['/members/99999/works', { 'crossref-plus-api-token': 'Bearer sandbox-key' }, 'plus', '150', null],
  ];
  it.each(pools)('%s of %j is in %s', async (path, headers, pool, limit, together) => {
    const answer = await start({ limits: 'published' })(path, headers);
    const announced = ['x-api-pool', 'x-rate-limit-limit', 'x-rate-limit-interval', 'x-concurrency-limit'];
    expect(announced.map((name) => answer.headers.get(name))).toEqual([pool, limit, '1s', together]);
  });

  it('count lists and single records apart, and refuse in plain text', async () => {
    const clock = createVirtualClock();
    onTestFinished(() => clock.dispose());
    const ask = start({ limits: 'published', clock });
    expect((await ask('/works')).status).toBe(200);
    expect(await ask('/works')).toMatchObject({ status: 429, text: 'Rate limit exceeded' });
    expect((await ask('/works/10.5555/headwater.001')).status).toBe(200);
    expect((await ask('/works?mailto=a@example.org')).status).toBe(200);
    await clock.advance(1000);
    expect((await ask('/works')).status).toBe(200);
  });

  it('a wrong Plus token is refused', async () => {
    expect((await start()('/works', { 'crossref-plus-api-token': 'Bearer other' })).status).toBe(401);
  });
});
