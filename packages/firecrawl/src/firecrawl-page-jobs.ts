import {
  type CallOptions,
  type Clock,
  type Operation,
  type Page,
  type PagedList,
  pagedList,
  type ResultPromise,
  resultPromise,
  type ServiceClient,
} from '@headwater/core';
import type { BatchInput, CrawlInput } from './firecrawl-job-schemas.ts';
import type {
  FirecrawlGetJobOptions,
  FirecrawlJobErrors,
  FirecrawlPageJob,
  FirecrawlStartedJob,
  FirecrawlWaitOptions,
} from './firecrawl-job-types.ts';
import { runJob } from './firecrawl-jobs.ts';
import { joinParts, toPageJob } from './firecrawl-normalize.ts';
import {
  batchErrorsOperation,
  cancelBatchOperation,
  cancelCrawlOperation,
  crawlErrorsOperation,
  getBatchOperation,
  getCrawlOperation,
  startBatchOperation,
  startCrawlOperation,
} from './firecrawl-operations.ts';
import { partOf } from './firecrawl-pages.ts';
import type { FirecrawlDocument, FirecrawlFormats, FirecrawlPageFailure } from './firecrawl-types.ts';

/** What the jobs need of the provider. Settings may change while it lives. */
export interface JobContext {
  client: ServiceClient;
  baseUrl: () => string;
  clock: () => Clock;
}

/** One part of a job's result. */
export interface FirecrawlJobPage<Formats extends FirecrawlFormats = FirecrawlFormats>
  extends Page<FirecrawlDocument<Formats>> {
  status: FirecrawlPageJob['status'];
  /** Pages that did not come. */
  failed: FirecrawlPageFailure[];
}

export type FirecrawlJobList<Formats extends FirecrawlFormats = FirecrawlFormats> = PagedList<
  FirecrawlDocument<Formats>,
  FirecrawlJobPage<Formats>
>;

/** The operations of one kind of job. */
export interface PageJobRule<Input> {
  name: string;
  path: string;
  start: Operation<Input, FirecrawlStartedJob>;
  get: typeof getCrawlOperation;
  errors: typeof crawlErrorsOperation;
  cancel: typeof cancelCrawlOperation;
}

export const crawlRule: PageJobRule<CrawlInput> = {
  name: 'crawl',
  path: '/crawl/',
  start: startCrawlOperation,
  get: getCrawlOperation,
  errors: crawlErrorsOperation,
  cancel: cancelCrawlOperation,
};
export const batchRule: PageJobRule<BatchInput> = {
  name: 'batchScrape',
  path: '/batch/scrape/',
  start: startBatchOperation,
  get: getBatchOperation,
  errors: batchErrorsOperation,
  cancel: cancelBatchOperation,
};

/** Crawls and batches differ in how they start; all else is the same. */
export function pageJobs<Input>(rule: PageJobRule<Input>, { client, baseUrl, clock }: JobContext) {
  function start(input: Input, callOptions?: CallOptions): ResultPromise<FirecrawlStartedJob> {
    return resultPromise(client.call(rule.start, input, callOptions), ({ value }) => value);
  }

  async function call(id: string, next: string | undefined, callOptions: CallOptions | undefined) {
    const path = `${rule.path}${encodeURIComponent(id)}`;
    const part = next === undefined ? undefined : partOf(next, baseUrl(), path, rule.get.name);
    return client.call(rule.get, { id, ...(part === undefined ? {} : { part }) }, callOptions);
  }

  function get<Formats extends FirecrawlFormats>(
    id: string,
    { formats, next }: FirecrawlGetJobOptions<Formats> = {},
    callOptions?: CallOptions,
  ): ResultPromise<FirecrawlPageJob<Formats>> {
    return resultPromise(call(id, next, callOptions), ({ value }) =>
      toPageJob(id, value, formatsOf(formats, value.data?.items)),
    );
  }

  function parts<Formats extends FirecrawlFormats>(
    id: string,
    formats: Formats | undefined,
    from: string | undefined,
    callOptions: CallOptions | undefined,
  ): AsyncIterable<FirecrawlPageJob<Formats>> {
    const list = pagedList<never, PartPage<Formats>>(
      async (cursor) => {
        const part = await get<Formats>(id, { formats, next: cursor ?? from }, callOptions);
        return { items: [], skipped: [], part, ...(part.next === undefined ? {} : { nextCursor: part.next }) };
      },
      { provider: 'firecrawl', operation: rule.get.name, signal: callOptions?.signal },
    );
    return (async function* () {
      for await (const { part } of list.pages()) yield part;
    })();
  }

  function list<Formats extends FirecrawlFormats>(
    id: string,
    { formats }: Pick<FirecrawlGetJobOptions<Formats>, 'formats'> = {},
    callOptions?: CallOptions,
  ): FirecrawlJobList<Formats> {
    return pagedList<FirecrawlDocument<Formats>, FirecrawlJobPage<Formats>>(
      async (cursor) => {
        const { data, next, status, failed, skipped } = await get<Formats>(id, { formats, next: cursor }, callOptions);
        return { items: data, status, failed, skipped, ...(next === undefined ? {} : { nextCursor: next }) };
      },
      { provider: 'firecrawl', operation: rule.get.name, signal: callOptions?.signal },
    );
  }

  /** Starts, waits for the end, and gathers all parts. */
  async function run<Formats extends FirecrawlFormats>(
    input: Input,
    formats: Formats,
    options: FirecrawlWaitOptions = {},
  ): Promise<FirecrawlPageJob<Formats>> {
    let invalidURLs: string[] | null | undefined;
    const job = await runJob<FirecrawlPageJob<Formats>>(
      {
        operation: rule.name,
        start: async (callOptions) => {
          const started = await start(input, callOptions);
          invalidURLs = started.invalidURLs;
          return started.id;
        },
        look: (id, callOptions) => get(id, { formats }, callOptions),
        finish: async (state, callOptions) => {
          const others: FirecrawlPageJob<Formats>[] = [];
          if (state.next !== undefined) {
            for await (const part of parts(state.id, formats, state.next, callOptions)) others.push(part);
          }
          return joinParts(state, others);
        },
        cancel: (id, callOptions) => cancel(id, callOptions),
      },
      clock(),
      options,
    );
    return invalidURLs?.length ? { ...job, invalidURLs } : job;
  }

  function errors(id: string, callOptions?: CallOptions): ResultPromise<FirecrawlJobErrors> {
    return resultPromise(client.call(rule.errors, { id }, callOptions), ({ value }) => ({
      errors: value.errors.items.map((error) => ({ ...error, timestamp: error.timestamp ?? null })),
      robotsBlocked: value.robotsBlocked ?? [],
    }));
  }

  function cancel(id: string, callOptions?: CallOptions): ResultPromise<{ id: string; status: string }> {
    return resultPromise(client.call(rule.cancel, { id }, callOptions), ({ value }) => ({
      id,
      status: value.status ?? 'cancelled',
    }));
  }

  return { start, get, list, run, errors, cancel };
}

interface PartPage<Formats extends FirecrawlFormats> extends Page<never> {
  part: FirecrawlPageJob<Formats>;
}

/** A job that was started elsewhere has the formats its pages have. */
function formatsOf<Formats extends FirecrawlFormats>(
  formats: Formats | undefined,
  items: readonly object[] | undefined,
): Formats {
  if (formats !== undefined) return formats;
  const asked = new Set(
    (items ?? []).flatMap((item) => Object.keys(item).map((field) => (field === 'answer' ? 'question' : field))),
  );
  return [...asked].filter((name) => !notFormats.has(name)) as unknown as Formats;
}

const notFormats = new Set(['metadata', 'warning', 'actions', 'pages', 'blocks']);
