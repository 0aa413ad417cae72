import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { checkScrape, toUrl } from './checks.ts';
import { FirecrawlProblem, readBody } from './problem.ts';
import { type Format, type Rendering, render } from './render.ts';
import type { Service } from './service.ts';
import { type EmulatorPage, normalUrl } from './web.ts';

const TWO_DAYS_MS = 172_800_000;
const DEFAULT_TIMEOUT_MS = 60_000;
const JSON_CREDITS = 4;

export interface ScrapeOptions extends Rendering {
  maxAge?: number;
  minAge?: number;
  storeInCache?: boolean;
  lockdown?: boolean;
  timeout?: number;
  proxy?: string;
}

/** A page as the service hands it out, with what it costs. */
export interface Scraped {
  document: Record<string, unknown>;
  credits: number;
}

export function scrape(service: Service, request: EmulatorRequest): EmulatorReply {
  const body = readBody(request);
  checkScrape(body, '');
  const options = body as ScrapeOptions;
  const url = toUrl(String(body.url)) as string;
  service.credits.need(1, request);
  if ((service.web.find(url)?.loadMs ?? 0) > (options.timeout ?? DEFAULT_TIMEOUT_MS)) {
    throw new FirecrawlProblem(408, 'The scrape operation timed out before completing', { code: 'SCRAPE_TIMEOUT' });
  }
  const { document, credits } = scrapePage(service, url, options);
  service.credits.spend(credits, request);
  return { json: { success: true, data: document } };
}

/**
 * The page's own server takes its time, and the service gives it up after `timeout`. Runs before the handler, during which
 * a virtual clock stands still.
 */
export async function waitForPage({ web, clock }: Service, request: EmulatorRequest): Promise<void> {
  if (request.method !== 'POST' || request.path !== '/scrape') return;
  const { url, timeout = DEFAULT_TIMEOUT_MS } = readBody(request) as { url?: unknown; timeout?: number };
  const loadMs = typeof url === 'string' ? (web.find(url)?.loadMs ?? 0) : 0;
  if (loadMs === 0) return;
  await new Promise<void>((resolve) => {
    const timer = clock.setTimeout(finish, Math.min(loadMs, timeout));
    function finish(): void {
      timer.cancel();
      request.signal.removeEventListener('abort', finish);
      resolve();
    }
    request.signal.addEventListener('abort', finish, { once: true });
  });
}

/** Reads one page of the emulated web. A host nobody has is an error; a page nobody has is a 404 of its host. */
export function scrapePage(service: Service, asked: string, options: ScrapeOptions): Scraped {
  const { web, clock, store } = service;
  const { hostname } = new URL(asked);
  if (!web.knowsHost(hostname)) {
    throw new FirecrawlProblem(500, `DNS resolution failed for hostname: ${hostname}`, {
      code: 'SCRAPE_DNS_RESOLUTION_ERROR',
    });
  }
  const { maxAge = TWO_DAYS_MS, minAge, lockdown = false, storeInCache = true } = options;
  const key = normalUrl(asked);
  const fetchedAt = store.fetchedAt(key);
  const age = fetchedAt === undefined ? undefined : clock.now() - fetchedAt;
  const isHit = age !== undefined && age <= maxAge && age >= (minAge ?? 0);
  if (!isHit && (lockdown || minAge !== undefined)) {
    throw new FirecrawlProblem(404, 'No cached data is available that fits the request', {
      code: 'SCRAPE_NO_CACHED_DATA',
    });
  }
  if (!isHit && storeInCache) store.keep(key, clock.now());
  const first = web.find(asked) ?? missing(asked);
  const page = first.redirectTo === undefined ? first : (web.find(first.redirectTo) ?? missing(first.redirectTo));
  const credits = creditsOf(page, options);
  const scrapeId = service.ids();
  const metadata = {
    title: page.title,
    description: page.description,
    language: page.language ?? 'en',
    ...(page.author !== undefined && { author: page.author }),
    ...(page.publishedDate !== undefined && { publishedTime: page.publishedDate }),
    ogTitle: page.title,
    sourceURL: asked,
    url: page.url,
    statusCode: page.status ?? 200,
    ...((page.status ?? 200) >= 400 && { error: page.title }),
    contentType: page.pdfPages === undefined ? 'text/html; charset=utf-8' : 'application/pdf',
    ...(page.pdfPages !== undefined && { numPages: page.pdfPages }),
    scrapeId,
    proxyUsed: 'basic',
    cacheState: isHit ? 'hit' : 'miss',
    ...(isHit && { cachedAt: new Date(fetchedAt as number).toISOString() }),
    creditsUsed: credits,
  };
  return { document: { ...render(page, options, scrapeId), ...partsOf(page, options), metadata }, credits };
}

/** Physical pages of a PDF, when the parser is asked for them. */
function partsOf(page: EmulatorPage, { parsers = ['pdf'] }: ScrapeOptions): object {
  const parser = parsers.find((each) => typeof each === 'object' && each.type === 'pdf');
  if (page.pdfPages === undefined || typeof parser !== 'object' || !parser.pages) return {};
  return { pages: [{ pageNumber: 1, markdown: page.markdown }] };
}

function missing(url: string): EmulatorPage {
  return {
    url,
    title: 'Page not found',
    description: '',
    markdown: '# Page not found\n\nThis sample site has no page at this address.',
    status: 404,
  };
}

/** One for the page, four for a model's work, one for each page of a PDF. */
export function creditsOf(page: EmulatorPage, { formats = [], parsers = ['pdf'] }: ScrapeOptions): number {
  const wantsJson = formats.some((format: Format) => (typeof format === 'string' ? format : format.type) === 'json');
  const parser = parsers.find((each) => (typeof each === 'string' ? each : each.type) === 'pdf');
  const bound = typeof parser === 'object' ? (parser.maxPages ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const pdf = parser === undefined ? 0 : Math.min(page.pdfPages ?? 0, bound);
  return Math.max(1, pdf) + (wantsJson ? JSON_CREDITS : 0);
}
