import type { HeadwaterError } from '../errors/headwater-error.ts';
import { NetworkError } from '../errors/kinds.ts';
import type { Cancellation } from './cancellation.ts';
import { answerError } from './failure.ts';
import type { VendorAnswer, VendorFailure } from './operation.ts';
import { cleanHeaders } from './request.ts';
import { errorDetails, type Work } from './work.ts';

/**
 * A transport with this name on it takes a function instead of a signal: it is called once with what ends the request,
 * wherever that is.
 */
const onCancelKey: unique symbol = Symbol.for('@headwater/core/on-cancel@1');

type LightTransport = typeof globalThis.fetch & { [onCancelKey]?: true };

/** Key and signature, then the wire: resolves with the head of the answer. `onSend` is called just before, and names the attempt. */
export async function sendRequest(
  work: Work,
  cancellation: Cancellation,
  onSend: () => number,
  conditional?: Readonly<Record<string, string>>,
): Promise<Response> {
  const { request, settings } = work;
  const given = work.authorize();
  const authorization = given instanceof Promise ? await given : given;
  if (authorization.secret !== undefined) work.secrets.add(authorization.secret);
  const headers = { ...request.headers, ...conditional, ...authorization.headers };
  if (settings.sign !== undefined) Object.assign(headers, cleanHeaders(await settings.sign(request)));
  cancellation.throwIfCancelled();
  const attempt = onSend();
  const fetch = settings.fetch ?? globalThis.fetch;
  const init: RequestInit & { [onCancelKey]?: (cancel: (reason: unknown) => void) => void } = {
    method: request.method,
    headers,
    // Following would carry the key to a host nobody checked.
    redirect: 'manual',
  };
  if (request.body !== undefined) init.body = request.body;
  if ((fetch as LightTransport)[onCancelKey]) init[onCancelKey] = (cancel) => void cancellation.onCancel(cancel);
  else init.signal = cancellation.signal;
  const response = await head(work, cancellation, attempt, () => fetch(request.url, init));
  if (cancellation.cancelled) {
    // A transport that does not watch the signal: its body must not keep the connection.
    response.body?.cancel(cancellation.reason).catch(() => {});
    throw cancellation.reason;
  }
  return response;
}

async function head(
  work: Work,
  cancellation: Cancellation,
  attempt: number,
  send: () => Promise<Response>,
): Promise<Response> {
  const { telemetry } = work.report;
  try {
    return await (telemetry === undefined ? send() : telemetry.inAttempt(attempt, send));
  } catch (error) {
    cancellation.throwIfCancelled();
    throw new NetworkError(`the service could not be reached: ${reasonOf(error)}`, {
      ...errorDetails(work),
      cause: error,
      hint: 'Check the network and the option baseUrl.',
    });
  }
}

/** The error of an answer that the service means as one. */
export function serviceError(
  work: Work,
  answer: VendorAnswer,
  failure: VendorFailure | undefined,
  requestId: string | undefined,
): HeadwaterError {
  return answerError(answer, failure, work.scope.clock.now(), { ...errorDetails(work), requestId });
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
