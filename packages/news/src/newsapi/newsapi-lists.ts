import {
  type CallOptions,
  type CallResult,
  type Clock,
  InvalidRequestError,
  isIsoDate,
  type Operation,
  ResponseInvalidError,
  type ServiceClient,
} from '@headwater/core';
import { dayMs, instantOf, isoSeconds } from '../dates.ts';
import { type ResultList, resultList } from '../result-list.ts';
import { placesOf } from '../salvage.ts';
import { providerName } from '../vendor-client.ts';
import { isMaximumReached } from './newsapi-errors.ts';
import type { NewsApiPlan } from './newsapi-limits.ts';
import { isRemoved, toArticle } from './newsapi-normalize.ts';
import type { WireArticles } from './newsapi-schemas.ts';
import type { NewsApiArticle, NewsApiPage } from './newsapi-types.ts';

export type NewsApiList = ResultList<NewsApiArticle, NewsApiPage>;

interface Paged {
  page?: number | undefined;
  pageSize?: number | undefined;
}

/** Dates as the plan can see them, and what was changed about them. */
export function withinPlan<Options extends { from?: string | undefined }>(
  options: Options,
  { historyDays, delayHours }: NewsApiPlan,
  clock: Clock,
): { options: Options; notices: string[] } {
  // A date that is none is left to the check that names it.
  const from = options.from !== undefined && isIsoDate(options.from) ? instantOf(options.from, 'start') : Number.NaN;
  const now = clock.now();
  const notices: string[] = [];
  let visible = options;
  if (historyDays !== undefined && from < now - historyDays * dayMs) {
    const oldest = isoSeconds(now - historyDays * dayMs);
    visible = { ...options, from: oldest };
    notices.push(`from was moved from ${options.from} to ${oldest}: the plan reaches ${historyDays} days back`);
  }
  if (delayHours !== undefined && from > now - delayHours * 3_600_000) {
    notices.push(`the plan shows articles only ${delayHours} hours after their publication`);
  }
  return { options: visible, notices };
}

export interface ListContext<Input extends Paged> {
  client: ServiceClient;
  operation: Operation<Input, WireArticles>;
  input: Input;
  /** What NewsAPI takes when it is not told. */
  defaultPageSize: number;
  limit: number | undefined;
  plan: NewsApiPlan;
  notices: string[];
  callOptions: CallOptions | undefined;
}

/** The list over all pages, up to what the plan can read. */
export function articleList<Input extends Paged>(context: ListContext<Input>): NewsApiList {
  const { input, limit, operation } = context;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    throw new InvalidRequestError('limit must be a whole number from 1', {
      provider: providerName,
      operation: operation.name,
      hint: 'Nothing was sent.',
    });
  }
  const pageSize = limit === undefined ? input.pageSize : Math.min(limit, input.pageSize ?? context.defaultPageSize);
  const request = pageSize === undefined ? input : { ...input, pageSize };
  let before: string | undefined;
  return resultList<NewsApiArticle, NewsApiPage>(
    async (cursor) => {
      const { page, signature } = await fetchPage({ ...context, input: request }, cursor);
      if (cursor !== undefined && signature !== '' && signature === before) {
        throw new ResponseInvalidError('the service repeats a page', {
          provider: providerName,
          operation: operation.name,
          hint: 'The items up to here are complete; report the query to the service.',
        });
      }
      before = signature;
      return page;
    },
    { provider: providerName, operation: operation.name, signal: context.callOptions?.signal, maxItems: limit },
  );
}

async function fetchPage<Input extends Paged>(
  { client, operation, input, defaultPageSize, plan, notices, callOptions }: ListContext<Input>,
  cursor: string | undefined,
): Promise<{ page: NewsApiPage; signature: string }> {
  const number = cursor === undefined ? (input.page ?? 1) : Number(cursor);
  const size = input.pageSize ?? defaultPageSize;
  const request = number === 1 ? input : { ...input, page: number };
  let result: CallResult<WireArticles>;
  try {
    result = await client.call(operation, request, callOptions);
  } catch (error) {
    if (!isMaximumReached(error)) throw error;
    const truncated = `the service gives no page ${number} of ${size}: ${(error as Error).message}`;
    return { page: { items: [], skipped: [], totalResults: null, removed: 0, notices, truncated }, signature: '' };
  }
  const { value, skipped, response } = result;
  const places = placesOf(value.articles.length, skipped);
  const offset = (number - 1) * size;
  const kept = value.articles.map((wire, index) => ({ wire, rank: offset + (places[index] as number) }));
  const items = kept.filter(({ wire }) => !isRemoved(wire)).map(({ wire, rank }) => toArticle(wire, rank));
  const answered = value.articles.length + skipped.length;
  return {
    page: {
      items,
      skipped,
      totalResults: value.totalResults ?? null,
      removed: kept.length - items.length,
      notices,
      response,
      ...endOf(number, size, answered, value.totalResults ?? undefined, plan),
    },
    signature: value.articles.map(({ url }) => url).join(' '),
  };
}

function endOf(page: number, size: number, answered: number, total: number | undefined, { maxResults }: NewsApiPlan) {
  const reached = page * size;
  if (answered === 0 || (total === undefined ? answered < size : reached >= total)) return {};
  if (maxResults !== undefined && reached + size > maxResults) {
    const of = total === undefined ? '' : ` of ${total}`;
    return { truncated: `the plan reads the first ${maxResults} results${of} only` };
  }
  return { nextCursor: String(page + 1) };
}
