import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { checkSearch } from './checks.ts';
import { FirecrawlProblem, readBody, refuse } from './problem.ts';
import { bestSentences } from './render.ts';
import { type ScrapeOptions, scrapePage } from './scrape-route.ts';
import type { Service } from './service.ts';
import { type EmulatorPage, images } from './web.ts';

interface SearchBody {
  query: string;
  limit?: number;
  sources?: (string | { type: string })[];
  categories?: (string | { type: string })[];
  includeDomains?: string[];
  excludeDomains?: string[];
  tbs?: string;
  highlights?: boolean;
  scrapeOptions?: ScrapeOptions;
}

const CREDITS_PER_TEN = 2;
const DAY_MS = 86_400_000;
const WINDOWS: Readonly<Record<string, number>> = {
  h: DAY_MS / 24,
  d: DAY_MS,
  w: 7 * DAY_MS,
  m: 31 * DAY_MS,
  y: 366 * DAY_MS,
};

/** Results by source, each up to `limit`; with `scrapeOptions.formats`, each with its page. */
export function search(service: Service, request: EmulatorRequest): EmulatorReply {
  const raw = readBody(request);
  checkSearch(raw, '');
  const body = raw as unknown as SearchBody;
  const { limit = 10, sources = ['web'], includeDomains, excludeDomains, scrapeOptions } = body;
  if (includeDomains?.length && excludeDomains?.length) {
    refuse('', 'includeDomains and excludeDomains cannot both be specified');
  }
  const names = sources.map(nameOf);
  const stranger = names.find((name) => !['web', 'news', 'images'].includes(name));
  if (stranger !== undefined) refuse('sources', `Invalid source "${stranger}"`);
  service.credits.need(CREDITS_PER_TEN, request);

  const found = service.web
    .search(body.query)
    .filter((page) => isFit(page, body, service.clock.now()))
    .sort(body.tbs?.includes('sbd:1') ? newestFirst : () => 0);
  let credits = 0;
  const scraped = (page: EmulatorPage): object => {
    if (!scrapeOptions?.formats?.length) return {};
    const result = scrapePage(service, page.url, scrapeOptions);
    credits += result.credits;
    return result.document;
  };
  const description = (page: EmulatorPage): string =>
    body.highlights === false ? page.description : bestSentences(page, body.query, 2).join(' ') || page.description;
  const makers: Readonly<Record<string, () => object[]>> = {
    web: () =>
      found
        .filter((page) => !page.isNews && isOfCategory(page, body.categories))
        .slice(0, limit)
        .map((page, index) => ({
          url: page.url,
          title: page.title,
          description: description(page),
          position: index + 1,
          ...(body.categories?.length && page.category !== undefined && { category: page.category }),
          ...scraped(page),
        })),
    news: () =>
      found
        .filter((page) => page.isNews)
        .slice(0, limit)
        .map((page, index) => ({
          title: page.title,
          url: page.url,
          snippet: description(page),
          date: page.publishedDate === undefined ? null : spelledOut(page.publishedDate),
          imageUrl: images(page.markdown, page.url)[0] ?? null,
          position: index + 1,
          ...scraped(page),
        })),
    images: () =>
      found
        .flatMap((page) => images(page.markdown, page.url).map((imageUrl) => ({ imageUrl, page })))
        .slice(0, limit)
        .map(({ imageUrl, page }, index) => ({
          title: page.title,
          imageUrl,
          imageWidth: 1200,
          imageHeight: 800,
          url: page.url,
          position: index + 1,
        })),
  };
  const data = Object.fromEntries(names.map((name) => [name, makers[name]?.() ?? []]));
  const results = Object.values(data).reduce((sum, list) => sum + list.length, 0);
  const creditsUsed = credits + CREDITS_PER_TEN * Math.ceil(results / 10);
  service.credits.spend(creditsUsed, request);
  return { json: { success: true, data, id: service.ids(), creditsUsed } };
}

const nameOf = (item: string | { type: string }): string => (typeof item === 'string' ? item : item.type);

function isOfCategory(page: EmulatorPage, categories: SearchBody['categories'] = []): boolean {
  return categories.length === 0 || categories.map(nameOf).includes(page.category ?? '');
}

function isFit(page: EmulatorPage, { includeDomains, excludeDomains, tbs }: SearchBody, now: number): boolean {
  if ((page.status ?? 200) !== 200 || page.redirectTo !== undefined) return false;
  const { hostname } = new URL(page.url);
  const isBelow = (domain: string) => hostname === domain || hostname.endsWith(`.${domain}`);
  if (includeDomains?.length && !includeDomains.some(isBelow)) return false;
  if (excludeDomains?.some(isBelow)) return false;
  return tbs === undefined || isWithin(Date.parse(page.publishedDate ?? ''), tbs, now);
}

/** `qdr:w`, or `cdr:1,cd_min:1/31/2024,cd_max:…`. An undated page is within none. */
function isWithin(published: number, tbs: string, now: number): boolean {
  const windowMs = WINDOWS[/qdr:([hdwmy])/.exec(tbs)?.[1] ?? ''];
  if (windowMs !== undefined) return published >= now - windowMs;
  if (!tbs.includes('cdr:1')) return true;
  const from = dayOf(/cd_min:([\d/]+)/.exec(tbs)?.[1]);
  const until = dayOf(/cd_max:([\d/]+)/.exec(tbs)?.[1]);
  if (Number.isNaN(published)) return false;
  return (from === undefined || published >= from) && (until === undefined || published < until + DAY_MS);
}

function dayOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [month, day, year] = text.split('/').map(Number);
  const at = Date.UTC(year ?? Number.NaN, (month ?? Number.NaN) - 1, day);
  if (Number.isNaN(at)) throw new FirecrawlProblem(400, 'Invalid tbs');
  return at;
}

const newestFirst = (left: EmulatorPage, right: EmulatorPage): number =>
  (Date.parse(right.publishedDate ?? '') || 0) - (Date.parse(left.publishedDate ?? '') || 0);

/** As search engines write days: `Mar 5, 2024`. */
function spelledOut(date: string): string {
  const at = new Date(date);
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][at.getUTCMonth()];
  return `${month} ${at.getUTCDate()}, ${at.getUTCFullYear()}`;
}
