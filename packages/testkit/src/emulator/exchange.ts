import type { Clock } from '@headwater/core';
import { sleep } from '../clock/sleep.ts';
import { applyBodyFault, type Payload } from './body-faults.ts';
import type { Fault, FaultEngine } from './faults.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { type FinalReply, faultReply, toPayload } from './reply.ts';
import type { Router } from './router.ts';
import type {
  EmulatorDefinition,
  EmulatorError,
  EmulatorReply,
  EmulatorRequest,
  EmulatorRoute,
  ReceivedRequest,
} from './types.ts';

/** A request in the form all transports can give. */
export interface IncomingRequest {
  method: string;
  url: URL;
  headers: Headers;
  bodyText: string;
  transport: ReceivedRequest['transport'];
}

export type MutableRecord = { -readonly [Key in keyof ReceivedRequest]: ReceivedRequest[Key] };

/** What a transport has to put on the wire. */
export type WireAnswer = { kind: 'reset' } | ({ kind: 'answer' } & Payload & Pick<FinalReply, 'status' | 'headers'>);

export interface ExchangeParts {
  definition: EmulatorDefinition;
  basePath: string;
  clock: Clock;
  router: Router;
  limiter: RateLimiter;
  faults: FaultEngine;
  startedAt: () => number;
}

/**
 * Answers one request. Faults that replace the answer come before the key is checked, as a gateway's would; the rate
 * limit comes before them, because a request that fails has still been counted. Rejects when `signal` aborts.
 */
export async function answerRequest(
  parts: ExchangeParts,
  incoming: IncomingRequest,
  record: MutableRecord,
  signal: AbortSignal,
): Promise<WireAnswer> {
  const { definition, clock } = parts;
  const matched = parts.router.match(incoming.method, record.path);
  const params = typeof matched === 'object' ? matched.params : {};
  const request = toEmulatorRequest(incoming, record.path, params, clock, signal);

  const { fault, latencyMs } = parts.faults.pick(request, clock.monotonicNow() - parts.startedAt());
  if (fault) record.fault = fault.kind;
  const delayMs = fault?.kind === 'hang' ? Number.POSITIVE_INFINITY : latencyMs + (definition.latencyMs ?? 0);
  if (delayMs > 0) await sleep(clock, delayMs, signal);
  if (fault?.kind === 'reset' || (fault?.kind === 'outage' && fault.status === undefined)) return { kind: 'reset' };

  const reply = await produceReply(parts, request, matched, fault);
  const final = toPayload(definition.name, reply, fault, request);
  for (const [name, value] of Object.entries(definition.replyHeaders?.(request, final.status) ?? {})) {
    if (!final.headers.has(name)) final.headers.set(name, value);
  }
  record.status = final.status;
  const payload = applyBodyFault(final.payload, fault, clock, signal);
  if (payload.length !== undefined) final.headers.set('content-length', String(payload.length));
  return { kind: 'answer', status: final.status, headers: final.headers, ...payload };
}

async function produceReply(
  parts: ExchangeParts,
  request: EmulatorRequest,
  matched: ReturnType<Router['match']>,
  fault: Fault | undefined,
): Promise<EmulatorReply> {
  const { definition } = parts;
  const fail = (error: EmulatorError): EmulatorReply => ({
    status: error.status,
    ...(definition.errorReply?.(error, request) ?? { json: { error: error.reason } }),
  });
  const named = typeof matched === 'object' ? matched.route.limit : undefined;
  const limit = typeof named === 'function' ? named(request) : named;
  if (limit) {
    const key = definition.limitKey ? definition.limitKey(request, limit) : '';
    const retryAfterMs = key === undefined ? 0 : parts.limiter.take(limit, key);
    if (retryAfterMs > 0) return fail({ status: 429, reason: 'rate-limited', retryAfterMs });
  }
  const replaced = fault && faultReply(fault, fail);
  if (replaced) return replaced;

  const refused = await definition.before?.(request);
  if (refused) return refused;
  if (matched === 'method-not-allowed') return fail({ status: 405, reason: 'method-not-allowed' });
  if (!matched) return fail({ status: 404, reason: 'not-found' });
  return runHandler(definition.name, matched.route, request);
}

/** Keeps a virtual clock still until the returned function is called; a real one goes on. */
export function holdClock(clock: Clock): () => void {
  return (clock as { hold?: () => () => void }).hold?.() ?? (() => {});
}

/** A failing handler is a bug of the emulator: it is said aloud, not dressed up as the service's own error. */
async function runHandler(name: string, route: EmulatorRoute, request: EmulatorRequest): Promise<EmulatorReply> {
  // A virtual clock must not run away while a handler reads a file.
  const release = holdClock(request.clock);
  try {
    return await route.handler(request);
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { status: 500, text: `emulator "${name}": the handler of ${route.method} ${route.path} failed: ${detail}` };
  } finally {
    release();
  }
}

function toEmulatorRequest(
  incoming: IncomingRequest,
  path: string,
  params: Record<string, string>,
  clock: Clock,
  signal: AbortSignal,
): EmulatorRequest {
  const { method, url, headers, bodyText } = incoming;
  const json = (): unknown => JSON.parse(bodyText);
  return { method, path, params, query: url.searchParams, headers, bodyText, json, clock, signal };
}
