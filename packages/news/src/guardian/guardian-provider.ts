import {
  type CallOptions,
  type LimitPlan,
  type Quota,
  type ResultPromise,
  resultPromise,
  type SourceCapabilities,
  type SourceFilter,
} from '@headwater/core';
import { createBudgetBook, dailyBudget } from '../daily-budget.ts';
import { instantOf, isoSeconds } from '../dates.ts';
import { baseLanguage } from '../languages.ts';
import { type BackendPage, type NewsFace, newsAdapter, newsSearch, type PageRequest } from '../news-face.ts';
import { articleTool, searchTool } from '../news-tools.ts';
import type { GuardianSettings } from '../news-types.ts';
import type { ResultList } from '../result-list.ts';
import { salvage } from '../salvage.ts';
import { providerName, vendorClient, version } from '../vendor-client.ts';
import { parseGuardianFailure } from './guardian-errors.ts';
import { type GuardianListContext, guardianList } from './guardian-lists.ts';
import { articleFields, toContents, toEdition, toItem, toNewsArticle, toSection, toTag } from './guardian-normalize.ts';
import {
  editionsOperation,
  itemOperation,
  nextOperation,
  searchOperation,
  sectionsOperation,
  tagsOperation,
} from './guardian-operations.ts';
import { type SearchInput, wireEdition, wireSection, wireTag } from './guardian-schemas.ts';
import type {
  GuardianContent,
  GuardianEdition,
  GuardianField,
  GuardianItem,
  GuardianItemOptions,
  GuardianPage,
  GuardianResults,
  GuardianSearchOptions,
  GuardianSection,
  GuardianTag,
  GuardianTagsOptions,
} from './guardian-types.ts';

export type GuardianList<Item> = ResultList<Item, GuardianPage<Item>>;

export interface Guardian extends NewsFace<GuardianSettings> {
  readonly backend: 'guardian';
  /**
   * Searches content in the Guardian's own shape. `fields` of each result holds exactly what `showFields` asked for,
   * with numbers and booleans as such.
   *
   * @example
   * const { items } = await guardian.search({ q: 'street trees', showFields: ['bodyText', 'wordcount'] });
   * @throws {HeadwaterError} while reading
   */
  search<const Field extends GuardianField = never>(
    options: string | GuardianSearchOptions<Field>,
    callOptions?: CallOptions,
  ): GuardianList<GuardianContent<Field>>;
  /** The articles after a known one, with the search it was found by: deeper than page numbers reach. */
  next<const Field extends GuardianField = never>(
    id: string,
    options: Omit<GuardianSearchOptions<Field>, 'page' | 'limit'>,
    callOptions?: CallOptions,
  ): ResultPromise<GuardianResults<GuardianContent<Field>>>;
  /**
   * What stands at a path of theguardian.com, or at its address: an article, a tag, a section or an edition.
   *
   * @throws {NotFoundError} when there is nothing, or it was withdrawn (`isWithdrawn`)
   */
  item<const Field extends GuardianField = never>(
    id: string,
    options?: GuardianItemOptions<Field>,
    callOptions?: CallOptions,
  ): ResultPromise<GuardianItem<Field>>;
  tags(options?: string | GuardianTagsOptions, callOptions?: CallOptions): GuardianList<GuardianTag>;
  sections(options?: { q?: string }, callOptions?: CallOptions): ResultPromise<GuardianResults<GuardianSection>>;
  editions(options?: { q?: string }, callOptions?: CallOptions): ResultPromise<GuardianResults<GuardianEdition>>;
}

/** About one call a second and 500 a day for a developer key: https://open-platform.theguardian.com/access (September 2026). */
const plans: Readonly<Record<string, LimitPlan>> = {
  developer: { default: { requestsPerSecond: 1, concurrency: 4 } },
  commercial: { default: { requestsPerSecond: 12, burst: 12 } },
};
const developerRequestsPerDay = 500;
const book = createBudgetBook();

const capabilities: SourceCapabilities = {
  kinds: ['news'],
  filters: ['since', 'until', 'kinds', 'languages'],
  maxPageSize: 200,
  freeProbe: false,
  keyRequired: true,
  keyVariable: 'GUARDIAN_API_KEY',
};

/**
 * Makes a client of the Guardian's Content API. The key comes from `GUARDIAN_API_KEY` unless it is given. Nothing is sent
 * and no key is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createGuardian(settings: GuardianSettings = {}): Guardian {
  const perDay = () => {
    const { requestsPerDay, resilience } = current();
    const limits = resilience?.limits;
    return requestsPerDay ?? (limits === undefined || limits === 'developer' ? developerRequestsPerDay : undefined);
  };
  const budget = dailyBudget(book, () => current(), perDay);
  const vendor = vendorClient<GuardianSettings>(
    {
      name: providerName,
      version,
      baseUrl: 'https://content.guardianapis.com',
      key: { variables: ['GUARDIAN_API_KEY'], required: true, headers: (key) => ({ 'api-key': key }) },
      plans,
      defaultPlan: () => 'developer',
      parseFailure: parseGuardianFailure,
      readQuota: (headers) => dayQuota(headers) ?? budget.quota(),
    },
    settings,
    async (next, url, init) => budget.spend() ?? next(...addressed(url, init, current().keyIn ?? 'query')),
  );
  const { client } = vendor;
  const current = (): GuardianSettings => vendor.current();

  function pages<Input extends { page?: number | undefined }, Item>(
    context: Omit<GuardianListContext<Input, Item>, 'client'>,
  ): GuardianList<Item> {
    return guardianList({ client, ...context });
  }

  function search<const Field extends GuardianField = never>(
    options: string | GuardianSearchOptions<Field>,
    callOptions?: CallOptions,
  ): GuardianList<GuardianContent<Field>> {
    const input = typeof options === 'string' ? ({ q: options } as GuardianSearchOptions<Field>) : options;
    const fields = (input.showFields ?? []) as readonly Field[];
    const read = (list: readonly unknown[], offset: number) => toContents(list, fields, offset);
    return pages({ operation: searchOperation, input: input as SearchInput, read, callOptions });
  }

  function next<const Field extends GuardianField = never>(
    id: string,
    options: Omit<GuardianSearchOptions<Field>, 'page' | 'limit'>,
    callOptions?: CallOptions,
  ): ResultPromise<GuardianResults<GuardianContent<Field>>> {
    const call = client.call(nextOperation, { ...options, id: itemIdOf(id) }, callOptions);
    return resultPromise(call, ({ value: { response } }) => {
      const { items, skipped } = toContents(response.results, (options.showFields ?? []) as readonly Field[]);
      return { results: items, total: response.total ?? null, skipped };
    });
  }

  function item<const Field extends GuardianField = never>(
    id: string,
    options: GuardianItemOptions<Field> = {},
    callOptions?: CallOptions,
  ): ResultPromise<GuardianItem<Field>> {
    const call = client.call(itemOperation, { ...options, id: itemIdOf(id) }, callOptions);
    return resultPromise(call, ({ value }) => toItem(value, (options.showFields ?? []) as readonly Field[]));
  }

  function tags(options: string | GuardianTagsOptions = {}, callOptions?: CallOptions): GuardianList<GuardianTag> {
    const input = typeof options === 'string' ? { q: options } : options;
    const read = (list: readonly unknown[]) => {
      const { items, skipped } = salvage(wireTag, list);
      return { items: items.map(toTag), skipped };
    };
    return pages({ operation: tagsOperation, input, read, callOptions });
  }

  function sections(options: { q?: string } = {}, callOptions?: CallOptions) {
    return resultPromise(client.call(sectionsOperation, options, callOptions), ({ value: { response } }) => {
      const { items, skipped } = salvage(wireSection, response.results);
      return { results: items.map(toSection), total: response.total ?? null, skipped };
    });
  }

  function editions(options: { q?: string } = {}, callOptions?: CallOptions) {
    return resultPromise(client.call(editionsOperation, options, callOptions), ({ value: { response } }) => {
      const { items, skipped } = salvage(wireEdition, response.results);
      const results = items.map(toEdition);
      return { results, total: response.total ?? null, skipped };
    });
  }

  async function fetchPage(request: PageRequest, callOptions: CallOptions | undefined): Promise<BackendPage> {
    const { text, since, until, languages, newestFirst, size, page } = request;
    const codes = (languages ?? []).map(baseLanguage);
    const known = codes.every((code) => code !== undefined);
    const options: GuardianSearchOptions<(typeof articleFields)[number]> = {
      q: text,
      fromDate: since === undefined ? undefined : isoSeconds(instantOf(since, 'start')),
      toDate: until === undefined ? undefined : isoSeconds(instantOf(until, 'end')),
      lang: known && codes.length > 0 ? codes.join('|') : undefined,
      orderBy: newestFirst ? 'newest' : 'relevance',
      showFields: articleFields,
      showTags: 'contributor',
      pageSize: size,
      page,
    };
    const { items, skipped, total, nextCursor, truncated, response } = await search(options, callOptions);
    const unsupportedValues: SourceFilter[] = known ? [] : ['languages'];
    return {
      items: items.map(toNewsArticle),
      skipped,
      removed: 0,
      total,
      notices: [],
      more: nextCursor !== undefined,
      unsupportedValues,
      ...(truncated === undefined ? {} : { truncated }),
      ...(response === undefined ? {} : { response }),
    };
  }

  const operation = searchOperation.name;
  const face = newsSearch({ backend: 'guardian', operation, capabilities: () => capabilities, fetchPage });
  const own = { search, next, item, tags, sections, editions };
  return { ...face, ...newsAdapter(client, [searchTool(face), articleTool({ item })]), backend: 'guardian', ...own };
}

/** A path, with or without the address it stands at. */
function itemIdOf(id: string): string {
  return id
    .replace(/^https?:\/\/(?:www\.theguardian\.com|content\.guardianapis\.com)(?=\/)/i, '')
    .replace(/^\/+|[?#].*$/g, '');
}

/**
 * The core knows the key as a header only. Where it belongs into the query, it goes there here, after everything that
 * could keep or show the address.
 */
function addressed(url: string, init: RequestInit, keyIn: 'query' | 'header'): [url: string, init: RequestInit] {
  if (keyIn === 'header') return [url, init];
  const { 'api-key': key, ...headers } = init.headers as Record<string, string>;
  if (key === undefined) return [url, init];
  return [`${url}${url.includes('?') ? '&' : '?'}api-key=${encodeURIComponent(key)}`, { ...init, headers }];
}

/** What the gateway says is left of the day, which ends at midnight UTC at the latest. */
function dayQuota(headers: Headers): Quota | undefined {
  const [remaining, limit] = ['remaining', 'limit'].map((name) => headers.get(`x-ratelimit-${name}-day`));
  if (remaining == null || !/^\d{1,9}$/.test(remaining)) return undefined;
  return {
    remaining: Number(remaining),
    ...(limit != null && /^\d{1,9}$/.test(limit) ? { limit: Number(limit) } : {}),
  };
}
