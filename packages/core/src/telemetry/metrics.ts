import type { CircuitState } from '../contract/adapter.ts';
import { createLaneSummary, type LaneState, type LaneSummary } from './lanes.ts';
import type { Attributes, OtelCounter, OtelHistogram, OtelMeter } from './otel-api.ts';

/** The instruments of one meter. Durations are in seconds, as OpenTelemetry's conventions ask. */
export interface Instruments {
  callDuration: OtelHistogram;
  attemptDuration: OtelHistogram;
  waitDuration: OtelHistogram;
  attempts: OtelCounter;
  retries: OtelCounter;
  cache: OtelCounter;
  coalesced: OtelCounter;
  skippedItems: OtelCounter;
  receivedBytes: OtelCounter;
  costUsd: OtelCounter;
}

/** From a cache hit to a minute, in seconds. */
const callBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const attemptBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const waitBuckets = [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60];

export function createInstruments(meter: OtelMeter): Instruments {
  const histogram = (name: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries } });
  const counter = (name: string, unit: string, description: string) => meter.createCounter(name, { description, unit });
  return {
    callDuration: histogram(
      'headwater.client.call.duration',
      'From the call to its result: waits, retries and cache included.',
      callBuckets,
    ),
    attemptDuration: histogram(
      'headwater.client.attempt.duration',
      'One request and its whole answer.',
      attemptBuckets,
    ),
    waitDuration: histogram(
      'headwater.client.wait.duration',
      'Time a call was held back: by a limit, before a retry, or for a free place.',
      waitBuckets,
    ),
    attempts: counter('headwater.client.attempts', '{request}', 'Requests that were sent.'),
    retries: counter(
      'headwater.client.retries',
      '{request}',
      'Requests sent again, by what the one before failed with.',
    ),
    cache: counter('headwater.client.cache', '{call}', 'Answered calls by what the cache knew.'),
    coalesced: counter('headwater.client.coalesced', '{call}', 'Calls served by the request of another call.'),
    skippedItems: counter('headwater.client.skipped_items', '{item}', 'Malformed items left out of answers.'),
    receivedBytes: counter('headwater.client.received', 'By', 'Bodies received, after decompression.'),
    costUsd: counter('headwater.client.cost_usd', '{USD}', 'What the services say the calls cost, in US dollars.'),
  };
}

const circuitStates: readonly CircuitState[] = ['closed', 'open', 'half-open'];

/** Gauges read when metrics are collected, and at no other time. */
export function observeLanes(meter: OtelMeter, lanes: () => Iterable<LaneState>): void {
  const summarise = createLaneSummary(lanes);
  const gauge = (
    name: string,
    unit: string,
    description: string,
    points: (summary: LaneSummary) => Iterable<[value: number | undefined, more?: Attributes]>,
  ) => {
    meter.createObservableGauge(name, { description, unit }).addCallback((result) => {
      for (const summary of summarise()) {
        const place = { 'headwater.provider': summary.provider, 'headwater.cost_class': summary.costClass };
        for (const [value, more] of points(summary)) {
          if (value !== undefined) result.observe(value, { ...place, ...more });
        }
      }
    });
  };
  gauge('headwater.client.queued', '{call}', 'Calls that wait for their turn.', ({ queued }) => [[queued]]);
  gauge('headwater.client.in_flight', '{request}', 'Requests on the wire.', ({ inFlight }) => [[inFlight]]);
  gauge('headwater.client.circuits', '{circuit}', 'Circuits in each state.', ({ circuits }) =>
    circuitStates.map((state) => [circuits[state], { 'headwater.circuit.state': state }]),
  );
  gauge(
    'headwater.client.retry_budget',
    '{request}',
    'Retries left, of the credential that has the fewest.',
    ({ retryBudget }) => [[retryBudget]],
  );
  gauge(
    'headwater.client.rate_limit',
    '{request}/s',
    'Requests per second allowed now, of the slowest credential.',
    ({ requestsPerSecond }) => [[requestsPerSecond]],
  );
}
