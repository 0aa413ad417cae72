import type { Page, PagedList, ResponseInfo, SkippedItem } from '@headwater/core';
import type { CrossrefFilter } from './crossref-filters.ts';

/** A known value, or one that Crossref adds later. */
type Open<Known extends string> = Known | (string & {});

/** Year, month and day, of which the last ones can be missing; `[[null]]` when nothing is known. */
export interface CrossrefDate {
  'date-parts': (number | null)[][];
  /** ISO 8601; only where Crossref itself set the date. */
  'date-time'?: string | null;
  /** Epoch milliseconds. */
  timestamp?: number | null;
}

export interface CrossrefContributor {
  given: string | null;
  /** Missing for organisations, which have `name`. */
  family: string | null;
  name: string | null;
  suffix: string | null;
  prefix: string | null;
  /** A full address. */
  ORCID: string | null;
  'authenticated-orcid': boolean | null;
  affiliation: { name?: string | null; [field: string]: unknown }[] | null;
  sequence: Open<'first' | 'additional'> | null;
}

/** A retraction, correction or other update. */
export interface CrossrefUpdate {
  DOI: string;
  /** For example `retraction`, `correction`, `expression_of_concern`. */
  type: string;
  label: string | null;
  /** Who says so, for example `publisher` or `retraction-watch`. */
  source: string | null;
  updated: CrossrefDate | null;
}

type Loose = { [field: string]: unknown };

interface Texts {
  DOI: string;
  URL: string;
  type: string;
  publisher: string;
  prefix: string;
  member: string;
  source: string;
  /** JATS XML; `stripJats()` makes text of it. */
  abstract: string;
  language: string;
  volume: string;
  issue: string;
  page: string;
  'article-number': string;
  'publisher-location': string;
  'group-title': string;
  'update-policy': string;
  subtype: string;
}

interface TextLists {
  /** Usually one; can be empty, or an empty text. */
  title: string[];
  subtitle: string[];
  'short-title': string[];
  'original-title': string[];
  'container-title': string[];
  'short-container-title': string[];
  ISSN: string[];
  ISBN: string[];
  subject: string[];
  'alternative-id': string[];
  archive: string[];
}

interface Counts {
  score: number;
  'reference-count': number;
  'references-count': number;
  'is-referenced-by-count': number;
}

interface Dates {
  published: CrossrefDate;
  'published-online': CrossrefDate;
  'published-print': CrossrefDate;
  'published-other': CrossrefDate;
  issued: CrossrefDate;
  created: CrossrefDate;
  deposited: CrossrefDate;
  indexed: CrossrefDate;
  posted: CrossrefDate;
  accepted: CrossrefDate;
  approved: CrossrefDate;
}

interface People {
  author: CrossrefContributor[];
  editor: CrossrefContributor[];
  chair: CrossrefContributor[];
  translator: CrossrefContributor[];
}

interface Lists {
  reference: { key?: string | null; DOI?: string | null; unstructured?: string | null; [field: string]: unknown }[];
  funder: { name?: string | null; DOI?: string | null; award?: string[] | null; [field: string]: unknown }[];
  license: { URL?: string | null; 'content-version'?: string | null; [field: string]: unknown }[];
  link: { URL?: string | null; 'content-type'?: string | null; [field: string]: unknown }[];
  assertion: Loose[];
  'issn-type': Loose[];
  'clinical-trial-number': Loose[];
}

interface Others {
  /** What this work says of others: a retraction notice names the work it retracts. */
  'update-to': CrossrefUpdate[];
  /** What others say of this work: a retracted work names its retraction. */
  'updated-by': CrossrefUpdate[];
  relation: Record<string, unknown>;
  'journal-issue': Loose;
  event: Loose;
  resource: Loose;
  'content-domain': Loose;
  'free-to-read': Loose;
}

export interface CrossrefWorkFields extends Texts, TextLists, Counts, Dates, People, Lists, Others {}

export type CrossrefField = keyof CrossrefWorkFields;

/** Fields a list can be narrowed to. Others are refused by the service: `language`, `reference-count`, `source`. */
export type CrossrefSelectField = Exclude<
  CrossrefField,
  'language' | 'reference-count' | 'source' | 'free-to-read' | 'subtype' | 'indexed' | 'published-other'
>;

type Flatten<T> = { [Key in keyof T]: T[Key] } & {};

/** A work with the fields that were asked for; the DOI is always among them. Any other can be `null`. */
export type CrossrefWork<Field extends CrossrefField = CrossrefField> = Flatten<
  { DOI: string } & { [Name in Exclude<Field, 'DOI'>]: CrossrefWorkFields[Name] | null }
>;

export interface CrossrefListBounds {
  /** Most items over all pages. @default all there are */
  limit?: number | undefined;
  /** Items per request, 1 to 1000. @default 100, or `limit` when that is less */
  pageSize?: number | undefined;
  /** Items to leave out at the beginning, at most 10,000. Walks by offset instead of by cursor. */
  offset?: number | undefined;
}

/** Searches of single fields, combined with AND of `query`. */
export type CrossrefFieldQuery = Open<
  | 'bibliographic'
  | 'author'
  | 'editor'
  | 'chair'
  | 'translator'
  | 'contributor'
  | 'affiliation'
  | 'container-title'
  | 'event-name'
  | 'event-location'
  | 'event-sponsor'
  | 'event-theme'
  | 'event-acronym'
  | 'funder-name'
  | 'publisher-location'
  | 'publisher-name'
  | 'standards-body-name'
  | 'standards-body-acronym'
  | 'degree'
  | 'description'
>;

export type CrossrefSort =
  | 'score'
  | 'relevance'
  | 'created'
  | 'updated'
  | 'deposited'
  | 'indexed'
  | 'published'
  | 'published-print'
  | 'published-online'
  | 'issued'
  | 'is-referenced-by-count'
  | 'references-count';

export interface CrossrefWorksOptions<Field extends CrossrefSelectField = CrossrefSelectField>
  extends CrossrefListBounds {
  /** Words of any field. */
  query?: string | undefined;
  /** Words of single fields: `{ author: 'Lindqvist', bibliographic: 'a whole reference' }`. */
  fields?: Readonly<Partial<Record<CrossrefFieldQuery, string>>> | undefined;
  filter?: CrossrefFilter | undefined;
  /** @default relevance when something is searched for, else the last update */
  sort?: Open<CrossrefSort> | undefined;
  /** @default 'desc' */
  order?: 'asc' | 'desc' | undefined;
  /** Fields to return, which the type of the results follows. @default all */
  select?: readonly Field[] | undefined;
  /** Counts by the values of these: `{ 'type-name': '*', 'published': 10 }`. They come with every page. */
  facet?: Readonly<Record<string, number | '*'>> | undefined;
  /** So many at random, at most 100, instead of a list. */
  sample?: number | undefined;
}

export interface CrossrefCollectionOptions extends CrossrefListBounds {
  query?: string | undefined;
  /** Members and funders only, for example `{ location: 'Germany' }`. */
  filter?: CrossrefFilter | undefined;
}

export interface CrossrefFacet {
  /** How many values there are in all. */
  'value-count': number | null;
  values: Record<string, number>;
}

/** One page of a list. `skipped` names items that were malformed; `truncated` says when the list ends early. */
export interface CrossrefPage<Item> extends Page<Item> {
  /** How many there are in all; an estimate that fluctuates. */
  total: number | null;
  /** What was asked for with `facet`. */
  facets: Record<string, CrossrefFacet>;
  response: ResponseInfo;
}

export type CrossrefList<Item> = PagedList<Item, CrossrefPage<Item>>;

/** Works by the DOI they were asked for with; `null` when Crossref does not know it. */
export interface CrossrefBatch<Item> extends Map<string, Item | null> {
  /** Works that came and were malformed. `index` is the place in the answer they came with. */
  readonly skipped: SkippedItem[];
}

export interface CrossrefAgency {
  DOI: string;
  /** Who registered it, for example `crossref` or `datacite`. */
  agency: { id: string; label: string | null };
}

export interface CrossrefJournal {
  title: string | null;
  publisher: string | null;
  ISSN: string[] | null;
  'issn-type': Loose[] | null;
  subjects: Loose[] | null;
  counts: Loose | null;
  breakdowns: Loose | null;
  coverage: Loose | null;
  flags: Loose | null;
  'last-status-check-time': number | null;
}

export interface CrossrefMember {
  id: number;
  'primary-name': string | null;
  names: string[] | null;
  prefixes: string[] | null;
  prefix: Loose[] | null;
  location: string | null;
  counts: Loose | null;
  breakdowns: Loose | null;
  coverage: Loose | null;
  flags: Loose | null;
  'last-status-check-time': number | null;
}

export interface CrossrefFunder {
  id: string;
  uri: string | null;
  name: string | null;
  'alt-names': string[] | null;
  location: string | null;
  replaces: string[] | null;
  'replaced-by': string[] | null;
  descendants: string[] | null;
  hierarchy: Loose | null;
  'hierarchy-names': Loose | null;
  'work-count': number | null;
  'descendant-work-count': number | null;
}

export interface CrossrefPrefix {
  prefix: string;
  name: string | null;
  member: string | null;
}

export interface CrossrefType {
  id: string;
  label: string | null;
}

export interface CrossrefLicense {
  URL: string;
  'work-count': number | null;
}
