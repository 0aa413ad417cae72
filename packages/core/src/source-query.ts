import type { SourceCapabilities } from './contract/adapter.ts';
import type { SkippedItem, SourceFilter, SourceOutcome, SourceQuery } from './contract/documents.ts';
import { InvalidRequestError } from './errors/kinds.ts';

const filters: readonly SourceFilter[] = [
  'since',
  'until',
  'includeDomains',
  'excludeDomains',
  'kinds',
  'languages',
  'openAccess',
];
const known = new Set<string>([...filters, 'text', 'limit', 'cursor']);

/**
 * Checks a query and says which of its filters the provider cannot apply.
 *
 * @throws {InvalidRequestError} naming the field that is wrong
 */
export function readSourceQuery(
  query: SourceQuery,
  capabilities: SourceCapabilities,
  provider: string,
): { limit: number; unsupportedFilters: SourceFilter[] } {
  const problem = queryProblem(query, capabilities.maxPageSize);
  if (problem !== undefined) {
    throw new InvalidRequestError(problem, { provider, operation: 'searchDocuments', hint: 'Nothing was sent.' });
  }
  const unsupportedFilters = filters.filter(
    (name) => query[name] !== undefined && !capabilities.filters.includes(name),
  );
  return { limit: query.limit ?? Math.min(10, capabilities.maxPageSize), unsupportedFilters };
}

function queryProblem(query: SourceQuery, maxPageSize: number): string | undefined {
  const stranger = Object.keys(query).find((name) => !known.has(name));
  if (stranger !== undefined) return `"${stranger}" is not a field of a source query`;
  if (typeof query.text !== 'string' || query.text.trim() === '') return 'text must be a non-empty string';
  const { limit, since, until } = query;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= maxPageSize)) {
    return `limit must be a whole number from 1 to ${maxPageSize}`;
  }
  for (const [name, date] of Object.entries({ since, until })) {
    if (date !== undefined && !isIsoDate(date)) return `${name} must be an ISO 8601 date such as 2024-05-31`;
  }
  return since !== undefined && until !== undefined && Date.parse(since) > Date.parse(until)
    ? 'since must not be after until'
    : undefined;
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A real day of the calendar, with or without a time: `Date.parse` would take 31 February for 2 March. */
export function isIsoDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})(T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  const isDay = day >= 1 && day <= (daysOfMonth[month - 1] ?? 0) + leapDay;
  return isDay && (match[4] === undefined || !Number.isNaN(Date.parse(text)));
}

/** `ok`, `partial` when items had to be left out, `empty` when the service found nothing. */
export function sourceOutcome(documents: readonly unknown[], skipped: readonly SkippedItem[]): SourceOutcome {
  if (skipped.length > 0) return 'partial';
  return documents.length > 0 ? 'ok' : 'empty';
}
