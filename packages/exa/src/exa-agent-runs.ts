import {
  type CallOptions,
  type Clock,
  type EventStream,
  HeadwaterError,
  InvalidRequestError,
  type Operation,
  type PagedList,
  pagedList,
  type ResultPromise,
  resultPromise,
  type ServiceClient,
  UpstreamError,
  waitForJob,
} from '@headwater/core';
import {
  cancelRunOperation,
  createRunOperation,
  createRunStream,
  deleteRunOperation,
  getRunOperation,
  listRunsOperation,
  runEventsOperation,
  stopRunOperation,
  watchRunStream,
} from './exa-agent-operations.ts';
import type { AgentList } from './exa-agent-schemas.ts';
import type {
  ExaAgentEvent,
  ExaAgentListOptions,
  ExaAgentRequest,
  ExaAgentRun,
  ExaAgentWaitOptions,
} from './exa-agent-types.ts';

/** Research that Exa carries out by itself, in minutes: https://docs.exa.ai/reference/agent-api/overview */
export interface ExaAgentRuns {
  /**
   * Starts a run and answers at once, while it works. Never sent twice: when the answer is lost, look into `list()`.
   *
   * @throws {RateLimitedError} when too many runs are at work
   */
  create(request: string | ExaAgentRequest, callOptions?: CallOptions): ResultPromise<ExaAgentRun>;
  /** Starts a run and gives its events until it ends. Leaving the loop does not end the run: see `cancel`. */
  stream(request: string | ExaAgentRequest, callOptions?: CallOptions): EventStream<ExaAgentEvent>;
  get(id: string, callOptions?: CallOptions): ResultPromise<ExaAgentRun>;
  /** Newest first. */
  list(options?: ExaAgentListOptions, callOptions?: CallOptions): PagedList<ExaAgentRun>;
  /** What has happened to a run so far, oldest first. */
  events(id: string, options?: ExaAgentListOptions, callOptions?: CallOptions): PagedList<ExaAgentEvent>;
  /** Replays a run's events and goes on with those to come. `lastEventId` leaves out what was seen already. */
  watch(
    id: string,
    options?: { lastEventId?: string | undefined },
    callOptions?: CallOptions,
  ): EventStream<ExaAgentEvent>;
  /**
   * Looks at a run until it has ended, and gives it whatever its end: see `status`. Ending the wait leaves the run alone.
   *
   * @throws {TimeoutError} after `timeoutMs`, which is an hour here unless it is given
   */
  wait(id: string, options?: ExaAgentWaitOptions, callOptions?: CallOptions): Promise<ExaAgentRun>;
  /**
   * Starts a run and waits until it is completed. When `signal` aborts or the time is over, the run is cancelled at Exa
   * before the error is thrown, so that it costs nothing further.
   *
   * @throws {UpstreamError} when the run failed or was cancelled elsewhere
   */
  run(
    request: string | ExaAgentRequest,
    options?: ExaAgentWaitOptions,
    callOptions?: CallOptions,
  ): Promise<ExaAgentRun>;
  /** Ends a run and gives up its results. Of a run that has ended already nothing changes. */
  cancel(id: string, callOptions?: CallOptions): ResultPromise<ExaAgentRun>;
  /** Ends a run of effort `max` early and keeps what it has found. */
  stop(id: string, callOptions?: CallOptions): ResultPromise<ExaAgentRun>;
  /** Deletes a run and its results. */
  delete(id: string, callOptions?: CallOptions): Promise<void>;
}

const provider = 'exa';
const defaultPollMs = 4_000;
const defaultWaitMs = 3_600_000;
/** A cancelled caller waits no longer than this for the run to be cancelled too. */
const cancelTimeoutMs = 5_000;

const ended = new Set(['completed', 'failed', 'cancelled']);
/** A status of tomorrow counts as an end when the run says when it ended. */
const hasEnded = (run: ExaAgentRun): boolean => ended.has(run.status) || run.completedAt !== null;

export function exaAgentRuns(client: ServiceClient, clock: () => Clock): ExaAgentRuns {
  const toRequest = (request: string | ExaAgentRequest): ExaAgentRequest =>
    typeof request === 'string' ? { query: request } : request;
  const one = (
    operation: Operation<{ id: string }, ExaAgentRun>,
    id: string,
    callOptions?: CallOptions,
  ): ResultPromise<ExaAgentRun> => resultPromise(client.call(operation, { id }, callOptions), ({ value }) => value);

  const create: ExaAgentRuns['create'] = (request, callOptions) =>
    resultPromise(client.call(createRunOperation, toRequest(request), callOptions), ({ value }) => value);

  async function wait(
    id: string,
    { pollIntervalMs = defaultPollMs, onUpdate }: ExaAgentWaitOptions = {},
    { timeoutMs = defaultWaitMs, ...callOptions }: CallOptions = {},
  ): Promise<ExaAgentRun> {
    requireInterval(pollIntervalMs);
    const time = clock();
    const deadline = Math.min(time.now() + timeoutMs, callOptions.deadline ?? Number.POSITIVE_INFINITY);
    return waitForJob({
      clock: time,
      look: async () => {
        const run = await one(getRunOperation, id, { ...callOptions, deadline });
        onUpdate?.(run);
        return run;
      },
      hasEnded,
      deadline,
      pollIntervalMs,
      lookFirst: true,
      maxFailedLooks: 1,
      signal: callOptions.signal,
      details: {
        provider,
        operation: 'agentRuns.wait',
        hint: `Raise timeoutMs or deadline, or come back later with agentRuns.wait("${id}").`,
      },
    });
  }

  const run: ExaAgentRuns['run'] = async (request, options, callOptions) => {
    requireInterval(options?.pollIntervalMs ?? defaultPollMs);
    const made = await create(request, callOptions);
    let last: ExaAgentRun;
    try {
      last = await wait(made.id, options, callOptions);
    } catch (error) {
      if (!HeadwaterError.isInstance(error) || !['cancelled', 'timeout'].includes(error.code)) throw error;
      // The caller's own signal has fired; this one request must go out all the same. It is not the caller's error.
      await one(cancelRunOperation, made.id, { timeoutMs: cancelTimeoutMs }).catch(() => {});
      throw error;
    }
    if (last.status === 'completed') return last;
    throw new UpstreamError(
      `the run ended as ${last.status}: ${last.error?.message ?? last.stopReason ?? 'no reason'}`,
      {
        provider,
        operation: 'agentRuns.run',
        retryable: false,
        hint: `See agentRuns.get("${last.id}").`,
        ...(last.error?.code == null ? {} : { vendorCode: last.error.code }),
      },
    );
  };

  return {
    create,
    stream: (request, callOptions) => client.stream(createRunStream, toRequest(request), callOptions),
    get: (id, callOptions) => one(getRunOperation, id, callOptions),
    list: (options, callOptions) => listOf(client, listRunsOperation, {}, options, callOptions),
    events: (id, options, callOptions) => listOf(client, runEventsOperation, { id }, options, callOptions),
    watch: (id, { lastEventId } = {}, callOptions) =>
      client.stream(watchRunStream, { id, ...(lastEventId === undefined ? {} : { lastEventId }) }, callOptions),
    wait,
    run,
    cancel: (id, callOptions) => one(cancelRunOperation, id, callOptions),
    stop: (id, callOptions) => one(stopRunOperation, id, callOptions),
    delete: async (id, callOptions) => {
      await client.call(deleteRunOperation, { id }, callOptions);
    },
  };
}

function listOf<Input extends object, Item>(
  client: ServiceClient,
  operation: Operation<Input & { limit: number; cursor?: string | undefined }, AgentList<Item>>,
  input: Input,
  { limit, pageSize = 20 }: ExaAgentListOptions = {},
  callOptions: CallOptions | undefined,
): PagedList<Item> {
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    throw new InvalidRequestError('limit must be a whole number of 1 or more', {
      provider,
      operation: operation.name,
      hint: 'Nothing was sent.',
    });
  }
  return pagedList<Item>(
    async (cursor, itemsBefore) => {
      const wanted = Math.min(pageSize, (limit ?? Number.POSITIVE_INFINITY) - itemsBefore);
      const page = { ...input, limit: wanted, ...(cursor === undefined ? {} : { cursor }) };
      const { value, skipped } = await client.call(operation, page, callOptions);
      const { data, hasMore, nextCursor } = value;
      return {
        items: data,
        skipped,
        ...(hasMore === false || nextCursor == null || nextCursor === '' ? {} : { nextCursor }),
      };
    },
    { provider, operation: operation.name, signal: callOptions?.signal, maxItems: limit },
  );
}

function requireInterval(pollIntervalMs: number): void {
  if (Number.isFinite(pollIntervalMs) && pollIntervalMs >= 1) return;
  throw new InvalidRequestError('pollIntervalMs must be a number of 1 or more', {
    provider,
    operation: 'agentRuns.wait',
    hint: 'Nothing was sent.',
  });
}
