import {
  documentIdsOf,
  documentsOf,
  isSampleVenue,
  publishedDate,
  type SkippedItem,
  type SourceDocument,
  type SourceQuery,
} from '@headwater/core';
import { type ArxivQuery, allOf, anyWord, submitted } from './arxiv-query.ts';
import type { ArxivPage, ArxivPaper } from './arxiv-types.ts';

/** A normalised query in the service's terms: any telling word counts, and the order of relevance does the rest. */
export function toArxivQuery({ text, since, until }: SourceQuery): ArxivQuery {
  const words = anyWord(text);
  return since === undefined && until === undefined ? words : allOf(words, submitted({ from: since, to: until }));
}

/** Papers as documents. One without an abstract supports nothing, so it is left out and named in `skipped`. */
export function toDocuments({
  items,
  skipped,
  start,
  response,
}: Pick<ArxivPage, 'items' | 'skipped' | 'start'> & { response: { retrievedAt: string } }): {
  documents: SourceDocument[];
  skipped: SkippedItem[];
} {
  return documentsOf(items, skipped, (paper, place) =>
    paper.summary === '' ? `no abstract: ${paper.id}` : toDocument(paper, start + place, response.retrievedAt),
  );
}

function toDocument(paper: ArxivPaper, rank: number, retrievedAt: string): SourceDocument {
  const publishedAt = publishedDate(paper.published);
  return {
    id: `arxiv:${paper.id}`,
    // Authors give several, separated by blanks.
    ids: documentIdsOf(paper.abstractUrl, { arxiv: paper.id, doi: paper.doi?.split(/\s+/) }),
    kind: 'academic',
    title: paper.title,
    url: paper.abstractUrl,
    text: paper.summary,
    textKind: 'abstract',
    authors: paper.authors.map(({ name }) => name),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    synthetic: isSample(paper),
    provenance: [{ provider: 'arxiv', operation: 'search', retrievedAt, rank }],
  };
}

/** Sample corpora name themselves where authors say where a paper appeared. */
function isSample({ comment, journalReference }: ArxivPaper): boolean {
  return [comment, journalReference].some(isSampleVenue);
}
