import { describe, expect, it } from 'vitest';
import type { CrossrefProvider } from '../src/index.ts';
import { answering, fixture, page, sentQuery } from './answering.ts';

function toolOf(crossref: CrossrefProvider, id: string) {
  const tool = crossref.tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

describe('crossref_search_works', () => {
  it.each([
    [{ yearFrom: 2018 }, 'from-pub-date:2018'],
    [{ yearFrom: 2020, yearTo: 2018 }, 'from-pub-date:2018,until-pub-date:2020'],
    [{ type: 'book', onlyWithAbstract: true }, 'type:book,has-abstract:true'],
    [{}, undefined],
  ])('asks for %j', async (input, filter) => {
    const { crossref, service } = answering(page([]));
    const tool = toolOf(crossref, 'crossref_search_works');
    expect(await tool.execute({ query: 'trees', author: 'lindqvist', sort: 'newest', ...input })).toEqual({
      works: [],
      total: 0,
      skipped: 0,
    });
    expect(sentQuery(service)).toMatchObject({
      query: 'trees',
      'query.author': 'lindqvist',
      sort: 'published',
      rows: '10',
    });
    expect(sentQuery(service).filter).toBe(filter);
  });

  it('answers plain works, retractions among the facts', async () => {
    const { crossref } = answering({ json: fixture('works') });
    const { works } = await toolOf(crossref, 'crossref_search_works').execute({ query: 'q', limit: 4 });
    expect(works[0]).toMatchObject({
      doi: '10.1234/abc.def',
      title: 'Street trees & afternoon temperature',
      isRetracted: true,
      updates: [{ doi: '10.1234/abc.retraction', type: 'retraction', source: 'retraction-watch' }],
      citedByCount: 12,
    });
    expect(works[1]).toMatchObject({ title: null, abstract: null, publishedAt: null, isRetracted: false, venue: null });
  });
});

it('crossref_match_reference looks at bibliographic facts', async () => {
  const { crossref, service } = answering(page([]));
  await toolOf(crossref, 'crossref_match_reference').execute({ reference: 'Lindqvist 2016 Street trees' });
  expect(sentQuery(service)).toMatchObject({ 'query.bibliographic': 'Lindqvist 2016 Street trees', rows: '3' });
});
