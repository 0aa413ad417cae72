import type { CrossrefDate } from './crossref-types.ts';

/**
 * A partial date as ISO 8601: `2024`, `2024-05` or `2024-05-31`. Parts that cannot be are left out with those behind them.
 *
 * @returns `undefined` when not even the year is known
 */
export function toIsoDate(date: Pick<CrossrefDate, 'date-parts'> | null | undefined): string | undefined {
  const parts = Array.isArray(date?.['date-parts']) ? date['date-parts'][0] : undefined;
  if (!Array.isArray(parts)) return undefined;
  const [year, month, day] = parts;
  if (!isBetween(year, 1000, 9999)) return undefined;
  if (!isBetween(month, 1, 12)) return String(year);
  const yearMonth = `${year}-${String(month).padStart(2, '0')}`;
  // The last day of the month; day 0 of the next.
  return isBetween(day, 1, new Date(Date.UTC(year, month, 0)).getUTCDate())
    ? `${yearMonth}-${String(day).padStart(2, '0')}`
    : yearMonth;
}

const isBetween = (value: unknown, minimum: number, maximum: number): value is number =>
  Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;

const choices = ['published', 'published-online', 'published-print', 'issued'] as const;

/** When a work was published, from the best of its dates that says something. */
export function publishedOn(
  work: Partial<Readonly<Record<(typeof choices)[number], CrossrefDate | null>>>,
): string | undefined {
  for (const name of choices) {
    const found = toIsoDate(work[name]);
    if (found !== undefined) return found;
  }
  return undefined;
}
