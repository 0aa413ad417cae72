import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureOf, firstPage, fixture, scripted, sentPaths, sentQuery } from './scripted.ts';

/** Every string of UTF-16, half surrogates and NUL included. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xd800, 0xdfff)), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units));

describe('posts', () => {
  const read = (name: string) => firstPage(scripted({ json: fixture(name) }).x.searchRecent('q'));

  it('hold what the answer included', async () => {
    const { items, missing, newestId, oldestId, resultCount, nextCursor } = await read('search.tweet');
    const [first, repost, quoting] = items;
    expect(first).toMatchObject({
      author: {
        username: 'ada_samples',
        verifiedType: 'blue',
        metrics: { followers: 120, posts: 31 },
        pinnedPost: null,
      },
      url: 'https://x.com/ada_samples/status/1900000000000000005',
      metrics: { reposts: 3, likes: 20, bookmarks: 4, impressions: 500 },
      links: [{ url: 'https://t.co/abc', expandedUrl: 'https://trees.example/a', title: 'Trees', description: null }],
      hashtags: ['Heat'],
      cashtags: ['TREE'],
      mentions: [{ username: 'quayside_daniel', id: '900100037', user: { name: 'Daniel Abebe' } }],
      media: [{ mediaKey: '3_1', altText: 'A tree', extra: { width: 10, height: 20 } }],
      polls: [
        { id: '77', options: [{ position: 1, label: 'More', votes: 9 }, { label: 'Fewer' }], durationMinutes: 1440 },
      ],
      place: { fullName: 'Quayside, Oldharbour', countryCode: 'XS', extra: { name: 'Quayside' } },
      possiblySensitive: false,
      editHistoryIds: ['1900000000000000004', '1900000000000000005'],
      extra: { community_id: '4711' },
      cut: false,
    });
    expect(repost?.text).toMatch(/^RT @/);
    expect(repost?.fullText).toMatch(/The end\.$/);
    expect(repost).toMatchObject({
      references: [{ type: 'retweeted', post: { author: { username: 'quayside_daniel' } } }],
    });
    expect(quoting).toMatchObject({
      author: null,
      references: [{ type: 'quoted', post: null }],
      url: expect.stringContaining('/i/web/'),
    });
    expect(missing).toMatchObject([
      { kind: 'resource-not-found', value: '1800000000000000001', resourceType: 'tweet' },
    ]);
    expect([newestId, oldestId, resultCount, nextCursor]).toEqual([
      '1900000000000000005',
      '1900000000000000002',
      3,
      'n1',
    ]);
  });

  it('are the same in both vocabularies', async () => {
    const [older, newer] = [await read('search.tweet'), await read('search.post')];
    expect(newer.items).toEqual(older.items);
    expect(newer.missing.map(({ parameter: _, detail: _detail, ...rest }) => rest)).toEqual(
      older.missing.map(({ parameter: _, detail: _detail, ...rest }) => rest),
    );
  });

  it('survive among broken ones, which are named, and lose broken fields only', async () => {
    const { items, skipped, missing } = await read('search.malformed');
    expect(items.map(({ id }) => id)).toEqual(['1900000000000000005', '1900000000000000003']);
    expect(skipped.map(({ index }) => index)).toEqual([0, 2, 3, 5, 6]);
    expect(items[0]).toMatchObject({
      hashtags: ['Heat'],
      mentions: [],
      links: [],
      media: [],
      metrics: { reposts: 3, likes: null },
      author: { username: 'ada_samples' },
    });
    expect(missing).toHaveLength(1);
  });

  it('that quote each other come to an end', async () => {
    const post = (id: string, other: string) => ({ id, text: id, referenced_tweets: [{ type: 'quoted', id: other }] });
    const { x } = scripted({ json: { data: post('1', '2'), includes: { tweets: [post('1', '2'), post('2', '1')] } } });
    const first = await x.post('1');
    expect(first.references[0]?.post?.references[0]?.post?.references[0]?.post).toBeNull();
  });

  it('whose repeated post is not there are marked as cut', async () => {
    const wire = { id: '1', text: 'RT @a: begin…', referenced_tweets: [{ type: 'retweeted', id: '2' }] };
    const { x } = scripted({ json: { data: [wire], meta: {} } });
    const { documents } = await x.searchDocuments({ text: 'q' });
    expect(documents[0]?.textKind).toBe('snippet');
  });
});

describe('documents', () => {
  it('say what they are and where they are from', async () => {
    const { x } = scripted({ json: fixture('search.tweet'), headers: { 'x-transaction-id': 'abc' } });
    const page = await x.searchDocuments({ text: 'trees' });
    expect(page.documents[0]).toEqual({
      id: 'x:1900000000000000005',
      ids: { url: 'https://x.com/ada_samples/status/1900000000000000005' },
      kind: 'social',
      title: '@ada_samples: Street trees cool our block. https://t.co/abc #Heat @quayside_daniel $TREE',
      url: 'https://x.com/ada_samples/status/1900000000000000005',
      text: '[Synthetic sample post] Street trees cool our block. https://t.co/abc #Heat @quayside_daniel $TREE',
      textKind: 'full',
      authors: ['Ada Lindqvist (@ada_samples)'],
      publishedAt: '2026-03-02T08:00:00.000Z',
      language: 'en',
      synthetic: true,
      provenance: [
        {
          provider: 'x',
          operation: 'searchRecent',
          requestId: 'abc',
          retrievedAt: '2026-01-01T00:00:00.000Z',
          rank: 0,
        },
      ],
    });
    // Entities of X become characters; `und` is no language.
    expect(page.documents[2]?.text).toBe('[Synthetic sample post] Look at this <old> post.');
    expect(page.documents[2]).not.toHaveProperty('language');
    // The quoted post that is gone is told beside the one that quotes it.
    expect(page).toMatchObject({
      outcome: 'partial',
      skipped: [{ index: 2, reason: expect.stringContaining('1800000000000000001') }],
    });
  });

  it('of real posts are not called samples', async () => {
    const { x } = scripted({
      json: { data: [{ id: '1', text: 'Not a [Synthetic sample post]', lang: 'iw' }], meta: {} },
    });
    expect((await x.searchDocuments({ text: 'q' })).documents[0]).toMatchObject({ synthetic: false, language: 'he' });
  });

  it('continue after the last one given, so that nothing paid for is lost', async () => {
    const data = ['30', '29', '28', '27'].map((id) => ({ id, text: `post ${id}` }));
    const rig = scripted([{ json: { data, meta: { next_token: 'n' } } }, { json: { data: data.slice(2), meta: {} } }]);
    const first = await rig.x.searchDocuments({ text: 'q', limit: 2 });
    expect(first.documents.map(({ id }) => id)).toEqual(['x:30', 'x:29']);
    expect(first.nextCursor).toBe('29');
    const second = await rig.x.searchDocuments({
      text: 'q',
      limit: 2,
      cursor: first.nextCursor as string,
      until: '2025-12-31',
    });
    expect(second.documents.map(({ id }) => id)).toEqual(['x:28', 'x:27']);
    expect(second.nextCursor).toBeUndefined();
    expect(sentQuery(rig, 1).until_id).toBe('29');
    expect(sentQuery(rig, 1)).not.toHaveProperty('end_time');
  });

  it('end with a typed error when X begins anew', async () => {
    const rig = scripted({ json: { data: [{ id: '30', text: 'a' }], meta: { next_token: 'n' } } });
    const error = await failureOf(rig.x.searchDocuments({ text: 'q', cursor: '30' }));
    expect(error).toMatchObject({ code: 'response-invalid', message: expect.stringContaining('repeats') });
    expect((await failureOf(rig.x.searchDocuments({ text: 'q', cursor: 'page 2' }))).code).toBe('invalid-request');
    expect(rig.service.requests).toHaveLength(1);
  });

  it('skipped beyond the limit are not told yet', async () => {
    const data = [{ id: '3', text: 'a' }, { id: '2', text: 'b' }, null];
    const { x } = scripted({ json: { data, meta: {} } });
    expect(await x.searchDocuments({ text: 'q', limit: 1 })).toMatchObject({
      outcome: 'ok',
      skipped: [],
      nextCursor: '3',
    });
  });

  it('survive among bad ones, in order, and every bad one is named', async () => {
    const good = fc.record({
      text: anyText.map((text) => `a${text}`),
      lang: fc.option(anyText),
      entities: fc.jsonValue(),
    });
    const bad = fc.constantFrom<unknown>(
      null,
      7,
      'text',
      [],
      {},
      { id: 1, text: 'a' },
      { id: '', text: 'a' },
      { id: '1' },
    );
    const item = fc.oneof(
      good.map((value) => ({ isGood: true, value: value as unknown })),
      bad.map((value) => ({ isGood: false, value })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 10 }), async (items) => {
        const data = items.map(({ isGood, value }, index) =>
          isGood ? { ...(value as object), id: String(99 - index) } : value,
        );
        const { x } = scripted({ json: { data, meta: {} } });
        const page = await x.searchDocuments({ text: 'q' });
        const places = (isGood: boolean) => items.flatMap((each, index) => (each.isGood === isGood ? [index] : []));
        expect(page.documents.map(({ provenance }) => provenance[0]?.rank)).toEqual(places(true));
        expect(page.skipped.map(({ index }) => index)).toEqual(places(false));
        for (const { title, text } of page.documents) {
          expect(`${title}${text}`.isWellFormed()).toBe(true);
          expect(`${title}${text}`).not.toContain('\0');
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('filters', () => {
  const nothing = { json: { meta: { result_count: 0 } } };

  it.each([
    [{}, '/2/tweets/search/recent', {}],
    [{ since: '2025-12-30' }, '/2/tweets/search/recent', { start_time: '2025-12-30T00:00:00Z' }],
    [{ since: '2025-12-01' }, '/2/tweets/search/all', { start_time: '2025-12-01T00:00:00Z' }],
    [{ since: '1999-01-01' }, '/2/tweets/search/all', { start_time: '2006-03-21T00:00:00Z' }],
    [{ until: '2024-05-31' }, '/2/tweets/search/all', { end_time: '2024-06-01T00:00:00Z' }],
    [{ until: '2035-01-01' }, '/2/tweets/search/recent', { end_time: '2025-12-31T23:59:30Z' }],
  ])('%j go where X can answer them', async (filter, path, times) => {
    const rig = scripted(nothing);
    const page = await rig.x.searchDocuments({ text: 'trees', ...filter });
    expect(page.unsupportedFilters).toEqual([]);
    expect(sentPaths(rig)).toEqual([path]);
    const { start_time, end_time } = sentQuery(rig);
    expect({ ...(start_time && { start_time }), ...(end_time && { end_time }) }).toEqual(times);
  });

  it('languages become operators, and text only words', async () => {
    const rig = scripted(nothing);
    await rig.x.searchDocuments({
      text: 'What do people say about "vitamin D" OR from:somebody?',
      languages: ['en-GB', 'he'],
    });
    expect(sentQuery(rig).query).toBe('vitamin D from somebody (lang:en OR lang:iw) -is:retweet');
  });

  it('that X has not are named, and other kinds ask nothing', async () => {
    const rig = scripted(nothing);
    const page = await rig.x.searchDocuments({
      text: 'q',
      includeDomains: ['a.example'],
      excludeDomains: [],
      openAccess: true,
    });
    expect(page.unsupportedFilters).toEqual(['includeDomains', 'excludeDomains', 'openAccess']);
    expect(await rig.x.searchDocuments({ text: 'q', kinds: ['academic'] })).toMatchObject({ outcome: 'empty' });
    expect(await rig.x.searchDocuments({ text: 'q', since: '2026-02-01' })).toMatchObject({ outcome: 'empty' });
    expect(rig.service.requests).toHaveLength(1);
  });
});
