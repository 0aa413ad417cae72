import { createTextIndex, type TextMatch } from '@headwater/testkit';
import { type EmulatorAuthor, type EmulatorPaper, type EmulatorReference, paperIdOf } from './papers.ts';

export interface Edge {
  /** The other paper; `undefined` when the service could not resolve it. */
  paper: EmulatorPaper | undefined;
  title: string;
  reference: EmulatorReference;
}

export interface AuthorRecord {
  authorId: string;
  author: EmulatorAuthor;
  papers: EmulatorPaper[];
}

export interface Scored {
  paper: EmulatorPaper;
  score: number;
}

/** The corpus with the ways to find things in it. Indexes are built when first needed. */
export interface Library {
  readonly papers: readonly EmulatorPaper[];
  /** Any id form the API takes; `undefined` when it names nothing here. */
  findPaper(id: string): EmulatorPaper | undefined;
  search(query: string): EmulatorPaper[];
  searchWithScores(query: string): Scored[];
  /** Papers like this one, most alike first. */
  similar(paper: EmulatorPaper): Scored[];
  /** Papers citing this one, newest first. */
  citations(paper: EmulatorPaper): Edge[];
  references(paper: EmulatorPaper): Edge[];
  findAuthor(authorId: string): AuthorRecord | undefined;
  readonly authors: () => readonly AuthorRecord[];
}

export function createLibrary(papers: readonly EmulatorPaper[]): Library {
  const byCorpusId = new Map(papers.map((paper) => [paper.corpusId, paper]));
  const byPaperId = lazy(() => new Map(papers.map((paper) => [paperIdOf(paper.corpusId), paper])));
  const byExternalId = lazy(() => indexExternalIds(papers));
  const textIndex = lazy(() =>
    createTextIndex(papers.map((paper) => ({ title: paper.title, body: paper.abstract ?? '' }))),
  );
  const citing = lazy(() => indexCitations(papers));
  const authors = lazy(() => indexAuthors(papers));
  const toPaper = (match: TextMatch): EmulatorPaper => papers[match.index] as EmulatorPaper;
  const toScored = (match: TextMatch): Scored => ({ paper: toPaper(match), score: match.score });

  function findByUrl(text: string): EmulatorPaper | undefined {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const last = decodeURIComponent(url?.pathname.split('/').at(-1) ?? '').replace(/\.pdf$/, '');
    if (url?.hostname.endsWith('semanticscholar.org')) return byPaperId().get(last);
    if (url?.hostname.endsWith('arxiv.org')) return byExternalId().get(`arxiv:${last.toLowerCase()}`);
    if (url?.hostname.endsWith('aclweb.org')) return byExternalId().get(`acl:${last.toLowerCase()}`);
    if (!url || !/(?:^|\.)(?:acm|biorxiv)\.org$/.test(url.hostname)) return undefined;
    const doi = /10\.\d{4,9}\/[^?#]+/.exec(decodeURIComponent(url.pathname))?.[0];
    return doi === undefined ? undefined : byExternalId().get(`doi:${doi.toLowerCase()}`);
  }

  return {
    papers,
    findPaper(id) {
      if (/^[0-9a-f]{40}$/i.test(id)) return byPaperId().get(id.toLowerCase());
      const [, prefix = '', value = ''] = /^([A-Za-z]+):(.+)$/s.exec(id) ?? [];
      const scheme = prefix.toLowerCase();
      if (scheme === 'corpusid') return /^\d+$/.test(value) ? byCorpusId.get(Number(value)) : undefined;
      if (scheme === 'url') return findByUrl(value);
      return byExternalId().get(`${scheme}:${value.toLowerCase()}`);
    },
    search: (query) => textIndex().search(withoutHyphenated(query)).map(toPaper),
    searchWithScores: (query) => textIndex().search(withoutHyphenated(query)).map(toScored),
    similar: (paper) =>
      textIndex()
        .similar(`${paper.title} ${paper.abstract ?? ''}`)
        .map(toScored),
    citations(paper) {
      const edges = citing().get(paper.corpusId) ?? [];
      return [...edges].sort((left, right) => dateOf(right.paper).localeCompare(dateOf(left.paper)));
    },
    references(paper) {
      const resolved = (paper.references ?? []).map((reference) => {
        const cited = byCorpusId.get(reference.corpusId);
        return { paper: cited, title: cited?.title ?? '', reference };
      });
      const unresolved = (paper.unresolvedReferences ?? []).map((title) => ({
        paper: undefined,
        title,
        reference: { corpusId: -1 },
      }));
      return [...resolved, ...unresolved];
    },
    findAuthor: (authorId) => authors().get(authorId),
    authors: () => [...authors().values()],
  };
}

/** The service's own rule: a hyphenated term of a query matches nothing. */
function withoutHyphenated(query: string): string {
  return query
    .split(/\s+/)
    .filter((term) => !/[\p{L}\p{N}]-[\p{L}\p{N}]/u.test(term))
    .join(' ');
}

/** Name of an id scheme in a request, by its name among the external ids of a paper. */
const ID_SCHEMES: Readonly<Record<string, string>> = {
  DOI: 'doi',
  ArXiv: 'arxiv',
  MAG: 'mag',
  ACL: 'acl',
  PubMed: 'pmid',
  PubMedCentral: 'pmcid',
};

function indexExternalIds(papers: readonly EmulatorPaper[]): Map<string, EmulatorPaper> {
  const found = new Map<string, EmulatorPaper>();
  for (const paper of papers) {
    for (const [name, value] of Object.entries(paper.externalIds ?? {})) {
      const scheme = ID_SCHEMES[name];
      if (scheme) found.set(`${scheme}:${value.toLowerCase()}`, paper);
    }
  }
  return found;
}

function indexCitations(papers: readonly EmulatorPaper[]): Map<number, Edge[]> {
  const found = new Map<number, Edge[]>();
  for (const paper of papers) {
    for (const reference of paper.references ?? []) {
      const edges = found.get(reference.corpusId) ?? [];
      edges.push({ paper, title: paper.title, reference });
      found.set(reference.corpusId, edges);
    }
  }
  return found;
}

function indexAuthors(papers: readonly EmulatorPaper[]): Map<string, AuthorRecord> {
  const found = new Map<string, AuthorRecord>();
  for (const paper of papers) {
    for (const author of paper.authors ?? []) {
      if (!author.authorId) continue;
      const record = found.get(author.authorId) ?? { authorId: author.authorId, author, papers: [] };
      record.papers.push(paper);
      found.set(author.authorId, record);
    }
  }
  return found;
}

function dateOf(paper: EmulatorPaper | undefined): string {
  return paper?.publicationDate ?? String(paper?.year ?? '');
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
