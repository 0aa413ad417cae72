import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type LaneSource, type LaneState, openTelemetry, trackLanes } from '../../src/telemetry/index.ts';
import { trackedLanes } from '../../src/telemetry/lanes.ts';
import { finished, openSdk, place, search } from './sdk.ts';

const labels = { 'headwater.provider': 'gauges', 'headwater.operation': 'search' };

describe('metrics of a call', () => {
  it('count requests, retries, waits, cost and cache, in seconds and bytes', async () => {
    const sdk = openSdk();
    let now = 0;
    const telemetry = openTelemetry({ meterProvider: sdk.meterProvider, listLanes: () => [] });
    const call = telemetry.startCall({ ...search, monotonicNow: () => now });
    call.event({ type: 'attempt-started', ...place, attempt: 1 });
    call.event({ type: 'attempt-finished', ...place, attempt: 1, durationMs: 40, status: 503, errorCode: 'upstream' });
    call.event({ type: 'call-waiting', ...place, reason: 'retry', untilMs: 0 });
    now = 1500;
    call.event({ type: 'attempt-started', ...place, attempt: 2 });
    call.event({ type: 'attempt-started', ...place, attempt: 3, hedged: true });
    call.event({ type: 'attempt-finished', ...place, attempt: 3, durationMs: 60, status: 200 });
    call.event({ type: 'attempt-finished', ...place, attempt: 2, durationMs: 80, errorCode: 'cancelled' });
    call.event({ ...finished, attempts: 3, durationMs: 1600, skipped: 2, costUsd: 0.01, cache: 'miss' });
    telemetry.startCall(search).event({ ...finished, attempts: 0, durationMs: 4, bytes: 0, cache: 'hit', costUsd: 0 });
    telemetry.startCall(search).event({ ...finished, attempts: 0, durationMs: 30, bytes: 0, coalesced: true });
    telemetry.startCall(search).event({ ...finished, attempts: 0, durationMs: 1, bytes: 0, errorCode: 'circuit-open' });

    expect(await sdk.points()).toEqual({
      'headwater.client.attempt.duration': [
        { count: 1, value: 0.04, attributes: { ...labels, 'error.type': 'upstream' } },
        { count: 1, value: 0.06, attributes: labels },
        { count: 1, value: 0.08, attributes: { ...labels, 'error.type': 'cancelled' } },
      ],
      'headwater.client.attempts': [
        { value: 1, attributes: { ...labels, 'error.type': 'upstream', 'http.response.status_code': 503 } },
        { value: 1, attributes: { ...labels, 'http.response.status_code': 200 } },
        { value: 1, attributes: { ...labels, 'error.type': 'cancelled' } },
      ],
      'headwater.client.retries': [{ value: 1, attributes: { ...labels, 'error.type': 'upstream' } }],
      'headwater.client.wait.duration': [
        { count: 1, value: 1.5, attributes: { ...labels, 'headwater.wait.reason': 'retry' } },
      ],
      'headwater.client.call.duration': [
        { count: 3, value: expect.closeTo(1.634, 9), attributes: labels },
        { count: 1, value: 0.001, attributes: { ...labels, 'error.type': 'circuit-open' } },
      ],
      'headwater.client.cache': [
        { value: 1, attributes: { ...labels, 'headwater.cache': 'miss' } },
        { value: 1, attributes: { ...labels, 'headwater.cache': 'hit' } },
      ],
      'headwater.client.coalesced': [{ value: 1, attributes: labels }],
      'headwater.client.skipped_items': [{ value: 2, attributes: labels }],
      'headwater.client.received': [{ value: 2048, attributes: labels }],
      'headwater.client.cost_usd': [{ value: 0.01, attributes: labels }],
    });
  });

  it('need no tracer, and spans no meter', () => {
    const call = openTelemetry({}).startCall(search);
    call.event({ type: 'attempt-started', ...place, attempt: 1 });
    expect(call.inAttempt(1, () => 7)).toBe(7);
    call.event(finished);
  });
});

const lane = (state: Partial<LaneState>): LaneState => ({
  provider: 'gauges',
  costClass: 'default',
  circuit: 'closed',
  queued: 0,
  inFlight: 0,
  retryBudget: 10,
  ...state,
});

describe('gauges', () => {
  it('show lanes of many credentials as one, by provider and cost class', async () => {
    const sdk = openSdk();
    const listLanes = () => [
      lane({ queued: 3, inFlight: 1, requestsPerSecond: 5 }),
      lane({ queued: 4, inFlight: 2, retryBudget: 2, circuit: 'open', requestsPerSecond: 1 }),
      lane({ costClass: 'bulk', circuit: 'half-open' }),
    ];
    openTelemetry({ meterProvider: sdk.meterProvider, listLanes });
    const points = await sdk.points();
    const of = (costClass: string) => ({ 'headwater.provider': 'gauges', 'headwater.cost_class': costClass });
    const circuit = (costClass: string, state: string, value: number) => ({
      value,
      attributes: { ...of(costClass), 'headwater.circuit.state': state },
    });
    expect(points).toEqual({
      'headwater.client.queued': [
        { value: 7, attributes: of('default') },
        { value: 0, attributes: of('bulk') },
      ],
      'headwater.client.in_flight': [
        { value: 3, attributes: of('default') },
        { value: 0, attributes: of('bulk') },
      ],
      'headwater.client.retry_budget': [
        { value: 2, attributes: of('default') },
        { value: 10, attributes: of('bulk') },
      ],
      'headwater.client.rate_limit': [{ value: 1, attributes: of('default') }],
      'headwater.client.circuits': [
        circuit('default', 'closed', 1),
        circuit('default', 'open', 1),
        circuit('default', 'half-open', 0),
        circuit('bulk', 'closed', 0),
        circuit('bulk', 'open', 0),
        circuit('bulk', 'half-open', 1),
      ],
    });
  });

  it('name a lane that is gone as empty, so that no circuit stays open for ever', async () => {
    const sdk = openSdk();
    let lanes = [lane({ circuit: 'open', queued: 3, retryBudget: 0 })];
    openTelemetry({ meterProvider: sdk.meterProvider, listLanes: () => lanes });
    const shown = async () => {
      const points = await sdk.points();
      const values = (name: string) => points[`headwater.client.${name}`]?.map(({ value }) => value);
      return { circuits: values('circuits'), queued: values('queued') };
    };
    expect(await shown()).toEqual({ circuits: [0, 1, 0], queued: [3] });
    lanes = [];
    expect(await shown()).toEqual({ circuits: [0, 0, 0], queued: [0] });
  });

  it('are read when metrics are collected, from every store that is still held', async () => {
    const sdk = openSdk();
    openTelemetry({ meterProvider: sdk.meterProvider });
    let reads = 0;
    const source = (provider: string): LaneSource => ({
      listLanes() {
        reads += 1;
        return [lane({ provider, queued: reads })];
      },
    });
    const held = source('held');
    trackLanes(held);
    expect(reads).toBe(0);
    const queued = async () =>
      ((await sdk.points())['headwater.client.queued'] ?? []).map(
        ({ attributes }) => (attributes as Record<string, string>)['headwater.provider'],
      );
    expect(await queued()).toEqual(['held']);
    expect(reads).toBeGreaterThan(0);

    for (let store = 0; store < 20; store += 1) trackLanes(source(`dropped-${store}`));
    const tracked = () => [...trackedLanes()].map(({ provider }) => provider);
    expect(tracked()).toHaveLength(21);
    setFlagsFromString('--expose-gc');
    // A weak reference that was read lives until the turn of the event loop ends.
    await new Promise((resolve) => setImmediate(resolve));
    runInNewContext('gc')();
    expect(tracked()).toEqual(['held']);
    expect(held.listLanes()).toHaveLength(1);
  });
});
