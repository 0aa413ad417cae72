import { type DocumentIds, isIsoDate, type SkippedItem, type SourceDocument, type SourceQuery } from '@headwater/core';
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
  const gone = new Set(skipped.map(({ index }) => index));
  const left = [...skipped];
  const documents: SourceDocument[] = [];
  let place = -1;
  for (const paper of items) {
    do place += 1;
    while (gone.has(place));
    if (paper.summary === '') left.push({ index: place, reason: `no abstract: ${paper.id}` });
    else documents.push(toDocument(paper, start + place, response.retrievedAt));
  }
  return { documents, skipped: left.sort((first, second) => first.index - second.index) };
}

function toDocument(paper: ArxivPaper, rank: number, retrievedAt: string): SourceDocument {
  const doi = canonicalDoi(paper.doi);
  const ids: DocumentIds = { arxiv: paper.id, url: paper.abstractUrl, ...(doi === undefined ? {} : { doi }) };
  return {
    id: `arxiv:${paper.id}`,
    ids,
    kind: 'academic',
    title: paper.title,
    url: paper.abstractUrl,
    text: paper.summary,
    textKind: 'abstract',
    authors: paper.authors.map(({ name }) => name),
    ...(isIsoDate(paper.published) ? { publishedAt: paper.published } : {}),
    synthetic: isSample(paper),
    provenance: [{ provider: 'arxiv', operation: 'search', retrievedAt, rank }],
  };
}

/** The first one: authors give several, separated by blanks. */
function canonicalDoi(text: string | null): string | undefined {
  return /(?:^|\s|doi\.org\/|doi:\s*)(10\.\d{4,9}\/\S+)/i.exec(text ?? '')?.[1]?.toLowerCase();
}

/** Sample corpora name themselves where authors say where a paper appeared. */
function isSample({ comment, journalReference }: ArxivPaper): boolean {
  return [comment, journalReference].some((text) => /\bsample corpus$/i.test(text ?? ''));
}
