import type { Page, PagedList, ResponseInfo, SkippedItem } from '@headwater/core';
import type { ArxivQuery } from './arxiv-query.ts';

export interface ArxivAuthor {
  name: string;
  affiliations: string[];
}

/** One version of one paper. */
export interface ArxivPaper {
  /** Without version: `2107.05580` or `hep-ex/0307015`. */
  id: string;
  /** `null` when the service names none. */
  version: number | null;
  title: string;
  /** The abstract, in one line; may hold LaTeX. Empty when there is none. */
  summary: string;
  authors: ArxivAuthor[];
  /** arXiv's own categories, and ACM and MSC classes. */
  categories: string[];
  primaryCategory: string | null;
  /** ISO 8601 time of the first version. */
  published: string;
  /** ISO 8601 time of this version. */
  updated: string | null;
  /** Page of the newest version. */
  abstractUrl: string;
  pdfUrl: string | null;
  /** Of the published article, as the authors gave it. */
  doi: string | null;
  comment: string | null;
  journalReference: string | null;
}

export type ArxivSortBy = 'relevance' | 'lastUpdatedDate' | 'submittedDate';

export interface ArxivSearchOptions {
  /** Text, all of whose words must occur anywhere in a paper, or a query made with `inTitle`, `allOf`, `submitted`, … */
  query?: string | ArxivQuery | undefined;
  /** Only among these papers, at most 100. With `query` absent, these papers. */
  ids?: readonly string[] | undefined;
  /** Papers to leave out at the beginning. @default 0 */
  start?: number | undefined;
  /** Most papers over all pages. @default as many as the service gives, which is 30000 */
  limit?: number | undefined;
  /** Papers per request, 1 to 2000. @default 100 */
  pageSize?: number | undefined;
  /** @default 'relevance' */
  sortBy?: ArxivSortBy | undefined;
  /** @default 'descending' */
  sortOrder?: 'ascending' | 'descending' | undefined;
}

/** One page of a search. `skipped` names entries that were malformed; `truncated` says when the list ends early. */
export interface ArxivPage extends Page<ArxivPaper> {
  total: number;
  start: number;
  /** The query as the service understood it. */
  echo: string;
  response: ResponseInfo;
}

export type ArxivList = PagedList<ArxivPaper, ArxivPage>;

/** Papers by the id they were asked for with; `null` when arXiv does not have them. */
export interface ArxivBatch extends Map<string, ArxivPaper | null> {
  /** Entries that were malformed, by their place among the answers. */
  readonly skipped: SkippedItem[];
}

/** A feed, read. */
export interface ArxivFeed {
  /** Its title, which repeats the query. */
  title: string;
  /** Changes once a day. */
  updated: string | null;
  total: number;
  start: number;
  perPage: number;
  papers: ArxivPaper[];
  /** Entries that could not be used, by their place in the feed. */
  skipped: SkippedItem[];
}
