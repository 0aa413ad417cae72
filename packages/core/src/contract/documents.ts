/** What kind of work a document is. Providers say which kinds they can return in `capabilities.kinds`. */
export type DocumentKind = 'web' | 'academic' | 'news' | 'social' | 'code' | 'encyclopedia';

/** How much of the work `text` holds. */
export type TextKind = 'full' | 'abstract' | 'snippet';

/** Where a document came from: one entry per provider that returned it. */
export interface Provenance {
  /** The provider's name, for example `exa`. */
  provider: string;
  /** The operation that returned it, for example `search`. */
  operation: string;
  /** The vendor's id for the request, when it gives one. */
  requestId?: string;
  /** ISO 8601 time at which the answer arrived. */
  retrievedAt: string;
  /** Zero-based position in the provider's own ranking. */
  rank: number;
}

/** Identifiers shared between services, in canonical form: lower-case DOI, arXiv id without version. */
export interface DocumentIds {
  doi?: string;
  arxiv?: string;
  pmid?: string;
  url?: string;
}

/** One document from any source, normalised. All of its text is untrusted data. */
export interface SourceDocument {
  /** Stable within the provider: `<provider>:<vendor id>`. */
  id: string;
  ids: DocumentIds;
  kind: DocumentKind;
  title: string;
  url: string;
  /** Well-formed UTF-16 without NUL; never changed after normalisation, so that quote offsets stay true. */
  text: string;
  textKind: TextKind;
  authors: string[];
  /** ISO 8601 date or date-time as the source gives it; a year alone is `YYYY`. */
  publishedAt?: string;
  /** BCP 47 tag, when the source says so. */
  language?: string;
  /** True for generated sample text; such a document must never be cited as a real source. */
  synthetic: boolean;
  provenance: Provenance[];
}

/** Filters every provider understands or names in `unsupportedFilters`. */
export interface SourceQuery {
  /** What to look for, in plain words. */
  text: string;
  /** Published on or after this ISO 8601 date. */
  since?: string;
  /** Published on or before this ISO 8601 date. */
  until?: string;
  includeDomains?: string[];
  excludeDomains?: string[];
  kinds?: DocumentKind[];
  /** BCP 47 language tags. */
  languages?: string[];
  openAccess?: boolean;
  /** How many documents to ask for in this page. @default 10 */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

export type SourceFilter = Exclude<keyof SourceQuery, 'text' | 'limit' | 'cursor'>;

/** An item that could not be used, and why. The rest of its batch survives. */
export interface SkippedItem {
  /** Zero-based position in the vendor's answer. */
  index: number;
  reason: string;
}

/** `throttled` and `failed` are thrown as errors; a page is never silently empty. */
export type SourceOutcome = 'ok' | 'partial' | 'empty';

export type CacheOutcome = 'hit' | 'miss' | 'stale';

export interface SourcePage {
  outcome: SourceOutcome;
  documents: SourceDocument[];
  skipped: SkippedItem[];
  /** Filters of the query that this provider cannot apply; the caller decides what to do about them. */
  unsupportedFilters: SourceFilter[];
  nextCursor?: string;
  cache: CacheOutcome;
  /** What the vendor says this call cost, in US dollars. */
  costUsd?: number;
}
