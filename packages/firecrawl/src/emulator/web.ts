import { createTextIndex, type TextIndex } from '@headwater/testkit';

/** A page of the emulated web. Its links are the ones its markdown holds. */
export interface EmulatorPage {
  url: string;
  title: string;
  description: string;
  /** The main content. Links are written `[text](address)`, images `![text](address)`. */
  markdown: string;
  /** ISO 8601. */
  publishedDate?: string;
  /** @default 'en' */
  language?: string;
  author?: string;
  /** What the page's own server answers. @default 200 */
  status?: number;
  /** The address it redirects to. */
  redirectTo?: string;
  /** Found by the source `news` instead of `web`. */
  isNews?: boolean;
  /** What `categories` may ask for. */
  category?: 'github' | 'research' | 'pdf' | 'developer';
  /** Pages of a PDF. */
  pdfPages?: number;
  /** How long its server takes, in milliseconds. @default 0 */
  loadMs?: number;
  /** @default true */
  isInSitemap?: boolean;
  /** Whether robots.txt forbids it. @default false */
  isForbiddenToRobots?: boolean;
}

export interface Web {
  readonly pages: readonly EmulatorPage[];
  /** The page at an address, whatever its fragment or trailing slash. */
  find(url: string): EmulatorPage | undefined;
  /** Whether any page stands at this host. */
  knowsHost(host: string): boolean;
  linksOf(page: EmulatorPage): string[];
  /** Best first. */
  search(query: string): EmulatorPage[];
}

export function createWeb(pages: readonly EmulatorPage[]): Web {
  const byUrl = new Map(pages.map((page) => [normalUrl(page.url), page]));
  const hosts = new Set(pages.map((page) => new URL(page.url).hostname));
  let index: TextIndex | undefined;
  return {
    pages,
    find: (url) => byUrl.get(normalUrl(url)),
    knowsHost: (host) => hosts.has(host),
    linksOf: (page) => links(page.markdown, page.url),
    search(query) {
      index ??= createTextIndex(pages.map(({ title, markdown }) => ({ title, body: markdown })));
      return index.search(query).map((match) => pages[match.index] as EmulatorPage);
    },
  };
}

export function normalUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, '') || '/'}${search}`;
}

export function links(markdown: string, base: string): string[] {
  const found = [...markdown.matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)];
  return unique(found.filter(([, mark]) => mark === '').map(([, , target]) => absolute(target ?? '', base)));
}

export function images(markdown: string, base: string): string[] {
  const found = [...markdown.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)];
  return unique(found.map(([, target]) => absolute(target ?? '', base)));
}

const absolute = (target: string, base: string) => new URL(target, base).href;
const unique = (list: string[]) => [...new Set(list)];
