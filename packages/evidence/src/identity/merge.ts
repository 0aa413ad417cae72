import type { DocumentIds, SourceDocument } from '@headwater/core';
import { groupDocuments } from './group.ts';
import { normalizeArxiv, normalizeDoi, normalizePmid } from './normalize.ts';

/**
 * One document per work: those that share a DOI, arXiv id, PubMed id or address become one, also by way of a third, unless
 * a stronger identifier says that they are different works. The fullest text is kept whole with its own id (texts are
 * never mixed, so that quote offsets stay true), identifiers and provenance are united, and what is synthetic in part is
 * synthetic. The merged documents do not depend on the order given; they stand where their first members stood.
 */
export function mergeDocuments(documents: readonly SourceDocument[]): SourceDocument[] {
  return groupDocuments(documents).map(mergeGroup);
}

const fullness = { full: 2, abstract: 1, snippet: 0 } as const;

/** One document made of those of one work. A work that came once is returned as it came. */
export function mergeGroup(group: readonly SourceDocument[]): SourceDocument {
  if (group.length === 1) return group[0] as SourceDocument;
  const [best, ...others] = [...group].sort(compareFullness) as [SourceDocument, ...SourceDocument[]];
  const all = [best, ...others];
  const publishedAt = first(all, (document) => document.publishedAt);
  const language = first(all, (document) => document.language);
  return {
    ...best,
    ids: unitedIds(all),
    // `web` is what a search engine says of anything; a service that knows its subject says more.
    kind: first(all, ({ kind }) => (kind === 'web' ? undefined : kind)) ?? best.kind,
    title: first(all, ({ title }) => title || undefined) ?? '',
    authors: first(all, ({ authors }) => (authors.length > 0 ? authors : undefined)) ?? [],
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(language === undefined ? {} : { language }),
    synthetic: all.some(({ synthetic }) => synthetic),
    provenance: uniteProvenance(all),
  };
}

/** Best text first. A sample never speaks for the real document it was merged with. */
function compareFullness(left: SourceDocument, right: SourceDocument): number {
  return (
    Number(left.synthetic) - Number(right.synthetic) ||
    fullness[right.textKind] - fullness[left.textKind] ||
    right.text.length - left.text.length ||
    compareText(left.id, right.id) ||
    // Two answers with the same document: any rule will do that does not depend on which came first.
    compareText(JSON.stringify(left), JSON.stringify(right))
  );
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

function first<Value>(
  documents: readonly SourceDocument[],
  read: (document: SourceDocument) => Value | undefined,
): Value | undefined {
  for (const document of documents) {
    const value = read(document);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Of each kind the identifier of the document with the best text; a DOI of the article before one of its preprint. */
function unitedIds(documents: readonly SourceDocument[]): DocumentIds {
  const dois = documents.flatMap(({ ids }) => (ids.doi === undefined ? [] : [normalizeDoi(ids.doi) ?? ids.doi]));
  const united: Record<keyof DocumentIds, string | undefined> = {
    doi: dois.find((doi) => !doi.startsWith('10.48550/arxiv.')) ?? dois[0],
    arxiv: first(documents, ({ ids }) => (ids.arxiv ? (normalizeArxiv(ids.arxiv) ?? ids.arxiv) : undefined)),
    pmid: first(documents, ({ ids }) => (ids.pmid ? (normalizePmid(ids.pmid) ?? ids.pmid) : undefined)),
    url: first(documents, ({ ids }) => ids.url),
  };
  return Object.fromEntries(Object.entries(united).filter(([, value]) => value !== undefined));
}

/** The origin of the kept text comes first: evidence names it. */
function uniteProvenance(documents: readonly SourceDocument[]): SourceDocument['provenance'] {
  const seen = new Map(
    documents.flatMap((document) => document.provenance).map((origin) => [JSON.stringify(origin), origin]),
  );
  return [...seen.values()];
}
