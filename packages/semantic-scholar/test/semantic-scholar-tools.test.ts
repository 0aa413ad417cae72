import { describe, expect, it } from 'vitest';
import { answering, fixture, sentQuery } from './answering.ts';

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
