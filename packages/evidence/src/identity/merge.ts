import type { DocumentIds, SourceDocument } from '@headwater/core';
import { normalizeArxiv, normalizeDoi, normalizePmid, normalizeUrl } from './normalize.ts';

/** Keys under which a document is the same as another: its identifiers in canonical form, and its own id. */
function identityKeys(document: SourceDocument): string[] {
  const { doi, arxiv, pmid, url } = document.ids;
  const keys: [string, string | undefined][] = [
    ['id', document.id],
    ['doi', doi === undefined ? undefined : normalizeDoi(doi)],
    ['arxiv', arxiv === undefined ? undefined : normalizeArxiv(arxiv)],
    ['pmid', pmid === undefined ? undefined : normalizePmid(pmid)],
    ['url', normalizeUrl(url ?? document.url)],
  ];
  return keys.flatMap(([kind, value]) => (value === undefined ? [] : [`${kind}:${value}`]));
}

/**
 * Merges documents that share a DOI, arXiv id, PubMed id or address, also by way of a third. The fullest text is kept
 * whole with its own id (texts are never mixed, so that quote offsets stay true); identifiers and provenance are
 * united. Order: where each group's first member stood.
 */
export function mergeDocuments(documents: readonly SourceDocument[]): SourceDocument[] {
  const parents = documents.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] as number;
    parents[index] = root;
    return root;
  };
  const owners = new Map<string, number>();
  documents.forEach((document, index) => {
    for (const key of identityKeys(document)) {
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, index);
      else {
        const [first, second] = [find(owner), find(index)].sort((left, right) => left - right) as [number, number];
        parents[second] = first;
      }
    }
  });
  const groups = new Map<number, SourceDocument[]>();
  documents.forEach((document, index) => {
    const root = find(index);
    groups.set(root, [...(groups.get(root) ?? []), document]);
  });
  return [...groups.values()].map(mergeGroup);
}

const fullness = { full: 2, abstract: 1, snippet: 0 } as const;

function mergeGroup(group: SourceDocument[]): SourceDocument {
  if (group.length === 1) return group[0] as SourceDocument;
  // A sample never speaks for the real document it was merged with.
  const [best, ...others] = [...group].sort(
    (left, right) =>
      Number(left.synthetic) - Number(right.synthetic) ||
      fullness[right.textKind] - fullness[left.textKind] ||
      right.text.length - left.text.length ||
      (left.id < right.id ? -1 : left.id > right.id ? 1 : 0),
  ) as [SourceDocument, ...SourceDocument[]];
  const ids: DocumentIds = Object.assign({}, ...[...others].reverse().map((document) => document.ids), best.ids);
  const publishedAt = best.publishedAt ?? others.find((document) => document.publishedAt !== undefined)?.publishedAt;
  const language = best.language ?? others.find((document) => document.language !== undefined)?.language;
  return {
    ...best,
    ids,
    title: best.title || (others.find((document) => document.title)?.title ?? ''),
    authors:
      best.authors.length > 0 ? best.authors : (others.find((document) => document.authors.length > 0)?.authors ?? []),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(language === undefined ? {} : { language }),
    provenance: uniteProvenance([best, ...others]),
  };
}

/** The origin of the kept text comes first: evidence names it. */
function uniteProvenance(documents: SourceDocument[]): SourceDocument['provenance'] {
  const seen = new Map(
    documents.flatMap((document) => document.provenance).map((origin) => [JSON.stringify(origin), origin]),
  );
  return [...seen.values()];
}
