import type { CallEvent } from '../contract/call.ts';
import { redactText } from '../security/redact.ts';
import {
  type Attributes,
  contextWith,
  emptyContext,
  errorStatus,
  type OtelContext,
  type OtelContextManager,
  type OtelSpan,
  type OtelTracer,
  spanKind,
} from './otel-api.ts';

/** What is known of a call when it starts. Comes from the operation and the settings, never from the caller's input. */
export interface CallStart {
  provider: string;
  /** Version of the provider's package. */
  version: string;
  operation: string;
  method: string;
  /** The operation's path, with `{names}` in place of parameters. */
  path: string;
  baseUrl: string;
  safety: string;
  billed: boolean;
  /** For the length of waits, in milliseconds. Default: the system's. */
  monotonicNow?: () => number;
}

export type EventOf<Type extends CallEvent['type']> = Extract<CallEvent, { type: Type }>;

/** The spans of one call: its own and one per request. */
export interface CallSpans {
  waited(reason: string, seconds: number): void;
  attemptStarted(attempt: number, hedged: boolean): void;
  attemptFinished(event: EventOf<'attempt-finished'>): void;
  callFinished(event: EventOf<'call-finished'>): void;
  inAttempt<Result>(attempt: number, send: () => Result): Result;
}

export function startSpans(
  tracer: OtelTracer,
  contextManager: () => OtelContextManager | undefined,
  call: CallStart,
  place: Attributes,
): CallSpans {
  const parent = contextManager()?.active() ?? emptyContext;
  const callSpan = tracer.startSpan(
    `${call.provider}.${call.operation}`,
    {
      kind: spanKind.internal,
      attributes: {
        ...place,
        'headwater.provider.version': call.version,
        'headwater.safety': call.safety,
        'headwater.billed': call.billed,
      },
    },
    parent,
  );
  const callContext = contextWith(callSpan, parent);
  const attempts = new Map<number, { span: OtelSpan; context: OtelContext }>();

  const endAttempt = (attempt: number, errorCode: string | undefined) => {
    const open = attempts.get(attempt);
    attempts.delete(attempt);
    if (open !== undefined) endSpan(open.span, errorCode);
  };

  return {
    waited: (reason, seconds) =>
      void callSpan.addEvent('headwater.wait', { 'headwater.wait.reason': reason, 'headwater.wait.seconds': seconds }),
    attemptStarted(attempt, hedged) {
      const options = { kind: spanKind.client, attributes: requestAttributes(call, attempt, hedged) };
      const span = tracer.startSpan(`${call.method} ${call.path}`, options, callContext);
      attempts.set(attempt, { span, context: contextWith(span, callContext) });
    },
    attemptFinished({ attempt, status, errorCode }) {
      if (status !== undefined) attempts.get(attempt)?.span.setAttribute('http.response.status_code', status);
      endAttempt(attempt, errorCode);
    },
    callFinished(event) {
      // A call that is cancelled does not wait for its requests to notice.
      for (const attempt of [...attempts.keys()]) endAttempt(attempt, 'cancelled');
      if (callSpan.isRecording()) setResult(callSpan, event);
      endSpan(callSpan, event.errorCode);
    },
    inAttempt(attempt, send) {
      const open = attempts.get(attempt);
      const manager = contextManager();
      return open === undefined || manager === undefined ? send() : manager.with(open.context, send);
    },
  };
}

function endSpan(span: OtelSpan, errorCode: string | undefined): void {
  if (errorCode !== undefined) {
    span.setAttribute('error.type', errorCode);
    // Who cancels has had enough; nothing went wrong.
    if (errorCode !== 'cancelled') span.setStatus({ code: errorStatus, message: errorCode });
  }
  span.end();
}

interface Address {
  scheme: string;
  host: string;
  port: number;
  /** Origin and path, without a trailing slash. */
  base: string;
  basePath: string;
}

/** Base URLs read so far: a program has a handful, and reading one costs more than the rest of a span. */
const addresses = new Map<string, Address>();
const mostAddresses = 100;

function addressOf(baseUrl: string): Address {
  let address = addresses.get(baseUrl);
  if (address === undefined) {
    const url = new URL(baseUrl);
    const basePath = url.pathname.replace(/\/+$/, '');
    address = {
      scheme: url.protocol.slice(0, -1),
      host: url.hostname,
      port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
      base: `${url.origin}${basePath}`,
      basePath,
    };
    if (addresses.size >= mostAddresses) addresses.clear();
    addresses.set(baseUrl, address);
  }
  return address;
}

/** OpenTelemetry's names for an HTTP request. The query is left out: it holds what the caller asked. */
function requestAttributes(call: CallStart, attempt: number, hedged: boolean): Attributes {
  const { scheme, host, port, base, basePath } = addressOf(call.baseUrl);
  const attributes: Attributes = {
    'headwater.provider': call.provider,
    'headwater.operation': call.operation,
    'http.request.method': call.method,
    'url.scheme': scheme,
    'url.template': `${basePath}${call.path}`,
    'server.address': host,
    'server.port': port,
  };
  // Where the path has parameters the whole address would name what was asked for.
  if (!call.path.includes('{')) attributes['url.full'] = `${base}${call.path}`;
  if (attempt > 1) attributes['http.request.resend_count'] = attempt - 1;
  if (hedged) attributes['headwater.hedged'] = true;
  return attributes;
}

function setResult(span: OtelSpan, event: EventOf<'call-finished'>): void {
  const { cache, costUsd, requestId } = event;
  span.setAttribute('headwater.attempts', event.attempts);
  span.setAttribute('headwater.received_bytes', event.bytes);
  span.setAttribute('headwater.skipped_items', event.skipped);
  if (cache !== undefined) span.setAttribute('headwater.cache', cache);
  if (event.coalesced) span.setAttribute('headwater.coalesced', true);
  if (costUsd !== undefined) span.setAttribute('headwater.cost_usd', costUsd);
  if (requestId !== undefined) span.setAttribute('headwater.request_id', redactText(requestId));
}
