import type { SourceDocument, SourceFilter, SourceQuery } from '@headwater/core';

type Query = Omit<SourceQuery, 'cursor'>;

/** Whether a document breaks a filter, by what it says of itself. One that does not say is given the benefit of the doubt. */
const breaks: { [Filter in SourceFilter]?: (document: SourceDocument, query: Query) => boolean } = {
  kinds: ({ kind }, { kinds }) => kinds?.includes(kind) === false,
  since: ({ publishedAt }, { since }) => compareDates(publishedAt, since) < 0,
  until: ({ publishedAt }, { until }) => compareDates(publishedAt, until) > 0,
  includeDomains: ({ url }, { includeDomains }) => includeDomains !== undefined && !isAt(url, includeDomains),
  excludeDomains: ({ url }, { excludeDomains }) => excludeDomains !== undefined && isAt(url, excludeDomains),
  languages: ({ language }, { languages }) =>
    language !== undefined && languages?.some((wanted) => primary(wanted) === primary(language)) === false,
};

/** Applies the filters a source could not apply itself, as far as its documents let one decide. */
export function applyFilters(
  documents: readonly SourceDocument[],
  query: Query,
  unsupported: readonly SourceFilter[],
): SourceDocument[] {
  const checks = unsupported.flatMap((filter) => breaks[filter] ?? []);
  return documents.filter((document) => !checks.some((check) => check(document, query)));
}

/** Compares as far as both dates go: the year 2024 is neither before nor after 2024-05-31. */
function compareDates(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return 0;
  const length = Math.min(one.length, other.length, 'YYYY-MM-DD'.length);
  const [left, right] = [one.slice(0, length), other.slice(0, length)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isAt(url: string, domains: readonly string[]): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return domains.some((domain) => {
    const wanted = domain.toLowerCase().replace(/^www\./, '');
    return host === wanted || host.endsWith(`.${wanted}`);
  });
}

const primary = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';
