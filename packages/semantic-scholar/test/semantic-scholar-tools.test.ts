import { describe, expect, it } from 'vitest';
import { answering, fixture, sentBody, sentQuery } from './answering.ts';

type Provider = ReturnType<typeof answering>['s2'];

function toolOf(s2: Provider, id: string) {
  const tool = s2.tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

describe('semantic_scholar_search_papers', () => {
  it.each([
    [{ yearFrom: 2018 }, '2018-'],
    [{ yearTo: 2020 }, '-2020'],
    [{ yearFrom: 2018, yearTo: 2020 }, '2018-2020'],
    [{ yearFrom: 2020, yearTo: 2018 }, '2018-2020'],
    [{}, undefined],
  ])('asks for the years of %j', async (years, year) => {
    const { s2, service } = answering({ json: { total: 0 } });
    const output = await toolOf(s2, 'semantic_scholar_search_papers').execute({ query: 'q', ...years });
    expect(sentQuery(service).year).toBe(year);
    expect(sentQuery(service).limit).toBe('10');
    expect(output).toEqual({ papers: [], total: 0, skipped: 0 });
  });

  it('answers plain papers', async () => {
    const { s2 } = answering({ json: { ...fixture('search'), next: undefined } });
    const { papers, total } = await toolOf(s2, 'semantic_scholar_search_papers').execute({ query: 'q' });
    expect(total).toBe(1523);
    expect(papers[0]).toMatchObject({
      doi: '10.1234/abc.def',
      year: 2016,
      pdfUrl: null,
      authors: ['Ada Lindqvist', 'T. Okafor'],
    });
    expect(papers[1]).toMatchObject({ abstract: null, doi: null, venue: null });
  });
});

it('semantic_scholar_get_references lists what could not be identified as well', async () => {
  const { s2 } = answering({ json: fixture('references') });
  const output = await toolOf(s2, 'semantic_scholar_get_references').execute({ paperId: 'CorpusId:1' });
  expect(output).toMatchObject({ skipped: 1, papers: [{ title: 'Street trees' }, { paperId: null, contexts: [] }] });
});

it('ids of no known form are refused by the schema, with the forms that are', async () => {
  const { s2 } = answering({ json: {} });
  const { standard } = toolOf(s2, 'semantic_scholar_get_paper').input;
  const result = await standard['~standard'].validate({ paperId: '10.1234/abc' });
  expect(result.issues?.[0]?.message).toMatch(/40 hexadecimal/);
});

it('semantic_scholar_find_passages gives text to quote and an id for the other tools', async () => {
  const { s2, service } = answering({ json: fixture('snippets') });
  const tool = toolOf(s2, 'semantic_scholar_find_passages');
  const output = await tool.execute({ query: 'watering', yearTo: 2020, paperIds: ['CorpusId:7'] });
  expect(sentQuery(service)).toEqual({ query: 'watering', limit: '10', year: '-2020', paperIds: 'CorpusId:7' });
  expect(output).toMatchObject({ skipped: 0, passages: [{ paperId: 'CorpusId:990100004', section: 'Results' }, {}] });
});

it('semantic_scholar_recommend_papers asks for one paper, or weighs several', async () => {
  const { s2, service } = answering({ json: fixture('recommendations') });
  const tool = toolOf(s2, 'semantic_scholar_recommend_papers');
  expect((await tool.execute({ paperId: 'CorpusId:1' })).papers).toMatchObject([{ title: 'Like it' }, {}]);
  await tool.execute({ paperId: 'CorpusId:1', alsoLike: ['CorpusId:2'], unlike: ['CorpusId:3'], limit: 3 });
  expect(service.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
  expect(sentBody(service, 1)).toEqual({
    positivePaperIds: ['CorpusId:1', 'CorpusId:2'],
    negativePaperIds: ['CorpusId:3'],
  });
});

it('semantic_scholar_search_authors and _get_author_papers lead from a name to papers', async () => {
  const { s2, service } = answering([{ json: fixture('authors') }, { json: { offset: 0, data: [] } }]);
  const { authors } = await toolOf(s2, 'semantic_scholar_search_authors').execute({ name: 'Ada Lindqvist', limit: 2 });
  expect(authors[0]).toMatchObject({ authorId: '1741101', affiliations: ['Institute of Shade'], hIndex: 9 });
  const papers = toolOf(s2, 'semantic_scholar_get_author_papers');
  await papers.execute({ authorId: authors[0].authorId, yearFrom: 2023, yearTo: 2020 });
  expect(sentQuery(service, 1).publicationDateOrYear).toBe('2020:2023');
});
