import type { ContentsOptions } from './contents-options.ts';
import { extractHighlights, extractSummary } from './excerpts.ts';
import type { EmulatorPage } from './pages.ts';
import { fillSchema } from './synthesis.ts';

const DEFAULT_HIGHLIGHT_CHARACTERS = 1000;

/** A result as the service answers it: contents lie flat on it. `others` are where its subpages are looked for. */
export function toResult(
  page: EmulatorPage,
  query: string,
  contents: ContentsOptions | null | undefined,
  others: readonly EmulatorPage[] = [],
): object {
  const { text, highlights, summary, extras, snapshotAsOf } = contents ?? {};
  const subpages = contents?.subpages ? subpagesOf(page, others, contents) : undefined;
  return {
    id: page.url,
    title: page.title,
    url: page.url,
    ...(page.publishedDate !== undefined && { publishedDate: toDateTime(page.publishedDate) }),
    author: page.author ?? null,
    ...(text && { text: cutText(page.text, text) }),
    ...(highlights && { highlights: toHighlights(page, query, highlights) }),
    ...(summary && { summary: toSummary(page, query, summary) }),
    ...(extras && { extras: extrasOf(page, extras) }),
    ...(page.doi !== undefined && { entities: [publicationOf(page)] }),
    ...(snapshotAsOf && { snapshotAt: toDateTime(snapshotAsOf) }),
    ...(subpages && { subpages: subpages.map((other) => toResult(other, query, { ...contents, subpages: 0 })) }),
  };
}

/** Pages of the same host; a target narrows them to addresses and titles that hold one of its words. */
function subpagesOf(page: EmulatorPage, others: readonly EmulatorPage[], contents: ContentsOptions): EmulatorPage[] {
  const targets = [contents.subpageTarget ?? []].flat().map((target) => target.toLowerCase());
  const host = new URL(page.url).hostname;
  return others
    .filter((other) => other !== page && new URL(other.url).hostname === host)
    .filter(
      ({ url, title }) =>
        targets.length === 0 || targets.some((target) => `${url} ${title}`.toLowerCase().includes(target)),
    )
    .slice(0, contents.subpages ?? 0);
}

/** Plain text holds links alone; the other kinds are answered as the empty lists they are. */
function extrasOf(page: EmulatorPage, wanted: NonNullable<ContentsOptions['extras']>): object {
  const links = linksIn(page.text);
  return {
    ...(wanted.links && { links: links.slice(0, wanted.links) }),
    ...(wanted.richLinks && { richLinks: links.slice(0, wanted.richLinks).map((url) => ({ url, anchor: url })) }),
    ...(wanted.imageLinks && { imageLinks: [] }),
    ...(wanted.richImageLinks && { richImageLinks: [] }),
    ...(wanted.codeBlocks && { codeBlocks: [] }),
  };
}

function publicationOf(page: EmulatorPage): object {
  const year = page.publishedDate === undefined ? null : Number(page.publishedDate.slice(0, 4));
  const properties = { title: page.title, year, date: page.publishedDate ?? null, doi: page.doi, abstract: null };
  return { id: page.url, type: 'publication', version: 1, properties };
}

export function toDateTime(date: string): string {
  return new Date(date).toISOString();
}

function cutText(text: string, options: true | { maxCharacters?: number; includeHtmlTags?: boolean }): string {
  if (options === true) return text;
  const cut = text.slice(0, options.maxCharacters ?? text.length);
  return options.includeHtmlTags ? `<p>${cut}</p>` : cut;
}

function toHighlights(
  page: EmulatorPage,
  query: string,
  options: true | NonNullable<Exclude<ContentsOptions['highlights'], boolean | null>>,
): string[] {
  const { query: own, maxCharacters, highlightsPerUrl } = options === true ? {} : options;
  return extractHighlights(page.text, own || query, maxCharacters ?? DEFAULT_HIGHLIGHT_CHARACTERS, highlightsPerUrl);
}

function toSummary(
  page: EmulatorPage,
  query: string,
  options: true | NonNullable<Exclude<ContentsOptions['summary'], boolean | null>>,
): string {
  const { query: own, schema } = options === true ? {} : options;
  if (schema) return JSON.stringify(fillSchema(schema, [page], own || query));
  return extractSummary(page.text, own || query);
}

function linksIn(text: string): string[] {
  return text.match(/https?:\/\/[^\s)\]]+/g) ?? [];
}

/** Price guide in dollars: a search, and each kind of content on each page. */
export function costOf(searchPrice: number, results: number, contents: ContentsOptions | null | undefined): object {
  const kinds = (['text', 'highlights', 'summary'] as const).filter((kind) => contents?.[kind]);
  const perKind = round(results * 0.001);
  return {
    total: round(searchPrice + kinds.length * perKind),
    ...(searchPrice > 0 && { search: { neural: searchPrice } }),
    ...(kinds.length > 0 && { contents: Object.fromEntries(kinds.map((kind) => [kind, perKind])) }),
  };
}

function round(dollars: number): number {
  return Math.round(dollars * 1e6) / 1e6;
}
