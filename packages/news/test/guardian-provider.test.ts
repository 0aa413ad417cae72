import { describe, expect, it } from 'vitest';
import { isWithdrawn } from '../src/index.ts';
import { all, type EmulatorReply, failureOf, fixture, scriptedGuardian } from './scripted.ts';

const reply = (response: object): EmulatorReply => ({ json: { response: { status: 'ok', ...response } } });
const empty = reply({ total: 0, currentPage: 1, pages: 0, results: [] });
const content = (id: string) => ({ id, webTitle: id, webUrl: `https://g.example/${id}` });

describe('what is sent', () => {
  it('every parameter of search in kebab case', async () => {
    const { guardian, service, sent } = scriptedGuardian(empty);
    await guardian.search({
      q: '"street trees" AND heat',
      queryFields: ['headline', 'body'],
      section: ['environment', 'science'],
      tag: 'tone/news|tone/features',
      reference: 'isbn/9780718178949',
      referenceType: 'isbn',
      productionOffice: 'uk',
      lang: 'en',
      ids: ['a/b', 'c/d'],
      rights: 'syndicatable',
      starRating: 4,
      type: 'article',
      containsElement: 'image',
      fromDate: '2025-12-01T00:00:00+01:00',
      toDate: '2025-12-31',
      useDate: 'first-publication',
      orderBy: 'oldest',
      page: 1,
      pageSize: 200,
      showFields: ['headline', 'wordcount'],
      showTags: ['keyword', 'contributor'],
      showElements: 'image',
      showReferences: 'all',
      showRights: 'all',
      showBlocks: 'body',
      showSection: true,
    });
    expect(service.requests).toMatchObject([{ method: 'GET', path: '/search' }]);
    expect(service.requests[0]?.query).toContain('from-date=2025-12-01T00%3A00%3A00%2B01%3A00');
    expect(service.requests[0]?.query).toContain('q=%22street%20trees%22%20AND%20heat');
    expect(sent()).toEqual({
      'api-key': 'test-key',
      format: 'json',
      q: '"street trees" AND heat',
      'query-fields': 'headline,body',
      section: 'environment,science',
      tag: 'tone/news|tone/features',
      reference: 'isbn/9780718178949',
      'reference-type': 'isbn',
      'production-office': 'uk',
      lang: 'en',
      ids: 'a/b,c/d',
      rights: 'syndicatable',
      'star-rating': '4',
      type: 'article',
      'contains-element': 'image',
      'from-date': '2025-12-01T00:00:00+01:00',
      'to-date': '2025-12-31',
      'use-date': 'first-publication',
      'order-by': 'oldest',
      page: '1',
      'page-size': '200',
      'show-fields': 'headline,wordcount',
      'show-tags': 'keyword,contributor',
      'show-elements': 'image',
      'show-references': 'all',
      'show-rights': 'all',
      'show-blocks': 'body',
      'show-section': 'true',
    });
  });

  it('every parameter of item', async () => {
    const { guardian, service, sent } = scriptedGuardian(reply({ content: content('world/2025/dec/01/x') }));
    await guardian.item('https://www.theguardian.com/world/2025/dec/01/x?CMP=share#top', {
      showFields: ['all'],
      showStoryPackage: true,
      showEditorsPicks: true,
      showMostViewed: true,
      showRelatedContent: true,
      hideRecentContent: false,
    });
    expect(service.requests[0]?.path).toBe('/world/2025/dec/01/x');
    expect(sent()).toEqual({
      'api-key': 'test-key',
      format: 'json',
      'show-fields': 'all',
      'show-story-package': 'true',
      'show-editors-picks': 'true',
      'show-most-viewed': 'true',
      'show-related-content': 'true',
      'hide-recent-content': 'false',
    });
  });

  it('every parameter of tags', async () => {
    const { guardian, service, sent } = scriptedGuardian(empty);
    await guardian.tags({
      q: 'trees',
      webTitle: 'Str',
      type: 'keyword',
      section: 'environment',
      reference: 'isbn/1',
      referenceType: 'isbn',
      showReferences: 'all',
      page: 1,
      pageSize: 20,
    });
    expect(service.requests[0]?.path).toBe('/tags');
    expect(sent()).toEqual({
      'api-key': 'test-key',
      format: 'json',
      q: 'trees',
      'web-title': 'Str',
      type: 'keyword',
      section: 'environment',
      reference: 'isbn/1',
      'reference-type': 'isbn',
      'show-references': 'all',
      page: '1',
      'page-size': '20',
    });
  });

  it('every parameter of sections and editions', async () => {
    const { guardian, service, sent } = scriptedGuardian(reply({ total: 0, results: [] }));
    await guardian.sections({ q: 'business' });
    await guardian.editions({ q: 'uk' });
    expect(service.requests.map(({ path }) => path)).toEqual(['/sections', '/editions']);
    expect([sent(0).q, sent(1).q]).toEqual(['business', 'uk']);
  });

  it('the search again with next, below the article it goes on from', async () => {
    const { guardian, service, sent } = scriptedGuardian(reply({ total: 9, results: [content('b'), null] }));
    const found = await guardian.next('world/2025/dec/01/x', { q: 'trees', orderBy: 'newest', pageSize: 5 });
    expect(service.requests[0]?.path).toBe('/content/world/2025/dec/01/x/next');
    expect(sent()).toMatchObject({ q: 'trees', 'order-by': 'newest', 'page-size': '5' });
    expect(found).toMatchObject({ total: 9, results: [{ id: 'b' }], skipped: [{ index: 1 }] });
  });

  it.each<[string, object, RegExp]>([
    ['too large a page', { pageSize: 201 }, /pageSize.*200/],
    ['a day that does not exist', { fromDate: '2025-02-30' }, /fromDate: .*ISO 8601/],
    [
      'a window that ends before it begins',
      { fromDate: '2025-12-31', toDate: '2025-12-30' },
      /fromDate must not be after/,
    ],
    ['a name the Guardian does not know', { query: 'x' }, /query/],
    ['an order it does not know', { orderBy: 'best' }, /orderBy/],
  ])('nothing for %s', async (_what, options, message) => {
    const { guardian, service } = scriptedGuardian(empty);
    expect((await failureOf(guardian.search(options as never))).message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it.each(['', '..', 'a/../b', 'a/%2e%2e/b', 'a b', 'a?b=c&', 'https://elsewhere.example/a'])(
    'nothing for the id %j',
    async (id) => {
      const { guardian, service } = scriptedGuardian(reply({ content: content('x') }));
      const call = guardian.item(id);
      if (id === 'a?b=c&') {
        await call;
        expect(service.requests[0]?.path).toBe('/a');
        return;
      }
      expect((await failureOf(call)).code).toBe('invalid-request');
      expect(service.requests).toHaveLength(0);
    },
  );
});

describe('lists', () => {
  const page = (number: number, pages: number, orderBy = 'relevance') =>
    reply({ total: pages, currentPage: number, pages, orderBy, results: [content(`p${number}`)] });

  it('go on to the last page, in the order the first one had', async () => {
    const { guardian, sent } = scriptedGuardian([page(1, 3, 'newest'), page(2, 3), page(3, 3)]);
    const items = await all(guardian.search({ q: 'x', pageSize: 1 }));
    expect(items.map(({ id, rank }) => [id, rank])).toEqual([
      ['p1', 0],
      ['p2', 1],
      ['p3', 2],
    ]);
    expect(sent(0)).not.toHaveProperty('order-by');
    expect(sent(2)).toMatchObject({ page: '3', 'order-by': 'newest', 'page-size': '1' });
  });

  it.each([
    ['requested page is beyond the number of available pages', undefined],
    [
      'The Content API does not support paging this far. Please change page or page-size.',
      expect.stringContaining('next()'),
    ],
  ])('end cleanly at "%s"', async (message, truncated) => {
    const refusal = { status: 400, json: { response: { status: 'error', message } } };
    const { guardian } = scriptedGuardian([page(1, 9), refusal]);
    const pages = await all(guardian.search({ q: 'x', pageSize: 1 }).pages());
    expect(pages).toHaveLength(2);
    expect(pages[1]?.items).toEqual([]);
    expect(pages[1]?.truncated).toEqual(truncated);
    expect(pages[1]).not.toHaveProperty('nextCursor');
  });

  it('end with a typed error when the service repeats a page for ever', async () => {
    const { guardian, service } = scriptedGuardian(page(1, 1000));
    const error = await failureOf(all(guardian.search({ q: 'x', pageSize: 1 })));
    expect(error).toMatchObject({
      code: 'response-invalid',
      message: expect.stringContaining('page 1 in place of page 2'),
    });
    expect(service.requests).toHaveLength(2);
  });
});

describe('what comes back', () => {
  it('holds exactly the fields asked for, as numbers and booleans where they are', async () => {
    const { guardian } = scriptedGuardian({ json: fixture('guardian') });
    const showFields = ['wordcount', 'starRating', 'commentable', 'liveBloggingNow', 'byline', 'standfirst'] as const;
    const { items, total, orderBy } = await guardian.search({ q: 'trees', showFields });
    expect(items[0]?.fields).toEqual({
      wordcount: 812,
      starRating: null,
      commentable: true,
      liveBloggingNow: false,
      byline: 'Ada Lindqvist',
      standfirst: null,
    });
    expect(items[1]).toMatchObject({
      pillarId: null,
      sectionId: null,
      webPublicationDate: null,
      isHosted: true,
      tags: [],
    });
    expect({ total, orderBy }).toEqual({ total: 2, orderBy: 'relevance' });
    const everything = await guardian.search({ q: 'trees', showFields: ['all'] });
    expect(everything.items[0]?.fields).toMatchObject({
      wordcount: 812,
      trailText: '<strong>Sample:</strong> trees &amp; shade',
    });
  });

  it('is one of four things at a path, with what was asked for around it', async () => {
    const section = {
      id: 'environment',
      webTitle: 'Environment',
      editions: [{ id: 'environment', code: 'default' }, null],
    };
    const { guardian } = scriptedGuardian([
      reply({ section, results: [content('a'), 7], editorsPicks: [content('b')] }),
      reply({ tag: { id: 'tone/news', webTitle: 'News', type: 'tone' } }),
      reply({ edition: { id: 'uk', path: 'uk', edition: 'UK' } }),
      reply({ total: 1 }),
    ]);
    const first = await guardian.item('environment');
    expect(first.section?.editions).toEqual([
      { id: 'environment', webTitle: null, webUrl: null, apiUrl: null, code: 'default' },
    ]);
    expect([first.results.length, first.editorsPicks.length, first.skipped.length, first.content]).toEqual([
      1,
      1,
      1,
      null,
    ]);
    expect((await guardian.item('tone/news')).tag).toMatchObject({ id: 'tone/news', type: 'tone', sectionId: null });
    expect((await guardian.item('uk')).edition).toMatchObject({ edition: 'UK', webTitle: null });
    expect((await failureOf(guardian.item('nothing'))).code).toBe('response-invalid');
  });

  it('is an error of its own when it was withdrawn', async () => {
    const gone = { status: 410, json: { response: { status: 'error', message: 'withdrawn for rights' } } };
    const { guardian, service } = scriptedGuardian([
      gone,
      { status: 404, json: { response: { status: 'error', message: 'no' } } },
    ]);
    const error = await failureOf(guardian.item('world/x'));
    expect([isWithdrawn(error), error.code, error.status]).toEqual([true, 'not-found', 410]);
    expect(error.hint).toContain('remove copies');
    expect(isWithdrawn(await failureOf(guardian.item('world/y')))).toBe(false);
    expect(service.requests).toHaveLength(2);
  });

  it('says what the gateway says is left of the day', async () => {
    const headers = { 'x-ratelimit-remaining-day': '421', 'x-ratelimit-limit-day': '500' };
    const { guardian } = scriptedGuardian({ ...empty, headers });
    await guardian.search('x');
    expect((await guardian.healthCheck()).quota).toEqual({ remaining: 421, limit: 500 });
  });
});
