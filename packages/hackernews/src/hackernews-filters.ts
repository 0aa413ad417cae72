import { InvalidRequestError } from '@headwater/core';
import type { HackerNewsSearchOptions } from './hackernews-types.ts';

const tag = /^[A-Za-z0-9_-]{1,60}$/;
const filter = /^(?:created_at_i|points|num_comments)(?:<=|>=|<|=|>)-?\d{1,15}$/;

function refuse(problem: string, hint: string): never {
  throw new InvalidRequestError(problem, { provider: 'hackernews', operation: 'search', hint });
}

function checked(tags: readonly string[]): string[] {
  for (const each of tags) {
    // A comma or bracket inside would change what the other tags mean.
    if (!tag.test(each)) refuse(`${JSON.stringify(each)} is not a tag`, 'Tags are letters, digits, - and _.');
  }
  return [...tags];
}

/** `a,b,(c,d)`: a and b, and c or d. */
export function writeTags(tags: HackerNewsSearchOptions['tags']): string | undefined {
  if (tags === undefined) return undefined;
  const { all = [], any = [] } = Array.isArray(tags)
    ? { all: tags }
    : (tags as Exclude<typeof tags, readonly string[]>);
  const parts = [...checked(all), ...(any.length > 0 ? [`(${checked(any).join(',')})`] : [])];
  return parts.length === 0 ? undefined : parts.join(',');
}

export function writeNumericFilters(filters: readonly string[] | undefined): string | undefined {
  if (filters === undefined || filters.length === 0) return undefined;
  for (const each of filters) {
    if (!filter.test(each)) {
      refuse(
        `${JSON.stringify(each)} is not a numeric filter`,
        'Write created_at_i, points or num_comments, then < <= = >= or >, then a whole number.',
      );
    }
  }
  return filters.join(',');
}
