import { createTextIndex, type TextIndex } from '@headwater/testkit';

/** A page of the emulated web. Its links are the ones its markdown holds. */
export interface EmulatorPage {
  url: string;
  title: string;
  /** The content. Links are written `[text](address)`, images `![text](address)`. */
  markdown: string;
  /** ISO 8601. */
  publishedDate?: string;
  /** @default 'en' */
  language?: string;
  /** Found by the topic `news`. */
  isNews?: boolean;
  /** Why it cannot be read, for example `403 Forbidden`. */
  unreadable?: string;
}

export interface Library {
  readonly pages: readonly EmulatorPage[];
  find(url: string): EmulatorPage | undefined;
  linksOf(page: EmulatorPage): string[];
  imagesOf(page: EmulatorPage): { url: string; description: string }[];
  /** Best first, with a score from 0 to 1. */
  search(query: string): { page: EmulatorPage; score: number }[];
}

const TARGET = /(!?)\[([^\]]*)\]\(([^)\s]+)\)/g;

export function createLibrary(pages: readonly EmulatorPage[]): Library {
  const byUrl = new Map(pages.map((page) => [normalUrl(page.url), page]));
  let index: TextIndex | undefined;
  const targets = (page: EmulatorPage, isImage: boolean) =>
    [...page.markdown.matchAll(TARGET)]
      .filter(([, mark]) => (mark === '!') === isImage)
      .map(([, , description, target]) => ({
        url: new URL(target ?? '', page.url).href,
        description: description ?? '',
      }));
  return {
    pages,
    find: (url) => byUrl.get(normalUrl(url)),
    linksOf: (page) => [...new Set(targets(page, false).map(({ url }) => url))],
    imagesOf: (page) => targets(page, true),
    search(query) {
      index ??= createTextIndex(pages.map(({ title, markdown }) => ({ title, body: plainText(markdown) })));
      const matches = index.search(query);
      const best = matches[0]?.score ?? 1;
      return matches.map(({ index: place, score }) => ({
        page: pages[place] as EmulatorPage,
        score: Math.round((score / best) * 0.95 * 1e4) / 1e4,
      }));
    },
  };
}

export function normalUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, '') || '/'}${search}`;
}

export function plainText(markdown: string): string {
  return markdown
    .replace(/^#+ (.*)$/gm, '$1.')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
