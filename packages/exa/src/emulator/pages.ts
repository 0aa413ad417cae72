import { createTextIndex, type TextIndex, type TextMatch } from '@headwater/testkit';

/** A web page as the emulator is given it. */
export interface EmulatorPage {
  url: string;
  title: string | null;
  text: string;
  /** ISO 8601; left out for an undated page. */
  publishedDate?: string;
  author?: string | null;
  /** What `category` may ask for, for example `news`. */
  category?: string;
  /** For publications: what the page is about, in another service's terms. */
  doi?: string;
}

export interface PageFilter {
  includeDomains?: readonly string[] | null;
  excludeDomains?: readonly string[] | null;
  startPublishedDate?: string | null;
  endPublishedDate?: string | null;
  category?: string | null;
  includeText?: readonly string[] | null;
  excludeText?: readonly string[] | null;
}

const KNOWN_CATEGORIES = ['company', 'publication', 'news', 'personal site', 'financial report', 'people'];

/** The corpus with the ways to find pages in it. The index is built at the first search. */
export interface PageLibrary {
  search(query: string, filter?: PageFilter): EmulatorPage[];
  /** Pages like this one, most alike first. */
  similar(page: EmulatorPage, filter: PageFilter): EmulatorPage[];
  findPage(urlOrId: string): EmulatorPage | undefined;
  readonly pages: readonly EmulatorPage[];
}

export function createPageLibrary(pages: readonly EmulatorPage[]): PageLibrary {
  const byUrl = new Map(pages.map((page) => [page.url, page]));
  let index: TextIndex | undefined;
  const getIndex = (): TextIndex => {
    index ??= createTextIndex(pages.map((page) => ({ title: page.title ?? '', body: page.text })));
    return index;
  };
  const toPages = (matches: TextMatch[], filter: PageFilter): EmulatorPage[] =>
    matches.map((match) => pages[match.index] as EmulatorPage).filter(compileFilter(filter));
  return {
    pages,
    search: (query, filter = {}) => toPages(getIndex().search(query), filter),
    similar: (page, filter) =>
      toPages(getIndex().similar(`${page.title ?? ''} ${page.text}`), filter).filter((other) => other !== page),
    findPage: (urlOrId) => byUrl.get(urlOrId),
  };
}

function compileFilter(filter: PageFilter): (page: EmulatorPage) => boolean {
  const { includeDomains, excludeDomains, startPublishedDate: start, endPublishedDate: end, category } = filter;
  const from = start ? Date.parse(start) : undefined;
  const until = end ? Date.parse(end) : undefined;
  const includes = (page: EmulatorPage, phrase: string): boolean =>
    page.text.toLowerCase().includes(phrase.toLowerCase());
  return (page) => {
    if (includeDomains?.length && !includeDomains.some((domain) => isBelow(page.url, domain))) return false;
    if (excludeDomains?.some((domain) => isBelow(page.url, domain))) return false;
    const published = Date.parse(page.publishedDate ?? '');
    // A date bound drops pages without a date: no comparison with NaN holds.
    if (from !== undefined && !(published >= from)) return false;
    if (until !== undefined && !(published <= until)) return false;
    if (category && KNOWN_CATEGORIES.includes(category) && page.category !== category) return false;
    if (filter.includeText?.some((phrase) => !includes(page, phrase))) return false;
    return !filter.excludeText?.some((phrase) => includes(page, phrase));
  };
}

/** `host`, `host/path` or `*.host`. */
function isBelow(url: string, domain: string): boolean {
  const { hostname, pathname } = new URL(url);
  const [host = '', ...path] = domain.toLowerCase().split('/');
  const bare = hostname.replace(/^www\./, '');
  const isHost = host.startsWith('*.') ? bare.endsWith(host.slice(1)) : bare === host.replace(/^www\./, '');
  return isHost && pathname.toLowerCase().startsWith(`/${path.join('/')}`);
}
