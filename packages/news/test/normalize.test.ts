import { HeadwaterError, type SourceProvider } from '@headwater/core';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createGdelt } from '../src/gdelt/index.ts';
import { createGuardian, htmlToText } from '../src/guardian/index.ts';
import { createNewsApi } from '../src/newsapi/index.ts';
import { plainQuery } from '../src/plain-query.ts';
import { fixture, scriptedGdelt, scriptedGuardian, scriptedNewsApi } from './scripted.ts';

/** Every string of UTF-16, half surrogates and NUL included. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xd800, 0xdfff, 0x3c, 0x26)), {
    maxLength: 30,
  })
  .map((units) => String.fromCharCode(...units));
const anyField = fc.oneof(anyText, fc.jsonValue());

describe('htmlToText', () => {
  it.each([
    ['<p>One &amp; two</p><p>Three</p>', 'One & two\nThree'],
    ['a<br>b<br/>c', 'a\nb\nc'],
    ['<script>alert(1)</script>x<style>y', 'x'],
    ['<!-- hidden -->seen<!-- open', 'seen'],
    ['&#65;&#x42;&hellip;&nope;&#0;&#x110000;', 'AB…&nope;\uFFFD\uFFFD'],
    ['2 < 3 and 5 > 4', '2 < 3 and 5 > 4'],
    ['<a href="x">link</a> <b>bold</b>', 'link bold'],
  ])('%j is %j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it('is quick and well-formed for any text', () => {
    fc.assert(fc.property(anyText, (html) => htmlToText(html).isWellFormed() && !htmlToText(html).includes('\0')));
    for (const piece of ['<script', '<a ', '<!--', '&#', '<p'])
      expect(htmlToText(piece.repeat(20_000)).length).toBeLessThan(150_000);
  });
});

describe('plain queries', () => {
  it.each([
    ['street trees', ['street', 'trees']],
    ['+trees -heat (a OR b) AND NOT c', ['trees', 'heat', 'a', 'or', 'b', 'and', 'not', 'c']],
    ['"street trees" heat', ['"street trees"', 'heat']],
    ['half "open', ['half', 'open']],
    ['domain:x tone>5 U.S. o’clock', ['domain', 'x', 'tone', '5', 'U.S', 'o’clock']],
    ['"" () -- +', []],
  ])('%j is %j', (text, parts) => {
    expect(plainQuery(text)).toEqual(parts);
  });

  it('of nothing are refused before anything is sent', async () => {
    for (const { provider, service } of backends({ json: {} })) {
      await expect(provider.searchDocuments({ text: '?!' })).rejects.toMatchObject({ code: 'invalid-request' });
      expect(service.requests).toHaveLength(0);
    }
  });
});

describe('documents', () => {
  it('of NewsAPI are snippets without the note of what is missing', async () => {
    const { newsApi } = scriptedNewsApi({ json: fixture('newsapi') });
    const { documents, outcome } = await newsApi.searchDocuments({ text: 'trees' });
    expect(outcome).toBe('ok');
    expect(documents[0]).toEqual({
      id: 'news:https://harbour-times.example/trees',
      ids: { url: 'https://harbour-times.example/trees' },
      kind: 'news',
      title: 'Trees & shade: a sample',
      url: 'https://harbour-times.example/trees',
      text: 'Sample: trees cool a block.\nSample: trees cool a block mainly by shade, and old ones more than young ones',
      textKind: 'snippet',
      authors: ['Ada Lindqvist'],
      publishedAt: '2025-12-01T08:00:00Z',
      synthetic: true,
      provenance: [
        { provider: 'news', operation: 'newsapi.everything', retrievedAt: expect.stringMatching(/^2026.*Z$/), rank: 0 },
      ],
    });
    expect(documents[1]).toMatchObject({ text: 'A second sample', authors: [], provenance: [{ rank: 2 }] });
    expect(documents[1]).not.toHaveProperty('publishedAt');
    expect(documents[2]?.text).toBe('Short sample.');
  });

  it('of the Guardian hold the whole text', async () => {
    const { guardian } = scriptedGuardian({ json: fixture('guardian') });
    const { documents } = await guardian.searchDocuments({ text: 'trees' });
    expect(documents[0]).toMatchObject({
      id: 'news:environment/2025/dec/01/trees',
      text: 'Sample: trees cool a block mainly by shade.',
      textKind: 'full',
      authors: ['Ada Lindqvist'],
      language: 'en',
      provenance: [{ provider: 'news', operation: 'guardian.search', rank: 0 }],
    });
    expect(documents[1]).toMatchObject({ text: 'A sponsored sample', textKind: 'snippet', authors: [] });
  });

  it.each([
    ['https://paper.example.com/', true],
    ['https://a.test/', true],
    ['https://myexample.com/', false],
    ['https://nature.com/example', false],
  ])('at %s are samples: %s', async (url, synthetic) => {
    const { newsApi } = scriptedNewsApi({ json: { status: 'ok', articles: [{ url, title: 't' }] } });
    expect((await newsApi.searchDocuments({ text: 'q' })).documents[0]?.synthetic).toBe(synthetic);
  });
});

describe('malformed answers', () => {
  it('lose the items that are broken and no others', async () => {
    const { newsApi } = scriptedNewsApi({ json: fixture('newsapi.malformed') });
    const news = await newsApi.everything('trees');
    expect(news.items.map(({ rank, author, publishedAt }) => [rank, author, publishedAt])).toEqual([[0, null, null]]);
    expect(news.skipped.map(({ index }) => index)).toEqual([2, 3, 4]);
    expect([news.removed, news.totalResults]).toEqual([1, 5]);

    const { guardian } = scriptedGuardian({ json: fixture('guardian.malformed') });
    const content = await guardian.search({ q: 'trees', showFields: ['wordcount', 'byline'], showTags: 'all' });
    expect(content.items[0]).toMatchObject({
      fields: { wordcount: null, byline: 'Ada Lindqvist' },
      webPublicationDate: null,
    });
    expect(content.items[0]?.tags).toHaveLength(1);
    expect([content.items.length, content.skipped.map(({ index }) => index)]).toEqual([1, [1, 2]]);

    const { gdelt } = scriptedGdelt({ json: fixture('gdelt.malformed') });
    const seen = await gdelt.articles('trees');
    expect(seen.articles.map(({ rank, seenAt }) => [rank, seenAt])).toEqual([
      [0, null],
      [2, '2025-12-01T08:15:00Z'],
    ]);
    expect(seen.skipped.map(({ index }) => index)).toEqual([1, 3]);
  });

  it('never throw an untyped error, whatever the fields hold', async () => {
    const item = fc.dictionary(
      fc.constantFrom(
        'url',
        'title',
        'description',
        'content',
        'source',
        'author',
        'publishedAt',
        'id',
        'webTitle',
        'webUrl',
        'fields',
        'tags',
        'seendate',
        'language',
      ),
      anyField,
    );
    const good = {
      url: 'https://good.example/',
      title: 'good',
      id: 'good',
      webTitle: 'good',
      webUrl: 'https://good.example/',
    };
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 5 }), anyField, async (items, total) => {
        const list = [...items, good];
        const json = {
          status: 'ok',
          totalResults: total,
          articles: list,
          response: { status: 'ok', total, results: list },
        };
        for (const { provider } of backends({ json })) {
          const page = await provider.searchDocuments({ text: 'trees' }).catch((error: unknown) => error);
          if (HeadwaterError.isInstance(page)) throw page;
          const { documents } = page as Awaited<ReturnType<SourceProvider['searchDocuments']>>;
          expect(documents.some(({ title }) => title === 'good')).toBe(true);
          for (const { title, text, authors } of documents) {
            for (const value of [title, text, ...authors])
              expect(value.isWellFormed() && !value.includes('\0')).toBe(true);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

function backends(reply: { json: unknown }) {
  const newsApi = scriptedNewsApi(reply);
  const guardian = scriptedGuardian(reply);
  const gdelt = scriptedGdelt(reply);
  return [
    { provider: newsApi.newsApi as SourceProvider, service: newsApi.service },
    { provider: guardian.guardian as SourceProvider, service: guardian.service },
    { provider: gdelt.gdelt as SourceProvider, service: gdelt.service },
  ];
}

describe('filters', () => {
  it('reach each service in its own terms, wherever this runs', async () => {
    vi.stubEnv('TZ', 'Asia/Tokyo');
    onTestFinished(() => void vi.unstubAllEnvs());
    const query = {
      text: 'street trees',
      since: '2025-12-10',
      until: '2025-12-20',
      includeDomains: ['city-notes.example'],
      excludeDomains: ['b.example'],
      languages: ['de-AT'],
      limit: 3,
    };
    const newsApi = scriptedNewsApi({ json: { status: 'ok', articles: [] } });
    expect((await newsApi.newsApi.searchDocuments(query)).unsupportedFilters).toEqual([]);
    expect(newsApi.sent()).toEqual({
      q: 'street trees',
      from: '2025-12-10',
      to: '2025-12-20T23:59:59',
      domains: 'city-notes.example',
      excludeDomains: 'b.example',
      language: 'de',
      sortBy: 'relevancy',
      pageSize: '3',
      page: '1',
    });

    const guardian = scriptedGuardian({ json: { response: { status: 'ok', results: [] } } });
    expect((await guardian.guardian.searchDocuments(query)).unsupportedFilters).toEqual([
      'includeDomains',
      'excludeDomains',
    ]);
    expect(guardian.sent()).toMatchObject({
      'from-date': '2025-12-10T00:00:00Z',
      'to-date': '2025-12-20T23:59:59Z',
      lang: 'de',
    });

    const article = (host: string) => ({ url: `https://${host}/x`, title: 't' });
    const gdelt = scriptedGdelt({
      json: { articles: ['city-notes.example', 'www.city-notes.example', 'other-notes.example'].map(article) },
    });
    const page = await gdelt.gdelt.searchDocuments(query);
    // The service only knows how a name ends, and no hyphens: the rest is filtered here.
    expect(page.documents.map(({ url }) => new URL(url).host)).toEqual([
      'city-notes.example',
      'www.city-notes.example',
    ]);
    expect(gdelt.sent()).toMatchObject({
      query: 'street trees domain:notes.example -domainis:b.example sourcelang:german',
      startdatetime: '20251210000000',
      enddatetime: '20251220235959',
      maxrecords: '3',
    });
  });

  it('that a service lacks for a value are named', async () => {
    const newsApi = scriptedNewsApi({ json: { status: 'ok', articles: [] } });
    const two = await newsApi.newsApi.searchDocuments({ text: 'x', languages: ['en', 'de'] });
    const unknown = await newsApi.newsApi.searchDocuments({ text: 'y', languages: ['ja'] });
    expect([two.unsupportedFilters, unknown.unsupportedFilters]).toEqual([['languages'], ['languages']]);
    expect(newsApi.sent()).not.toHaveProperty('language');
    const guardian = scriptedGuardian({ json: { response: { status: 'ok', results: [] } } });
    await guardian.guardian.searchDocuments({ text: 'x', languages: ['en', 'fr'] });
    expect(guardian.sent().lang).toBe('en|fr');
  });

  it('of kinds that are no news ask nobody', async () => {
    for (const { provider, service } of backends({ json: {} })) {
      expect(await provider.searchDocuments({ text: 'x', kinds: ['academic'] })).toMatchObject({
        outcome: 'empty',
        documents: [],
      });
      expect(service.requests).toHaveLength(0);
    }
  });

  it('words GDELT cannot be asked for are told', async () => {
    const { gdelt, sent } = scriptedGdelt({ json: {} });
    const { notices } = await gdelt.searchArticles('what is known about street trees in US');
    expect(sent().query).toBe('known street trees');
    expect(notices).toEqual(['GDELT was not asked for these words: what, is, about, in, US']);
  });

  it.each(['2', '2-7', '0-5', '1-5', 'x', '-1-5'])('the cursor %j is refused', async (cursor) => {
    const made = [createNewsApi({ apiKey: 'k' }), createGuardian({ apiKey: 'k' }), createGdelt()];
    for (const provider of made) {
      await expect(provider.searchDocuments({ text: 'x', limit: 5, cursor })).rejects.toMatchObject({
        code: 'invalid-request',
      });
    }
  });
});
