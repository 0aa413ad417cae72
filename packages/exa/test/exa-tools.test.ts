import { expect, it } from 'vitest';
import type { ExaProvider } from '../src/index.ts';
import { answering, fixture, sentBody } from './answering.ts';

function toolOf(exa: ExaProvider, id: string) {
  const tool = exa.tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

it('exa_search_web translates days and bounds the text it asks for', async () => {
  const { exa, service } = answering({ json: fixture('search.malformed') });
  const output = await toolOf(exa, 'exa_search_web').execute({
    query: 'q',
    category: 'news',
    publishedAfter: '2024-01-01',
    publishedBefore: '2024-02-29',
  });
  expect(sentBody(service)).toEqual({
    query: 'q',
    category: 'news',
    numResults: 5,
    startPublishedDate: '2024-01-01T00:00:00.000Z',
    endPublishedDate: '2024-02-29T23:59:59.999Z',
    contents: { text: { maxCharacters: 2000 } },
  });
  expect(output.results).toHaveLength(2);
  expect(output.skipped).toBe(5);
});

it('exa_search_web refuses a day that does not exist', async () => {
  const { exa } = answering({ json: {} });
  const { standard } = toolOf(exa, 'exa_search_web').input;
  const result = await standard['~standard'].validate({ query: 'q', publishedAfter: '2024-02-30' });
  expect(result.issues?.[0]?.message).toContain('YYYY-MM-DD');
});

it('exa_get_contents says which pages it could not read', async () => {
  const { exa, service } = answering({ json: fixture('contents') });
  const urls = ['https://a.example/', 'https://gone.example/'];
  const output = await toolOf(exa, 'exa_get_contents').execute({ urls, fresh: true });
  expect(sentBody(service)).toEqual({ urls, text: { maxCharacters: 10_000 }, maxAgeHours: 0 });
  expect(output.pages[0]).toEqual({
    title: 'A',
    url: 'https://a.example/',
    publishedDate: null,
    author: null,
    text: 'Text of A.',
  });
  expect(output.failed).toEqual([{ url: 'https://gone.example/', reason: expect.stringContaining('CRAWL_NOT_FOUND') }]);
});

it('exa_answer_question gives the answer and the pages it rests on', async () => {
  const { exa, service } = answering({ json: fixture('answer') });
  const tool = toolOf(exa, 'exa_answer_question');
  const output = await tool.execute({ question: 'How much does shade cool?', withText: true });
  expect(sentBody(service)).toEqual({ query: 'How much does shade cool?', text: true });
  expect(output.citations).toEqual([
    {
      title: 'Why street trees cool some blocks and not others',
      url: 'https://city-notes.example/trees',
      publishedDate: '2024-07-03T00:00:00.000Z',
      author: 'Ada Lindqvist',
      text: 'Street trees cool a block mainly by shade.',
    },
    { title: null, url: 'https://undated.example/', publishedDate: null, author: null, text: '' },
  ]);
});

it('exa_find_code lets Exa choose the length unless it is given', async () => {
  const { exa, service } = answering({ json: fixture('context') });
  const tool = toolOf(exa, 'exa_find_code');
  expect(await tool.execute({ query: 'read a file in Zig' })).toMatchObject({
    pages: 12,
    text: expect.stringContaining('zig'),
  });
  await tool.execute({ query: 'q', maxTokens: 100 });
  expect([sentBody(service).tokensNum, sentBody(service, 1).tokensNum]).toEqual(['dynamic', 100]);
});
