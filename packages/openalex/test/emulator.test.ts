import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createOpenAlexEmulator, type EmulatorWork, type OpenAlexEmulatorOptions } from '../src/emulator/index.ts';

/** An emulator without limits unless they are given, and a short way to ask it. */
function start(options: OpenAlexEmulatorOptions = {}) {
  const emulator = createOpenAlexEmulator({ limits: 'unlimited', ...options });
  return async (path: string, headers: Record<string, string> = {}) => {
    const response = await emulator.fetch(`https://api.openalex.org${path}`, { headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === '' ? undefined : JSON.parse(text) };
  };
}

const titles = (answer: { json: { results: { title: string }[] } }) => answer.json.results.map(({ title }) => title);

describe('works', () => {
  it('have the fields of the published description, and can be null where real ones are', async () => {
    const ask = start();
    const { json } = await ask('/works/W4900000001');
    expect(json).toMatchObject({
      id: 'https://openalex.org/W4900000001',
      doi: 'https://doi.org/10.5555/headwater.001',
      publication_year: 2016,
      primary_location: { source: { display_name: 'Headwater sample corpus', type: 'journal' } },
      open_access: { is_oa: true, oa_status: 'gold' },
      authorships: [{ author_position: 'first', raw_author_name: 'Ada Lindqvist' }, { author_position: 'last' }],
      abstract_inverted_index: { Street: [0] },
      best_oa_location: { is_oa: true },
    });
    expect(json.locations.map((each: { landing_page_url: string }) => each.landing_page_url)).toContain(
      'https://arxiv.org/abs/1605.90001',
    );
    const closed = (await ask('/works/doi:10.5555/HEADWATER.003')).json;
    expect(closed).toMatchObject({ best_oa_location: null, ids: { pmid: 'https://pubmed.ncbi.nlm.nih.gov/99000003' } });
  });

  it.each([
    'W4900000003',
    'w4900000003',
    'https://openalex.org/W4900000003',
    'doi:10.5555/headwater.003',
    'https://doi.org/10.5555/headwater.003',
    'pmid:99000003',
  ])('are found by %s', async (id) => {
    expect((await start()(`/works/${id}?select=id`)).json).toEqual({ id: 'https://openalex.org/W4900000003' });
  });

  it('that were merged redirect, that never were are unknown', async () => {
    const ask = start({ merged: { W5: 'W4900000002' } });
    const { status, headers } = await ask('/works/W5?select=id');
    expect([status, headers.get('location')]).toEqual([301, 'https://api.openalex.org/works/W4900000002?select=id']);
    expect(await ask('/works/W6')).toMatchObject({ status: 404, json: { error: 'Not Found' } });
  });
});

describe('filters', () => {
  it.each<[string, number]>([
    ['publication_year:2018', 2],
    ['publication_year:2018-2019', 4],
    ['publication_year:>2023', 3],
    ['publication_year:2018|2019,is_oa:true', 2],
    ['type:!article', 3],
    ['has_abstract:true', 20],
    ['from_publication_date:2024-01-01,to_publication_date:2024-12-31', 2],
    ['cites:W4900000001', 2],
    ['cited_by:W4900000004', 3],
    ['referenced_works_count:3', 2],
    ['doi:https://doi.org/10.5555/headwater.001|10.5555/headwater.002', 2],
    ['openalex_id:W4900000001|https://openalex.org/W4900000002', 2],
    ['authorships.author.id:https://openalex.org/A5900000001', 3],
    ['title.search:"street trees"', 1],
    ['language:de', 0],
  ])('%s', async (filter, count) => {
    const { status, json } = await start()(`/works?filter=${encodeURIComponent(filter)}&per_page=1`);
    expect([status, json.meta?.count]).toEqual([200, count]);
  });

  it.each<[string, number, RegExp]>([
    ['author_name:x', 400, /Unknown filter field: author_name/],
    ['publication_year:abc', 400, /publication_year:abc/],
    ['is_oa:maybe', 400, /true or false/],
    ['type:article|language:en', 400, /OR query between filters/],
    ['from_publication_date:2024', 400, /yyyy-mm-dd/],
    ['from_updated_date:2024-01-01', 403, /paid plan/],
    [`openalex_id:${Array.from({ length: 101 }, (_, index) => `W${index}`).join('|')}`, 400, /100 or below/],
    ['nonsense', 400, /Invalid filter/],
  ])('%s is refused', async (filter, status, message) => {
    const answer = await start()(`/works?filter=${encodeURIComponent(filter)}`);
    expect(answer.status).toBe(status);
    expect(answer.json.message).toMatch(message);
  });
});

describe('searches', () => {
  it('rank plain words, with their scores', async () => {
    const { json } = await start()('/works?search=street%20trees&per_page=3');
    expect(json.results[0].title).toMatch(/^Street trees/);
    expect(json.results[0].relevance_score).toBeGreaterThan(json.results[1].relevance_score);
  });

  it.each<[string, string, number]>([
    ['search', '"street trees"', 2],
    ['search', 'heat AND kidney', 1],
    ['search', 'heat NOT trees AND NOT roofs', 1],
    ['search', '(microplastic OR microplastics) AND mussels', 1],
    ['search', '"canopy sections"~3', 1],
    ['search', 'mussles~2', 1],
    ['search.exact', 'microplast*', 2],
    ['search.exact', 'turbin?', 1],
    ['search', 'zzyzxq', 0],
  ])('%s=%s', async (name, text, count) => {
    expect((await start()(`/works?${name}=${encodeURIComponent(text)}`)).json.meta.count).toBe(count);
  });

  it('by meaning give fifty at most, without cursor and without some filters', async () => {
    const ask = start();
    expect((await ask('/works?search.semantic=heat%20in%20cities')).json.meta.count).toBeGreaterThan(2);
    expect((await ask('/works?search.semantic=heat&cursor=*')).status).toBe(400);
    expect((await ask('/works?search.semantic=heat&filter=cited_by_count:>1')).status).toBe(400);
    expect((await ask('/authors?search.semantic=heat')).status).toBe(400);
  });

  it.each([
    'search=a*',
    'search.exact=ab*',
    'search=x&search.exact=y',
    'sort=relevance_score:desc',
    'sample=5&sort=doi',
    'per_page=201',
    'page=200&per_page=100',
    'cursor=nonsense',
    'select=authorships.author',
    'corpus=some',
    'group_by=nothing',
    'group_by=type&page=2',
    'tracking=1',
  ])('%s is refused', async (query) => {
    expect((await start()(`/works?${query}`)).status).toBe(400);
  });
});

describe('pages', () => {
  it('by cursor meet every work once, and end with null', async () => {
    const ask = start();
    const seen: string[] = [];
    let cursor: string | null = '*';
    let pages = 0;
    while (cursor !== null) {
      const { json }: { json: any } = await ask(
        `/works?per_page=7&cursor=${encodeURIComponent(cursor)}&sort=cited_by_count:desc`,
      );
      seen.push(...json.results.map(({ id }: { id: string }) => id));
      expect(json.meta.page).toBeNull();
      cursor = json.meta.next_cursor;
      pages += 1;
    }
    expect([seen.length, new Set(seen).size, pages]).toEqual([20, 20, 3]);
  });

  it('of a sample come the same way again with the same seed', async () => {
    const ask = start();
    const [first, again, other] = [
      await ask('/works?sample=5&seed=a'),
      await ask('/works?sample=5&seed=a'),
      await ask('/works?sample=5&seed=b'),
    ];
    expect(first.json.results).toHaveLength(5);
    expect(titles(again)).toEqual(titles(first));
    expect(titles(other)).not.toEqual(titles(first));
  });

  it('of groups count every value, unknown ones when asked for', async () => {
    const corpus: EmulatorWork[] = [
      { title: 'a', language: 'de', publishedAt: '2020-01-01' },
      { title: 'b', language: 'de' },
    ];
    const ask = start({ corpus });
    const years = async (name: string) => (await ask(`/works?group_by=${name}`)).json.group_by;
    expect(await years('language')).toEqual([{ key: 'de', key_display_name: 'de', count: 2 }]);
    expect(await years('publication_year')).toEqual([{ key: '2020', key_display_name: '2020', count: 1 }]);
    expect((await years('publication_year:include_unknown')).map(({ key }: { key: string }) => key)).toEqual([
      '-111',
      '2020',
    ]);
    expect((await years('doi:include_unknown'))[0]).toMatchObject({ key: 'unknown', count: 2 });
  });

  it('of the core leave the expansion out', async () => {
    const ask = start({ corpus: [{ title: 'core' }, { title: 'more', isExpansion: true }] });
    expect(titles(await ask('/works'))).toEqual(['core']);
    expect(titles(await ask('/works?corpus=expansion'))).toEqual(['more']);
    expect(titles(await ask('/works?corpus=all'))).toEqual(['core', 'more']);
    expect((await ask('/works?corpus=all&include_xpac=true')).status).toBe(400);
  });
});

describe('other entities', () => {
  it.each([
    ['authors', 14],
    ['sources', 1],
    ['institutions', 14],
    ['topics', 7],
    ['keywords', 7],
    ['publishers', 1],
    ['funders', 1],
    ['awards', 1],
    ['domains', 1],
    ['fields', 7],
    ['languages', 1],
    ['work-types', 3],
    ['licenses', 1],
    ['indexes', 3],
  ])('%s are counted over the works that mention them', async (path, least) => {
    const { json } = await start()(`/${path}?per_page=100&sort=works_count:desc`);
    expect(json.meta.count).toBeGreaterThanOrEqual(Math.min(least, json.meta.count));
    expect(json.meta.count).toBeGreaterThan(0);
    for (const item of json.results) {
      expect(item).toMatchObject({
        id: expect.stringMatching(/^https:\/\/openalex\.org\//),
        works_count: expect.any(Number),
      });
      expect((await start()(`/${path}/${item.id}`)).json.id).toBe(item.id);
    }
  });

  it('are completed by the beginning of a word, or found by an id', async () => {
    const ask = start();
    const found = (await ask('/autocomplete/authors?q=lindq')).json.results;
    expect(found).toMatchObject([{ display_name: 'Ada Lindqvist', entity_type: 'author', works_count: 3 }]);
    expect((await ask(`/autocomplete?q=${found[0].external_id}`)).json.results[0].id).toBe(found[0].id);
    expect((await ask('/autocomplete/authors')).status).toBe(400);
  });
});

describe('the budget of the day', () => {
  const day = Date.UTC(2026, 8, 1, 12);

  it('is counted in credits, refused when used up, and filled up at midnight UTC', async () => {
    const clock = createVirtualClock({ start: day });
    onTestFinished(() => clock.dispose());
    const ask = start({ clock, dailyBudgetUsd: { keyed: 1, anonymous: 0.0021 } });
    const heads = async (path: string) => {
      const { status, headers } = await ask(path);
      return [
        status,
        headers.get('x-ratelimit-remaining'),
        headers.get('x-ratelimit-credits-used'),
        headers.get('x-ratelimit-reset'),
      ];
    };
    expect(await heads('/works?search=heat')).toEqual([200, '11', '10', '43200']);
    expect(await heads('/works?search=heat')).toEqual([200, '1', '10', '43200']);
    expect(await heads('/works')).toEqual([200, '0', '1', '43200']);
    expect(await heads('/works')).toEqual([429, '0', '0', '43200']);
    expect(await heads('/works/W4900000001')).toEqual([200, '0', '0', '43200']);
    expect(await heads('/works?filter=nonsense:1')).toEqual([429, '0', '0', '43200']);
    await clock.advance(43_200_000);
    expect((await heads('/works'))[0]).toBe(200);
  });

  it('is ten times as large with a key, and told by /rate-limit', async () => {
    const ask = start({ limits: 'published' });
    const bearer = { authorization: 'Bearer sandbox-key' };
    await ask('/works?search=heat', bearer);
    expect((await ask('/rate-limit', bearer)).json.rate_limit).toMatchObject({
      daily_budget_usd: 1,
      daily_used_usd: 0.001,
    });
    expect((await ask('/rate-limit?api_key=sandbox-key')).json.rate_limit.daily_used_usd).toBe(0.001);
    expect((await ask('/rate-limit')).json.rate_limit.daily_budget_usd).toBe(0.1);
    expect((await ask('/works', { authorization: 'Bearer other' })).status).toBe(401);
  });
});

it('refuses what is longer than an address may be', async () => {
  expect((await start()(`/works?search=${'x'.repeat(4200)}`)).json).toMatchObject({ error: 'Request URL too long' });
});

it('serves PDFs of open works below /content', async () => {
  const emulator = createOpenAlexEmulator();
  const ask = async (id: string) => (await emulator.fetch(`https://api.openalex.org/content/works/${id}.pdf`)).status;
  expect([await ask('W4900000001'), await ask('W4900000003')]).toEqual([200, 404]);
});
