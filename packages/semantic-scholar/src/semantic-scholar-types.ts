import type { Page, PagedList, ResponseInfo, SkippedItem } from '@headwater/core';

/** Ids of one paper at other services. */
export interface ExternalIds {
  DOI?: string | number | null;
  ArXiv?: string | number | null;
  PubMed?: string | number | null;
  PubMedCentral?: string | number | null;
  MAG?: string | number | null;
  ACL?: string | number | null;
  DBLP?: string | number | null;
  CorpusId?: string | number | null;
  [service: string]: string | number | null | undefined;
}

/** An author as listed on a paper. Everything but the first two fields has to be asked for, as `authors.affiliations`. */
export interface PaperAuthor {
  authorId: string | null;
  name: string | null;
  url?: string | null;
  affiliations?: string[] | null;
  homepage?: string | null;
  paperCount?: number | null;
  citationCount?: number | null;
  hIndex?: number | null;
  externalIds?: Record<string, unknown> | null;
}

/** A paper nested in another: the id and what was asked for below `citations.` or `references.`. */
export interface NestedPaper {
  paperId: string | null;
  title?: string | null;
  [field: string]: unknown;
}

/** Fields every paper has, also those nested in citations and references. */
export interface BasePaperFields {
  corpusId: number;
  externalIds: ExternalIds;
  url: string;
  title: string;
  /** Often withheld for legal reasons. */
  abstract: string;
  venue: string;
  publicationVenue: { id?: string | null; name?: string | null; type?: string | null; url?: string | null };
  year: number;
  referenceCount: number;
  citationCount: number;
  influentialCitationCount: number;
  isOpenAccess: boolean;
  /** `url` can be empty. */
  openAccessPdf: { url?: string | null; status?: string | null; license?: string | null; disclaimer?: string | null };
  fieldsOfStudy: string[];
  s2FieldsOfStudy: { category?: string | null; source?: string | null }[];
  publicationTypes: string[];
  /** `YYYY-MM-DD`. */
  publicationDate: string;
  journal: { name?: string | null; volume?: string | null; pages?: string | null };
  citationStyles: { bibtex?: string | null };
  authors: PaperAuthor[];
}

export interface PaperFields extends BasePaperFields {
  /** Cut off at about a thousand, in no useful order: prefer `getCitations`. */
  citations: NestedPaper[];
  /** Cut off at about a thousand: prefer `getReferences`. */
  references: NestedPaper[];
  embedding: { model?: string | null; vector?: number[] | null };
  /** Written by a model of Semantic Scholar, not by the authors. */
  tldr: { model?: string | null; text?: string | null };
  textAvailability: 'fulltext' | 'abstract' | 'none' | (string & {});
}

type AuthorField = Exclude<keyof PaperAuthor, never>;
/** What can be asked for of papers where nothing may be nested: bulk search, recommendations, papers of an author. */
export type BasePaperField = BaseField;

type BaseField = 'paperId' | keyof BasePaperFields | `authors.${AuthorField}`;

/** What can be asked for. A dot names a field below: `authors.affiliations`. */
export type PaperField =
  | BaseField
  | keyof PaperFields
  | `${'citations' | 'references'}.${'paperId' | keyof BasePaperFields}`
  | `embedding.${'specter_v1' | 'specter_v2'}`;

interface EdgeDetails {
  /** Sentences in which the citation stands. */
  contexts: string[];
  intents: string[];
  contextsWithIntent: { context?: string | null; intents?: string[] | null }[];
  isInfluential: boolean;
}

/** What can be asked for of a citation: fields of the other paper, and of the citation itself. */
export type CitationField = BaseField | keyof EdgeDetails;

/** Asked for unless `fields` says otherwise. */
export const defaultPaperFields = [
  'title',
  'abstract',
  'year',
  'publicationDate',
  'authors',
  'venue',
  'citationCount',
  'externalIds',
  'url',
  'openAccessPdf',
] as const satisfies readonly PaperField[];

/** Asked for unless `fields` says otherwise. */
export const defaultCitationFields = [
  'title',
  'year',
  'authors',
  'venue',
  'citationCount',
  'externalIds',
  'url',
  'contexts',
  'isInfluential',
] as const satisfies readonly CitationField[];

export type DefaultPaperField = (typeof defaultPaperFields)[number];
export type DefaultCitationField = (typeof defaultCitationFields)[number];

export type Root<Field extends string> = Field extends `${infer Name}.${string}` ? Name : Field;
type Chosen<Fields, Field extends string> = { [Name in Root<Field> & keyof Fields]: Fields[Name] | null };
export type Flatten<T> = { [Key in keyof T]: T[Key] } & {};

/** A paper with the fields that were asked for. Any of them is `null` when Semantic Scholar does not know it. */
export type Paper<Field extends PaperField = DefaultPaperField> = Flatten<
  { paperId: string } & Chosen<PaperFields, Field>
>;

/** The other paper of a citation. Its id is `null` when Semantic Scholar could not tell which paper it is. */
export type LinkedPaper<Field extends CitationField = DefaultCitationField> = Flatten<
  { paperId: string | null } & Chosen<BasePaperFields, Field>
>;

/** A paper that cites the one asked about. */
export type Citation<Field extends CitationField = DefaultCitationField> = Flatten<
  { citingPaper: LinkedPaper<Field> } & Chosen<EdgeDetails, Field>
>;

/** A paper that the one asked about cites. */
export type Reference<Field extends CitationField = DefaultCitationField> = Flatten<
  { citedPaper: LinkedPaper<Field> } & Chosen<EdgeDetails, Field>
>;

/** A title's best match. Higher scores are closer. */
export type MatchedPaper<Field extends PaperField = DefaultPaperField> = Paper<Field> & { matchScore: number | null };

export interface PaperFilters {
  /** `2019`, `2016-2020`, `2010-`, `-2015`, or the two ends, each of which may be left out. */
  year?: string | { from?: number | undefined; to?: number | undefined } | undefined;
  /** `start:end`, each side optional and as short as a year: `2019-03:2020`. */
  publicationDateOrYear?: string | undefined;
  /** Any of these venues. A name with a comma cannot be asked for. */
  venue?: readonly string[] | undefined;
  /** Any of these, for example `Medicine`. */
  fieldsOfStudy?: readonly string[] | undefined;
  /** Any of these, for example `Review` or `ClinicalTrial`. */
  publicationTypes?: readonly string[] | undefined;
  minCitationCount?: number | undefined;
  /** Only papers with a public PDF. */
  openAccessPdf?: boolean | undefined;
}

export interface SearchPapersOptions<Field extends PaperField = PaperField> extends PaperFilters {
  /** Plain words, no operators. */
  query: string;
  /** Most papers over all pages. @default as many as the service gives, which is 999 */
  limit?: number | undefined;
  /** Papers per request, 1 to 100. @default 100 */
  pageSize?: number | undefined;
  /** Papers to leave out at the beginning. @default 0 */
  offset?: number | undefined;
  /** @default defaultPaperFields */
  fields?: readonly Field[] | undefined;
}

export interface ListCitationsOptions<Field extends CitationField = CitationField> {
  /** Most citations over all pages. @default as many as the service gives, which is 9999 */
  limit?: number | undefined;
  /** Citations per request, 1 to 1000. @default 100 */
  pageSize?: number | undefined;
  /** Citations to leave out at the beginning. @default 0 */
  offset?: number | undefined;
  /** @default defaultCitationFields */
  fields?: readonly Field[] | undefined;
  /** `start:end`, each side optional and as short as a year. */
  publicationDateOrYear?: string | undefined;
}

/** Filters as well, where a title alone fits too many papers. */
export interface MatchTitleOptions<Field extends PaperField = PaperField> extends FieldsOption<Field>, PaperFilters {}

export interface FieldsOption<Field extends PaperField = PaperField> {
  /** @default defaultPaperFields */
  fields?: readonly Field[] | undefined;
}

/** One page of a list. `skipped` names items that were malformed; `truncated` says when the list ends early. */
export interface SemanticScholarPage<Item> extends Page<Item> {
  /** The service's estimate of all results, for searches. */
  total?: number;
  /** Absent when the service refused the page as being past the end. */
  response?: ResponseInfo;
}

export type SemanticScholarList<Item> = PagedList<Item, SemanticScholarPage<Item>>;

/** Papers by the id they were asked for with; `null` when Semantic Scholar does not know it. */
export interface PaperBatch<Field extends PaperField = DefaultPaperField> extends Map<string, Paper<Field> | null> {
  /** Answers that were malformed, by the place of their id in the request; they are `null` in the map as well. */
  readonly skipped: SkippedItem[];
}
