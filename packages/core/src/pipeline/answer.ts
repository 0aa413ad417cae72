import type { SkippedItem } from '../contract/documents.ts';
import type { HeadwaterError } from '../errors/headwater-error.ts';
import { NetworkError, ResponseInvalidError } from '../errors/kinds.ts';
import { redactEcho } from '../security/redact.ts';
import { BodyError, decodeUtf8, parseJson, readBody } from './body.ts';
import type { Cancellation } from './cancellation.ts';
import type { CallResult, Operation, ResponseInfo, VendorAnswer } from './operation.ts';
import { CallResponse } from './response-info.ts';
import { serviceError } from './send.ts';
import { check, salvageItems } from './validate.ts';
import { errorDetails, type Work } from './work.ts';

const defaultMaxBytes = 10 * 1024 * 1024;
export const defaultMaxDepth = 64;
export const shownText = 2000;
/** An error answer is read for its reason; nobody needs more of it. */
const maxErrorBytes = 256 * 1024;

/** One answer, read whole, before its schema is checked. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  /** JSON, text or bytes, as the operation says. */
  body: unknown;
  bytes: number;
  requestId: string | undefined;
}

/** Size limit, then soft errors. Throws the service's own errors as `HeadwaterError`s, a bad body as a `BodyError`. */
export async function readAnswer(
  work: Work,
  response: Response,
  cancellation: Cancellation,
  conditional: boolean,
): Promise<RawAnswer> {
  const { status, headers } = response;
  // Without a condition nobody may say that nothing has changed.
  if (status === 304 && conditional) {
    return { status, headers, body: undefined, bytes: 0, requestId: requestIdOf(work, headers) };
  }
  if (!response.ok) throw await readFailure(work, response, cancellation);
  const answer: RawAnswer = { status, headers, body: undefined, bytes: 0, requestId: requestIdOf(work, headers) };
  try {
    await readBodyOf(work, response, cancellation, answer);
  } catch (error) {
    throw error instanceof BodyError ? bodyError(error, work, answer) : error;
  }
  return answer;
}

/** Fills in the body, as the operation wants it. */
async function readBodyOf(
  work: Work,
  response: Response,
  cancellation: Cancellation,
  answer: RawAnswer,
): Promise<void> {
  const { operation, definition, settings } = work;
  const { maxResponseBytes = defaultMaxBytes, maxDepth = defaultMaxDepth } = settings.resilience;
  const raw = await readBody(response, maxResponseBytes, cancellation);
  answer.bytes = raw.byteLength;
  if (operation.response === 'bytes') {
    answer.body = raw;
    return;
  }
  const text = decodeUtf8(raw);
  if (operation.response === 'text') {
    answer.body = text;
    return;
  }
  const json = parseJson(text, maxDepth);
  const ownId = definition.requestId?.(json);
  if (ownId !== undefined) answer.requestId = redactEcho(ownId, work.secrets);
  if (operation.softError !== undefined) {
    const vendor: VendorAnswer = {
      status: answer.status,
      headers: answer.headers,
      json,
      text: text.slice(0, shownText),
    };
    const failure = operation.softError(json, vendor);
    if (failure !== undefined) throw serviceError(work, vendor, failure, answer.requestId);
  }
  answer.body = settings.fieldCipher === undefined ? json : await settings.fieldCipher.decrypt(json);
}

/** The error of a body that cannot be used. */
export function bodyError(error: BodyError, work: Work, answer?: RawAnswer): HeadwaterError {
  const details = { ...errorDetails(work), status: answer?.status, requestId: answer?.requestId };
  if (error.kind === 'cut-off') return new NetworkError(error.message, { ...details, cause: error.cause });
  // A page or half an answer in place of JSON is a passing fault of a gateway; size and depth are not.
  const retryable = error.kind === 'not-json' || error.kind === 'not-utf8';
  return new ResponseInvalidError(error.message, { ...details, retryable, cause: error.cause });
}

/** Reads an answer that is not a success and makes its error. */
export async function readFailure(work: Work, response: Response, cancellation: Cancellation) {
  const { definition, settings } = work;
  const { status, headers } = response;
  const text = new TextDecoder().decode(await readReason(response, cancellation));
  let json: unknown;
  try {
    json = parseJson(text, settings.resilience.maxDepth ?? defaultMaxDepth);
  } catch {
    // An error answer need not be JSON; its text is used then.
  }
  const vendor: VendorAnswer = { status, headers, json, text: text.slice(0, shownText) };
  const requestId = definition.requestId?.(json) ?? requestIdOf(work, headers);
  return serviceError(work, vendor, definition.parseFailure?.(vendor), requestId);
}

/** The status says what happened even when the reason is cut off or far too long. */
async function readReason(response: Response, cancellation: Cancellation): Promise<Uint8Array> {
  try {
    return await readBody(response, maxErrorBytes, cancellation);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    return new Uint8Array();
  }
}

/** The service's own text, which may echo the key. */
export function requestIdOf({ definition, secrets }: Work, headers: Headers): string | undefined {
  const id = definition.requestIdHeader && headers.get(definition.requestIdHeader);
  return id ? redactEcho(id, secrets) : undefined;
}

/** Schema, item by item. Throws a `ResponseInvalidError`. */
export async function toResult<Output>(
  work: Work,
  operation: Operation<any, Output>,
  answer: RawAnswer,
): Promise<CallResult<Output>> {
  let { body } = answer;
  let skipped: SkippedItem[] = [];
  if (operation.items !== undefined) {
    const salvaging = salvageItems(body, operation.items);
    const salvaged = salvaging instanceof Promise ? await salvaging : salvaging;
    body = salvaged.json;
    skipped = salvaged.skipped;
  }
  const checking = check(operation.output, body);
  const checked = checking instanceof Promise ? await checking : checking;
  if (checked.issues !== undefined) {
    throw new ResponseInvalidError(`the answer has an unexpected shape: ${checked.issues}`, {
      ...errorDetails(work),
      status: answer.status,
      requestId: answer.requestId,
      hint: 'The service may have changed; look for a newer version of this package.',
    });
  }
  return { value: checked.value, skipped, response: responseInfo(work, answer, operation.cost?.(checked.value)) };
}

/** Nothing but the news that a stored answer is still good; only the cache asks for that. */
export function notModified<Output>(work: Work, answer: RawAnswer): CallResult<Output> {
  return { value: undefined as Output, skipped: [], response: responseInfo(work, answer) };
}

export function responseInfo(work: Work, answer: RawAnswer, costUsd?: number): ResponseInfo {
  const { scope, progress } = work;
  const { status, headers, bytes, requestId } = answer;
  return new CallResponse({
    status,
    headers,
    attempts: progress.attempts,
    bytes,
    durationMs: scope.elapsedMs,
    arrivedAt: scope.clock.now(),
    cache: 'miss',
    requestId,
    costUsd,
  });
}
