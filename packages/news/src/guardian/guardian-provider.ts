import { type CallOptions, type Quota, type ResultPromise, resultPromise, type Schema } from '@headwater/core';
import { createBudgetBook, dailyBudget } from '../daily-budget.ts';
import { instantOf, isoSeconds } from '../dates.ts';
import { baseLanguage } from '../languages.ts';
import { type BackendPage, newsFace, type PageRequest } from '../news-face.ts';
import type { OpenedNews } from '../news-service.ts';
import type { GuardianSettings } from '../news-types.ts';
import { vendorClient } from '../vendor-client.ts';
import type { Guardian } from './guardian-contract.ts';
import { parseGuardianFailure } from './guardian-errors.ts';
import { guardianList } from './guardian-lists.ts';
import { articleFields, toContents, toEdition, toItem, toNewsArticle, toSection, toTag } from './guardian-normalize.ts';
import {
  editionsOperation,
  itemOperation,
  nextOperation,
  searchOperation,
  sectionsOperation,
  tagsOperation,
} from './guardian-operations.ts';
import { wireEdition, wireSection, wireTag } from './guardian-schemas.ts';
import { guardianService } from './guardian-service.ts';
import type {
  GuardianContent,
  GuardianField,
  GuardianItem,
  GuardianItemOptions,
  GuardianList,
  GuardianResults,
  GuardianSearchOptions,
  GuardianTag,
  GuardianTagsOptions,
} from './guardian-types.ts';
import { salvage } from './salvage.ts';

/** For a developer key: https://open-platform.theguardian.com/access (September 2026). */
const developerRequestsPerDay = 500;
const book = createBudgetBook();

export function openGuardian(settings: GuardianSettings): OpenedNews<Guardian> {
  const perDay = () => {
    const { requestsPerDay, resilience } = current();
    const limits = resilience?.limits;
    return requestsPerDay ?? (limits === undefined || limits === 'developer' ? developerRequestsPerDay : undefined);
  };
  const budget = dailyBudget(book, () => current(), perDay);
  const vendor = vendorClient<GuardianSettings>(
    {
      ...guardianService.definition(() => current()),
      parseFailure: parseGuardianFailure,
      readQuota: (headers) => dayQuota(headers) ?? budget.quota(),
    },
    settings,
    async (next, url, init) => budget.spend() ?? next(...addressed(url, init, current().keyIn ?? 'query')),
  );
  const { client } = vendor;
  const current = (): GuardianSettings => vendor.current();

  function search<const Field extends GuardianField = never>(
    options: string | GuardianSearchOptions<Field>,
    callOptions?: CallOptions,
  ): GuardianList<GuardianContent<Field>> {
    const input = typeof options === 'string' ? ({ q: options } as GuardianSearchOptions<Field>) : options;
    const fields = (input.showFields ?? []) as readonly Field[];
    const read = (list: readonly unknown[], offset: number) => toContents(list, fields, offset);
    return guardianList<GuardianSearchOptions, GuardianContent<Field>>(
      client,
      searchOperation,
      input,
      read,
      callOptions,
    );
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
    const input: GuardianTagsOptions = typeof options === 'string' ? { q: options } : options;
    return guardianList(client, tagsOperation, input, (list) => salvage(wireTag, list, toTag), callOptions);
  }

  /** The lists that come whole. */
  const whole =
    <Wire, Item>(operation: typeof sectionsOperation, schema: Schema<Wire>, toItem: (wire: Wire) => Item) =>
    (options: { q?: string } = {}, callOptions?: CallOptions): ResultPromise<GuardianResults<Item>> =>
      resultPromise(client.call(operation, options, callOptions), ({ value: { response } }) => {
        const { items, skipped } = salvage(schema, response.results, toItem);
        return { results: items, total: response.total ?? null, skipped };
      });

  async function fetchPage(request: PageRequest, callOptions?: CallOptions): Promise<BackendPage> {
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
    return {
      items: items.map(toNewsArticle),
      skipped,
      removed: 0,
      total,
      notices: [],
      more: nextCursor !== undefined,
      unsupportedValues: known ? [] : ['languages'],
      ...(truncated === undefined ? {} : { truncated }),
      ...(response === undefined ? {} : { response }),
    };
  }

  const face = newsFace(guardianService, vendor, fetchPage, () => provider);
  const provider: Guardian = Object.assign(face, {
    backend: 'guardian' as const,
    search,
    next,
    item,
    tags,
    sections: whole(sectionsOperation, wireSection, toSection),
    editions: whole(editionsOperation, wireEdition, toEdition),
  });
  return { provider, fetchPage };
}

/**
 * Makes a client of the Guardian's Content API. The key comes from `GUARDIAN_API_KEY` unless it is given. Nothing is sent
 * and no key is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createGuardian(settings: GuardianSettings = {}): Guardian {
  return openGuardian(settings).provider;
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
