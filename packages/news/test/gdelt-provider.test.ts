import { describe, expect, it } from 'vitest';
import { gdeltQuery } from '../src/gdelt/index.ts';
import { type EmulatorReply, failureOf, fixture, scriptedGdelt } from './scripted.ts';

const text = (body: string, status = 200): EmulatorReply => ({
  status,
  headers: { 'content-type': 'text/html' },
  text: body,
});
const busy = 'Please limit requests to one every 5 seconds or contact the address on the site for larger queries.';

describe('what is sent', () => {
  it('every parameter of articles', async () => {
    const { gdelt, service, sent } = scriptedGdelt({ json: {} });
    await gdelt.articles({
      query: '"street trees" (heat OR shade) sourcecountry:GM',
      start: '2025-12-01',
      end: '2025-12-31T12:00:00',
      maxRecords: 250,
      sort: 'DateDesc',
    });
    await gdelt.articles({ query: 'trees', timespan: '3months' });
    expect(service.requests[0]).toMatchObject({ method: 'GET', path: '/doc' });
    expect(sent()).toEqual({
      query: '"street trees" (heat OR shade) sourcecountry:GM',
      mode: 'ArtList',
      format: 'json',
      startdatetime: '20251201000000',
      enddatetime: '20251231120000',
      maxrecords: '250',
      sort: 'DateDesc',
    });
    expect(sent(1)).toEqual({ query: 'trees', mode: 'ArtList', format: 'json', timespan: '3months' });
  });

  it('every parameter of timeline, and the other modes', async () => {
    const { gdelt, sent } = scriptedGdelt({ json: {} });
    await gdelt.timeline({ query: 'trees', mode: 'TimelineVolRaw', timelineSmooth: 5 });
    await gdelt.timeline('trees');
    await gdelt.toneChart('trees');
    await gdelt.mode({ query: 'trees', mode: 'WordCloudTheme', maxRecords: 10 });
    expect(sent(0)).toEqual({ query: 'trees', mode: 'TimelineVolRaw', format: 'json', timelinesmooth: '5' });
    expect([sent(1).mode, sent(2).mode]).toEqual(['TimelineVol', 'ToneChart']);
    expect(sent(3)).toMatchObject({ mode: 'WordCloudTheme', maxrecords: '10' });
  });

  it('both ends of a window, when only one is given', async () => {
    const { gdelt, sent } = scriptedGdelt({ json: {} });
    await gdelt.articles({ query: 'trees', start: '2025-12-01' });
    const { notices } = await gdelt.articles({ query: 'trees', end: '2025-12-01' });
    expect(sent(0)).toMatchObject({ startdatetime: '20251201000000', enddatetime: '20260101000000' });
    expect(sent(1)).toMatchObject({ startdatetime: '20170101000000', enddatetime: '20251201235959' });
    expect(notices).toEqual([]);
    expect((await gdelt.articles({ query: 'trees', start: '2025-01-01' })).notices).toEqual([
      expect.stringContaining('three months'),
    ]);
  });

  it('a User-Agent, and never a key', async () => {
    const { gdelt, service } = scriptedGdelt({ json: {} }, { apiKey: 'a-key-for-somebody-else' });
    await gdelt.articles('trees');
    expect(service.requests[0]?.headers['user-agent']).toMatch(/^headwater-news/);
    expect(JSON.stringify(service.requests[0])).not.toContain('somebody');
    const echo = { status: 500, text: 'who sent a-key-for-somebody-else?' };
    const error = await failureOf(scriptedGdelt(echo, { apiKey: 'a-key-for-somebody-else' }).gdelt.articles('trees'));
    expect(error.message).toMatch(/who sent \[redacted\]/);
  });

  it.each<[string, object, RegExp]>([
    ['no query', { query: ' ' }, /at least one word/],
    ['a word that is too short', { query: 'trees at noon' }, /fewer than 3/],
    ['a short word inside parentheses', { query: '(uk OR us) trees' }, /fewer than 3/],
    ['more than 250 records', { query: 'trees', maxRecords: 251 }, /maxRecords.*250/],
    ['a window given twice', { query: 'trees', timespan: '1d', start: '2025-12-01' }, /timespan cannot be combined/],
    ['too short a timespan', { query: 'trees', timespan: '10min' }, /15min/],
    ['a timespan of no unit', { query: 'trees', timespan: '3' }, /timespan/],
    [
      'a window that ends before it begins',
      { query: 'trees', start: '2025-12-02', end: '2025-12-01' },
      /start must not be after/,
    ],
  ])('nothing for %s', async (_what, options, message) => {
    const { gdelt, service } = scriptedGdelt({ json: {} });
    expect((await failureOf(gdelt.articles(options as never))).message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it.each(['near5:"at sea"', 'domainis:bbc.co', 'tone>5 trees', '-trees "a b" heat', '(trees OR heat)'])(
    '%s as it is',
    async (query) => {
      const { gdelt, sent } = scriptedGdelt({ json: {} });
      await gdelt.articles(query);
      expect(sent().query).toBe(query);
    },
  );
});

describe('gdeltQuery', () => {
  it('writes every operator', () => {
    const query = gdeltQuery({
      text: 'street "heat wave"',
      anyOf: ['shade', 'cool roof'],
      noneOf: ['football', 'tree house'],
      near: { distance: 5, words: 'water trees' },
      repeat: { times: 3, word: 'trees' },
      domainIs: ['bbc.co.uk'],
      domain: ['example.com', 'WWW.example.org'],
      noDomain: ['c.example'],
      sourceCountries: ['GB', 'DE', 'US', 'CH'],
      sourceLanguages: ['de-AT', 'en'],
      themes: ['ENV_CLIMATECHANGE'],
      toneAbove: 2,
      toneBelow: 8.5,
      absoluteToneAbove: 10,
    });
    expect(query).toBe(
      'street "heat wave" (shade OR "cool roof") -football -"tree house" near5:"water trees" repeat3:"trees" domainis:bbc.co.uk ' +
        '(domain:example.com OR domain:example.org) -domainis:c.example ' +
        '(sourcecountry:UK OR sourcecountry:GM OR sourcecountry:US OR sourcecountry:SZ) (sourcelang:german OR sourcelang:english) ' +
        'theme:ENV_CLIMATECHANGE tone>2 tone<8.5 toneabs>10',
    );
  });

  it('lets no text steer the search', () => {
    expect(gdeltQuery({ text: 'trees) OR (domain:evil.example -heat "half' })).toBe(
      'trees or domain evil.example heat half',
    );
  });

  it.each([
    { domainIs: ['a b'] },
    { sourceCountries: ['DEU'] },
    { sourceLanguages: ['??'] },
    { themes: ['A B'] },
    { toneAbove: Number.NaN },
    { anyOf: ['()'] },
  ])('refuses %j', (parts) => {
    expect(() => gdeltQuery({ text: 'x', ...parts })).toThrow(/cannot be used/);
  });
});

describe('what comes back', () => {
  it('is articles that say when they were seen, never when published', async () => {
    const { gdelt } = scriptedGdelt({ json: fixture('gdelt') });
    const { articles, truncated } = await gdelt.articles({ query: 'trees', maxRecords: 3 });
    expect(truncated).toBe(true);
    expect(articles[0]).toMatchObject({
      seenAt: '2025-12-01T08:15:00Z',
      urlMobile: null,
      language: 'English',
      rank: 0,
    });
    expect(articles[1]).toMatchObject({ title: null, seenAt: null, socialImage: null });
    const { documents } = await gdelt.searchDocuments({ text: 'trees' });
    expect(documents.map((document) => [document.language, 'publishedAt' in document])).toEqual([
      ['en', false],
      ['de', false],
      [undefined, false],
    ]);
  });

  it.each([
    ['an empty object', { json: {} }],
    ['an empty body', text('')],
    ['blanks', text(' \n ')],
  ])('is nothing for %s', async (_what, reply) => {
    const { gdelt } = scriptedGdelt(reply);
    expect(await gdelt.articles('trees')).toMatchObject({ articles: [], truncated: false });
    expect((await gdelt.timeline('trees')).series).toEqual([]);
    expect((await gdelt.searchDocuments({ text: 'trees' })).outcome).toBe('empty');
  });

  it('is read although stray backslashes and control characters stand in it', async () => {
    const { readFileSync } = await import('node:fs');
    const body = readFileSync(new URL('../src/__fixtures__/gdelt.stray.txt', import.meta.url), 'utf8');
    const { gdelt } = scriptedGdelt({ headers: { 'content-type': 'application/json' }, text: body });
    const { articles } = await gdelt.articles('trees');
    expect(articles.map(({ title }) => title)).toEqual([
      'A stray \\, and \\x and a tab here (sample)',
      'Fine "quotes" and é \\ stay (sample)',
    ]);
  });

  it('is read the same wherever the stream is cut into pieces', async () => {
    const { readableBody } = await import('../src/gdelt/gdelt-body.ts');
    const body = '{"a":"x\\\\\\u00e9\\q\\\\","b":"\\u12","c":"\\""}';
    const expected = { a: 'x\\é\\q\\', b: '\\u12', c: '"' };
    const bytes = new TextEncoder().encode(body);
    for (let size = 1; size <= bytes.length; size += 1) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.slice(at * size, (at + 1) * size),
      );
      const whole = readableBody(new Response(new Blob(pieces).stream().pipeThrough(cutting(pieces))));
      expect(await whole.json()).toEqual(expected);
    }
  });

  it('is timelines, tones and whatever other modes answer', async () => {
    const { gdelt } = scriptedGdelt([
      {
        json: {
          timeline: [
            {
              series: 'Article Count',
              data: [
                { date: '20251201T000000Z', value: 3, norm: 1000 },
                { date: 'x', value: 1 },
              ],
            },
            7,
          ],
        },
      },
      {
        json: { tonechart: [{ bin: -2, count: 4, toparts: [{ url: 'https://a.example/', title: '' }] }, { bin: 'x' }] },
      },
      { json: { wordcloud: [{ label: 'trees', count: 4 }] } },
    ]);
    const timeline = await gdelt.timeline({ query: 'trees', mode: 'TimelineVolRaw' });
    expect(timeline.series).toEqual([
      { name: 'Article Count', data: [{ date: '2025-12-01T00:00:00Z', value: 3, norm: 1000 }] },
    ]);
    expect(timeline.skipped.map(({ index }) => index)).toEqual([1]);
    const tones = await gdelt.toneChart('trees');
    expect(tones.bins).toEqual([{ bin: -2, count: 4, topArticles: [{ url: 'https://a.example/', title: null }] }]);
    expect((await gdelt.mode({ query: 'trees', mode: 'WordCloudEnglish' })).answer).toEqual({
      wordcloud: [{ label: 'trees', count: 4 }],
    });
  });

  it('never looks empty when the query was rejected with status 200', async () => {
    const { gdelt, service } = scriptedGdelt(text('The specified phrase is too short.\n'));
    const error = await failureOf(gdelt.articles('trees'));
    expect(error).toMatchObject({ code: 'invalid-request', vendorCode: 'rejected', status: 200, retryable: false });
    expect(error.message).toContain('The specified phrase is too short.');
    expect(service.requests).toHaveLength(1);
  });

  it('is no answer when it is an object of something else, or a page', async () => {
    const { gdelt } = scriptedGdelt([{ json: { error: 'no' } }, text('<html><title>Sorry</title></html>')]);
    expect((await failureOf(gdelt.articles('trees'))).code).toBe('response-invalid');
    expect((await failureOf(gdelt.articles('roofs'))).code).toBe('response-invalid');
  });
});

function cutting(pieces: Uint8Array[]): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform: (_chunk, controller) => {
      for (const piece of pieces.splice(0)) controller.enqueue(piece);
    },
  });
}

describe('throttling', () => {
  it('is noticed in a 429 and inside a 200, waited for once, and then given up for minutes', async () => {
    const { gdelt, service, clock } = scriptedGdelt([text(busy, 429), { json: fixture('gdelt') }]);
    expect((await gdelt.articles('trees')).articles).toHaveLength(3);
    const [first, second] = service.requests.map(({ at }) => at) as [number, number];
    expect(second - first).toBeGreaterThanOrEqual(8000);
    expect(clock.monotonicNow()).toBeLessThan(20_000);

    const hidden = scriptedGdelt(text(busy));
    const error = await failureOf(hidden.gdelt.articles('trees'));
    expect(error).toMatchObject({ code: 'rate-limited', status: 200, retryAfterMs: 300_000 });
    expect(hidden.service.requests).toHaveLength(2);
    const next = await failureOf(hidden.gdelt.articles({ query: 'roofs' }));
    expect(next.code).toBe('rate-limited');
    expect(hidden.service.requests).toHaveLength(2);
  });

  it('is avoided: one request at a time, six seconds apart', async () => {
    const { gdelt, service } = scriptedGdelt({ json: {} });
    await Promise.all(['trees', 'roofs', 'rivers'].map((query) => gdelt.articles(query)));
    const times = service.requests.map(({ at }) => at);
    expect(times).toHaveLength(3);
    for (const [place, time] of times.entries())
      if (place > 0) expect(time - (times[place - 1] as number)).toBeGreaterThanOrEqual(6000);
  });
});
