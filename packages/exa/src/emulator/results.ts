import type { ContentsOptions } from './contents-options.ts';
import { extractHighlights, extractSummary } from './excerpts.ts';
import type { EmulatorPage } from './pages.ts';
import { fillSchema } from './synthesis.ts';

const DEFAULT_HIGHLIGHT_CHARACTERS = 1000;

/** A result as the service answers it: contents lie flat on it. */
export function toResult(page: EmulatorPage, query: string, contents: ContentsOptions | null | undefined): object {
  const { text, highlights, summary, extras } = contents ?? {};
  return {
    id: page.url,
    title: page.title,
    url: page.url,
    ...(page.publishedDate !== undefined && { publishedDate: toDateTime(page.publishedDate) }),
    author: page.author ?? null,
    ...(text && { text: cutText(page.text, text) }),
    ...(highlights && { highlights: toHighlights(page, query, highlights) }),
    ...(summary && { summary: toSummary(page, query, summary) }),
    ...(extras?.links && { extras: { links: linksIn(page.text).slice(0, extras.links) } }),
  };
}

export function toDateTime(date: string): string {
  return new Date(date).toISOString();
}

function cutText(text: string, options: true | { maxCharacters?: number }): string {
  return options === true ? text : text.slice(0, options.maxCharacters ?? text.length);
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
