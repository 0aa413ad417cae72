import type { Selection } from './fields.ts';
import type { AuthorRecord, Edge, Library } from './library.ts';
import { type EmulatorAuthor, type EmulatorPaper, paperIdOf } from './papers.ts';

/** Longest lists the API nests inside a paper. */
const MAX_NESTED = 1000;

const DEFAULT_PAPER: Selection = new Map([['title', []]]);

/** The paper with the selected fields only; `paperId` is always there. */
export function projectPaper(library: Library, paper: EmulatorPaper, selection: Selection): Record<string, unknown> {
  const answer: Record<string, unknown> = { paperId: paperIdOf(paper.corpusId) };
  for (const [name, subFields] of selection) {
    if (name !== 'paperId') answer[name] = paperField(library, paper, name, subFields);
  }
  return answer;
}

export function projectEdgePaper(library: Library, edge: Edge, selection: Selection): Record<string, unknown> {
  if (edge.paper) return projectPaper(library, edge.paper, selection);
  // The service lists what it could not resolve with a null id and the title alone.
  const fields = [...selection.keys()].map((name) => [name, name === 'title' ? edge.title : null]);
  return { ...Object.fromEntries(fields), paperId: null };
}

function paperField(library: Library, paper: EmulatorPaper, name: string, subFields: readonly string[]): unknown {
  const make = PAPER_FIELDS[name];
  return make ? make(paper, library, subFields) : (paper as unknown as Record<string, unknown>)[name];
}

type FieldMaker = (paper: EmulatorPaper, library: Library, subFields: readonly string[]) => unknown;

const PAPER_FIELDS: Readonly<Record<string, FieldMaker>> = {
  externalIds: (paper) => ({ ...paper.externalIds, CorpusId: paper.corpusId }),
  url: (paper) => `https://www.semanticscholar.org/paper/${paperIdOf(paper.corpusId)}`,
  abstract: (paper) => paper.abstract ?? null,
  venue: (paper) => paper.venue ?? '',
  publicationVenue: (paper) =>
    paper.venue
      ? { id: venueId(paper.venue), name: paper.venue, type: 'journal', alternate_names: [], url: null }
      : null,
  year: (paper) => paper.year ?? (paper.publicationDate ? Number(paper.publicationDate.slice(0, 4)) : null),
  referenceCount: (paper, library) => library.references(paper).length,
  citationCount: (paper, library) => library.citations(paper).length,
  influentialCitationCount: (paper, library) =>
    library.citations(paper).filter((edge) => edge.reference.isInfluential).length,
  isOpenAccess: (paper) => Boolean(paper.openAccessPdf),
  openAccessPdf: (paper) =>
    paper.openAccessPdf ? { status: 'GOLD', license: null, disclaimer: null, ...paper.openAccessPdf } : null,
  fieldsOfStudy: (paper) => paper.fieldsOfStudy ?? null,
  s2FieldsOfStudy: (paper) => (paper.fieldsOfStudy ?? []).map((category) => ({ category, source: 's2-fos-model' })),
  publicationTypes: (paper) => paper.publicationTypes ?? null,
  publicationDate: (paper) => paper.publicationDate ?? null,
  journal: (paper) => paper.journal ?? null,
  citationStyles: (paper) => ({ bibtex: bibtex(paper) }),
  authors: (paper, library, subFields) =>
    (paper.authors ?? []).map((author) => projectPaperAuthor(library, author, subFields)),
  citations: (paper, library, subFields) => nestEdges(library, library.citations(paper), subFields),
  references: (paper, library, subFields) => nestEdges(library, library.references(paper), subFields),
  embedding: () => null,
  tldr: (paper) => (paper.tldr ? { model: 'tldr@v2.0.0', text: paper.tldr } : null),
  textAvailability: (paper) => (paper.openAccessPdf ? 'fulltext' : paper.abstract ? 'abstract' : 'none'),
};

function nestEdges(library: Library, edges: readonly Edge[], subFields: readonly string[]): unknown[] {
  const selection: Selection = subFields.length === 0 ? DEFAULT_PAPER : new Map(subFields.map((name) => [name, []]));
  return edges.slice(0, MAX_NESTED).map((edge) => projectEdgePaper(library, edge, selection));
}

function projectPaperAuthor(library: Library, author: EmulatorAuthor, subFields: readonly string[]): object {
  const record = author.authorId ? library.findAuthor(author.authorId) : undefined;
  const selection: Selection = new Map((subFields.length === 0 ? ['name'] : subFields).map((name) => [name, []]));
  return projectAuthor(library, record ?? { authorId: '', author, papers: [] }, selection);
}

/** The author with the selected fields only; `authorId` is always there. */
export function projectAuthor(library: Library, record: AuthorRecord, selection: Selection): Record<string, unknown> {
  const answer: Record<string, unknown> = { authorId: record.authorId || null };
  for (const [name, subFields] of selection) {
    const make = AUTHOR_FIELDS[name];
    if (make) answer[name] = make(record, library, subFields);
  }
  return answer;
}

type AuthorFieldMaker = (record: AuthorRecord, library: Library, subFields: readonly string[]) => unknown;

const AUTHOR_FIELDS: Readonly<Record<string, AuthorFieldMaker>> = {
  externalIds: ({ author }) => (author.orcid ? { ORCID: author.orcid } : {}),
  url: ({ authorId }) => (authorId ? `https://www.semanticscholar.org/author/${authorId}` : null),
  name: ({ author }) => author.name,
  affiliations: ({ author }) => author.affiliations ?? [],
  homepage: ({ author }) => author.homepage ?? null,
  paperCount: ({ papers }) => papers.length,
  citationCount: ({ papers }, library) => sum(papers.map((paper) => library.citations(paper).length)),
  hIndex: ({ papers }, library) => {
    const counts = papers.map((paper) => library.citations(paper).length).sort((left, right) => right - left);
    return counts.filter((count, index) => count > index).length;
  },
  papers: ({ papers }, library, subFields) => {
    const selection: Selection = subFields.length === 0 ? DEFAULT_PAPER : new Map(subFields.map((name) => [name, []]));
    return papers.map((paper) => projectPaper(library, paper, selection));
  },
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function bibtex(paper: EmulatorPaper): string {
  const authors = (paper.authors ?? []).map((author) => author.name).join(' and ');
  const year = paper.year ? ` year = {${paper.year}},\n` : '';
  return `@Article{Paper${paper.corpusId},\n author = {${authors}},\n title = {${paper.title}},\n${year}}\n`;
}

function venueId(venue: string): string {
  let hash = 0;
  for (const character of venue) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  const digits = paperIdOf(hash).slice(0, 32);
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
