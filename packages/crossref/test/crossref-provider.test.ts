import { describe, expect, it, vi } from 'vitest';
import { isRetracted, retractedBy, updatesOf } from '../src/index.ts';
import { all, answering, failureOf, fixture, page, sentPaths, sentQuery, single } from './answering.ts';

describe('lists of works', () => {
  it('every search option under Crossref’s own name', async () => {
    const { crossref, service } = answering(page([]));
    await all(
      crossref.works.list({
        query: 'street trees',
        fields: { author: 'lindqvist', bibliographic: 'a reference', 'container-title': 'city' },
        filter: { type: ['book', 'monograph'], 'from-pub-date': '2024-05', 'has-abstract': true, member: 98 },
        sort: 'is-referenced-by-count',
        order: 'asc',
        select: ['title', 'update-to'],
        facet: { 'type-name': '*', published: 10 },
        limit: 30,
        pageSize: 10,
      }),
    );
    expect(service.requests[0]).toMatchObject({ method: 'GET', path: '/works' });
    expect(sentQuery(service)).toEqual({
      query: 'street trees',
      'query.author': 'lindqvist',
      'query.bibliographic': 'a reference',
      'query.container-title': 'city',
      filter: 'type:book,type:monograph,from-pub-date:2024-05,has-abstract:true,member:98',
      sort: 'is-referenced-by-count',
      order: 'asc',
      select: 'DOI,title,update-to',
      facet: 'type-name:*,published:10',
      rows: '10',
      cursor: '*',
    });
  });

  it('go on by cursor, all else the same, until a page is short', async () => {
    const { crossref, service } = answering([
      page([{ DOI: '10.1/a' }, { DOI: '10.1/b' }], { 'next-cursor': 'A+b/c==' }),
      page([{ DOI: '10.1/c' }], { 'next-cursor': 'D' }),
    ]);
    const works = await all(crossref.works.list({ query: 'x', pageSize: 2, select: ['DOI'] }));
    expect(works).toEqual([{ DOI: '10.1/a' }, { DOI: '10.1/b' }, { DOI: '10.1/c' }]);
    expect(sentQuery(service, 1)).toEqual({ ...sentQuery(service), cursor: 'A+b/c==' });
    expect(service.requests).toHaveLength(2);
    expect(service.requests[1]?.query).toContain('A%2Bb%2Fc%3D%3D');
  });

  it('a cursor that repeats for ever ends with an error', async () => {
    const { crossref } = answering(page([{ DOI: '10.1/a' }], { 'next-cursor': 'same' }));
    expect(await failureOf(all(crossref.works.list({ pageSize: 1 })))).toMatchObject({ code: 'response-invalid' });
  });

  it('by offset stop at 10,000 and say so', async () => {
    const items = Array.from({ length: 1000 }, (_, index) => ({ DOI: `10.1/${index}` }));
    const { crossref, service } = answering(page(items, { 'total-results': 50_000 }));
    const pages = await all(crossref.works.list({ offset: 9500, pageSize: 1000 }).pages());
    expect(service.requests.map((_, index) => sentQuery(service, index).offset)).toEqual(['9500']);
    expect(pages[0]?.truncated).toMatch(/10000/);
  });

  it('a sample is one answer', async () => {
    const { crossref, service } = answering(page([{ DOI: '10.1/a' }], { 'next-cursor': 'x' }));
    expect(await all(crossref.works.list({ sample: 5, select: ['DOI'] }))).toEqual([{ DOI: '10.1/a' }]);
    expect(sentQuery(service)).toEqual({ sample: '5', select: 'DOI' });
  });

  it('tell total and facets of every page, and name what was malformed', async () => {
    const [first] = await all(
      answering({ json: fixture('works') })
        .crossref.works.list({ limit: 4 })
        .pages(),
    );
    expect(first).toMatchObject({ total: 1523, skipped: [] });
    expect(first?.facets).toEqual({ 'type-name': { 'value-count': 2, values: { 'Journal Article': 3, Book: 1 } } });
    expect(first?.items[0]).toMatchObject({ 'short-container-title': ['City Clim.'], subtitle: null, score: 18.2 });
    const [broken] = await all(
      answering({ json: fixture('works.malformed') })
        .crossref.works.list({ limit: 9 })
        .pages(),
    );
    expect(broken?.items.map(({ DOI }) => DOI)).toEqual(['10.1234/ABC.Def', '10.5555/3295222']);
    expect(broken?.skipped.map(({ index }) => index)).toEqual([0, 2, 3, 5, 6]);
    expect(broken?.items[0]).toMatchObject({ title: ['Kept'], author: null, issued: null });
    expect(broken).toMatchObject({ total: null, facets: {} });
  });
});

describe('what cannot be right is refused before anything is sent', () => {
  it.each<[object, RegExp]>([
    [{ offset: 10_001 }, /offset/],
    [{ pageSize: 1001 }, /1 to 1000/],
    [{ limit: 0 }, /limit/],
    [{ sample: 101 }, /sample/],
    [{ sample: 5, offset: 1 }, /offset/],
    [{ query: ' ' }, /query/],
    [{ order: 'up' }, /order/],
    [{ select: ['a b'] }, /select/],
    [{ facet: { 'type-name': -1 } }, /facet/],
    [{ filter: { 'from-pub-date': '2024-02-30' } }, /no date/],
    [{ filter: { 'until-pub-date': '2024-13' } }, /no date/],
    [{ filter: { 'container-title': 'a, b' } }, /comma/],
    [{ filter: { type: [] } }, /no value/],
    [{ filter: { 'no name!': 1 } }, /name of a filter/],
  ])('%j', async (options, message) => {
    const { crossref, service } = answering(page([]));
    const error = await failureOf(async () => all(crossref.works.list(options)));
    expect(error.code).toBe('invalid-request');
    expect(`${error.message} ${error.hint}`).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it.each([
    ['works', 'not a doi'],
    ['journals', '12345'],
    ['members', 'elsevier'],
    ['funders', 'x'],
    ['prefixes', '10.1016/x'],
    ['types', '../works'],
  ] as const)('an id of %s: %s', async (name, id) => {
    const { crossref, service } = answering(single({}));
    expect((await failureOf(async () => crossref[name].get(id))).code).toBe('invalid-request');
    expect(service.requests).toHaveLength(0);
  });
});

describe('single records', () => {
  it('DOIs stand encoded in the path, whatever form they were given in', async () => {
    const { crossref, service } = answering(single({ DOI: '10.1002/(sici)1<a;b#c?' }));
    await crossref.works.get('https://doi.org/10.1002/(SICI)1<A;B#C?');
    await crossref.works.get('doi:10.7717/PeerJ.4375');
    expect(sentPaths(service)).toEqual(['/works/10.1002%2F(sici)1%3Ca%3Bb%23c%3F', '/works/10.7717%2Fpeerj.4375']);
  });

  it('agency says who registered a DOI', async () => {
    const message = { DOI: '10.48550/arxiv.1', agency: { id: 'datacite', label: 'DataCite' } };
    const { crossref, service } = answering(single(message));
    expect(await crossref.works.agency('10.48550/arXiv.1')).toEqual(message);
    expect(sentPaths(service)).toEqual(['/works/10.48550%2Farxiv.1/agency']);
  });

  it('tell of retractions, on the work and on the notice', async () => {
    const { crossref } = answering(single(fixture('works').message.items[0]));
    const work = await crossref.works.get('10.1234/abc.def');
    expect(isRetracted(work)).toBe(true);
    expect(updatesOf(work)).toMatchObject([{ DOI: '10.1234/ABC.Retraction', source: 'retraction-watch' }]);
    const update = { DOI: '10.1234/ABC.Def', type: 'retraction', label: null, source: null, updated: null };
    expect(retractedBy({ 'update-to': [update, { ...update, type: 'correction' }] })).toEqual(['10.1234/abc.def']);
    expect([isRetracted({ 'updated-by': null }), retractedBy({ 'update-to': null })]).toEqual([false, []]);
  });
});

describe('other records', () => {
  it.each([
    ['journals', '0028-0836', { ISSN: ['0028-0836'], title: 'T' }],
    ['members', 98, { id: 98, 'primary-name': 'M' }],
    ['funders', '10.13039/100000001', { id: '100000001', name: 'F' }],
    ['types', 'journal-article', { id: 'journal-article', label: 'Journal Article' }],
  ] as const)('%s are listed, got, and their works listed', async (name, id, record) => {
    const { crossref, service } = answering([page([record]), single(record), page([{ DOI: '10.1/a' }])]);
    const listed = await all<object>(crossref[name].list({ limit: 5 }));
    expect(listed[0]).toMatchObject(record);
    expect(await crossref[name].get(id)).toMatchObject(record);
    expect(await all(crossref[name].works(id, { query: 'x', select: ['DOI'] }))).toEqual([{ DOI: '10.1/a' }]);
    const last = String(id).replace('10.13039/', '');
    expect(sentPaths(service)).toEqual([`/${name}`, `/${name}/${last}`, `/${name}/${last}/works`]);
    expect(sentQuery(service).cursor).toBe(name === 'types' ? undefined : '*');
    expect(sentQuery(service, 2)).toMatchObject({ query: 'x', cursor: '*' });
  });

  it('journals, members, funders and licenses are searched', async () => {
    const { crossref, service } = answering(page([]));
    await all(crossref.journals.list({ query: 'a' }));
    await all(crossref.members.list({ query: 'b', filter: { location: 'Germany' } }));
    await all(crossref.funders.list({ query: 'c', filter: { location: 'Germany' }, offset: 5 }));
    await all(crossref.licenses.list({ query: 'd' }));
    expect(sentQuery(service, 1)).toEqual({ query: 'b', filter: 'location:Germany', rows: '100', cursor: '*' });
    expect(sentQuery(service, 2)).toMatchObject({ query: 'c', offset: '5' });
    expect(sentQuery(service, 3)).toEqual({ query: 'd', rows: '100', offset: '0' });
  });

  it('prefixes have a name and works', async () => {
    const { crossref, service } = answering([single({ prefix: '10.1016', name: 'E', member: 'm' }), page([])]);
    expect(await crossref.prefixes.get('10.1016')).toEqual({ prefix: '10.1016', name: 'E', member: 'm' });
    await all(crossref.prefixes.works('10.1016', 'words'));
    expect(sentPaths(service)).toEqual(['/prefixes/10.1016', '/prefixes/10.1016/works']);
    expect(sentQuery(service, 1).query).toBe('words');
  });
});

describe('many at once', () => {
  it('50 per request, unknown ones null, DOIs with a comma one by one', async () => {
    const dois = Array.from({ length: 60 }, (_, index) => `10.1000/X${index}`);
    const { crossref, service } = answering((request) => {
      if (request.path !== '/works') return { status: 404, text: 'Resource not found.' };
      const asked = (request.query.get('filter') ?? '').split(',').map((each) => each.slice(4));
      return page(asked.filter((doi) => doi !== '10.1000/x3').map((doi) => ({ DOI: doi.toUpperCase(), title: [doi] })));
    });
    const found = await crossref.works.getMany([...dois, 'https://doi.org/10.1000/x0', '10.1000/a,b'], {
      select: ['title'],
    });
    expect(found.get('https://doi.org/10.1000/x0')).toEqual({ DOI: '10.1000/X0', title: ['10.1000/x0'] });
    expect([found.get('10.1000/X3'), found.get('10.1000/a,b'), found.size]).toEqual([null, null, 62]);
    expect(service.requests.map((_, index) => sentQuery(service, index).rows)).toEqual(['50', '10', undefined]);
  });
});

describe('identification', () => {
  it('mailto goes with every request, and can be changed', async () => {
    const { crossref, service } = answering(page([]), { apiKey: undefined, mailto: ' a@example.org ' });
    await all(crossref.works.list('x'));
    crossref.configure({ mailto: 'b@example.org' });
    await all(crossref.journals.list());
    await crossref.searchDocuments({ text: 'x' });
    expect(service.requests.map((_, index) => sentQuery(service, index).mailto)).toEqual([
      'a@example.org',
      'b@example.org',
      'b@example.org',
    ]);
  });

  it('the Plus token goes into its header', async () => {
    const { crossref, service } = answering(page([]));
    await all(crossref.works.list('x'));
    expect(service.requests[0]?.headers['crossref-plus-api-token']).toBe('Bearer test-key');
  });

  it.each(['undefined', '', 'nobody', 'a b@c.d'])('%j is no mail address', (mailto) => {
    expect(() => answering(page([]), { mailto })).toThrow(/mailto/);
  });

  it('a token that was never set is not sent as a word', async () => {
    vi.stubEnv('CROSSREF_PLUS_API_TOKEN', 'undefined');
    try {
      const { crossref, service } = answering(page([]), { apiKey: undefined });
      expect((await failureOf(all(crossref.works.list('x')))).code).toBe('configuration');
      expect(service.requests).toHaveLength(0);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('limits', () => {
  const limitsOf = (crossref: ReturnType<typeof answering>['crossref']) =>
    Object.fromEntries(
      crossref.inspect?.().limits.map((each) => [each.costClass, [each.requestsPerSecond, each.concurrency]]) ?? [],
    );

  it.each([
    [{ apiKey: undefined }, { single: [5, 1], list: [1, 1] }],
    [
      { apiKey: undefined, mailto: 'a@example.org' },
      { single: [10, 3], list: [3, 3] },
    ],
    [{}, { single: [150, undefined], list: [150, undefined] }],
  ])('of the pool that %j is in', (settings, limits) => {
    expect(limitsOf(answering(page([]), settings).crossref)).toMatchObject(limits);
  });

  it('are those that the service announces, until other settings are given', async () => {
    const headers = {
      'x-api-pool': 'polite-array',
      'x-rate-limit-limit': '30',
      'x-rate-limit-interval': '60s',
      'x-concurrency-limit': '2',
    };
    const { crossref, service } = answering({ ...page([]), headers }, { apiKey: undefined, mailto: 'a@example.org' });
    await all(crossref.works.list('a'));
    expect(limitsOf(crossref)).toMatchObject({ single: [10, 3], list: [0.5, 2] });
    await all(crossref.works.list('b'));
    await all(crossref.works.list('c'));
    const [, second, third] = service.requests.map(({ at }) => at) as [number, number, number];
    expect(third - second).toBeGreaterThanOrEqual(2000);
    crossref.configure({ mailto: undefined });
    expect(limitsOf(crossref)).toMatchObject({ list: [1, 1] });
  });

  it.each([
    [{ 'x-rate-limit-limit': '0', 'x-rate-limit-interval': '1s', 'x-api-pool': 'public-array' }],
    [{ 'x-rate-limit-limit': '9', 'x-rate-limit-interval': 'soon', 'x-api-pool': 'public-array' }],
    [{ 'x-rate-limit-limit': '9', 'x-rate-limit-interval': '1s' }],
    [{ 'x-rate-limit-limit': '9', 'x-rate-limit-interval': '1s', 'x-api-pool': 'other' }],
  ])('are not changed by %j', async (headers) => {
    const { crossref } = answering({ ...page([]), headers: headers as never }, { apiKey: undefined });
    await all(crossref.works.list('a'));
    expect(limitsOf(crossref)).toMatchObject({ single: [5, 1], list: [1, 1] });
  });

  it('of your own are not replaced', async () => {
    const headers = { 'x-api-pool': 'public-array', 'x-rate-limit-limit': '9', 'x-rate-limit-interval': '1s' };
    const resilience = { limits: { list: { requestsPerSecond: 0.5 } } };
    const { crossref } = answering({ ...page([]), headers }, { apiKey: undefined, resilience });
    await all(crossref.works.list('a'));
    expect(limitsOf(crossref).list).toEqual([0.5, undefined]);
  });
});
