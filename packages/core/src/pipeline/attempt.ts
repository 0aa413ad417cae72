import ky, { type KyInstance } from 'ky';
import type { ErrorDetails } from '../errors/headwater-error.ts';
import { HeadwaterError } from '../errors/headwater-error.ts';
import { NetworkError, ResponseInvalidError, TimeoutError } from '../errors/kinds.ts';
import type { ServiceDefinition, ServiceSettings } from '../service/definition.ts';
import { BodyError, decodeUtf8, parseJson, readBody } from './body.ts';
import { answerError, formatSeconds } from './failure.ts';
import type { Operation, RequestParts, VendorAnswer } from './operation.ts';
import type { CallScope } from './scope.ts';
import { buildUrl } from './url.ts';

const defaultMaxBytes = 10 * 1024 * 1024;
const defaultMaxDepth = 64;
const shownText = 2000;

/**
 * The pipeline does what ky's retry and timeout would: ky's retry does not know pacing, budget or circuit, and its
 * timeout ends with the headers, so that a stalled body would hang.
 */
const http: KyInstance = ky.create({ retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' });

/** One answer, read whole and translated, before its schema is checked. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  /** JSON, text or bytes, as the operation says. */
  body: unknown;
  bytes: number;
  requestId: string | undefined;
}

export interface AttemptRequest {
  definition: ServiceDefinition;
  settings: ServiceSettings;
  operation: Operation<any, any>;
  parts: RequestParts;
  authorization: Record<string, string>;
  timeoutMs: number;
  details: ErrorDetails;
}

/** Sends one request and reads its answer, within one attempt's time. Throws a `HeadwaterError`. */
export async function sendAttempt(request: AttemptRequest, scope: CallScope): Promise<RawAnswer> {
  const { timeoutMs, details } = request;
  const controller = new AbortController();
  const abort = () => controller.abort(scope.signal.reason);
  if (scope.signal.aborted) abort();
  scope.signal.addEventListener('abort', abort, { once: true });
  let timedOut = false;
  const timer = scope.clock.setTimeout(() => {
    timedOut = true;
    controller.abort(new DOMException('The attempt took too long.', 'TimeoutError'));
  }, timeoutMs);
  try {
    return await exchange(request, controller.signal, scope);
  } catch (error) {
    if (timedOut && !scope.signal.aborted) {
      throw new TimeoutError(`no complete answer within ${formatSeconds(timeoutMs)}`, { ...details, scope: 'attempt' });
    }
    throw error instanceof HeadwaterError ? error : transportError(error, details);
  } finally {
    timer.cancel();
    scope.signal.removeEventListener('abort', abort);
  }
}

async function exchange(request: AttemptRequest, signal: AbortSignal, scope: CallScope): Promise<RawAnswer> {
  const { operation, settings, details } = request;
  const response = await abortable(send(request, signal), signal);
  const limits = settings.resilience ?? {};
  const raw = await abortable(readBody(response, limits.maxResponseBytes ?? defaultMaxBytes, signal), signal);
  const failed = !response.ok;
  const kind = operation.response ?? 'json';
  const requestId = request.definition.requestIdHeader && response.headers.get(request.definition.requestIdHeader);
  const answer: RawAnswer = {
    status: response.status,
    headers: response.headers,
    body: raw,
    bytes: raw.byteLength,
    requestId: requestId || undefined,
  };
  if (kind === 'bytes' && !failed) return answer;
  const text = failed ? new TextDecoder().decode(raw) : decodeUtf8(raw);
  if (kind === 'text' && !failed) return { ...answer, body: text };
  const maxDepth = limits.maxDepth ?? defaultMaxDepth;
  const vendor: VendorAnswer = {
    status: response.status,
    headers: response.headers,
    json: failed ? tryParse(text, maxDepth) : parseJson(text, maxDepth),
    text: text.slice(0, shownText),
  };
  const fromBody = request.definition.requestId?.(vendor.json);
  const known = { ...details, requestId: fromBody ?? answer.requestId };
  const failure = failed ? request.definition.parseFailure?.(vendor) : operation.softError?.(vendor.json, vendor);
  if (failed || failure !== undefined) throw answerError(vendor, failure, scope.clock.now(), known);
  return { ...answer, body: vendor.json, requestId: known.requestId };
}

function send({ definition, settings, operation, parts, authorization }: AttemptRequest, signal: AbortSignal) {
  const url = buildUrl(settings.baseUrl ?? definition.baseUrl, parts.path ?? operation.path, parts.query);
  const headers = {
    accept: operation.response === undefined || operation.response === 'json' ? 'application/json' : '*/*',
    ...settings.headers,
    ...parts.headers,
    ...authorization,
  };
  return http(url, {
    method: operation.method,
    headers,
    signal,
    ...(parts.body === undefined ? {} : { json: parts.body }),
    ...(settings.fetch === undefined ? {} : { fetch: settings.fetch }),
  });
}

function tryParse(text: string, maxDepth: number): unknown {
  try {
    return parseJson(text, maxDepth);
  } catch {
    // An error answer need not be JSON; its text is used then.
    return undefined;
  }
}

/** Ends with the signal even when a custom `fetch` does not watch it. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function transportError(error: unknown, details: ErrorDetails): HeadwaterError {
  if (error instanceof BodyError) {
    if (error.kind === 'cut-off') return new NetworkError(error.message, { ...details, cause: error.cause });
    // A page or half an answer in place of JSON is a passing fault of a gateway; size and depth are not.
    const retryable = error.kind === 'not-json' || error.kind === 'not-utf8';
    return new ResponseInvalidError(error.message, { ...details, retryable, cause: error.cause });
  }
  return new NetworkError(`the service could not be reached: ${reasonOf(error)}`, {
    ...details,
    cause: error,
    hint: 'Check the network and the option baseUrl.',
  });
}

/** The innermost reason: `fetch failed` says nothing, `ECONNREFUSED` does. */
function reasonOf(error: unknown): string {
  let current = error as { message?: unknown; code?: unknown; cause?: unknown } | undefined;
  let reason = 'unknown reason';
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    if (typeof current.code === 'string') reason = current.code;
    else if (typeof current.message === 'string' && current.message !== '') reason = current.message;
    current = current.cause as typeof current;
  }
  return reason.slice(0, 200);
}
