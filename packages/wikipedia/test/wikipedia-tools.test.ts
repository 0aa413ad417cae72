import { expect, it } from 'vitest';
import type { WikipediaProvider } from '../src/index.ts';
import { fixture, scripted, sent } from './scripted.ts';

function toolOf(wikipedia: WikipediaProvider, id: string) {
  const tool = wikipedia.tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

it('wikipedia_search_articles returns introductions and counts what it left out', async () => {
  const { wikipedia, service } = scripted({ json: fixture('documents') });
  const output = await toolOf(wikipedia, 'wikipedia_search_articles').execute({
    query: 'street trees',
    language: 'en',
  });
  expect(sent(service)).toMatchObject({ gsrsearch: 'street OR trees', gsrlimit: '5' });
  expect(output.articles.map(({ title }: { title: string }) => title)).toEqual([
    'Urban canopy of Norhaven',
    'Lindqvist shade index',
  ]);
  expect(output.articles[0]).toMatchObject({ introduction: 'The urban canopy of Norhaven.', lastChanged: null });
  expect(output.skipped).toBe(1);
});

it('wikipedia_get_article cuts long texts without breaking a character, and says so', async () => {
  const page = {
    pageid: 1,
    title: 'Tree',
    extract: `${'x'.repeat(499)}🌳 and more`,
    fullurl: 'https://en.wikipedia.example/wiki/Tree',
  };
  const { wikipedia, service } = scripted({ json: { batchcomplete: true, query: { pages: [page] } } });
  const { found } = await toolOf(wikipedia, 'wikipedia_get_article').execute({ title: 'tree', maxCharacters: 500 });
  expect(found).toMatchObject({ title: 'Tree', isCut: true, isDisambiguation: false });
  expect(found.text).toBe(`${'x'.repeat(499)}\ufffd`);
  expect(sent(service)).toMatchObject({ titles: 'Tree' });
});

it('wikipedia_get_article answers null for a page that does not exist', async () => {
  const { wikipedia } = scripted({
    json: { batchcomplete: true, query: { pages: [{ ns: 0, title: 'X', missing: true }] } },
  });
  expect(await toolOf(wikipedia, 'wikipedia_get_article').execute({ title: 'X' })).toEqual({ found: null });
});

it.each([
  ['wikipedia_search_articles', { query: '?!' }],
  ['wikipedia_search_articles', { query: 'x', language: 'evil.example' }],
  ['wikipedia_get_article', { title: 'a#b' }],
  ['wikipedia_get_article', { title: ' ' }],
])('%s refuses %j', async (id, input) => {
  const { issues } = await toolOf(scripted({ json: {} }).wikipedia, id).input.standard['~standard'].validate(input);
  expect(issues?.length).toBeGreaterThan(0);
});
