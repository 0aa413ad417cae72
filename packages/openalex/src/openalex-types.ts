import type { Page, PagedList, ResponseInfo, SkippedItem } from '@headwater/core';
import type { OpenAlexEntityName, OpenAlexField, OpenAlexRecord } from './openalex-entities.ts';
import type { OpenAlexFilter } from './openalex-filters.ts';

/** A known value, or one that OpenAlex adds later. */
type Open<Known extends string> = Known | (string & {});

export interface OpenAlexSource {
  id: string | null;
  display_name: string | null;
  issn_l: string | null;
  issn: string[] | null;
  is_oa: boolean | null;
  is_in_doaj: boolean | null;
  is_core: boolean | null;
  host_organization: string | null;
  host_organization_name: string | null;
  type: string | null;
}

/** One place where a work can be read. */
export interface OpenAlexLocation {
  is_oa: boolean | null;
  landing_page_url: string | null;
  pdf_url: string | null;
  source: OpenAlexSource | null;
  license: string | null;
  license_id: string | null;
  version: Open<'publishedVersion' | 'acceptedVersion' | 'submittedVersion'> | null;
  is_accepted: boolean | null;
  is_published: boolean | null;
}

export interface OpenAlexAuthorship {
  author_position: Open<'first' | 'middle' | 'last'> | null;
  author: { id: string | null; display_name: string | null; orcid: string | null } | null;
  institutions: OpenAlexRecord[] | null;
  countries: string[] | null;
  is_corresponding: boolean | null;
  raw_author_name: string | null;
  raw_affiliation_strings: string[] | null;
}

/** A topic as it stands on a work. */
export interface OpenAlexWorkTopic {
  id: string | null;
  display_name: string | null;
  score: number | null;
  subfield: OpenAlexRecord | null;
  field: OpenAlexRecord | null;
  domain: OpenAlexRecord | null;
}

/** A work: article, book, dataset, dissertation. Everything but `id` is `null` when OpenAlex does not know it. */
export interface OpenAlexWork {
  /** `https://openalex.org/W2741809807`; `shortId()` makes `W2741809807` of it. */
  id: string;
  /** A full address, `https://doi.org/10.…`. */
  doi: string | null;
  title: string | null;
  display_name: string | null;
  publication_year: number | null;
  /** `YYYY-MM-DD`. */
  publication_date: string | null;
  type: string | null;
  /** ISO 639-1. */
  language: string | null;
  cited_by_count: number | null;
  is_retracted: boolean | null;
  is_paratext: boolean | null;
  /** From the expansion of the corpus, which holds less carefully described works. */
  is_xpac: boolean | null;
  ids: {
    openalex?: string;
    doi?: string;
    mag?: string;
    pmid?: string;
    pmcid?: string;
    [service: string]: unknown;
  } | null;
  primary_location: OpenAlexLocation | null;
  best_oa_location: OpenAlexLocation | null;
  locations: OpenAlexLocation[] | null;
  open_access: {
    is_oa: boolean | null;
    oa_status: Open<'diamond' | 'gold' | 'hybrid' | 'bronze' | 'green' | 'closed'> | null;
    oa_url: string | null;
    any_repository_has_fulltext: boolean | null;
  } | null;
  authorships: OpenAlexAuthorship[] | null;
  biblio: { volume: string | null; issue: string | null; first_page: string | null; last_page: string | null } | null;
  /** Words and where they stand; `reconstructAbstract()` makes text of it. Missing for many publishers. */
  abstract_inverted_index: Record<string, unknown> | null;
  referenced_works: string[] | null;
  referenced_works_count: number | null;
  related_works: string[] | null;
  topics: OpenAlexWorkTopic[] | null;
  primary_topic: OpenAlexWorkTopic | null;
  keywords: OpenAlexRecord[] | null;
  funders: OpenAlexRecord[] | null;
  awards: OpenAlexRecord[] | null;
  /** Citations over what is usual for the field, year and type; 1 is usual. */
  fwci: number | null;
  citation_normalized_percentile: OpenAlexRecord | null;
  cited_by_percentile_year: OpenAlexRecord | null;
  counts_by_year: OpenAlexRecord[] | null;
  sustainable_development_goals: OpenAlexRecord[] | null;
  mesh: OpenAlexRecord[] | null;
  indexed_in: string[] | null;
  has_content: { pdf: boolean | null; grobid_xml: boolean | null } | null;
  content_url: string | null;
  /** Only in searches. */
  relevance_score: number | null;
  created_date: string | null;
  updated_date: string | null;
}

/** What narrows a list. Shared by `list`, `groupBy` and `autocomplete`. */
export interface OpenAlexNarrowing<Name extends OpenAlexEntityName = OpenAlexEntityName> {
  /** Stemmed words; `AND`, `OR`, `NOT`, `"phrases"`, `"near by"~5` and `fuzzy~1` work. Wildcards do not. */
  search?: string | undefined;
  /** Unstemmed words; `machin*` and `wom?n` work after three letters. */
  searchExact?: string | undefined;
  /** Conditions by attribute, or the filter as OpenAlex writes it. */
  filter?: OpenAlexFilter<Name> | string | undefined;
  /** Works only: which part of the corpus to look in. @default 'core' */
  corpus?: Open<'core' | 'expansion' | 'all'> | undefined;
}

export interface OpenAlexListOptions<
  Name extends OpenAlexEntityName = OpenAlexEntityName,
  Field extends string = OpenAlexField<Name>,
> extends OpenAlexNarrowing<Name> {
  /** Works only: finds by meaning. At most 50 results, 2,000 characters, and one request per second. */
  searchSemantic?: string | undefined;
  /** `cited_by_count:desc`. `relevance_score` only with a search. */
  sort?: string | readonly string[] | undefined;
  /** Fields to return, which the type of the results follows. Nested fields cannot be selected. @default all */
  select?: readonly Field[] | undefined;
  /** So many at random, at most 10,000. Over several pages it needs a `seed`. */
  sample?: number | undefined;
  /** Makes a sample come the same way again. */
  seed?: string | number | undefined;
  /** Most results over all pages. @default all there are */
  limit?: number | undefined;
  /** Results per request, 1 to 100. @default 100, or `limit` when that is less */
  pageSize?: number | undefined;
  /** Starts at this page and goes on by number, up to 10,000 results, instead of by cursor. */
  page?: number | undefined;
}

export interface OpenAlexGroupOptions<Name extends OpenAlexEntityName = OpenAlexEntityName>
  extends OpenAlexNarrowing<Name> {
  /** Counts what has no value as well: under `unknown`, or `-111` for numbers. @default false */
  includeUnknown?: boolean | undefined;
  /** Most groups over all pages. @default all there are */
  limit?: number | undefined;
  /** Groups per request, 1 to 200. @default 200 */
  pageSize?: number | undefined;
}

/** How many entities share a value. */
export interface OpenAlexGroup {
  /** An OpenAlex id or the plain value. */
  key: string;
  key_display_name: string | null;
  count: number;
}

/** One page of a list. `skipped` names items that were malformed; `truncated` says when the list ends early. */
export interface OpenAlexPage<Item> extends Page<Item> {
  /** How many there are in all. */
  count: number | null;
  /** What this page cost, in US dollars. */
  costUsd?: number;
  response: ResponseInfo;
}

export type OpenAlexList<Item> = PagedList<Item, OpenAlexPage<Item>>;

/** Entities by the id they were asked for with; `null` when OpenAlex does not know it. */
export interface OpenAlexBatch<Item> extends Map<string, Item | null> {
  /** Entities that came and were malformed. `index` is the place in the answer they came with. */
  readonly skipped: SkippedItem[];
}

export type OpenAlexAutocompleteEntity =
  | 'works'
  | 'authors'
  | 'sources'
  | 'institutions'
  | 'topics'
  | 'keywords'
  | 'publishers'
  | 'funders';

export interface OpenAlexSuggestion {
  id: string;
  display_name: string | null;
  entity_type: string | null;
  external_id: string | null;
  hint: string | null;
  cited_by_count: number | null;
  works_count: number | null;
}

/** The day's allowance. Amounts are US dollars. */
export interface OpenAlexRateLimit {
  daily_budget_usd: number | null;
  daily_used_usd: number | null;
  daily_remaining_usd: number | null;
  prepaid_balance_usd: number | null;
  prepaid_remaining_usd: number | null;
  /** ISO 8601. */
  resets_at: string | null;
  resets_in_seconds: number | null;
  endpoint_costs_usd: Record<string, unknown> | null;
}
