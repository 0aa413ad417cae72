import { type CallOptions, type Operation, placesOf, ResponseInvalidError, type ServiceClient } from '@headwater/core';
import { numberedList } from '../numbered-list.ts';
import { providerName } from '../vendor-client.ts';
import { isMaximumReached } from './newsapi-errors.ts';
import { isRemoved, toArticle } from './newsapi-normalize.ts';
import type { WireArticles } from './newsapi-schemas.ts';
import type { NewsApiPlan } from './newsapi-service.ts';
import type { NewsApiList, NewsApiPage } from './newsapi-types.ts';

interface Paged {
  page?: number | undefined;
  pageSize?: number | undefined;
  limit?: number | undefined;
}

export interface ArticlePages<Input> {
  client: ServiceClient;
  operation: Operation<Input, WireArticles>;
  defaultPageSize: number;
  plan: NewsApiPlan;
  notices: string[];
  callOptions: CallOptions | undefined;
}

/** The list over all pages, up to what the plan can read. */
export function articleList<Input extends Paged>(
  { limit, ...input }: Input & Paged,
  pages: ArticlePages<Omit<Input, 'limit'>>,
): NewsApiList {
  const { operation, plan, notices } = pages;
  let before: string | undefined;
  return numberedList<Omit<Input, 'limit'>, WireArticles, NewsApiPage['items'][number], NewsApiPage>({
    ...pages,
    input,
    limit,
    read({ value, skipped, response }, { number, size, begins }) {
      const { articles } = value;
      const repeated = articles.map(({ url }) => url).join(' ');
      if (!begins && repeated !== '' && repeated === before) {
        throw new ResponseInvalidError('the service repeats a page', {
          provider: providerName,
          operation: operation.name,
          hint: 'The items up to here are complete; report the query to the service.',
        });
      }
      before = repeated;
      const places = placesOf(articles.length, skipped);
      const items = articles.flatMap((wire, index) =>
        isRemoved(wire) ? [] : [toArticle(wire, (number - 1) * size + (places[index] as number))],
      );
      const total = value.totalResults ?? null;
      return {
        items,
        skipped,
        totalResults: total,
        removed: articles.length - items.length,
        notices,
        response,
        ...endOf(number, size, articles.length + skipped.length, total, plan),
      };
    },
    endOf(error, { number, size }) {
      if (!isMaximumReached(error)) return undefined;
      const truncated = `the service gives no page ${number} of ${size}: ${(error as Error).message}`;
      return { items: [], skipped: [], totalResults: null, removed: 0, notices, truncated };
    },
  });
}

function endOf(page: number, size: number, answered: number, total: number | null, { maxResults }: NewsApiPlan) {
  const reached = page * size;
  if (answered === 0 || (total === null ? answered < size : reached >= total)) return {};
  if (maxResults !== undefined && reached + size > maxResults) {
    const of = total === null ? '' : ` of ${total}`;
    return { truncated: `the plan reads the first ${maxResults} results${of} only` };
  }
  return { nextCursor: String(page + 1) };
}
