import { isIsoDate, webAddress } from '@headwater/core';
import {
  array,
  boolean,
  number,
  oneOf,
  optional,
  record,
  refine,
  type Schema,
  strictObject,
  string,
  union,
  unknown,
} from '@headwater/core/schema';
import type { TavilyResearchOptions } from './tavily-research-types.ts';
import type {
  TavilyCrawlOptions,
  TavilyExtractOptions,
  TavilyMapOptions,
  TavilySearchOptions,
} from './tavily-types.ts';

// What callers give. Unknown names are refused; what Tavily adds tomorrow goes into `extra`.

const text = string({ minLength: 1 });
const flag = optional(boolean());
const count = (minimum: number, maximum = 1_000_000) => optional(number({ integer: true, minimum, maximum }));
const seconds = (maximum: number) => optional(number({ minimum: 1, maximum }));
const question = refine(string(), (query) => query.trim() !== '', 'must not be empty');
const day = optional(
  refine(string({ pattern: /^\d{4}-\d{2}-\d{2}$/ }), isIsoDate, 'expected a day such as 2024-05-31'),
);
const extra = optional(record(unknown()));
const common = { includeFavicon: flag, includeUsage: flag, extra };
const domains = (maximum: number) => optional(array(text, { maxLength: maximum }));

export const searchInput: Schema<TavilySearchOptions> = refine(
  strictObject({
    query: question,
    searchDepth: optional(text),
    topic: optional(text),
    days: count(1),
    timeRange: optional(oneOf(['day', 'week', 'month', 'year', 'd', 'w', 'm', 'y'])),
    startDate: day,
    endDate: day,
    maxHours: count(1),
    maxResults: count(0, 20),
    chunksPerSource: count(1, 3),
    includeAnswer: optional(union([boolean(), text])),
    includeRawContent: optional(union([boolean(), text])),
    includeImages: flag,
    includeImageDescriptions: flag,
    includeDomains: domains(300),
    excludeDomains: domains(150),
    includeDomainsMode: optional(oneOf(['restrict', 'prefer'])),
    country: optional(text),
    language: optional(text),
    filterByLanguage: flag,
    autoParameters: flag,
    exactMatch: flag,
    fetchTimeout: seconds(120),
    cacheFallback: flag,
    minScore: optional(number({ minimum: 0, maximum: 1 })),
    ...common,
  }) as Schema<TavilySearchOptions>,
  ({ startDate, endDate }) => startDate === undefined || endDate === undefined || startDate <= endDate,
  'startDate must not be after endDate',
);

const address = refine(
  text,
  (url) => webAddress(url) === url,
  'expected a web address that begins with http:// or https://',
);
const reading = {
  extractDepth: optional(text),
  format: optional(text),
  includeImages: flag,
  chunksPerSource: count(1, 5),
  ...common,
};

export type ExtractInput = TavilyExtractOptions & { urls: readonly string[] };
export const extractInput = strictObject({
  urls: array(address, { minLength: 1, maxLength: 20 }),
  query: optional(text),
  timeout: seconds(60),
  ...reading,
}) as Schema<ExtractInput>;

const pattern = refine(text, isPattern, 'expected a regular expression');
const patterns = optional(array(pattern));
const walking = {
  url: address,
  instructions: optional(text),
  maxDepth: count(1, 5),
  maxBreadth: count(1, 500),
  limit: count(1),
  selectPaths: patterns,
  selectDomains: patterns,
  excludePaths: patterns,
  excludeDomains: patterns,
  allowExternal: flag,
  timeout: seconds(150),
};

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

export const crawlInput = strictObject({ ...walking, ...reading }) as Schema<TavilyCrawlOptions>;
export const mapInput = strictObject({ ...walking, includeUsage: flag, extra }) as Schema<TavilyMapOptions>;

export const researchInput = strictObject({
  input: question,
  model: optional(text),
  outputSchema: optional(record(unknown())),
  citationFormat: optional(text),
  extra,
}) as Schema<TavilyResearchOptions>;
