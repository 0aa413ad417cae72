import { trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTelemetry } from '../../src/telemetry/index.ts';
import { createToy, searchOperation } from '../support/toy-service.ts';
import { idOf, openSdk, parentOf, register } from './sdk.ts';

describe('a real call', () => {
  it('is one span under its caller’s, with a child for each request and what a traced fetch makes below it', async () => {
    const sdk = openSdk();
    register(sdk);
    const tracer = trace.getTracer('application');
    const { emulator } = createToy();
    const { client, clock } = createToy({
      fetch: (...of) => tracer.startActiveSpan('fetch', (span) => emulator.fetch(...of).finally(() => span.end())),
    });
    emulator.faults.push({ kind: 'status', status: 503 }, { kind: 'reset' });
    await tracer.startActiveSpan('caller', async (span) => {
      await client.call(searchOperation, { text: 'a' });
      span.end();
    });
    clock.dispose();

    const caller = sdk.span('caller');
    const call = sdk.span('toy.search');
    const attempts = sdk.spans().filter(({ name }) => name === 'GET /items');
    const fetches = sdk.spans().filter(({ name }) => name === 'fetch');
    expect(parentOf(call)).toBe(idOf(caller));
    expect(attempts.map(parentOf)).toEqual(Array(3).fill(idOf(call)));
    expect(fetches.map(parentOf)).toEqual(attempts.map(idOf));
    expect(attempts.map(({ attributes }) => attributes['error.type'])).toEqual(['upstream', 'network', undefined]);
    expect(attempts.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([undefined, 1, 2]);
    expect(call.attributes).toMatchObject({ 'headwater.attempts': 3, 'headwater.cost_usd': 0.02 });
    expect(call.events.map(({ attributes }) => attributes?.['headwater.wait.reason'])).toEqual(['retry', 'retry']);
    for (const { headers } of emulator.requests) {
      expect(Object.keys(headers).filter((name) => /trace|baggage|^b3/.test(name))).toEqual([]);
    }
  });

  it('is measured: duration, requests, retries, waits, cost', async () => {
    const sdk = openSdk();
    const { emulator, client, clock } = createToy({ telemetry: openTelemetry({ meterProvider: sdk.meterProvider }) });
    emulator.faults.push({ kind: 'status', status: 429, retryAfter: 7 });
    await client.call(searchOperation, { text: 'a' });
    clock.dispose();
    const labels = { 'headwater.provider': 'toy', 'headwater.operation': 'search' };
    const points = await sdk.points();
    const duration = points['headwater.client.call.duration']?.[0];
    const waited = points['headwater.client.wait.duration']?.[0];
    expect(duration).toMatchObject({ count: 1, attributes: labels });
    expect(duration?.value).toBeGreaterThanOrEqual(7);
    expect(waited).toMatchObject({ count: 1, attributes: { ...labels, 'headwater.wait.reason': 'rate-limit' } });
    expect(waited?.value).toBeCloseTo(duration?.value ?? 0, 1);
    expect(points['headwater.client.retries']).toEqual([
      { value: 1, attributes: { ...labels, 'error.type': 'rate-limited' } },
    ]);
    expect(points['headwater.client.cost_usd']).toEqual([{ value: 0.02, attributes: labels }]);
    expect(points['headwater.client.received']?.[0]?.value).toBeGreaterThan(0);
  });

  it('is not reported with telemetry: false', async () => {
    const sdk = openSdk();
    register(sdk);
    const { client, clock } = createToy({ telemetry: false });
    await client.call(searchOperation, { text: 'a' });
    clock.dispose();
    expect(sdk.spans()).toEqual([]);
  });

  it('shows no key, header, query or body in a span or a label, whatever the service sends back', async () => {
    const canary = fc.stringMatching(/^[A-Za-z0-9]{20,30}$/);
    await fc.assert(
      fc.asyncProperty(
        canary,
        canary,
        canary,
        fc.constantFrom(200, 401, 404, 429, 500),
        async (key, header, words, status) => {
          const sdk = openSdk();
          const { tracerProvider, meterProvider } = sdk;
          const echo =
            status === 200
              ? `{"items":[{"id":"${words} ${key}"}]}`
              : `{"error":"key ${key}, Bearer ${header}, ${words}","requestId":"${key}"}`;
          const { client, clock } = createToy({
            apiKey: key,
            headers: { authorization: `Bearer ${header}` },
            telemetry: openTelemetry({ tracerProvider, meterProvider, listLanes: () => [] }),
            fetch: async () => new Response(echo, { status, headers: status === 200 ? {} : { 'x-request-id': key } }),
          });
          await client.call(searchOperation, { text: words }, { timeoutMs: 2000 }).catch(() => {});
          clock.dispose();
          const spans = sdk.spans().map(({ name, attributes, events, status: end }) => [name, attributes, events, end]);
          const shown = JSON.stringify([spans, await sdk.points()]);
          expect(shown).toContain('toy.search');
          for (const secret of [key, header, words]) expect(shown).not.toContain(secret);
        },
      ),
      { numRuns: 200 },
    );
  });
});
