import type { CallResult, SkippedItem } from '@headwater/core';
import type { WireDataJob, WireDocument, WireNews, WirePageJob, WireSearch, WireWeb } from './firecrawl-answers.ts';
import type { FirecrawlDataJob, FirecrawlPageJob } from './firecrawl-job-types.ts';
import { toUsd } from './firecrawl-limits.ts';
import type {
  FirecrawlImageResult,
  FirecrawlNewsResult,
  FirecrawlSearchResponse,
  FirecrawlWebResult,
} from './firecrawl-search-types.ts';
import type {
  FirecrawlDocument,
  FirecrawlFormats,
  FirecrawlMetadata,
  FirecrawlPageFailure,
} from './firecrawl-types.ts';

/** The field each format fills, and what stands there when Firecrawl could not make it. */
const fields: Readonly<Record<string, readonly [field: string, empty: () => unknown]>> = {
  markdown: ['markdown', () => ''],
  summary: ['summary', () => ''],
  html: ['html', () => ''],
  rawHtml: ['rawHtml', () => ''],
  links: ['links', () => []],
  images: ['images', () => []],
  attributes: ['attributes', () => []],
  question: ['answer', () => null],
};
const single = (name: string) => fields[name] ?? ([name, () => null] as const);

/** Puts what was asked for where the types promise it, and leaves out the rest. */
function fieldsFor(wire: object, formats: FirecrawlFormats): object {
  const given = wire as Record<string, unknown>;
  const asked = formats.map((format) => single(typeof format === 'string' ? format : format.type));
  return Object.fromEntries(asked.map(([field, empty]) => [field, given[field] ?? empty()]));
}

/** A target's 404 is a success to Firecrawl, with the text of the error page as its document. */
function failureOf(url: string, metadata: FirecrawlMetadata): FirecrawlPageFailure | null {
  const { statusCode, error } = metadata;
  const isHttpError = statusCode != null && statusCode >= 400;
  if (!isHttpError && !error) return null;
  const status = isHttpError ? `the page answered HTTP ${statusCode}` : 'Firecrawl could not get the page';
  return {
    url,
    ...(isHttpError ? { httpStatus: statusCode } : {}),
    reason: error ? `${status}: ${error.slice(0, 200)}` : status,
  };
}

export function toDocument<Formats extends FirecrawlFormats>(
  wire: WireDocument,
  formats: Formats,
): FirecrawlDocument<Formats> {
  const metadata: FirecrawlMetadata = wire.metadata ?? {};
  const url = metadata.url || metadata.sourceURL || '';
  return {
    url,
    ...fieldsFor(wire, formats),
    metadata,
    failure: failureOf(metadata.sourceURL || url, metadata),
    ...(wire.warning == null ? {} : { warning: wire.warning }),
    ...(wire.actions == null ? {} : { actions: wire.actions }),
    ...(wire.pages == null ? {} : { pages: wire.pages }),
    ...(wire.blocks == null ? {} : { blocks: wire.blocks }),
  } as unknown as FirecrawlDocument<Formats>;
}

const scraped = (wire: WireWeb | WireNews) => {
  const metadata: FirecrawlMetadata | undefined = wire.metadata ?? undefined;
  return metadata === undefined ? { failure: null } : { metadata, failure: failureOf(wire.url, metadata) };
};

export function toSearchResponse<Formats extends FirecrawlFormats>(
  { value }: CallResult<WireSearch>,
  formats: Formats,
): FirecrawlSearchResponse<Formats> {
  const { data, ...rest } = value;
  const web = data.web?.items.map((wire) => ({
    url: wire.url,
    title: wire.title ?? null,
    description: wire.description ?? null,
    ...(wire.position == null ? {} : { position: wire.position }),
    ...(wire.category == null ? {} : { category: wire.category }),
    ...fieldsFor(wire, formats),
    ...scraped(wire),
  }));
  const news = data.news?.items.map((wire) => ({
    url: wire.url,
    title: wire.title ?? null,
    snippet: wire.snippet ?? null,
    date: wire.date ?? null,
    ...(wire.imageUrl == null ? {} : { imageUrl: wire.imageUrl }),
    ...(wire.position == null ? {} : { position: wire.position }),
    ...fieldsFor(wire, formats),
    ...scraped(wire),
  }));
  const images = data.images?.items.map(
    (wire): FirecrawlImageResult => ({ ...wire, title: wire.title ?? null, url: wire.url ?? null }),
  );
  const named = (source: string, skipped: SkippedItem[] = []) =>
    skipped.map(({ index, reason }) => ({ index, reason: `${source} result: ${reason}` }));
  return {
    ...rest,
    web: (web ?? []) as unknown as FirecrawlWebResult<Formats>[],
    news: (news ?? []) as unknown as FirecrawlNewsResult<Formats>[],
    images: images ?? [],
    skipped: [
      ...named('web', data.web?.skipped),
      ...named('news', data.news?.skipped),
      ...named('image', data.images?.skipped),
    ],
  };
}

/** Pages that did not come are told apart from those that did. */
export function toPageJob<Formats extends FirecrawlFormats>(
  id: string,
  wire: WirePageJob,
  formats: Formats,
): FirecrawlPageJob<Formats> {
  const { data, next, total, completed, ...rest } = wire;
  const documents = (data?.items ?? []).map((item) => toDocument(item, formats));
  const costUsd = toUsd(rest.creditsUsed);
  return {
    id,
    ...rest,
    total: total ?? documents.length,
    completed: completed ?? documents.length,
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(next ? { next } : {}),
    data: documents.filter(({ failure }) => failure === null),
    failed: documents.flatMap(({ failure }) => failure ?? []),
    skipped: data?.skipped ?? [],
  };
}

/** The parts of one result as one; the first tells how the job ended. */
export function joinParts<Formats extends FirecrawlFormats>(
  first: FirecrawlPageJob<Formats>,
  others: readonly FirecrawlPageJob<Formats>[],
): FirecrawlPageJob<Formats> {
  const { next: _, ...job } = first;
  const parts = [first, ...others];
  let before = 0;
  const skipped = parts.flatMap((part) => {
    const start = before;
    before += part.data.length + part.failed.length + part.skipped.length;
    return part.skipped.map(({ index, reason }) => ({ index: index + start, reason }));
  });
  return { ...job, data: parts.flatMap(({ data }) => data), failed: parts.flatMap(({ failed }) => failed), skipped };
}

export function toDataJob(id: string, wire: WireDataJob): FirecrawlDataJob {
  const costUsd = toUsd(wire.creditsUsed);
  return { id, ...wire, ...(costUsd === undefined ? {} : { costUsd }) };
}
