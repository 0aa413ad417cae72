import type { IncomingMessage } from 'node:http';
import { systemClock } from '../contract/clock.ts';
import { HeadwaterError } from '../errors/headwater-error.ts';
import { NetworkError, TimeoutError, UnsafeUrlError, UpstreamError } from '../errors/kinds.ts';
import type { GuardedFetch, GuardedFetchOptions } from '../security/guarded-fetch-types.ts';
import { isSecretHeader } from '../security/redact.ts';
import { createUrlGuard } from '../security/url-guard/url-guard.ts';
import { type Hop, sendHop } from './guarded-hop.ts';
import { type TimeLimit, toResponse } from './guarded-response.ts';

/**
 * A `fetch` for URLs that a model or a user supplied. Every URL, redirects included, passes a `createUrlGuard`, and the
 * connection goes to the very addresses that were checked, so that DNS cannot answer differently in between. Size and
 * time are bounded. Credential headers are dropped when a redirect leaves the origin. Connections are not reused:
 * each is made to an address checked for this request.
 *
 * Rejects with `UnsafeUrlError`, `NetworkError`, `TimeoutError` (`scope: 'deadline'`), `UpstreamError` (too many
 * redirects), `ResponseInvalidError` (too large, badly compressed), or, as `fetch` does, the signal's reason.
 *
 * @throws {ConfigurationError} for options that cannot be right
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const { maxRedirects = 5, maxResponseBytes = 10 * 1024 * 1024, timeoutMs = 30_000, clock = systemClock } = options;
  const { guard = createUrlGuard(options), allowDowngrade = false, ca } = options;

  async function follow(input: string | URL | Request, init: RequestInit | undefined, limit: TimeLimit) {
    const { signal } = limit;
    // Checked as written: a Request holds a URL that has been translated already.
    let checked = await guard.check(input instanceof Request ? input.url : input, { signal });
    const request = new Request(input, { ...init, signal: null });
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
    let hop: Hop = { url: checked.url, method: request.method, headers: sentHeaders(request.headers), body };
    for (let redirects = 0; ; redirects += 1) {
      const message = await sendHop(hop, { addresses: checked.addresses, signal, ca });
      const location = redirectTarget(message);
      if (location === undefined || request.redirect === 'manual') {
        const facts = { url: hop.url, method: hop.method, redirected: redirects > 0 };
        return toResponse(message, { ...facts, maxResponseBytes, limit });
      }
      message.destroy();
      if (request.redirect === 'error') throw redirectError(message, `${hop.url.host} redirects, which was ruled out`);
      if (redirects >= maxRedirects) throw redirectError(message, `more than ${maxRedirects} redirects`);
      if (!URL.canParse(location, hop.url)) throw redirectError(message, `${hop.url.host} redirects to no URL`);
      // An absolute target is checked as written, too.
      const absolute = /^[a-z][a-z0-9+.-]*:/i.test(location);
      checked = await guard.check(absolute ? location : new URL(location, hop.url), { signal });
      if (hop.url.protocol === 'https:' && checked.url.protocol === 'http:' && !allowDowngrade) {
        throw new UnsafeUrlError(`${hop.url.host} redirects from https to http`, {
          hint: 'Set allowDowngrade when the answer may be read and changed on the way.',
        });
      }
      hop = nextHop(hop, checked.url, message.statusCode as number);
    }
  }

  return async (input, init) => {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    const limit = startTimeLimit(clock, timeoutMs, signal);
    try {
      return await follow(input, init, limit);
    } catch (thrown) {
      limit.end();
      if (limit.signal.aborted) throw limit.signal.reason;
      if (HeadwaterError.isInstance(thrown) || thrown instanceof TypeError) throw thrown;
      throw connectionError(thrown);
    }
  };
}

let withDefaults: GuardedFetch | undefined;

/** `createGuardedFetch(options)` for one request. */
export function guardedFetch(
  input: string | URL | Request,
  init?: RequestInit,
  options?: GuardedFetchOptions,
): Promise<Response> {
  if (options !== undefined) return createGuardedFetch(options)(input, init);
  withDefaults ??= createGuardedFetch();
  return withDefaults(input, init);
}

function startTimeLimit(clock: typeof systemClock, timeoutMs: number, outer: AbortSignal | undefined): TimeLimit {
  const controller = new AbortController();
  const onAbort = () => controller.abort(outer?.reason);
  if (outer?.aborted) onAbort();
  outer?.addEventListener('abort', onAbort, { once: true });
  const timer = clock.setTimeout(() => {
    const hint = 'Raise timeoutMs.';
    const message = `no complete answer within ${timeoutMs} ms`;
    controller.abort(new TimeoutError(message, { scope: 'deadline', hint }));
  }, timeoutMs);
  return {
    signal: controller.signal,
    end() {
      timer.cancel();
      outer?.removeEventListener('abort', onAbort);
    },
  };
}

/** Set by the connection itself; a caller's own would contradict it. */
const connectionHeaders =
  /^(host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|proxy-.*)$/;

function sentHeaders(headers: Headers): Headers {
  const sent = new Headers([...headers].filter(([name]) => !connectionHeaders.test(name)));
  const defaults = { accept: '*/*', 'user-agent': 'headwater' };
  for (const [name, value] of Object.entries(defaults)) if (!sent.has(name)) sent.set(name, value);
  return sent;
}

function redirectTarget({ statusCode, headers }: IncomingMessage): string | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode as number)) return undefined;
  // Some services write UTF-8 where the standard wants escapes; Node hands the bytes over one by one.
  return headers.location && Buffer.from(headers.location, 'latin1').toString('utf8');
}

/** RFC 9110, section 15.4, as browsers apply it. */
function nextHop(hop: Hop, url: URL, status: number): Hop {
  const reading = hop.method === 'GET' || hop.method === 'HEAD';
  const becomesGet = (status === 303 && !reading) || ((status === 301 || status === 302) && hop.method === 'POST');
  const crossesOrigin = url.origin !== hop.url.origin;
  const kept = [...hop.headers].filter(
    ([name]) => !(becomesGet && name.startsWith('content-')) && !(crossesOrigin && isSecretHeader(name)),
  );
  const headers = new Headers(kept);
  return becomesGet ? { url, method: 'GET', headers, body: undefined } : { ...hop, url, headers };
}

function redirectError({ statusCode }: IncomingMessage, message: string): UpstreamError {
  return new UpstreamError(message, { status: statusCode, retryable: false, hint: 'Fetch the final URL itself.' });
}

function connectionError(cause: unknown): NetworkError {
  const code = String((cause as { code?: unknown } | null)?.code);
  const certificate = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_|HOSTNAME_MISMATCH/.test(code);
  if (!certificate) return new NetworkError('the host could not be reached, or broke the connection', { cause });
  return new NetworkError('the certificate of the host cannot be trusted', {
    retryable: false,
    hint: 'Check the host, or give its authority in the option ca.',
    cause,
  });
}
