import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { checkAgent, checkExtract } from './checks.ts';
import type { Route } from './job-routes.ts';
import { type DataJob, expiryOf } from './job-store.ts';
import { FirecrawlProblem, readBody, refuse } from './problem.ts';
import { fillSchema, type Schema } from './render.ts';
import type { Service } from './service.ts';
import type { EmulatorPage } from './web.ts';

const RUN_MS = 3000;
const CREDITS_PER_PAGE = 5;
const PAGES_OF_A_SEARCH = 3;

/** Extractions, agent runs and the team's account. */
export const dataRoutes: readonly Route[] = [
  ['POST', '/extract', 'agent', startExtract],
  ['GET', '/extract/:id', 'status', (service, request) => watch(service, request, 'extract')],
  ['POST', '/agent', 'agent', startAgent],
  ['GET', '/agent/:id', 'status', (service, request) => watch(service, request, 'agent')],
  ['DELETE', '/agent/:id', 'status', cancelAgent],
  ['GET', '/team/credit-usage', 'status', creditUsage],
  ['GET', '/team/queue-status', 'status', queueStatus],
];

interface Wish {
  urls?: string[];
  prompt?: string;
  schema?: Schema;
  showSources?: boolean;
  enableWebSearch?: boolean;
  maxCredits?: number;
  model?: string;
}

/** Pages an address stands for: itself, or all below it when it ends in `/*`. */
function pagesAt({ web }: Service, urls: readonly string[]): EmulatorPage[] {
  return urls.flatMap((url) =>
    url.endsWith('/*')
      ? web.pages.filter((page) => page.url.startsWith(url.slice(0, -1)) && (page.status ?? 200) === 200)
      : (web.find(url) ?? []),
  );
}

function startExtract(service: Service, request: EmulatorRequest): EmulatorReply {
  const body = readBody(request);
  checkExtract(body, '');
  const { urls, prompt = '', schema, showSources, enableWebSearch } = body as Wish;
  if (urls === undefined && prompt === '') refuse('urls', 'Either urls or prompt is required');
  const found = urls === undefined || enableWebSearch ? service.web.search(prompt).slice(0, PAGES_OF_A_SEARCH) : [];
  return begin(service, request, 'extract', [...pagesAt(service, urls ?? []), ...found], {
    prompt,
    schema,
    showSources,
  });
}

function startAgent(service: Service, request: EmulatorRequest): EmulatorReply {
  const body = readBody(request);
  checkAgent(body, '');
  const { urls = [], prompt = '', schema, model = 'spark-1-mini', maxCredits } = body as Wish;
  const given = pagesAt(service, urls);
  const pages = given.length > 0 ? given : service.web.search(prompt).slice(0, PAGES_OF_A_SEARCH);
  return begin(service, request, 'agent', pages, { prompt, schema, model, maxCredits });
}

function begin(
  service: Service,
  request: EmulatorRequest,
  kind: DataJob['kind'],
  pages: readonly EmulatorPage[],
  { prompt = '', schema = {}, showSources, model, maxCredits }: Partial<Wish> & { schema?: Schema | undefined },
): EmulatorReply {
  const credits = Math.max(1, pages.length) * CREDITS_PER_PAGE;
  service.credits.need(credits, request);
  const isTooDear = maxCredits !== undefined && credits > maxCredits;
  const job = service.jobs.add<DataJob>({
    id: service.ids(),
    kind,
    startedAt: service.clock.now(),
    runsMs: RUN_MS,
    credits: isTooDear ? 0 : credits,
    data: isTooDear ? undefined : fillSchema(schema, pages, prompt),
    ...(showSources && { sources: { pages: pages.map(({ url }) => url) } }),
    ...(model !== undefined && { model }),
  });
  service.credits.spend(job.credits, request);
  return { json: { success: true, id: job.id } };
}

function watch(service: Service, request: EmulatorRequest, kind: DataJob['kind']): EmulatorReply {
  const job = service.jobs.data(kind, request.params.id ?? '');
  const common = {
    expiresAt: new Date(expiryOf(job)).toISOString(),
    ...(job.model !== undefined && { model: job.model }),
  };
  // A cancelled run reports that it failed.
  if (job.cancelledAt !== undefined) {
    return { json: { success: true, status: 'failed', error: 'Agent was cancelled', creditsUsed: 0, ...common } };
  }
  if (service.clock.now() < job.startedAt + job.runsMs)
    return { json: { success: true, status: 'processing', ...common } };
  if (job.data === undefined) {
    return { json: { success: true, status: 'failed', error: 'Credit limit reached', creditsUsed: 0, ...common } };
  }
  const { data, sources, credits } = job;
  return {
    json: {
      success: true,
      status: 'completed',
      data,
      ...(sources !== undefined && { sources }),
      creditsUsed: credits,
      ...common,
    },
  };
}

function cancelAgent(service: Service, request: EmulatorRequest): EmulatorReply {
  const job = service.jobs.data('agent', request.params.id ?? '');
  if (job.cancelledAt !== undefined) throw new FirecrawlProblem(409, 'Agent is already cancelled');
  if (service.clock.now() >= job.startedAt + job.runsMs) throw new FirecrawlProblem(409, 'Agent already finished');
  job.cancelledAt = service.clock.now();
  service.credits.spend(-job.credits, request);
  return { json: { success: true } };
}

function creditUsage({ credits, clock }: Service): EmulatorReply {
  const now = new Date(clock.now());
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
  const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
  return {
    json: {
      success: true,
      data: {
        remainingCredits: credits.remaining,
        planCredits: credits.plan,
        billingPeriodStart: new Date(start).toISOString(),
        billingPeriodEnd: new Date(end).toISOString(),
      },
    },
  };
}

const BROWSERS = 2;

function queueStatus({ jobs }: Service): EmulatorReply {
  const waiting = Math.max(0, jobs.active.length - BROWSERS);
  return {
    json: {
      success: true,
      jobsInQueue: jobs.active.length,
      activeJobsInQueue: jobs.active.length - waiting,
      waitingJobsInQueue: waiting,
      maxConcurrency: BROWSERS,
      mostRecentSuccess: null,
    },
  };
}
