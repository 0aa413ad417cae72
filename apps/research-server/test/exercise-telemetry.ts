import { activeTelemetry, type CallEvent, trackLanes } from '@headwater/core';

const place = { provider: 'toy', operation: 'search' };

/** Lanes for the gauges; held here, because telemetry itself does not hold them. */
const lanes = {
  listLanes: () => [
    {
      provider: 'toy',
      costClass: 'default',
      circuit: 'open' as const,
      queued: 2,
      inFlight: 1,
      retryBudget: 3,
      requestsPerSecond: 5,
    },
  ],
};

/** One call in which everything happens that core can tell of: the metrics that a good run leaves out are there after it. */
export function exerciseTelemetry(): void {
  const telemetry = activeTelemetry();
  if (telemetry === undefined) throw new Error('no OpenTelemetry SDK is registered');
  trackLanes(lanes);
  const call = telemetry.startCall({
    ...place,
    version: '1.0.0',
    method: 'GET',
    path: '/items',
    baseUrl: 'https://toy.example',
    safety: 'read',
    billed: true,
  });
  const events: CallEvent[] = [
    { type: 'attempt-started', ...place, attempt: 1 },
    { type: 'attempt-finished', ...place, attempt: 1, durationMs: 20, status: 429, errorCode: 'rate-limited' },
    { type: 'call-waiting', ...place, reason: 'rate-limit', untilMs: 0 },
    { type: 'attempt-started', ...place, attempt: 2 },
    { type: 'attempt-finished', ...place, attempt: 2, durationMs: 30, status: 200 },
    {
      type: 'call-finished',
      ...place,
      attempts: 2,
      durationMs: 900,
      bytes: 2048,
      skipped: 1,
      costUsd: 0.005,
      cache: 'miss',
      coalesced: true,
    },
  ];
  for (const event of events) call.event(event);
  telemetry
    .startCall({
      ...place,
      version: '1.0.0',
      method: 'GET',
      path: '/items',
      baseUrl: 'https://toy.example',
      safety: 'read',
      billed: false,
    })
    .event({
      type: 'call-finished',
      ...place,
      attempts: 0,
      durationMs: 1,
      bytes: 0,
      skipped: 0,
      errorCode: 'upstream',
    });
}
