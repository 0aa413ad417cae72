import { HeadwaterError } from '@headwater/core';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { answering, fixture, sentBody } from './answering.ts';

/** Every string of UTF-16, half surrogates and NUL included. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xd800, 0xdfff)), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units));

describe('documents', () => {
  it('say what they are and where they are from', async () => {
    const { exa } = answering({ json: fixture('search') });
    const page = await exa.searchDocuments({ text: 'street trees' });
    expect(page).toMatchObject({ outcome: 'ok', skipped: [], unsupportedFilters: [], cache: 'miss', costUsd: 0.01 });
    const [first, second, third] = page.documents;
    expect(first).toEqual({
      id: 'exa:https://city-notes.example/trees',
      ids: { url: 'https://city-notes.example/trees' },
      kind: 'web',
      title: 'Why street trees cool some blocks and not others',
      url: 'https://city-notes.example/trees',
      text: 'Street trees cool a block mainly by shade. Blocks with young trees showed no difference.',
      textKind: 'full',
      authors: ['Ada Lindqvist'],
      publishedAt: '2024-07-03T00:00:00.000Z',
      synthetic: true,
      provenance: [
        {
          provider: 'exa',
          operation: 'search',
          requestId: 'b5947044c4b78efa9552a7c89b306d95',
          retrievedAt: expect.stringMatching(/^\d{4}-.*Z$/),
          rank: 0,
        },
      ],
    });
    expect(second).toMatchObject({
      kind: 'academic',
      title: 'https://arxiv.org/abs/2101.00001v2',
      ids: { doi: '10.5555/abc.1', arxiv: '2101.00001' },
      authors: [],
      synthetic: false,
    });
    expect(third).not.toHaveProperty('publishedAt');
  });

  it.each([
    ['https://doi.org/10.1038/S41586-021-03819-2', { doi: '10.1038/s41586-021-03819-2' }],
    ['https://dx.doi.org/10.1000%2F182', { doi: '10.1000/182' }],
    ['https://arxiv.org/pdf/1706.03762v5.pdf', { arxiv: '1706.03762' }],
    ['https://www.arxiv.org/abs/hep-th/9901001', { arxiv: 'hep-th/9901001' }],
    ['https://arxiv.org/list/cs/new', {}],
    ['https://notdoi.org/10.1000/182', {}],
  ])('are known by the ids in %s', async (url, ids) => {
    const { exa } = answering({ json: { results: [{ url, title: 't', text: 'x' }] } });
    expect((await exa.searchDocuments({ text: 'q' })).documents[0]?.ids).toEqual({ url, ...ids });
  });

  it.each(['no address at all', 'ftp://a.example/x', 'javascript:alert(1)'])(
    'under no web address are left out and named: %s',
    async (url) => {
      const { exa } = answering({ json: { results: [{ url, title: 't', text: 'x' }] } });
      const { outcome, documents, skipped } = await exa.searchDocuments({ text: 'q' });
      expect([outcome, documents]).toEqual(['partial', []]);
      expect(skipped).toEqual([{ index: 0, reason: `no web address: ${url}` }]);
    },
  );

  it.each([
    ['https://paper.example.com/', true],
    ['https://example.com/', true],
    ['https://a.test/', true],
    ['https://myexample.com/', false],
    ['https://nature.com/example', false],
  ])('at %s are samples: %s', async (url, synthetic) => {
    const { exa } = answering({ json: { results: [{ url, title: 't', text: 'x' }] } });
    expect((await exa.searchDocuments({ text: 'q' })).documents[0]?.synthetic).toBe(synthetic);
  });

  it('that were probably cut are not called complete', async () => {
    const text = 'x'.repeat(10_000);
    const { exa } = answering({ json: { results: [{ url: 'https://a.example/', title: 't', text }] } });
    expect((await exa.searchDocuments({ text: 'q' })).documents[0]?.textKind).toBe('snippet');
  });

  it('without text are left out and named, and ranks stay those of Exa', async () => {
    const results = [null, { url: 'https://a.example/', text: ' \0 ' }, { url: 'https://b.example/', text: 'b' }];
    const { exa } = answering({ json: { results } });
    const page = await exa.searchDocuments({ text: 'q' });
    expect(page.outcome).toBe('partial');
    expect(page.documents.map(({ url, provenance }) => [url, provenance[0]?.rank])).toEqual([
      ['https://b.example/', 2],
    ]);
    expect(page.skipped.map(({ index }) => index)).toEqual([0, 1]);
    expect(page.skipped[1]?.reason).toBe('no text: https://a.example/');
  });

  it('none is empty, not partial', async () => {
    const { exa } = answering({ json: { results: [] } });
    expect(await exa.searchDocuments({ text: 'q' })).toMatchObject({ outcome: 'empty', documents: [], skipped: [] });
  });
});

describe('filters', () => {
  it('reach Exa in its own terms, wherever this runs', async () => {
    vi.stubEnv('TZ', 'Asia/Tokyo');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { exa, service } = answering({ json: { results: [] } });
    await exa.searchDocuments({
      text: 'q',
      since: '2024-01-01',
      until: '2024-05-31',
      includeDomains: ['a.example'],
      excludeDomains: [],
      limit: 3,
    });
    await exa.searchDocuments({ text: 'q', since: '2024-01-01T12:00:00+02:00', until: '2024-01-02T12:00:00' });
    expect(sentBody(service)).toEqual({
      query: 'q',
      numResults: 3,
      contents: { text: true },
      includeDomains: ['a.example'],
      startPublishedDate: '2024-01-01T00:00:00.000Z',
      endPublishedDate: '2024-05-31T23:59:59.999Z',
    });
    expect(sentBody(service, 1)).toMatchObject({
      startPublishedDate: '2024-01-01T10:00:00.000Z',
      endPublishedDate: '2024-01-02T12:00:00.000Z',
    });
  });

  it.each([
    [['academic'], 'publication', 'academic', []],
    [['news'], 'news', 'news', []],
    [['web'], undefined, 'web', []],
    [['web', 'news'], undefined, 'web', []],
    [['academic', 'news'], undefined, 'web', ['kinds']],
    [['social'], undefined, 'web', ['kinds']],
  ] as const)('kinds %j', async (kinds, category, kind, unsupported) => {
    const { exa, service } = answering({ json: { results: [{ url: 'https://a.example/', text: 'x' }] } });
    const page = await exa.searchDocuments({ text: 'q', kinds: [...kinds] });
    expect(sentBody(service).category).toBe(category);
    expect(page.documents[0]?.kind).toBe(kind);
    expect(page.unsupportedFilters).toEqual(unsupported);
  });

  it('that Exa has not are named', async () => {
    const { exa } = answering({ json: { results: [] } });
    const { unsupportedFilters } = await exa.searchDocuments({ text: 'q', languages: ['de'], openAccess: true });
    expect(unsupportedFilters).toEqual(['languages', 'openAccess']);
  });
});

describe('whatever comes', () => {
  const limits = { default: {} };

  it('an answer is a result or a typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (json) => {
        const { exa } = answering({ json }, { resilience: { limits, retry: { attempts: 1 } } });
        await exa.searchDocuments({ text: 'q' }).catch((error) => expect(HeadwaterError.isInstance(error)).toBe(true));
      }),
      { numRuns: 150 },
    );
  });

  it('an error answer is a typed error', async () => {
    const status = fc.constantFrom(400, 401, 402, 403, 404, 409, 422, 429, 500, 501, 503);
    await fc.assert(
      fc.asyncProperty(status, fc.jsonValue({ maxDepth: 3 }), async (code, json) => {
        const { exa } = answering({ status: code, json }, { resilience: { limits, retry: { attempts: 1 } } });
        const outcome = await exa.search('q').catch((error) => error);
        expect(HeadwaterError.isInstance(outcome)).toBe(true);
        expect(outcome.status).toBe(code);
      }),
      { numRuns: 150 },
    );
  });

  it('good results survive among bad ones, in order, and every bad one is named', async () => {
    const good = fc.record({ url: fc.webUrl(), title: fc.option(anyText), text: anyText.map((text) => `a${text}`) });
    const bad = fc.oneof(
      fc.constantFrom(null, 7, 'text', [], {}),
      fc.record({ url: fc.constant(''), text: fc.string() }),
      fc.record({
        url: fc.webUrl(),
        text: fc.oneof(fc.integer(), fc.array(fc.string()), fc.dictionary(fc.string(), fc.string())),
      }),
    );
    const item = fc.oneof(
      good.map((value) => ({ isGood: true, value: value as unknown })),
      bad.map((value) => ({ isGood: false, value: value as unknown })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 12 }), async (items) => {
        const { exa } = answering({ json: { results: items.map(({ value }) => value) } }, { resilience: { limits } });
        const page = await exa.searchDocuments({ text: 'q' });
        const places = (isGood: boolean) => items.flatMap((each, index) => (each.isGood === isGood ? [index] : []));
        expect(page.documents.map(({ provenance }) => provenance[0]?.rank)).toEqual(places(true));
        expect(page.skipped.map(({ index }) => index)).toEqual(places(false));
        for (const { title, text } of page.documents) {
          expect(title.isWellFormed() && text.isWellFormed()).toBe(true);
          expect(`${title}${text}`).not.toContain('\0');
        }
      }),
      { numRuns: 100 },
    );
  });
});
