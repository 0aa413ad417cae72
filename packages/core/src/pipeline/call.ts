import type { CallCache } from '../cache/index.ts';
import type { CallOptions } from '../contract/call.ts';
import type { ErrorDetails } from '../errors/headwater-error.ts';
import { InvalidRequestError } from '../errors/kinds.ts';
import type { Lane } from '../resilience/lane.ts';
import type { ResolvedSettings, ServiceDefinition } from '../service/definition.ts';
import { type Ask, type CacheUse, lookUp } from './cached.ts';
import { coalesce, type InFlight } from './coalesce.ts';
import { finishCall } from './finish.ts';
import { runHedged } from './hedge.ts';
import type { CallResult, EventOperation, Operation, RequestParts } from './operation.ts';
import { withPolicies } from './policies.ts';
import type { CallReporter } from './report.ts';
import { buildRequest, type PreparedRequest } from './request.ts';
import type { CallScope } from './scope.ts';
import { type Checked, check } from './validate.ts';
import { type Authorization, callError, type Work, type WorkProgress } from './work.ts';

export type AnyOperation = Operation<any, any> | EventOperation<any, any>;

/** One call of one operation, as the service client hands it over. */
export interface Call<Endpoint extends AnyOperation> {
  readonly definition: ServiceDefinition;
  readonly settings: ResolvedSettings;
  readonly operation: Endpoint;
  readonly input: unknown;
  readonly options: CallOptions;
  readonly scope: CallScope;
  readonly report: CallReporter;
  readonly inFlight: InFlight;
  /** Set for a call that only brings a stored answer up to date: it must not be served by it. */
  readonly revalidating?: true;
  /** Begins such a call beside this one. */
  revalidate(): void;
  /** Finds the key and what is shared by everybody who uses it. */
  readonly connect: () => Connection | Promise<Connection>;
}

/** A credential's share of the service. */
export interface Connection {
  readonly lane: Lane;
  /** Whose answers may be shared: the credential's name, or the key itself. */
  readonly credential: string | undefined;
  readonly secrets: Set<string>;
  readonly authorize: () => Authorization | Promise<Authorization>;
}

/**
 * The pipeline, in its one order:
 * deadline → cache → coalesce → retry (budgeted) → circuit check → admission → circuit record → attempt timeout →
 * key and signature → fetch → size limit → soft-error detection → schema validation.
 */
export async function executeCall<Output>(call: Call<Operation<any, Output>>): Promise<CallResult<Output>> {
  const { scope } = call;
  const state = newState(call);
  let result: CallResult<Output>;
  try {
    const opening = openCall(call, state);
    const { connection, request } = opening instanceof Promise ? await scope.bounded(opening) : opening;
    const answering = answer(call, connection, request, state);
    result = answering instanceof Promise ? await answering : answering;
  } catch (thrown) {
    const error = callError(thrown, scope, () => callDetails(call, state));
    // The call's own failure says more than that it could not be recorded.
    await finishCall(call, state, { skipped: 0, error })?.catch(() => {});
    throw error;
  } finally {
    scope.dispose();
  }
  const { skipped, response } = result;
  const recorded = finishCall(call, state, { skipped: skipped.length, response });
  if (recorded !== undefined) await recorded;
  return result;
}

/** From the cache where that will do (at once, if its store does not take its time), else from the service. */
function answer<Output>(
  call: Call<Operation<any, Output>>,
  connection: Connection,
  request: PreparedRequest,
  state: CallState,
): CallResult<Output> | Promise<CallResult<Output>> {
  const { operation, settings, scope } = call;
  // Fields that are to be encrypted must not stand in a cache, or in its keys.
  if (settings.cache === undefined || operation.safety !== 'read' || settings.fieldCipher !== undefined) {
    return shared(call, connection, request, state, (ask) => ask());
  }
  const serve = (use: CacheUse<Output>) => {
    if (use.answer === undefined || call.revalidating) return shared(call, connection, request, state, use.fill);
    if (use.revalidate) call.revalidate();
    return use.answer;
  };
  const askCache = (cache: CallCache) => {
    const looking = lookUp(cache, call, connection, request);
    return looking instanceof Promise ? scope.bounded(looking).then(serve) : serve(looking);
  };
  const loading = settings.cache();
  return loading instanceof Promise ? scope.bounded(loading).then(askCache) : askCache(loading);
}

/** Calls that ask the same share one request; where that is not wanted, the call's own scope bounds its request. */
async function shared<Output>(
  call: Call<Operation<any, Output>>,
  connection: Connection,
  request: PreparedRequest,
  state: CallState,
  fill: (ask: Ask<Output>) => Promise<CallResult<Output>>,
): Promise<CallResult<Output>> {
  const { operation, settings, scope, report, inFlight } = call;
  const start = (of: CallScope, progress: WorkProgress) => {
    const work = newWork(call, connection, request, of, progress);
    return fill((conditional) =>
      withPolicies(work, (slot) => runHedged(work, operation, slot, conditional && { conditional })),
    );
  };
  if (operation.safety !== 'read' || settings.resilience.coalesce === false) return start(scope, state.progress);
  const { partition } = connection.lane.key;
  const key = `${partition} ${request.identity}`;
  const onProgress = (progress: WorkProgress) => {
    state.progress = progress;
  };
  const { result } = await coalesce(inFlight, key, { scope, report, onProgress }, start);
  return result;
}

export function newWork(
  { definition, settings, operation, input, options, report }: Call<AnyOperation>,
  { lane, authorize, secrets }: Connection,
  request: PreparedRequest,
  scope: CallScope,
  progress: WorkProgress,
): Work {
  const { budget } = options;
  return { definition, settings, operation, input, request, scope, lane, budget, report, authorize, secrets, progress };
}

/** What a call's error and its last event say. */
export interface CallState {
  progress: WorkProgress;
  secrets: Iterable<string>;
}

export function newState({ settings }: Call<AnyOperation>): CallState {
  return { progress: { attempts: 0, bytes: 0 }, secrets: settings.headerSecrets };
}

interface Opened {
  connection: Connection;
  request: PreparedRequest;
}

/** Finds the credential, checks what the caller gave and writes the request: at once, unless something takes its time. */
export function openCall(call: Call<AnyOperation>, state: CallState): Opened | Promise<Opened> {
  const { report, scope } = call;
  if (report.watched) report.emit({ type: 'call-started', provider: report.provider, operation: report.operation });
  scope.cancellation.throwIfCancelled();
  const withConnection = (connection: Connection): Opened | Promise<Opened> => {
    state.secrets = connection.secrets;
    const request = prepareRequest(call, state);
    return request instanceof Promise
      ? request.then((prepared) => ({ connection, request: prepared }))
      : { connection, request };
  };
  const connecting = call.connect();
  return connecting instanceof Promise ? connecting.then(withConnection) : withConnection(connecting);
}

/** Throws an `InvalidRequestError`. */
function prepareRequest(call: Call<AnyOperation>, state: CallState): PreparedRequest | Promise<PreparedRequest> {
  const { operation, input, settings } = call;
  const details = () => callDetails(call, state);
  const { fieldCipher } = settings;
  const write = (parts: RequestParts) => buildRequest(settings.baseUrl, operation, parts, settings.headers, details);
  const build = (parts: RequestParts) =>
    fieldCipher === undefined || parts.body === undefined
      ? write(parts)
      : fieldCipher.encrypt(parts.body).then((body) => write({ ...parts, body }));
  if (operation.input === undefined) return build(operation.request(input));
  const accept = ({ issues, value }: Checked<unknown>) => {
    if (issues === undefined) return build(operation.request(value));
    throw new InvalidRequestError(issues, { ...details(), hint: 'Nothing was sent. Correct the named option.' });
  };
  const checking = check(operation.input, input);
  return checking instanceof Promise ? checking.then(accept) : accept(checking);
}

export function callDetails({ report }: Call<AnyOperation>, { progress, secrets }: CallState): ErrorDetails {
  return {
    provider: report.provider,
    operation: report.operation,
    attempts: progress.attempts,
    secrets: [...secrets],
  };
}
