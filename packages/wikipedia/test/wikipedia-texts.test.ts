import { describe, expect, it } from 'vitest';
import { sampleArticles } from '../src/emulator/index.ts';
import { emulated } from './emulated.ts';
import { failureOf, fixture, scripted, sent } from './scripted.ts';

describe('extracts', () => {
  it('introductions come twenty pages at a time, with redirects followed and missing pages null', async () => {
    const { wikipedia, emulator } = emulated();
    const titles = [
      ...sampleArticles.filter(({ language }) => language === undefined).map(({ title }) => title),
      'shade index',
      'No such page',
      'Nor this one',
      'Nor that',
    ];
    const extracts = await wikipedia.getExtracts(titles);
    expect(extracts.size).toBe(titles.length);
    expect(extracts.get('shade index')?.title).toBe('Lindqvist shade index');
    expect(extracts.get('No such page')).toBeNull();
    expect(extracts.get('Osmer')?.text).toBe(
      sampleArticles.find(({ title }) => title === 'Osmer')?.text.split('\n==')[0],
    );
    expect(extracts.get('Mercury')?.isDisambiguation).toBe(true);
    expect(emulator.requests).toHaveLength(2);
    expect(sent(emulator)).toMatchObject({
      prop: 'extracts|info|pageprops|revisions',
      explaintext: '1',
      exintro: '1',
      exlimit: 'max',
      inprop: 'url',
      redirects: '1',
    });
    expect(sent(emulator).titles?.split('|')).toHaveLength(20);
  });

  it('whole texts come one page at a time', async () => {
    const { wikipedia, emulator } = emulated();
    const extracts = await wikipedia.getExtracts(['Osmer', 'Quote verification'], { part: 'full' });
    expect(extracts.get('Osmer')?.text).toContain('The last heat wave was in 2019.');
    expect(emulator.requests).toHaveLength(2);
    expect(sent(emulator).exintro).toBeUndefined();
  });

  it('parts of one batch are joined, and a continuation that comes again is an error', async () => {
    const part = (id: number, fields: object) => ({ pageid: id, ns: 0, title: `Page ${id}`, ...fields });
    const { wikipedia, service } = scripted([
      {
        json: {
          continue: { excontinue: 1, continue: '||info' },
          query: { pages: [part(1, { extract: 'One.' }), part(2, {})] },
        },
      },
      { json: { batchcomplete: true, query: { pages: [part(1, {}), part(2, { extract: 'Two.' })] } } },
    ]);
    const extracts = await wikipedia.getExtracts(['Page 1', 'Page 2']);
    expect([...extracts.values()].map((extract) => extract?.text)).toEqual(['One.', 'Two.']);
    expect(sent(service, 1)).toMatchObject({ excontinue: '1', continue: '||info', titles: 'Page 1|Page 2' });
    const round = scripted({ json: { continue: { excontinue: 1, continue: '||' }, query: { pages: [] } } });
    expect(await failureOf(round.wikipedia.getExtracts(['Page 1']))).toMatchObject({ code: 'response-invalid' });
    expect(round.service.requests).toHaveLength(2);
  });

  it('share one deadline over all requests', async () => {
    const { wikipedia, service } = scripted(
      { json: { batchcomplete: true, query: { pages: [] } } },
      { resilience: { limits: { default: { requestsPerSecond: 1 } } } },
    );
    const titles = Array.from({ length: 200 }, (_, index) => `Page ${index}`);
    expect(await failureOf(wikipedia.getExtracts(titles, {}, { timeoutMs: 2500 }))).toMatchObject({
      code: 'rate-limited',
    });
    expect(service.requests).toHaveLength(3);
    expect(await failureOf(wikipedia.getExtracts('Osmer' as never))).toMatchObject({ code: 'invalid-request' });
  });
});

describe('documents', () => {
  it('come with their introductions in one request', async () => {
    const { wikipedia, service } = scripted({ json: fixture('documents') });
    const page = await wikipedia.searchDocuments({
      text: 'What cools the streets of a city: "trees" OR -shade?',
      limit: 5,
    });
    expect(sent(service)).toMatchObject({
      generator: 'search',
      gsrsearch: 'cools OR streets OR city OR trees OR shade',
      gsrlimit: '5',
      prop: 'extracts|info|pageprops|revisions',
      exintro: '1',
      explaintext: '1',
      exlimit: 'max',
      redirects: '1',
    });
    expect(service.requests).toHaveLength(1);
    expect(page.nextCursor).toBe('3');
  });

  it('go on at their cursor', async () => {
    const { wikipedia, emulator } = emulated();
    const first = await wikipedia.searchDocuments({ text: 'invented heat trees', limit: 2 });
    const second = await wikipedia.searchDocuments({
      text: 'invented heat trees',
      limit: 2,
      cursor: first.nextCursor as string,
    });
    expect(sent(emulator, 1).gsroffset).toBe('2');
    expect(second.documents.map(({ provenance }) => provenance[0]?.rank)).toEqual([2, 3]);
    expect(new Set([...first.documents, ...second.documents].map(({ id }) => id)).size).toBe(4);
    expect(await failureOf(wikipedia.searchDocuments({ text: 'x', cursor: '-1' }))).toMatchObject({
      code: 'invalid-request',
    });
  });

  it('of another kind, or of no word, are not asked for', async () => {
    const { wikipedia, service } = scripted({ json: {} });
    expect(await wikipedia.searchDocuments({ text: 'trees', kinds: ['news'] })).toMatchObject({ outcome: 'empty' });
    expect(await wikipedia.searchDocuments({ text: '???' })).toMatchObject({ outcome: 'empty' });
    expect(service.requests).toHaveLength(0);
  });

  it('are searched with no more than 300 characters', async () => {
    const { wikipedia, service } = scripted({ json: { batchcomplete: true } });
    await wikipedia.searchDocuments({ text: Array.from({ length: 200 }, (_, index) => `word${index}`).join(' ') });
    expect(sent(service).gsrsearch?.length).toBeLessThanOrEqual(300);
    expect(sent(service).gsrsearch).toContain('word0 OR word1');
  });
});
