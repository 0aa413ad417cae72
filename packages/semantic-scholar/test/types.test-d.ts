import type { SourceProvider } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import {
  type Author,
  createSemanticScholar,
  type NestedPaper,
  type Paper,
  type PaperAuthor,
  type SemanticScholarSettings,
  semanticScholar as s2,
} from '../src/index.ts';

expectTypeOf(s2).toExtend<SourceProvider<SemanticScholarSettings>>();
createSemanticScholar({ apiKey: () => 'token', resilience: { limits: 'anonymous' } });

// Without fields, the default ones.
for await (const paper of s2.searchPapers('q')) {
  expectTypeOf(paper.paperId).toEqualTypeOf<string>();
  expectTypeOf(paper.abstract).toEqualTypeOf<string | null>();
  expectTypeOf(paper.authors).toEqualTypeOf<PaperAuthor[] | null>();
  // @ts-expect-error tldr was not asked for
  paper.tldr;
}

// With fields, exactly these. A dotted name stands for its root.
for await (const paper of s2.searchPapers({
  query: 'q',
  fields: ['year', 'authors.affiliations', 'references.title'],
})) {
  expectTypeOf(paper).toEqualTypeOf<{
    paperId: string;
    year: number | null;
    authors: PaperAuthor[] | null;
    references: NestedPaper[] | null;
  }>();
}
expectTypeOf<Paper<'title'>>().toEqualTypeOf<{ paperId: string; title: string | null }>();
// @ts-expect-error there is no such field
s2.searchPapers({ query: 'q', fields: ['titel'] });
// @ts-expect-error yearStart is not a name the service knows
s2.searchPapers({ query: 'q', yearStart: 2016 });

const one = await s2.getPaper('CorpusId:1', { fields: ['title', 'tldr'] });
expectTypeOf(one.tldr?.text).toEqualTypeOf<string | null | undefined>();
// @ts-expect-error year was not asked for
one.year;

const batch = await s2.getPapers(['CorpusId:1'], { fields: ['title'] });
expectTypeOf(batch.get('CorpusId:1')).toEqualTypeOf<Paper<'title'> | null | undefined>();

for await (const { citingPaper, contexts } of s2.getCitations('CorpusId:1', { fields: ['title', 'contexts'] })) {
  expectTypeOf(citingPaper).toEqualTypeOf<{ paperId: string | null; title: string | null }>();
  expectTypeOf(contexts).toEqualTypeOf<string[] | null>();
}
for await (const reference of s2.getReferences('CorpusId:1', { fields: ['title'] })) {
  // @ts-expect-error contexts were not asked for
  reference.contexts;
}
// @ts-expect-error tldr is no field of a citation
s2.getCitations('CorpusId:1', { fields: ['tldr'] });

expectTypeOf(await s2.matchTitle('t', { fields: ['title'] })).toEqualTypeOf<
  ({ paperId: string; title: string | null } & { matchScore: number | null }) | null
>();

for await (const page of s2.searchPapers('q').pages()) {
  expectTypeOf(page.total).toEqualTypeOf<number | undefined>();
  expectTypeOf(page.truncated).toEqualTypeOf<string | undefined>();
}

// Bulk search and recommendations give what was asked for, and nothing nested can be.
for await (const paper of s2.searchPapersBulk({ year: { from: 2020 }, fields: ['title', 'year'] })) {
  expectTypeOf(paper).toEqualTypeOf<{ paperId: string; title: string | null; year: number | null }>();
}
// @ts-expect-error citations cannot be nested in a bulk search
s2.searchPapersBulk({ query: 'q', fields: ['citations'] });
// @ts-expect-error there is no such order
s2.searchPapersBulk({ query: 'q', sort: 'year:asc' });
const { papers } = await s2.recommendForPaper('CorpusId:1', { fields: ['title'], from: 'all-cs' });
expectTypeOf(papers).toEqualTypeOf<Paper<'title'>[]>();
// @ts-expect-error the pool is chosen for one paper only
s2.recommendPapers({ positivePaperIds: ['CorpusId:1'], from: 'recent' });

// Authors likewise. Of a paper's authors some have no id.
const author = await s2.getAuthor('1', { fields: ['name', 'papers.year'] });
expectTypeOf(author).toEqualTypeOf<{ authorId: string; name: string | null; papers: NestedPaper[] | null }>();
// @ts-expect-error hIndex was not asked for
author.hIndex;
for await (const { authorId } of s2.getPaperAuthors('CorpusId:1'))
  expectTypeOf(authorId).toEqualTypeOf<string | null>();
for await (const each of s2.searchAuthors('q')) expectTypeOf(each.hIndex).toEqualTypeOf<number | null>();
expectTypeOf((await s2.getAuthors(['1'], { fields: ['name'] })).get('1')).toEqualTypeOf<
  Author<'name'> | null | undefined
>();
for await (const paper of s2.getAuthorPapers('1', { fields: ['title'] })) {
  // @ts-expect-error year was not asked for
  paper.year;
}

const { snippets } = await s2.searchSnippets({ query: 'q', fields: ['snippet.text'] });
expectTypeOf(snippets[0]?.snippet.text).toEqualTypeOf<string | null | undefined>();
// @ts-expect-error fields of a snippet have a prefix
s2.searchSnippets({ query: 'q', fields: ['text'] });
expectTypeOf((await s2.datasets.getDataset('papers')).files).toEqualTypeOf<string[]>();
