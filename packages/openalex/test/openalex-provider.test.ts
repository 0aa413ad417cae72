import { describe, expect, it, vi } from 'vitest';
import { anyOf, greaterThan, lessThan, not, type OpenAlexCollection, range } from '../src/index.ts';
import { all, answering, failureOf, fixture, page, sentPaths, sentQuery } from './answering.ts';

const work = (number: number, more: object = {}) => ({ id: `https://openalex.org/W${number}`, ...more });

describe('lists', () => {
  it('every list option under OpenAlex’s own name', async () => {
    const { openalex, service } = answering(page([]));
    await all(
      openalex.works.list({
        search: 'heat AND trees',
        filter: { is_oa: true, type: ['article', 'review'], cited_by_count: greaterThan(3) },
        sort: ['cited_by_count:desc', 'publication_date'],
        select: ['title', 'doi'],
        corpus: 'all',
        limit: 30,
        pageSize: 10,
      }),
    );
    expect(service.requests[0]).toMatchObject({ method: 'GET', path: '/works' });
    expect(sentQuery(service)).toEqual({
      search: 'heat AND trees',
      filter: 'is_oa:true,type:article|review,cited_by_count:>3',
      sort: 'cited_by_count:desc,publication_date',
      select: 'id,title,doi',
      corpus: 'all',
      per_page: '10',
      cursor: '*',
    });
  });

  it('search.exact, page, sample and seed reach OpenAlex', async () => {
    const { openalex, service } = answering(page([]));
    await all(openalex.works.list({ searchExact: 'machin*', page: 3, pageSize: 50 }));
    await all(openalex.works.list({ sample: 200, seed: 'x' }));
    await all(openalex.works.list('plain words'));
    expect(sentQuery(service)).toEqual({ 'search.exact': 'machin*', page: '3', per_page: '50' });
    expect(sentQuery(service, 1)).toEqual({ sample: '200', seed: 'x', page: '1', per_page: '100' });
    expect(sentQuery(service, 2)).toMatchObject({ search: 'plain words', cursor: '*' });
  });

  it.each([
    ['works', '/works'],
    ['authors', '/authors'],
    ['sources', '/sources'],
    ['institutions', '/institutions'],
    ['topics', '/topics'],
    ['keywords', '/keywords'],
    ['publishers', '/publishers'],
    ['funders', '/funders'],
    ['awards', '/awards'],
    ['domains', '/domains'],
    ['fields', '/fields'],
    ['subfields', '/subfields'],
    ['sdgs', '/sdgs'],
    ['countries', '/countries'],
    ['continents', '/continents'],
    ['languages', '/languages'],
    ['workTypes', '/work-types'],
    ['sourceTypes', '/source-types'],
    ['institutionTypes', '/institution-types'],
    ['licenses', '/licenses'],
    ['indexes', '/indexes'],
  ] as const)('%s are listed, got and grouped', async (name, path) => {
    const item = { id: `https://openalex.org/${path}/7`, display_name: 'Seven' };
    const { openalex, service } = answering([
      page([item]),
      { json: item },
      { json: { meta: { count: 1 }, group_by: [{ key: 'x', key_display_name: 'X', count: 1 }] } },
    ]);
    const collection = openalex[name] as OpenAlexCollection<'authors'>;
    expect(await all(collection.list())).toMatchObject([{ display_name: 'Seven', updated_date: null }]);
    expect(await collection.get('7')).toMatchObject({ display_name: 'Seven', created_date: null });
    expect(await all(collection.groupBy('id'))).toEqual([{ key: 'x', key_display_name: 'X', count: 1 }]);
    expect(sentPaths(service)).toEqual([path, `${path}/7`, path]);
  });

  it('go on by cursor until there is none, also past an empty page', async () => {
    const { openalex, service } = answering([
      page([work(1), work(2)], { next_cursor: 'b+/=', count: 3 }),
      page([work(3)], { next_cursor: 'c', count: 3 }),
      page([], { next_cursor: 'd', count: 3 }),
    ]);
    expect(await all(openalex.works.list({ pageSize: 2, select: ['id'] }))).toEqual([work(1), work(2), work(3)]);
    expect(service.requests.map((_, index) => sentQuery(service, index).cursor)).toEqual(['*', 'b+/=', 'c']);
  });

  it('a cursor that repeats for ever ends with an error', async () => {
    const { openalex } = answering(page([work(1)], { next_cursor: 'same' }));
    const error = await failureOf(all(openalex.works.list()));
    expect(error).toMatchObject({ code: 'response-invalid', operation: 'listWorks' });
  });

  it('ask for no more than is wanted', async () => {
    const { openalex, service } = answering(page([work(1), work(2), work(3)], { next_cursor: 'b' }));
    const pages = [];
    for await (const each of openalex.works.list({ limit: 2, select: ['id'] }).pages()) pages.push(each);
    expect(pages.map(({ items }) => items)).toEqual([[work(1), work(2)]]);
    expect(sentQuery(service).per_page).toBe('2');
    expect(service.requests).toHaveLength(1);
  });

  it('tell count and cost of every page, and name what was malformed', async () => {
    const { openalex } = answering({ json: fixture('works') });
    const [first] = await all(openalex.works.list({ limit: 4 }).pages());
    expect(first).toMatchObject({ count: 1523, costUsd: 0.001, skipped: [] });
    const broken = answering({ json: fixture('works.malformed') }).openalex;
    const [salvaged] = await all(broken.works.list({ limit: 2 }).pages());
    expect(salvaged?.items.map(({ id }) => id)).toEqual([
      'https://openalex.org/W2741809807',
      'https://openalex.org/W4',
    ]);
    expect(salvaged?.skipped.map(({ index }) => index)).toEqual([0, 2, 3, 5, 6]);
    expect(salvaged?.items[0]).toMatchObject({ authorships: null, publication_year: null, topics: null });
    expect(salvaged).not.toHaveProperty('costUsd');
  });

  it('by number stop at 10,000 and say so', async () => {
    const { openalex, service } = answering(
      page(
        Array.from({ length: 100 }, (_, index) => work(index)),
        { count: 20_000 },
      ),
    );
    const pages = await all(openalex.works.list({ page: 99, pageSize: 100, select: ['id'] }).pages());
    expect(service.requests.map((_, index) => sentQuery(service, index).page)).toEqual(['99', '100']);
    expect(pages.at(-1)?.truncated).toMatch(/10000/);
  });

  it('a semantic search is one page of its own pace', async () => {
    const { openalex, service } = answering(page([work(1)], { count: 50 }));
    await all(openalex.works.list({ searchSemantic: 'an aim in many words', filter: { is_oa: true } }));
    await all(openalex.works.list({ searchSemantic: 'another aim' }));
    expect(sentQuery(service)).toEqual({
      'search.semantic': 'an aim in many words',
      filter: 'is_oa:true',
      per_page: '50',
      page: '1',
    });
    const [first, second] = service.requests.map(({ at }) => at);
    expect((second as number) - (first as number)).toBeGreaterThanOrEqual(1000);
  });
});

describe('what cannot be right is refused before anything is sent', () => {
  it.each<[object, RegExp]>([
    [{ search: 'a', searchExact: 'b' }, /cannot stand together/],
    [{ search: 'machin*' }, /wildcards/],
    [{ sort: 'relevance_score:desc' }, /relevance_score/],
    [{ sample: 5, sort: 'doi' }, /sort/],
    [{ sample: 5, page: 2 }, /page/],
    [{ sample: 500 }, /seed/],
    [{ seed: 1 }, /sample/],
    [{ sample: 10_001, seed: 1 }, /sample/],
    [{ page: 101, pageSize: 100 }, /10000/],
    [{ pageSize: 101 }, /1 to 100/],
    [{ searchSemantic: 'x', pageSize: 51 }, /1 to 50/],
    [{ limit: 0 }, /limit/],
    [{ select: ['authorships.author'] }, /select/],
    [{ search: ' ' }, /search/],
    [{ search: 'x'.repeat(4000) }, /shorter/],
    [{ filter: { from_publication_date: '2024-02-31' } }, /no date/],
    [{ filter: { doi: [] } }, /no value/],
    [{ filter: { 'a b': 1 } }, /attribute/],
    [{ filter: { display_name: 'a,b' } }, /comma|cannot/],
    [{ filter: { openalex_id: Array.from({ length: 101 }, (_, index) => `W${index}`) } }, /101 values/],
  ])('%j', async (options, message) => {
    const rig = answering(page([]));
    const error = await failureOf(async () => all(rig.openalex.works.list(options)));
    expect(error.code).toBe('invalid-request');
    expect(`${error.message} ${error.hint}`).toMatch(message);
    expect(rig.service.requests).toHaveLength(0);
  });

  it('corpus and meaning are for works only', async () => {
    const rig = answering(page([]));
    expect((await failureOf(() => rig.openalex.authors.list({ corpus: 'all' }))).message).toMatch(/works only/);
    expect((await failureOf(() => rig.openalex.authors.list({ searchSemantic: 'x' }))).message).toMatch(/works only/);
  });

  it.each(['', '..', '../rate-limit', 'a b', 'W1?select=id', undefined])('the id %j', async (id) => {
    const rig = answering(page([]));
    expect((await failureOf(async () => rig.openalex.works.get(id as string))).code).toBe('invalid-request');
    expect(rig.service.requests).toHaveLength(0);
  });
});

describe('single entities', () => {
  it.each([
    ['w2741809807', '/works/W2741809807'],
    ['https://openalex.org/W2741809807', '/works/W2741809807'],
    ['10.7717/PeerJ.4375', '/works/doi:10.7717/peerj.4375'],
    ['https://doi.org/10.7717/peerj.4375', '/works/doi:10.7717/peerj.4375'],
    ['doi:10.1000/a#b?c', '/works/doi:10.1000/a%23b%3Fc'],
    ['pmid:29456894', '/works/pmid:29456894'],
    ['https://pubmed.ncbi.nlm.nih.gov/29456894/', '/works/pmid:29456894'],
    ['orcid:0000-0001-6187-6610', '/works/https://orcid.org/0000-0001-6187-6610'],
    ['https://ror.org/02y3ad647', '/works/https://ror.org/02y3ad647'],
    ['0028-0836', '/works/issn:0028-0836'],
    ['https://openalex.org/domains/3', '/works/3'],
  ])('%s is asked for as %s', async (id, path) => {
    const { openalex, service } = answering({ json: work(1) });
    await openalex.works.get(id, { select: ['title'] });
    expect(sentPaths(service)).toEqual([path]);
    expect(sentQuery(service)).toEqual({ select: 'id,title' });
  });

  it('that were merged are followed, and told', async () => {
    const { openalex, service } = answering([
      { status: 301, headers: { location: 'https://elsewhere.example/works/w7?select=id' }, text: '<html>' },
      { json: work(7, { title: 't' }) },
    ]);
    expect(await openalex.works.get('W5', { select: ['title'] })).toEqual({ ...work(7), title: 't', mergedFrom: 'W5' });
    // The key goes to the service it is for, wherever the answer points.
    expect(sentPaths(service)).toEqual(['/works/W5', '/works/W7']);
  });

  it('that are merged in a circle end with an error', async () => {
    const { openalex, service } = answering((request) => ({
      status: 301,
      headers: { location: request.path === '/works/W1' ? '/works/W2' : '/works/W1' },
      text: '',
    }));
    expect((await failureOf(openalex.works.get('W1'))).code).toBe('not-found');
    expect(service.requests.length).toBeLessThanOrEqual(5);
  });

  it('come without mergedFrom when nothing was merged', async () => {
    const { openalex } = answering({ json: work(7) });
    const { result, response } = await openalex.works.get('W7', { select: ['id'] }).withResponse();
    expect(result).toEqual(work(7));
    expect(response.status).toBe(200);
  });
});

describe('many at once', () => {
  it('100 per request, each found again by the id it was asked for with', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `https://openalex.org/W${index + 1}`);
    const { openalex, service } = answering((request) => {
      const asked = (request.query.get('filter') ?? '').replace('openalex_id:', '').split('|');
      return page(asked.filter((id) => id !== 'W3').map((id) => ({ id: `https://openalex.org/${id}`, title: id })));
    });
    const found = await openalex.works.getMany([...ids, 'w1'], { select: ['title'] });
    expect(found.size).toBe(151);
    expect(found.get('w1')).toEqual({ id: 'https://openalex.org/W1', title: 'W1' });
    expect(found.get('https://openalex.org/W3')).toBeNull();
    expect(service.requests.map((_, index) => sentQuery(service, index).per_page)).toEqual(['100', '50']);
  });

  it('by DOI in parts that fit an address, and one by one where a filter cannot hold it', async () => {
    const long = Array.from({ length: 60 }, (_, index) => `10.1000/${'x'.repeat(80)}${index}`);
    const { openalex, service } = answering((request) => {
      if (request.path !== '/works') return { json: work(9, { doi: 'https://doi.org/10.1/odd' }) };
      const asked = (request.query.get('filter') ?? '').slice(4).split('|');
      return page(asked.map((doi, index) => work(index, { doi: `https://doi.org/${doi.toUpperCase()}` })));
    });
    const found = await openalex.works.getMany([...long, '10.1000/a,b'], { select: ['id'] });
    expect([...found.values()].every((each) => each !== null)).toBe(true);
    expect(service.requests.length).toBeGreaterThan(2);
    for (const { query } of service.requests) expect(query.length).toBeLessThan(4094);
    expect(sentPaths(service).at(-1)).toBe('/works/doi:10.1000/a%2Cb');
  });

  it('refuses ids that cannot be asked for together', async () => {
    const { openalex } = answering(page([]));
    expect((await failureOf(openalex.works.getMany(['pmid:1']))).hint).toMatch(/Nothing/);
    expect((await failureOf(openalex.authors.getMany(['10.1000/a']))).code).toBe('invalid-request');
  });
});

describe('groups, suggestions, budget and PDFs', () => {
  it('groups go on by cursor, unknown ones counted when asked for', async () => {
    const { openalex, service } = answering([
      { json: { meta: { next_cursor: 'b' }, group_by: [{ key: 2020, key_display_name: '2020', count: '7' }] } },
      { json: { meta: { next_cursor: null }, group_by: [{ key: -111, key_display_name: null, count: 1 }, null] } },
    ]);
    const groups = openalex.works.groupBy('publication_year', { filter: { type: 'article' }, includeUnknown: true });
    expect(await all(groups)).toEqual([
      { key: '2020', key_display_name: '2020', count: 7 },
      { key: '-111', key_display_name: null, count: 1 },
    ]);
    expect(sentQuery(service)).toEqual({
      filter: 'type:article',
      group_by: 'publication_year:include_unknown',
      per_page: '200',
      cursor: '*',
    });
  });

  it('autocomplete takes a kind of entity, a filter and a search', async () => {
    const reply = { json: { meta: {}, results: [{ id: 'https://openalex.org/I1', display_name: 'Florida' }, null] } };
    const { openalex, service } = answering(reply);
    const options = { entity: 'institutions', filter: { country_code: 'us' }, search: 'x' } as const;
    expect(await openalex.autocomplete('flori', options)).toEqual([
      {
        id: 'https://openalex.org/I1',
        display_name: 'Florida',
        entity_type: null,
        external_id: null,
        hint: null,
        cited_by_count: null,
        works_count: null,
      },
    ]);
    await openalex.autocomplete('flori');
    expect(sentPaths(service)).toEqual(['/autocomplete/institutions', '/autocomplete']);
    expect(sentQuery(service)).toEqual({ q: 'flori', filter: 'country_code:us', search: 'x' });
  });

  it('the budget of the day can be asked for', async () => {
    const { openalex, service } = answering({
      json: { api_key: 'x', rate_limit: { daily_budget_usd: 1, resets_at: 'soon' } },
    });
    expect(await openalex.getRateLimit()).toMatchObject({ daily_budget_usd: 1, daily_used_usd: null });
    expect(sentPaths(service)).toEqual(['/rate-limit']);
  });

  it('PDFs come as bytes from their own host, and a page in their place is an error', async () => {
    const { openalex, service } = answering([{ text: '%PDF-1.4 …' }, { text: '<html>' }]);
    const { result, response } = await openalex.getPdf('https://openalex.org/W7').withResponse();
    expect(new TextDecoder().decode(result)).toContain('%PDF-1.4');
    expect(response.costUsd).toBe(0.01);
    expect((await failureOf(openalex.getPdf('W7'))).code).toBe('response-invalid');
    expect(sentPaths(service)[0]).toBe('/content/works/W7.pdf');
    expect(service.requests[0]?.headers.authorization).toBe('Bearer test-key');
  });
});

describe('the key', () => {
  it('goes into a header, never into the address', async () => {
    const { openalex, service } = answering(page([]));
    await all(openalex.works.list('x'));
    expect(service.requests[0]?.headers.authorization).toBe('Bearer test-key');
    expect(service.requests[0]?.query).not.toContain('test-key');
  });

  it('that was never set is not sent as a word', async () => {
    vi.stubEnv('OPENALEX_API_KEY', 'undefined');
    try {
      const { openalex, service } = answering(page([]), { apiKey: undefined });
      expect((await failureOf(all(openalex.works.list('x')))).code).toBe('configuration');
      expect(service.requests).toHaveLength(0);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('can be changed at run time, for PDFs as well', async () => {
    const { openalex, service } = answering([page([]), { text: '%PDF-' }]);
    openalex.configure({ apiKey: 'other-key' });
    await all(openalex.works.list('x'));
    await openalex.getPdf('W1');
    expect(service.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer other-key',
      'Bearer other-key',
    ]);
  });
});

describe('filters', () => {
  it.each([
    [{ publication_year: range(2020, 2024) }, 'publication_year:2020-2024'],
    [{ 'authorships.author.id': ['https://openalex.org/A1', 'A2'] }, 'authorships.author.id:A1|A2'],
    [{ type: not('article', 'review') }, 'type:!article,type:!review'],
    [{ cited_by_count: anyOf(1, 2), fwci: lessThan(1.5) }, 'cited_by_count:1|2,fwci:<1.5'],
    [{ doi: 'https://doi.org/10.1000/X' }, 'doi:10.1000/x'],
    [{ is_oa: false, language: undefined }, 'is_oa:false'],
    ['publication_year:2020|2021', 'publication_year:2020|2021'],
  ])('%j is written as %s', async (filter, written) => {
    const { openalex, service } = answering(page([]));
    await all(openalex.works.list({ filter }));
    expect(sentQuery(service).filter).toBe(written);
  });
});
