import { defineOperation, type Operation, type QueryValue, type VendorFailure } from '@headwater/core';
import { array, refine, type Schema, string, unknown } from '@headwater/core/schema';
import { actionFailure } from './wikipedia-errors.ts';
import {
  matchesAnswer,
  queryAnswer,
  type WireAnswer,
  type WireInfo,
  type WireLanguageLink,
  type WireMatch,
  type WireSource,
  type WireSummary,
  wireInfo,
  wireLanguageLink,
  wireMatch,
  wireSource,
  wireSummary,
} from './wikipedia-schemas.ts';

const read = { method: 'GET', safety: 'read', billed: false } as const;

/** Parameters of the Action API under its own names; lists are joined with `|`. */
export type ActionInput = Readonly<Record<string, QueryValue>>;

/** `format` and `formatversion` are what makes booleans booleans and pages a list. */
function action(name: string): Operation<ActionInput, WireAnswer> {
  return defineOperation<ActionInput, WireAnswer>({
    ...read,
    name,
    path: '/w/api.php',
    request: (input) => ({ query: { action: 'query', format: 'json', formatversion: 2, ...joined(input) } }),
    softError: (json): VendorFailure | undefined => actionFailure(json),
    output: queryAnswer,
  });
}

function joined(input: ActionInput): ActionInput {
  const entries = Object.entries(input).map(([name, value]) => [name, Array.isArray(value) ? value.join('|') : value]);
  return Object.fromEntries(entries);
}

export const searchOperation: Operation<ActionInput, WireAnswer> = action('search');
export const documentsOperation: Operation<ActionInput, WireAnswer> = action('searchDocuments');
export const extractsOperation: Operation<ActionInput, WireAnswer> = action('getExtracts');
export const resolveOperation: Operation<ActionInput, WireAnswer> = action('resolveTitle');

export interface MatchInput {
  q: string;
  limit: number;
}

function matching(name: string, path: string): Operation<MatchInput, { pages: WireMatch[] }> {
  return defineOperation<MatchInput, { pages: WireMatch[] }>({
    ...read,
    name,
    path,
    request: (input) => ({ query: { ...input } }),
    items: { at: 'pages', schema: wireMatch },
    output: matchesAnswer,
  });
}

export const searchPagesOperation: Operation<MatchInput, { pages: WireMatch[] }> = matching(
  'searchPages',
  '/w/rest.php/v1/search/page',
);
export const searchTitlesOperation: Operation<MatchInput, { pages: WireMatch[] }> = matching(
  'searchTitles',
  '/w/rest.php/v1/search/title',
);

/** A page by its key: slashes are part of titles, so that they are encoded. */
function ofPage<Output>(
  name: string,
  before: string,
  after: string,
  output: Schema<Output>,
  response: 'json' | 'text' = 'json',
) {
  return defineOperation<{ key: string }, Output>({
    ...read,
    name,
    path: `${before}/{title}${after}`,
    response,
    request: ({ key }) => ({ path: `${before}/${encodeURIComponent(key)}${after}` }),
    output,
  });
}

const restPage = '/w/rest.php/v1/page';

/** https://www.mediawiki.org/wiki/Specs/Summary/1.3.0 */
export const summaryOperation: Operation<{ key: string }, WireSummary> = ofPage(
  'getSummary',
  '/api/rest_v1/page/summary',
  '',
  wireSummary,
);
export const sourceOperation: Operation<{ key: string }, WireSource> = ofPage('getPage', restPage, '', wireSource);
export const infoOperation: Operation<{ key: string }, WireInfo> = ofPage('getPageInfo', restPage, '/bare', wireInfo);
export const htmlOperation: Operation<{ key: string }, string> = ofPage(
  'getPageHtml',
  restPage,
  '/html',
  refine(string(), (text) => /<(?:!doctype|html|body|section|p)\b/i.test(text), 'expected HTML'),
  'text',
);
export const languagesOperation: Operation<{ key: string }, WireLanguageLink[]> = defineOperation<
  { key: string },
  WireLanguageLink[]
>({
  ...ofPage<WireLanguageLink[]>('getLanguages', restPage, '/links/language', array(wireLanguageLink)),
  items: { at: '', schema: wireLanguageLink },
});

/** There is no health endpoint; the name of the wiki is the lightest answer. */
export const probeOperation: Operation<Record<string, never>, unknown> = defineOperation<
  Record<string, never>,
  unknown
>({
  ...read,
  name: 'probe',
  path: '/w/api.php',
  request: () => ({
    query: { action: 'query', format: 'json', formatversion: 2, meta: 'siteinfo', siprop: 'general' },
  }),
  softError: (json): VendorFailure | undefined => actionFailure(json),
  output: refine(unknown(), (json) => typeof json === 'object' && json !== null && 'query' in json, 'expected "query"'),
});
