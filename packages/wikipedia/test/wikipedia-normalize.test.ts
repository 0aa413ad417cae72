import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, wordsQuery } from '../src/wikipedia-text.ts';
import { collect, failureOf, fixture, scripted } from './scripted.ts';

describe('documents', () => {
  it('are in the order of the ranking, with disambiguation pages left out by name', async () => {
    const { wikipedia } = scripted({ json: fixture('documents') });
    const page = await wikipedia.searchDocuments({ text: 'trees', limit: 3 });
    expect(page).toMatchObject({
      outcome: 'partial',
      skipped: [{ index: 2, reason: 'a disambiguation page: Mercury' }],
      nextCursor: '3',
      cache: 'miss',
    });
    expect(page.documents).toEqual([
      {
        id: 'wikipedia:en:4710',
        ids: { url: 'https://en.wikipedia.org/wiki/Urban_canopy_of_Norhaven' },
        kind: 'encyclopedia',
        title: 'Urban canopy of Norhaven',
        url: 'https://en.wikipedia.org/wiki/Urban_canopy_of_Norhaven',
        text: 'The urban canopy of Norhaven.',
        textKind: 'abstract',
        authors: [],
        language: 'en',
        synthetic: false,
        provenance: [{ provider: 'wikipedia', operation: 'searchDocuments', retrievedAt: expect.any(String), rank: 0 }],
      },
      expect.objectContaining({
        title: 'Lindqvist shade index',
        text: 'The Lindqvist shade index is an invented measure.\n\nIt runs from 0 to 100.',
        publishedAt: '2024-05-06T07:08:09Z',
        synthetic: true,
        provenance: [expect.objectContaining({ rank: 1 })],
      }),
    ]);
  });

  it('lose no good page to a malformed one, and name each by its place in the ranking', async () => {
    const { wikipedia } = scripted({ json: fixture('documents.malformed') });
    const page = await wikipedia.searchDocuments({ text: 'trees', limit: 5 });
    expect(page.documents.map(({ title, url }) => [title, url])).toEqual([
      ['Whole', 'https://en.wikipedia.org/wiki/Whole'],
    ]);
    expect(page.skipped.map(({ index }) => index).sort()).toEqual([0, 1, 3, 4]);
    const reasons = Object.fromEntries(page.skipped.map(({ index, reason }) => [index, reason]));
    expect(reasons[1]).toContain('title');
    expect(reasons[3]).toContain('pageid');
    expect(reasons[4]).toBe('no text: Without text');
  });

  it('are none where the service finds none; an answer without anything is an error', async () => {
    const empty = scripted({ json: { batchcomplete: true } });
    expect(await empty.wikipedia.searchDocuments({ text: 'trees' })).toMatchObject({ outcome: 'empty', documents: [] });
    for (const json of [{}, [], { query: [] }, { query: { pages: {} } }]) {
      const { wikipedia } = scripted({ json });
      expect((await failureOf(wikipedia.searchDocuments({ text: 'trees' }))).code, JSON.stringify(json)).toBe(
        'response-invalid',
      );
    }
  });
});

describe('search results', () => {
  it('have plain snippets and an address', async () => {
    const { wikipedia } = scripted({ json: fixture('search') });
    const { value: page } = await wikipedia.search('street trees').pages().next();
    expect(page).toMatchObject({ total: 5, suggestion: 'street trees', nextCursor: '2' });
    expect(page.items).toEqual([
      {
        pageId: 4710,
        title: 'Urban canopy of Norhaven',
        namespace: 0,
        snippet: 'cover of street trees & hedges, "2 < 3" \'café\' &lt;b&gt;',
        size: 3120,
        wordCount: 410,
        timestamp: '2024-05-06T07:08:09Z',
        url: 'https://en.wikipedia.org/wiki/Urban_canopy_of_Norhaven',
      },
      {
        pageId: 4714,
        title: 'AC/DC converter of Gelt',
        namespace: 0,
        snippet: '',
        size: null,
        wordCount: null,
        timestamp: null,
        url: 'https://en.wikipedia.org/wiki/AC/DC_converter_of_Gelt',
      },
    ]);
  });

  it('lose no good one to a malformed one', async () => {
    const { wikipedia } = scripted({ json: fixture('search.malformed') });
    const { value: page } = await wikipedia.search('street trees').pages().next();
    expect(page.items).toEqual([expect.objectContaining({ title: 'Whole', namespace: 0, size: null, snippet: '' })]);
    expect(page.skipped.map(({ index }: { index: number }) => index)).toEqual([0, 1, 3]);
    expect(page.total).toBeNull();
  });
});

describe('summaries and REST results', () => {
  it('a summary', async () => {
    const { wikipedia } = scripted({ json: fixture('summary') });
    expect(await wikipedia.getSummary('Urban canopy of Norhaven')).toEqual({
      title: 'Urban canopy of Norhaven',
      pageId: 4710,
      language: 'en',
      type: 'standard',
      isDisambiguation: false,
      description: 'Invented sample article',
      extract: 'The urban canopy of Norhaven is the cover of street trees.',
      extractHtml: expect.stringContaining('<b>'),
      url: 'https://en.wikipedia.example/wiki/Urban_canopy_of_Norhaven',
      thumbnail: { url: 'https://upload.wikimedia.example/320px-Canopy.jpg', width: 320, height: 213, mimeType: null },
      originalImage: { url: 'https://upload.wikimedia.example/Canopy.jpg', width: 3200, height: 2130, mimeType: null },
      wikidataId: 'Q99004710',
      revision: '1234567890',
      timestamp: '2024-05-06T07:08:09Z',
      attribution: {
        license: 'CC BY-SA 4.0',
        licenseUrl: 'https://creativecommons.org/licenses/by-sa/4.0/',
        url: 'https://en.wikipedia.example/wiki/Urban_canopy_of_Norhaven',
      },
    });
  });

  it('a summary with broken fields is what is left of it', async () => {
    const { wikipedia } = scripted({ json: fixture('summary.malformed') });
    expect(await wikipedia.getSummary('Urban canopy of Norhaven')).toMatchObject({
      title: 'Urban canopy of Norhaven',
      type: 'a type of tomorrow',
      isDisambiguation: false,
      extract: '',
      thumbnail: null,
      originalImage: null,
      timestamp: null,
      url: 'https://en.wikipedia.org/wiki/Urban_canopy_of_Norhaven',
    });
  });

  it('results with absolute addresses and plain excerpts', async () => {
    const { wikipedia } = scripted({ json: fixture('matches') });
    const { pages, skipped } = await wikipedia.searchPages('norhaven');
    expect(skipped).toEqual([]);
    expect(pages[0]).toEqual({
      id: 4710,
      key: 'Urban_canopy_of_Norhaven',
      title: 'Urban canopy of Norhaven',
      excerpt: 'The urban canopy of Norhaven & its trees',
      matchedTitle: 'Norhaven canopy',
      description: 'Invented sample article',
      thumbnail: {
        url: 'https://upload.wikimedia.example/60px-Canopy.jpg',
        width: 60,
        height: null,
        mimeType: 'image/jpeg',
      },
      url: 'https://en.wikipedia.org/wiki/Urban_canopy_of_Norhaven',
    });
    expect(pages[1]).toMatchObject({ excerpt: '', description: null, thumbnail: null });
  });

  it('results lose no good one to a malformed one', async () => {
    const { wikipedia } = scripted({ json: fixture('matches.malformed') });
    const { pages, skipped } = await wikipedia.searchTitles('norhaven');
    expect(pages).toEqual([expect.objectContaining({ id: 4714, excerpt: '', description: null, thumbnail: null })]);
    expect(skipped.map(({ index }) => index)).toEqual([0, 1]);
  });

  it('HTML that is none, and language links that are none, are errors or skipped', async () => {
    expect(await failureOf(scripted({ text: 'Rate exceeded.' }).wikipedia.getPageHtml('Osmer'))).toMatchObject({
      code: 'response-invalid',
    });
    const links = await scripted({
      json: [{ code: 'de', name: 'Deutsch', key: 'Osmer', title: 'Osmer' }, { code: '' }, 7],
    }).wikipedia.getLanguages('Osmer');
    expect(links?.links).toHaveLength(1);
    expect(links?.skipped.map(({ index }) => index)).toEqual([1, 2]);
  });
});

describe('texts', () => {
  it('whatever the markup, a snippet has no tag left and is read once', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(
              '<b>',
              '</b>',
              '<span class="x">',
              '&amp;',
              '&lt;',
              '&#60;',
              '&#x3C;',
              '&nbsp;',
              '&bogus;',
              '<',
              '>',
            ),
            fc.string(),
          ),
          { maxLength: 12 },
        ),
        (parts) => {
          const text = plainText(parts.join(' '));
          expect(text.isWellFormed()).toBe(true);
          expect(text).not.toMatch(/\0|\n/);
          expect(text).toBe(text.trim());
        },
      ),
    );
    expect(plainText('&amp;lt;script&amp;gt;')).toBe('&lt;script&gt;');
    expect(plainText('<span class="searchmatch">a</span>&#x1F333;')).toBe('a🌳');
  });

  it('whatever is asked, a search holds words joined by OR and nothing else', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('intitle:', '-', '"', ' OR ', '~', '*', 'insource:/x/', 'word ', '\\', '!', 'Ünï '))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const query = wordsQuery(text);
        expect(query.length).toBeLessThanOrEqual(300);
        expect(query.isWellFormed()).toBe(true);
        if (query === '') return;
        for (const word of query.split(' OR ')) {
          expect(word).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
          expect(word).toBe(word.toLowerCase());
        }
      }),
    );
  });
});

it('random answers end in a typed error or a page that can be used', async () => {
  const answer = fc.record(
    {
      batchcomplete: fc.constantFrom(true, '', null),
      continue: fc.oneof(fc.constant({ gsroffset: 3, continue: 'x' }), fc.constant({ excontinue: 1 }), fc.jsonValue()),
      query: fc.oneof(
        fc.jsonValue(),
        fc.record({
          pages: fc.array(
            fc.oneof(
              fc.jsonValue(),
              fc.record({
                pageid: fc.nat(),
                title: fc.string({ minLength: 1 }),
                index: fc.nat(),
                extract: fc.string(),
              }),
            ),
            { maxLength: 6 },
          ),
        }),
      ),
      error: fc.oneof(fc.constant(undefined), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(answer, fc.jsonValue()), async (json) => {
      const { wikipedia } = scripted({ json });
      const outcome = await wikipedia.searchDocuments({ text: 'trees' }).then(
        (page) => {
          for (const { title, text, url } of page.documents)
            expect([title, text, url].every((value) => value.length > 0)).toBe(true);
          return page.outcome;
        },
        (error) => error.code,
      );
      expect(['ok', 'partial', 'empty', 'response-invalid', 'invalid-request']).toContain(outcome);
    }),
    { numRuns: 150 },
  );
  expect(await collect(scripted({ json: { batchcomplete: true } }).wikipedia.search('trees'))).toEqual([]);
});
