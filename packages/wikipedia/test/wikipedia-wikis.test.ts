import { createStateStore } from '@headwater/core';
import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWikipediaEmulator } from '../src/emulator/index.ts';
import { createWikipedia, type WikipediaSettings } from '../src/index.ts';
import { emulated } from './emulated.ts';
import { failureOf, scripted } from './scripted.ts';

const contact = 'tests@headwater.example';

describe('languages', () => {
  it('are wikis of their own, by setting, by call and by filter', async () => {
    const { wikipedia, emulator } = emulated();
    const hosts = () => emulator.requests.map(({ headers }) => headers.host);
    expect((await wikipedia.getSummary('Osmer', { language: 'de' }))?.extract).toContain('Einwohnern');
    const page = await wikipedia.searchDocuments({ text: 'Hitzewelle', languages: ['de-AT', 'fr'] });
    expect(page.unsupportedFilters).toEqual([]);
    expect(page.documents.map(({ language, id }) => [language, id.split(':')[1]])).toEqual([['de', 'de']]);
    await wikipedia.searchDocuments({ text: 'heat', languages: ['de', 'en'] });
    wikipedia.configure({ language: 'de' });
    await wikipedia.getSummary('Osmer');
    expect(hosts()).toEqual(['de', 'de', 'en', 'de'].map((code) => `${code}.wikipedia.org`));
  });

  it('other than that of a fixed address cannot be asked, and the filter says so', async () => {
    const { wikipedia, service } = scripted({ json: { batchcomplete: true } }, { baseUrl: 'https://en.wikipedia.org' });
    expect(await failureOf(wikipedia.getSummary('Osmer', { language: 'de' }))).toMatchObject({
      code: 'invalid-request',
    });
    expect((await wikipedia.searchDocuments({ text: 'heat', languages: ['de'] })).unsupportedFilters).toEqual([
      'languages',
    ]);
    expect((await wikipedia.searchDocuments({ text: 'heat', languages: ['en'] })).unsupportedFilters).toEqual([]);
    expect(service.requests).toHaveLength(2);
  });

  it('all end with the client', async () => {
    const { wikipedia, emulator } = emulated();
    await wikipedia.getSummary('Osmer', { language: 'de' });
    await wikipedia.dispose();
    for (const language of ['en', 'de', 'fr']) {
      expect((await failureOf(wikipedia.getSummary('Osmer', { language }))).code).toBe('cancelled');
    }
    expect(emulator.requests).toHaveLength(1);
  });
});

describe('who is asking', () => {
  it('is said in both headers: application, contact, package', async () => {
    const { wikipedia, service } = scripted(
      { json: { batchcomplete: true } },
      { contact: 'https://a.example/about', application: 'my-agent/1.0' },
    );
    await wikipedia.searchDocuments({ text: 'heat' });
    const { 'user-agent': agent, 'api-user-agent': same } = service.requests[0]?.headers ?? {};
    expect(agent).toMatch(/^my-agent\/1\.0 \(https:\/\/a\.example\/about\) headwater-wikipedia\/\d/);
    expect(same).toBe(agent);
  });

  it.each([
    [{ contact: 'undefined' }, 'contact holds the word'],
    [{ contact: 'a\nb' }, 'plain text'],
    [{ application: '' }, 'plain text'],
    [{ language: 'EN' }, 'language is not'],
    [{ language: 'en.evil.example/' }, 'language is not'],
  ])('refuses %j', (settings, said) => {
    expect(() => createWikipedia(settings)).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining(said) }),
    );
  });

  it('decides the pace: few requests a minute for nobody, many for somebody', async () => {
    const pace = async (settings: WikipediaSettings): Promise<number> => {
      const clock = createVirtualClock({ autoAdvance: true });
      onTestFinished(() => clock.dispose());
      const emulator = createWikipediaEmulator({ clock, limits: 'published' });
      const wikipedia = createWikipedia({ fetch: emulator.fetch, clock, stateStore: createStateStore(), ...settings });
      await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          wikipedia.searchDocuments({ text: `heat ${index}` }, { timeoutMs: 600_000 }),
        ),
      );
      expect(emulator.requests.every(({ status }) => status === 200)).toBe(true);
      return clock.monotonicNow();
    };
    expect(await pace({ contact })).toBeLessThan(10_000);
    const unidentified = await pace({});
    expect(unidentified).toBeGreaterThan(180_000);
    expect(unidentified).toBeLessThan(300_000);
    expect(await pace({ headers: { 'User-Agent': 'other/1.0 (https://a.example)' } })).toBeLessThan(10_000);
  });

  it('can be a person with a token', async () => {
    const { wikipedia, service } = scripted({ json: { batchcomplete: true } });
    await wikipedia.searchDocuments({ text: 'heat' });
    expect(service.requests[0]?.headers.authorization).toBe('Bearer test-key');
  });
});
