import {
  cleanText,
  type DocumentKind,
  documentIdsOf,
  documentsOf,
  isIsoDate,
  isReservedAddress,
  type SkippedItem,
  type SourceDocument,
  type SourceFilter,
  type SourceQuery,
  webAddress,
} from '@headwater/core';
import type {
  FirecrawlNewsResult,
  FirecrawlSearchOptions,
  FirecrawlSearchResponse,
  FirecrawlWebResult,
} from './firecrawl-search-types.ts';

export const documentFormats = ['markdown'] as const;
type Formats = typeof documentFormats;

/** Categories narrow the web results to certain hosts; `news` is a source of its own. */
const categoryOf: Partial<Record<DocumentKind, string>> = { academic: 'research', code: 'github' };
const kindOf: Readonly<Record<string, DocumentKind>> = { research: 'academic', github: 'code', developer: 'code' };
const known: readonly DocumentKind[] = ['web', 'news', 'academic', 'code'];

/** What Firecrawl is asked for a normalised query, and which of its filters it cannot apply. */
export function toSearchRequest(
  query: SourceQuery,
  limit: number,
): { options: FirecrawlSearchOptions<Formats>; unsupported: SourceFilter[] } {
  const kinds = query.kinds?.length ? query.kinds : ['web' as const];
  const asked = kinds.filter((kind) => known.includes(kind));
  const categories = asked.includes('web') ? [] : asked.flatMap((kind) => categoryOf[kind] ?? []);
  const wantsWeb = asked.some((kind) => kind !== 'news') || asked.length === 0;
  const sources = [...(wantsWeb ? ['web'] : []), ...(asked.includes('news') ? ['news'] : [])];
  const hasBothDomains = Boolean(query.includeDomains?.length && query.excludeDomains?.length);
  const tbs = dateFilter(query);
  return {
    options: {
      query: query.text,
      limit,
      sources,
      scrapeOptions: { formats: documentFormats },
      ...(categories.length > 0 ? { categories } : {}),
      ...(query.includeDomains?.length ? { includeDomains: query.includeDomains } : {}),
      ...(query.excludeDomains?.length && !hasBothDomains ? { excludeDomains: query.excludeDomains } : {}),
      ...(tbs === undefined ? {} : { tbs }),
    },
    unsupported: [
      ...(hasBothDomains ? (['excludeDomains'] as const) : []),
      ...(asked.length < kinds.length ? (['kinds'] as const) : []),
    ],
  };
}

/** Days are the finest the filter knows. */
function dateFilter({ since, until }: SourceQuery): string | undefined {
  if (since === undefined && until === undefined) return undefined;
  const day = (date: string) => {
    const [year, month, dayOfMonth] = date.slice(0, 10).split('-').map(Number);
    return `${month}/${dayOfMonth}/${year}`;
  };
  const bounds = [
    ...(since === undefined ? [] : [`cd_min:${day(since)}`]),
    ...(until === undefined ? [] : [`cd_max:${day(until)}`]),
  ];
  return ['cdr:1', ...bounds].join(',');
}

type Result = FirecrawlWebResult<Formats> | FirecrawlNewsResult<Formats>;

/** Results of all sources as documents, their best first. One whose page did not come is named in `skipped`. */
export function toSourceDocuments(
  { web, news, skipped }: FirecrawlSearchResponse<Formats>,
  limit: number,
  answer: { retrievedAt: string; requestId?: string | undefined },
): { documents: SourceDocument[]; skipped: SkippedItem[] } {
  const read = documentsOf(alternate<Result>(web, news), [], (result, rank) => toSourceDocument(result, rank, answer));
  const distinct = read.documents.filter(({ id }, place, all) => all.findIndex((other) => other.id === id) === place);
  const documents = distinct.slice(0, limit);
  // What stands behind the last that was wanted was not looked at.
  const end =
    (documents.length === limit ? documents.at(-1)?.provenance[0]?.rank : undefined) ?? Number.POSITIVE_INFINITY;
  return { documents, skipped: [...skipped, ...read.skipped.filter(({ index }) => index < end)] };
}

/** The first of each list, then the second of each. */
function alternate<Item>(...lists: Item[][]): Item[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list.slice(place, place + 1))).flat();
}

function toSourceDocument(
  result: Result,
  rank: number,
  { retrievedAt, requestId }: { retrievedAt: string; requestId?: string | undefined },
): SourceDocument | string {
  const { failure, metadata = {} } = result;
  if (failure !== null) return `${result.url}: ${failure.reason}`;
  const url = webAddress(result.url);
  if (url === undefined) return `${result.url.slice(0, 200)}: not a web address`;
  const isNews = 'snippet' in result;
  const snippet = (isNews ? result.snippet : result.description) ?? '';
  const markdown = cleanText(result.markdown);
  const text = markdown.trim() === '' ? cleanText(snippet) : markdown;
  if (text.trim() === '') return `${url}: neither text nor description`;
  const publishedAt = [metadata.publishedTime, metadata['article:published_time'], isNews ? result.date : null]
    .map(toIsoDate)
    .find((date) => date !== undefined);
  const language = first(metadata.language);
  const author = cleanText(first(metadata.author) ?? '').trim();
  const category = isNews ? undefined : (result.category ?? undefined);
  return {
    id: `firecrawl:${url}`,
    ids: documentIdsOf(url, { doi: [metadata.citation_doi, metadata['DC.identifier']] }),
    kind: isNews ? 'news' : ((category === undefined ? undefined : kindOf[category]) ?? 'web'),
    title: cleanText(result.title || first(metadata.title) || '').trim() || url,
    url,
    text,
    textKind: markdown.trim() === '' ? 'snippet' : 'full',
    authors: author === '' ? [] : [author],
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(language !== undefined && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language) ? { language } : {}),
    synthetic: isReservedAddress(url),
    provenance: [
      {
        provider: 'firecrawl',
        operation: 'search',
        retrievedAt,
        rank,
        ...(requestId === undefined ? {} : { requestId }),
      },
    ],
  };
}

/** Meta tags that stand twice on a page come as a list. */
function first(value: unknown): string | undefined {
  const one = Array.isArray(value) ? value.find((each) => typeof each === 'string') : value;
  return typeof one === 'string' && one !== '' ? one : undefined;
}

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** ISO 8601 as it is, and days as search engines write them (`Mar 5, 2024`); `3 days ago` is no date. */
export function toIsoDate(value: unknown): string | undefined {
  const text = first(value)?.trim();
  if (text === undefined) return undefined;
  if (isIsoDate(text)) return text;
  const [, name, day, year] = /^([A-Z][a-z]{2})[a-z]* (\d{1,2}), (\d{4})$/.exec(text) ?? [];
  if (name === undefined || !months.includes(name)) return undefined;
  const month = months.indexOf(name) / 3 + 1;
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isIsoDate(date) ? date : undefined;
}
