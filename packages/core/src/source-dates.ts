import { isIsoDate } from './source-query.ts';

const dayMs = 86_400_000;

/**
 * The instant a date of a query means, in epoch milliseconds. A day alone is the whole of it, from its first to its last
 * millisecond, in UTC; so is a time without a zone.
 *
 * @param date ISO 8601, checked before
 */
export function instantOf(date: string, bound: 'start' | 'end'): number {
  if (!date.includes('T')) return Date.parse(date) + (bound === 'end' ? dayMs - 1 : 0);
  return Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/.test(date) ? date : `${date}Z`);
}

/** The day in UTC, `YYYY-MM-DD`, for services that know nothing finer. */
export const utcDayOf = (date: string): string => new Date(instantOf(date, 'start')).toISOString().slice(0, 10);

/** When a work appeared: the date a service gives, else the year alone; `undefined` when both are missing or none. */
export function publishedDate(date: string | null | undefined, year?: number | null | undefined): string | undefined {
  if (date != null && isIsoDate(date)) return date;
  return year != null && Number.isInteger(year) && year >= 1000 && year <= 9999 ? String(year) : undefined;
}
