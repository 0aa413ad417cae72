import { createServer } from 'node:http';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { activeTelemetry, type CallTelemetry, openTelemetry } from '../../src/telemetry/index.ts';
import { finished, idOf, openSdk, parentOf, place, register, search } from './sdk.ts';

const failed = (attempt: number, errorCode: string, status?: number) =>
  ({
    type: 'attempt-finished',
    ...place,
    attempt,
    durationMs: 20,
    errorCode,
    ...(status === undefined ? {} : { status }),
  }) as const;
const answered = (attempt: number) =>
  ({ type: 'attempt-finished', ...place, attempt, durationMs: 20, status: 200 }) as const;
const started = (attempt: number, extra: { hedged?: true } = {}) =>
  ({ type: 'attempt-started', ...place, attempt, ...extra }) as const;

function startCall(call = search): CallTelemetry {
  const telemetry = activeTelemetry()?.startCall(call);
  if (telemetry === undefined) throw new Error('the registered SDK was not found');
  return telemetry;
}

describe('spans of a call', () => {
  it('nest: caller, call, attempts, and what a traced fetch makes', async () => {
    const sdk = openSdk();
    register(sdk);
    const application = trace.getTracer('application');
    const tracedFetch = () => application.startActiveSpan('fetch', async (span) => span.end());

    await application.startActiveSpan('caller', async (caller) => {
      const call = startCall();
      call.event({ type: 'call-started', ...place });
      call.event(started(1));
      await call.inAttempt(1, tracedFetch);
      call.event(failed(1, 'upstream', 503));
      call.event(started(2));
      await call.inAttempt(2, async () => {
        // The context follows the request through its waits.
        await new Promise((resolve) => setImmediate(resolve));
        await tracedFetch();
      });
      call.event(answered(2));
      call.event({ ...finished, attempts: 2 });
      expect(trace.getActiveSpan()).toBe(caller);
      caller.end();
    });

    const [fetch1, attempt1, fetch2, attempt2, call, caller] = sdk.spans();
    expect(sdk.spans().map((span) => span.name)).toEqual([
      'fetch',
      'POST /gauges/search',
      'fetch',
      'POST /gauges/search',
      'gauges.search',
      'caller',
    ]);
    if (!fetch1 || !attempt1 || !fetch2 || !attempt2 || !call || !caller) throw new Error('a span is missing');
    expect(parentOf(call)).toBe(idOf(caller));
    expect([parentOf(attempt1), parentOf(attempt2)]).toEqual([idOf(call), idOf(call)]);
    expect([parentOf(fetch1), parentOf(fetch2)]).toEqual([idOf(attempt1), idOf(attempt2)]);
    expect([call.kind, attempt1.kind]).toEqual([SpanKind.INTERNAL, SpanKind.CLIENT]);
    expect(attempt1.instrumentationScope.name).toBe('@headwater/core');
  });

  it('carry HTTP and headwater attributes, and no more', () => {
    const sdk = openSdk();
    register(sdk);
    const call = startCall();
    call.event(started(1));
    call.event(failed(1, 'rate-limited', 429));
    call.event(started(2));
    call.event(answered(2));
    call.event({ ...finished, attempts: 2, skipped: 1, cache: 'miss', costUsd: 0.005, requestId: 'r-1' });
    const [first, second, whole] = sdk.spans();
    const request = {
      'headwater.provider': 'gauges',
      'headwater.operation': 'search',
      'http.request.method': 'POST',
      'url.scheme': 'https',
      'url.template': '/v1/gauges/search',
      'url.full': 'https://gauges.example/v1/gauges/search',
      'server.address': 'gauges.example',
      'server.port': 443,
    };
    expect(first?.attributes).toEqual({
      ...request,
      'http.response.status_code': 429,
      'error.type': 'rate-limited',
    });
    expect(first?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'rate-limited' });
    expect(second?.attributes).toEqual({
      ...request,
      'http.response.status_code': 200,
      'http.request.resend_count': 1,
    });
    expect(second?.status.code).toBe(SpanStatusCode.UNSET);
    expect(whole?.attributes).toEqual({
      'headwater.provider': 'gauges',
      'headwater.provider.version': '1.2.3',
      'headwater.operation': 'search',
      'headwater.safety': 'read',
      'headwater.billed': true,
      'headwater.attempts': 2,
      'headwater.received_bytes': 2048,
      'headwater.skipped_items': 1,
      'headwater.cache': 'miss',
      'headwater.cost_usd': 0.005,
      'headwater.request_id': 'r-1',
    });
  });

  it('name no address that holds a parameter', () => {
    const sdk = openSdk();
    register(sdk);
    const call = startCall({ ...search, method: 'GET', path: '/gauges/{id}', baseUrl: 'http://127.0.0.1:4711' });
    call.event(started(1));
    call.event(answered(1));
    call.event(finished);
    const { attributes } = sdk.span('GET /gauges/{id}');
    expect(attributes).toMatchObject({ 'url.template': '/gauges/{id}', 'server.port': 4711 });
    expect(attributes).not.toHaveProperty('url.full');
  });

  it('show a failed call as failed, and a cancelled one as neither', () => {
    const sdk = openSdk();
    register(sdk);
    startCall({ ...search, operation: 'fails' }).event({ ...finished, attempts: 0, errorCode: 'circuit-open' });
    const cancelled = startCall({ ...search, operation: 'stops' });
    cancelled.event(started(1));
    cancelled.event({ ...finished, errorCode: 'cancelled' });
    expect(sdk.span('gauges.fails')).toMatchObject({
      attributes: { 'error.type': 'circuit-open' },
      status: { code: SpanStatusCode.ERROR, message: 'circuit-open' },
    });
    for (const name of ['gauges.stops', 'POST /gauges/search']) {
      expect(sdk.span(name)).toMatchObject({
        attributes: { 'error.type': 'cancelled' },
        status: { code: SpanStatusCode.UNSET },
      });
    }
  });

  it('overlap when a request is hedged', async () => {
    const sdk = openSdk();
    register(sdk);
    const call = startCall();
    call.event(started(1));
    call.event(started(2, { hedged: true }));
    const activeIn = (attempt: number) => call.inAttempt(attempt, () => trace.getActiveSpan()?.spanContext().spanId);
    const [first, second] = [activeIn(1), activeIn(2)];
    call.event(answered(2));
    call.event(failed(1, 'cancelled'));
    call.event({ ...finished, attempts: 2 });
    const [winner, loser, whole] = sdk.spans();
    expect([idOf(loser as never), idOf(winner as never)]).toEqual([first, second]);
    expect(winner?.attributes).toMatchObject({ 'headwater.hedged': true, 'http.request.resend_count': 1 });
    expect(loser?.attributes).not.toHaveProperty('headwater.hedged');
    expect([winner, loser].map((span) => parentOf(span as never))).toEqual(Array(2).fill(idOf(whole as never)));
  });

  it('tell of waits with their length', () => {
    const sdk = openSdk();
    register(sdk);
    let now = 1000;
    const call = startCall({ ...search, monotonicNow: () => now });
    call.event({ type: 'call-waiting', ...place, reason: 'retry', untilMs: 0, detail: 'not for a span' });
    now += 400;
    call.event({ type: 'call-waiting', ...place, reason: 'rate-limit', untilMs: 0 });
    now += 2000;
    call.event(started(1));
    call.event(answered(1));
    call.event(finished);
    expect(sdk.span('gauges.search').events.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['headwater.wait', { 'headwater.wait.reason': 'retry', 'headwater.wait.seconds': 0.4 }],
      ['headwater.wait', { 'headwater.wait.reason': 'rate-limit', 'headwater.wait.seconds': 2 }],
    ]);
  });

  it('nest without a context manager too', () => {
    const sdk = openSdk();
    const call = openTelemetry({ tracerProvider: sdk.tracerProvider }).startCall(search);
    call.event(started(1));
    expect(call.inAttempt(1, () => 'sent')).toBe('sent');
    call.event(answered(1));
    call.event(finished);
    const [attempt, whole] = sdk.spans();
    expect(parentOf(attempt as never)).toBe(idOf(whole as never));
    expect(parentOf(whole as never)).toBeUndefined();
  });

  it('cost their attributes only where they are recorded', () => {
    const sdk = openSdk();
    register(sdk);
    const unsampled = trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 0 });
    context.with(trace.setSpan(context.active(), unsampled), () => {
      const call = startCall();
      call.event(started(1));
      call.event(answered(1));
      call.event(finished);
    });
    expect(sdk.spans()).toEqual([]);
  });
});

describe('what spans must not do', () => {
  it.each(['onStart', 'onEnd'])('fail the call when the SDK fails (%s)', (method) => {
    const broken = () => {
      throw new Error('the processor is broken');
    };
    const processor = {
      onStart() {},
      onEnd() {},
      forceFlush: async () => {},
      shutdown: async () => {},
      [method]: broken,
    };
    const tracerProvider = new TracerProvider({ spanProcessors: [processor] });
    expect(() => tracerProvider.getTracer('x').startSpan('y').end()).toThrow('the processor is broken');
    const call = openTelemetry({ tracerProvider }).startCall(search);
    call.event(started(1));
    expect(call.inAttempt(1, () => 'sent')).toBe('sent');
    call.event(answered(1));
    call.event(finished);
  });

  it('send a trace header to the service', async () => {
    const sdk = openSdk();
    register(sdk);
    const seen: string[] = [];
    const server = createServer(({ headers }, response) => {
      seen.push(...Object.keys(headers));
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const baseUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const call = startCall({ ...search, baseUrl });
    call.event(started(1));
    await (await call.inAttempt(1, () => fetch(baseUrl))).text();
    expect(seen).toContain('host');
    expect(seen.filter((name) => /trace|baggage|^b3|span/.test(name))).toEqual([]);
  });

  it('show a secret or the caller’s words, wherever they come from', () => {
    const canary = fc.stringMatching(/^[a-z0-9]{24}$/);
    fc.assert(
      fc.property(canary, fc.constantFrom('token ', 'Bearer ', 'api_key=', '?key='), (secret, shape) => {
        const sdk = openSdk();
        const call = openTelemetry({ tracerProvider: sdk.tracerProvider }).startCall(search);
        call.event({ type: 'call-waiting', ...place, reason: 'retry', untilMs: 0, detail: `${shape}${secret}` });
        call.event(started(1));
        call.event(answered(1));
        call.event({ ...finished, requestId: `${shape}${secret}` });
        const shown = JSON.stringify(
          sdk.spans().map(({ name, attributes, events, status }) => [name, attributes, events, status]),
        );
        expect(shown).toContain('headwater.request_id');
        expect(shown).not.toContain(secret);
      }),
    );
  });
});
