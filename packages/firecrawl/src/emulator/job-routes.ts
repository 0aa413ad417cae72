import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@headwater/testkit';
import { checkBatch, checkCrawl, checkPreview, toUrl } from './checks.ts';
import { doneBy, expiryOf, type PageJob, type PageOutcome, statusOf } from './job-store.ts';
import { FirecrawlProblem, readBody, refuse } from './problem.ts';
import { type ScrapeOptions, scrapePage } from './scrape-route.ts';
import type { Service } from './service.ts';
import { type WalkRules, walk } from './walk.ts';

type Handler = (service: Service, request: EmulatorRequest) => EmulatorReply | Promise<EmulatorReply>;
type Route = readonly [method: string, path: string, limit: string, handler: Handler];

const DEFAULT_LIMIT = 10_000;
const MAX_PARTS = 1000;

/** Crawls and batches: start, watch, errors, cancel. */
export const jobRoutes: readonly Route[] = [
  ['POST', '/crawl', 'crawl', startCrawl],
  ['POST', '/crawl/params-preview', 'crawl', preview],
  ['GET', '/crawl/active', 'status', active],
  ['POST', '/batch/scrape', 'crawl', startBatch],
  ...(['crawl', 'batch'] as const).flatMap((kind): Route[] => {
    const path = kind === 'crawl' ? '/crawl/:id' : '/batch/scrape/:id';
    return [
      ['GET', path, 'status', (service, request) => watch(service, request, kind)],
      ['DELETE', path, 'status', (service, request) => cancel(service, request, kind)],
      ['GET', `${path}/errors`, 'status', (service, request) => errors(service, request, kind)],
    ];
  }),
];

export type { EmulatorRoute, Route };

function startCrawl(service: Service, request: EmulatorRequest): EmulatorReply {
  const body = readBody(request);
  checkCrawl(body, '');
  const {
    url: _,
    scrapeOptions = {},
    delay,
    limit = DEFAULT_LIMIT,
    ...rules
  } = body as unknown as WalkRules & {
    url: string;
    scrapeOptions?: ScrapeOptions;
    delay?: number;
    limit?: number;
  };
  const url = toUrl(String(body.url)) as string;
  // All that may be read must be payable before the first page is.
  service.credits.need(limit, request);
  const { urls, robotsBlocked } = walk(service.web, url, { ...rules, limit });
  const job = service.jobs.add<PageJob>({
    id: service.ids(),
    kind: 'crawl',
    url,
    options: { ...body, scrapeOptions },
    startedAt: service.clock.now(),
    stepMs: service.pageMs + (delay ?? 0) * 1000,
    pages: urls.map((each) => outcome(service, each, scrapeOptions)),
    robotsBlocked,
  });
  return started(service, request, job, '/crawl');
}

function startBatch(service: Service, request: EmulatorRequest): EmulatorReply {
  const body = readBody(request);
  checkBatch(body, '');
  const {
    urls,
    ignoreInvalidURLs = true,
    appendToId,
    ...options
  } = body as unknown as ScrapeOptions & {
    urls: string[];
    ignoreInvalidURLs?: boolean;
    appendToId?: string;
  };
  const invalidURLs = urls.filter((url) => toUrl(url) === undefined);
  const valid = urls.flatMap((url) => toUrl(url) ?? []);
  if (!ignoreInvalidURLs && invalidURLs.length > 0) refuse('urls', 'Invalid URL');
  service.credits.need(valid.length, request);
  const pages = valid.map((url) => outcome(service, url, options));
  if (appendToId !== undefined) {
    const job = service.jobs.page('batch', appendToId);
    job.pages.push(...pages);
    return started(service, request, job, '/batch/scrape');
  }
  const job = service.jobs.add<PageJob>({
    id: service.ids(),
    kind: 'batch',
    url: valid[0] ?? '',
    options,
    startedAt: service.clock.now(),
    stepMs: service.pageMs,
    pages,
    robotsBlocked: [],
    ...(ignoreInvalidURLs && { invalidURLs }),
  });
  return started(service, request, job, '/batch/scrape');
}

/** What will have come of a page. One that takes too long, or has no server, is an error of the job. */
function outcome(service: Service, url: string, options: ScrapeOptions): PageOutcome {
  const { loadMs = 0 } = service.web.find(url) ?? {};
  if (loadMs > (options.timeout ?? 60_000)) {
    return { url, credits: 0, error: 'The scrape operation timed out before completing' };
  }
  try {
    return { url, ...scrapePage(service, url, options) };
  } catch (error) {
    if (error instanceof FirecrawlProblem) return { url, credits: 0, error: error.message };
    throw error;
  }
}

function started(service: Service, request: EmulatorRequest, job: PageJob, path: string): EmulatorReply {
  service.credits.spend(
    job.pages.reduce((sum, { credits }) => sum + credits, 0),
    request,
  );
  const { id, invalidURLs } = job;
  return {
    json: {
      success: true,
      id,
      url: `${service.originOf(request)}${path}/${id}`,
      ...(invalidURLs !== undefined && { invalidURLs }),
    },
  };
}

/** The pages so far, in parts; `next` leads to the part behind. */
function watch(service: Service, request: EmulatorRequest, kind: PageJob['kind']): EmulatorReply {
  const job = service.jobs.page(kind, request.params.id ?? '');
  const now = service.clock.now();
  const done = doneBy(job, now);
  const status = statusOf(job, now);
  const skip = whole(request, 'skip', 0);
  const size = Math.min(whole(request, 'limit', service.partSize), MAX_PARTS);
  const read = job.pages.slice(0, done);
  const documents = read.flatMap(({ document }) => document ?? []);
  const hasMore = skip + size < documents.length;
  const endedAt = Math.min(job.startedAt + job.pages.length * job.stepMs, job.cancelledAt ?? Number.POSITIVE_INFINITY);
  return {
    json: {
      success: true,
      status,
      total: job.pages.length,
      completed: done,
      creditsUsed: read.reduce((sum, { credits }) => sum + credits, 0),
      createdAt: new Date(job.startedAt).toISOString(),
      expiresAt: new Date(expiryOf(job)).toISOString(),
      ...(status !== 'scraping' && {
        completedAt: new Date(endedAt).toISOString(),
        duration: (endedAt - job.startedAt) / 1000,
      }),
      next: hasMore ? `${service.originOf(request)}${request.path}?skip=${skip + size}&limit=${size}` : null,
      data: documents.slice(skip, skip + size),
    },
  };
}

function whole(request: EmulatorRequest, name: string, fallback: number): number {
  const value = request.query.get(name);
  if (value === null) return fallback;
  if (!/^\d+$/.test(value)) refuse(name, 'Expected a whole number');
  return Number(value);
}

function errors(service: Service, request: EmulatorRequest, kind: PageJob['kind']): EmulatorReply {
  const job = service.jobs.page(kind, request.params.id ?? '');
  const failed = job.pages.slice(0, doneBy(job, service.clock.now())).flatMap(({ url, error }, index) =>
    error === undefined
      ? []
      : [
          {
            id: `${job.id}-${index}`,
            timestamp: new Date(job.startedAt + (index + 1) * job.stepMs).toISOString(),
            url,
            error,
          },
        ],
  );
  return { json: { errors: failed, robotsBlocked: job.robotsBlocked } };
}

function cancel(service: Service, request: EmulatorRequest, kind: PageJob['kind']): EmulatorReply {
  const job = service.jobs.page(kind, request.params.id ?? '');
  const now = service.clock.now();
  if (statusOf(job, now) === 'completed') throw new FirecrawlProblem(409, 'Crawl is already completed');
  if (job.cancelledAt === undefined) {
    job.cancelledAt = now;
    const unread = job.pages.slice(doneBy(job, now));
    service.credits.spend(-unread.reduce((sum, { credits }) => sum + credits, 0), request);
  }
  return { json: { success: true, status: 'cancelled' } };
}

function active(service: Service): EmulatorReply {
  const crawls = service.jobs.active
    .filter(({ kind }) => kind === 'crawl')
    .map(({ id, url, options }) => ({ id, teamId: 'sandbox-team', url, options }));
  return { json: { success: true, crawls } };
}

/** A wish in words, made into options by what words it holds. */
function preview(_service: Service, request: EmulatorRequest): EmulatorReply {
  const body = readBody(request);
  checkPreview(body, '');
  const prompt = String(body.prompt);
  const limit = /(\d+) pages?/i.exec(prompt)?.[1];
  const path = /\b(blog|docs?|news|guides?)\b/i.exec(prompt)?.[1]?.toLowerCase();
  const data = {
    url: body.url,
    ...(path !== undefined && { includePaths: [`${path}/.*`] }),
    ...(limit !== undefined && { limit: Number(limit) }),
    ...(/subdomain/i.test(prompt) && { allowSubdomains: true }),
    ...(/whole|entire/i.test(prompt) && { crawlEntireDomain: true }),
  };
  return { json: { success: true, data } };
}
