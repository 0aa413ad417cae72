import { webAddress } from '@headwater/core';
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
import type { FirecrawlMapOptions, FirecrawlSearchOptions } from './firecrawl-search-types.ts';
import type { FirecrawlScrapeRequest } from './firecrawl-types.ts';

// What callers give. Unknown names are refused: Firecrawl refuses them as well, after a round trip.

export const text = string({ minLength: 1 });
export const flag = optional(boolean());
export const anyObject = record(unknown());
export const count = (minimum: number, maximum = 10_000_000) => optional(number({ integer: true, minimum, maximum }));
export const address = refine(
  text,
  (url) => webAddress(url) === url,
  'expected a web address that begins with http:// or https://',
);
const headers = record(string());
const hosts = refine(
  array(text),
  (list) => list.every((host) => /^[^\s/:@]+$/.test(host)),
  'expected host names such as "example.com", without scheme, port or path',
);

type Options = Readonly<Record<string, readonly string[]>>;

/** A list of names or typed objects, each type with the options it may have; those marked `!` it must have. */
function typedItems(types: Options, names: readonly string[], message: string): Schema<any> {
  const fits = (item: unknown): boolean => {
    if (typeof item === 'string') return names.includes(item);
    if (typeof item !== 'object' || item === null) return false;
    const { type, ...given } = item as Record<string, unknown>;
    const options = typeof type === 'string' && Object.hasOwn(types, type) ? types[type] : undefined;
    if (options === undefined) return false;
    const known = options.map((name) => name.replace('!', ''));
    const isComplete = options.every((name) => !name.endsWith('!') || given[name.slice(0, -1)] !== undefined);
    return isComplete && Object.keys(given).every((name) => known.includes(name));
  };
  return refine(array(unknown()), (list) => list.every(fits), message);
}

const plainFormats =
  'markdown summary html rawHtml links images screenshot json changeTracking branding product menu audio video'.split(
    ' ',
  );
const formats = typedItems(
  {
    ...Object.fromEntries(plainFormats.map((name) => [name, []])),
    screenshot: ['fullPage', 'quality', 'viewport'],
    json: ['schema', 'prompt'],
    changeTracking: ['modes', 'schema', 'prompt', 'tag'],
    attributes: ['selectors!'],
    question: ['question!'],
    highlights: ['query!'],
  },
  plainFormats,
  'expected names of formats, or objects such as { type: "json", schema }, with the options of their type only',
);
const actionTypes = {
  wait: ['milliseconds', 'selector'],
  click: ['selector!', 'all'],
  write: ['text!'],
  press: ['key!'],
  scroll: ['direction', 'selector'],
  screenshot: ['fullPage', 'quality', 'viewport'],
  scrape: [],
  executeJavascript: ['script!'],
  pdf: ['format', 'landscape', 'scale'],
};
const actions = typedItems(
  actionTypes,
  [],
  `expected actions such as { type: "click", selector }, of the types ${Object.keys(actionTypes).join(', ')}`,
);
const parsers = typedItems(
  { pdf: ['mode', 'maxPages', 'pages', 'blocks', 'pageMarkers'] },
  ['pdf'],
  'expected "pdf" or { type: "pdf", mode, maxPages, pages, blocks, pageMarkers }',
);
export const location = optional(strictObject({ country: optional(text), languages: optional(array(text)) }));
export const sitemap = optional(oneOf(['skip', 'include', 'only']));
export const timeout = count(1_000, 300_000);

/** The options of a scrape, shared with search, crawl, batch and extract. */
export const scrapeShape = {
  formats: optional(formats),
  onlyMainContent: flag,
  onlyCleanContent: flag,
  includeTags: optional(array(text)),
  excludeTags: optional(array(text)),
  maxAge: count(0, Number.MAX_SAFE_INTEGER),
  minAge: count(0, Number.MAX_SAFE_INTEGER),
  storeInCache: flag,
  lockdown: flag,
  timeout,
  waitFor: count(0),
  headers: optional(headers),
  mobile: flag,
  skipTlsVerification: flag,
  removeBase64Images: flag,
  blockAds: flag,
  proxy: optional(text),
  parsers: optional(parsers),
  actions: optional(actions),
  location,
  redactPII: optional(union([boolean(), anyObject])),
  profile: optional(strictObject({ name: text, saveChanges: flag })),
  auditMetadata: optional(anyObject),
  threatProtection: optional(anyObject),
};
export const scrapeOptions = optional(strictObject(scrapeShape));

export const scrapeInput: Schema<FirecrawlScrapeRequest> = strictObject({
  url: address,
  ...scrapeShape,
  zeroDataRetention: flag,
});

const kinds = optional(array(union([text, refine(anyObject, ({ type }) => typeof type === 'string', 'needs a type')])));

export const searchInput: Schema<FirecrawlSearchOptions> = refine(
  strictObject({
    query: refine(string({ maxLength: 500 }), (query) => query.trim() !== '', 'must not be empty'),
    limit: count(1, 100),
    sources: kinds,
    categories: kinds,
    includeDomains: optional(hosts),
    excludeDomains: optional(hosts),
    tbs: optional(text),
    location: optional(text),
    country: optional(string({ pattern: /^[A-Za-z]{2}$/ })),
    safe: optional(union([boolean(), text])),
    timeout,
    ignoreInvalidURLs: flag,
    highlights: flag,
    scrapeOptions,
    enterprise: optional(array(text)),
  }) as Schema<FirecrawlSearchOptions>,
  ({ includeDomains, excludeDomains }) => !includeDomains?.length || !excludeDomains?.length,
  'includeDomains and excludeDomains do not go together',
);

export const mapInput: Schema<FirecrawlMapOptions> = strictObject({
  url: address,
  search: optional(text),
  sitemap,
  includeSubdomains: flag,
  ignoreQueryParameters: flag,
  ignoreCache: flag,
  limit: count(1, 100_000),
  timeout,
  location,
}) as Schema<FirecrawlMapOptions>;
