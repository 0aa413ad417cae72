import { expect, it } from 'vitest';
import { runMatrix } from './matrix.ts';

it('200 seeded runs of toxics, providers and policies end, typed, and leave nothing behind', {
  timeout: 60_000,
}, async () => {
  // How late a call may be is the bench's question: a test must not depend on how busy its machine is.
  const report = await runMatrix({ seed: 20_260_101, runs: 200, toleranceMs: Number.POSITIVE_INFINITY });
  expect(report.calls).toBeGreaterThanOrEqual(200);
  expect(Object.keys(report.byToxic).sort()).toEqual([
    'bandwidth',
    'data-limit',
    'down',
    'latency',
    'reset',
    'slicer',
    'slow-close',
    'timeout',
  ]);
  expect(report).toMatchObject({
    hangs: 0,
    untyped: [],
    unhandledRejections: [],
    leakedSockets: 0,
    leakedResources: [],
  });
});
