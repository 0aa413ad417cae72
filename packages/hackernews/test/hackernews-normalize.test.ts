import { HeadwaterError } from '@headwater/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToText } from '../src/index.ts';
import { collect, fixture, scripted, sentQuery } from './scripted.ts';

describe('text of HTML', () => {
  it.each([
    ['It&#x27;s &quot;fine&quot; &amp; &lt;b&gt; &#8212; ok', 'It\'s "fine" & <b> — ok'],
    ['One<p>Two<p>Three', 'One\n\nTwo\n\nThree'],
    ['a<br>b<i>c</i>', 'a\nbc'],
    [
      '<a href="https:&#x2F;&#x2F;a.example&#x2F;long" rel="nofollow">https:&#x2F;&#x2F;a.exa...</a>',
      'https://a.example/long',
    ],
    ['<a href="https://a.example/">the site</a>', 'the site'],
    ['<pre><code>  if (a &lt; b) {\n</code></pre>', 'if (a < b) {'],
    ['&unknown; &#0; &#xd800; &#1114112;', '&unknown; &#0; &#xd800; &#1114112;'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['&amp;lt;', '&lt;'],
  ])('%s', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it('of anything at all is text, in time that grows with its length', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (html) => typeof htmlToText(html) === 'string'));
    expect(htmlToText('<a href="'.repeat(20_000)).length).toBeGreaterThan(0);
  });
});

describe('hits', () => {
  it('are stories, comments and polls, with null for what there is not', async () => {
    const { hackernews } = scripted({ json: fixture('search') });
    const [link, ask, comment, poll] = await collect(hackernews.search('street trees'));
    expect(link).toMatchObject({
      type: 'story',
      url: 'https://trees.example/a',
      text: null,
      commentCount: 2,
      points: 120,
    });
    expect(ask).toMatchObject({
      type: 'story',
      url: null,
      text: '[Synthetic sample] Which ones?\n\nSee https://trees.example/list & more',
    });
    expect(comment).toMatchObject({
      type: 'comment',
      title: null,
      storyId: '41000001',
      parentId: '41000001',
      text: "[Synthetic sample] They're fine.",
    });
    expect(poll).toMatchObject({ type: 'poll', author: null, createdAt: '2026-01-01T09:00:00.000Z' });
  });

  it('survive among broken ones and lose broken fields only', async () => {
    const { hackernews } = scripted({ json: fixture('search.malformed') });
    for await (const { items, skipped, total, pages } of hackernews.search('q').pages()) {
      expect(items.map(({ id }) => id)).toEqual(['41000001', '41000005', '41000002']);
      expect(skipped.map(({ index }) => index)).toEqual([0, 2, 4, 5]);
      expect(items[1]).toMatchObject({ points: null, tags: [], type: 'story', createdAt: '2026-01-02T08:00:00.000Z' });
      expect([total, pages]).toEqual([7, null]);
    }
  });
});

describe('documents', () => {
  it('say what they are and where they are from', async () => {
    const { hackernews } = scripted({ json: fixture('search') });
    const page = await hackernews.searchDocuments({ text: 'street trees' });
    expect(page).toMatchObject({ outcome: 'ok', skipped: [], unsupportedFilters: [] });
    expect(page.documents[2]).toEqual({
      id: 'hackernews:41000002',
      ids: { url: 'https://news.ycombinator.com/item?id=41000002' },
      kind: 'social',
      title: 'Comment on: [Synthetic sample] Street trees, measured',
      url: 'https://news.ycombinator.com/item?id=41000002',
      text: "[Synthetic sample] They're fine.",
      textKind: 'full',
      authors: ['sample_ines'],
      publishedAt: '2026-01-01T09:00:00Z',
      synthetic: true,
      provenance: [{ provider: 'hackernews', operation: 'search', retrievedAt: '2026-01-01T00:00:00.000Z', rank: 2 }],
    });
    // A story that only links says its title and no more.
    expect(page.documents[0]).toMatchObject({ textKind: 'snippet', text: '[Synthetic sample] Street trees, measured' });
  });

  it('that are real are not called samples, and ones without text are named', async () => {
    const hits = [
      { objectID: '1', title: 'Real' },
      { objectID: '2', title: null },
    ];
    const { hackernews } = scripted({ json: { hits, page: 0, nbPages: 1 } });
    const page = await hackernews.searchDocuments({ text: 'q' });
    expect(page).toMatchObject({
      outcome: 'partial',
      skipped: [{ index: 1, reason: expect.stringContaining('no text') }],
    });
    expect(page.documents[0]?.synthetic).toBe(false);
  });

  it('are asked for by words and dates, and come page by page', async () => {
    const reply = (page: number) => ({ json: { hits: [{ objectID: '1', title: 'a' }], page, nbPages: 2, nbHits: 4 } });
    const rig = scripted([reply(0), reply(1)]);
    const first = await rig.hackernews.searchDocuments({
      text: 'What do people say about street trees?',
      since: '2024-01-01',
      until: '2024-01-01',
      limit: 2,
      languages: ['en'],
      openAccess: true,
    });
    expect(first).toMatchObject({ unsupportedFilters: ['languages', 'openAccess'], nextCursor: '1x2' });
    expect(sentQuery(rig)).toEqual({
      query: 'street trees?',
      tags: '(story,comment)',
      numericFilters: 'created_at_i>=1704067200,created_at_i<=1704153599',
      page: '0',
      hitsPerPage: '2',
    });
    const second = await rig.hackernews.searchDocuments({ text: 'a', limit: 2, cursor: '1x2' });
    expect(second.documents[0]?.provenance[0]?.rank).toBe(2);
    expect(second.nextCursor).toBeUndefined();
    expect(await rig.hackernews.searchDocuments({ text: 'a', kinds: ['academic'] })).toMatchObject({
      outcome: 'empty',
    });
    expect(rig.service.requests).toHaveLength(2);
  });

  it('or a typed error come of any answer', async () => {
    const settings = { resilience: { limits: { default: {} }, retry: { attempts: 1 } } };
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (json) => {
        const { hackernews } = scripted({ json }, settings);
        await hackernews
          .searchDocuments({ text: 'q' })
          .catch((error) => expect(HeadwaterError.isInstance(error)).toBe(true));
        await hackernews.item(1).catch((error) => expect(HeadwaterError.isInstance(error)).toBe(true));
      }),
      { numRuns: 100 },
    );
  });

  it('survive among bad ones, in order, and every bad one is named', async () => {
    const item = fc.oneof(
      fc
        .record({
          title: fc.string({ minLength: 1 }).map((text) => `a${text}`),
          points: fc.jsonValue(),
          _tags: fc.jsonValue(),
        })
        .map((value) => ({ isGood: true, value: value as unknown })),
      fc
        .constantFrom<unknown>(null, 7, [], {}, { title: 'no id' }, { objectID: -1, title: 'a' })
        .map((value) => ({ isGood: false, value })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 10 }), async (items) => {
        const hits = items.map(({ isGood, value }, index) =>
          isGood ? { ...(value as object), objectID: index } : value,
        );
        const page = await scripted({ json: { hits, page: 0 } }).hackernews.searchDocuments({ text: 'q' });
        const places = (isGood: boolean) => items.flatMap((each, index) => (each.isGood === isGood ? [index] : []));
        expect(page.documents.map(({ id }) => id)).toEqual(places(true).map((index) => `hackernews:${index}`));
        expect(page.skipped.map(({ index }) => index)).toEqual(places(false));
      }),
      { numRuns: 60 },
    );
  });
});
