import { failureOf, type Rig } from '../../rig.ts';
import { demand, type EmulatedBench, type EmulatedCase } from '../case.ts';

const forever = Number.POSITIVE_INFINITY;
const burst = 20;

/**
 * Different searches, so that no cache answers two of them at once.
 *
 * @returns what the first failed one failed with
 */
async function searchTimes({ service }: EmulatedBench, { provider }: Rig, times: number): Promise<unknown> {
  const different = Math.min(times, provider.capabilities.maxPageSize);
  const calls = Array.from({ length: times }, (_, index) =>
    provider.searchDocuments({ ...service.query, limit: 1 + (index % different) }, { timeoutMs: 600_000 }),
  );
  return (await Promise.allSettled(calls)).find((result) => result.status === 'rejected')?.reason;
}

const refusals = ({ emulator }: Rig) => emulator.requests.filter(({ status }) => status === 429).length;

export const rateLimitingCases: readonly EmulatedCase[] = [
  {
    group: 'rate limiting',
    name: 'a burst is paced by the plan',
    advice: 'Send through the service client of core with the limits it is given; look for a second path to fetch.',
    async run(bench) {
      const rig = bench.open({
        emulator: { limits: { requests: 1, perMs: 1000 } },
        settings: { resilience: { limits: { default: { requestsPerSecond: 1 } } } },
      });
      bench.did(`made ${burst} calls at once under 1 request per second`);
      const error = await searchTimes(bench, rig, burst);
      const elapsedMs = rig.clock.monotonicNow();
      const requests = rig.emulator.requests.length;
      bench.figures({ calls: burst, requests, refused: refusals(rig), seconds: Math.round(elapsedMs / 100) / 10 });
      demand(refusals(rig) === 0, `the service refused ${refusals(rig)} requests`);
      if (error !== undefined) throw error;
      demand(elapsedMs <= 22_000, `it took ${Math.round(elapsedMs / 1000)} s, not about 20`);
    },
  },
  {
    group: 'rate limiting',
    name: 'its published plan fits the service’s own limits',
    advice: 'Compare the plan in the provider’s limits file with the page of the vendor it cites.',
    async run(bench) {
      const rig = bench.open({ emulator: { limits: 'published' }, settings: { resilience: {} } });
      bench.did(`made ${burst} calls at once on the published plan`);
      const error = await searchTimes(bench, rig, burst);
      bench.figures({ calls: burst, requests: rig.emulator.requests.length, refused: refusals(rig) });
      demand(refusals(rig) === 0, `the service refused ${refusals(rig)} requests`);
      if (error !== undefined) throw error;
    },
  },
  {
    group: 'rate limiting',
    name: 'Retry-After is honoured',
    advice: 'Leave 429 to core; a parseFailure of your own must hand retryAfterMs on.',
    async run({ service, open, did, figures }) {
      const { provider, emulator } = open();
      emulator.faults.push({ kind: 'status', status: 429, retryAfter: 7 });
      did('searched while the service asked for 7 s of silence');
      await provider.searchDocuments(service.query, { timeoutMs: 60_000 });
      const [first = 0, second = 0] = emulator.requests.map(({ at }) => at);
      figures({ requests: emulator.requests.length, waitedMs: second - first });
      demand(emulator.requests.length === 2, `${emulator.requests.length} requests, not 2`);
      demand(second - first >= 7000, `it came back after ${second - first} ms`);
    },
  },
  {
    group: 'rate limiting',
    name: 'a wait beyond the deadline fails at once and says how long it is',
    advice: 'Do not wait for an answer that comes too late: throw RateLimitedError with retryAfterMs.',
    async run({ service, open, did, figures }) {
      const { provider, emulator, clock } = open();
      emulator.faults.push({ kind: 'status', status: 429, retryAfter: 120, times: forever });
      did('searched with 10 s allowed while the service asked for 120 s of silence');
      const error = await failureOf(provider.searchDocuments(service.query, { timeoutMs: 10_000 }));
      const { code, retryAfterMs = 0 } = error;
      figures({ code, retryAfterMs, requests: emulator.requests.length, elapsedMs: clock.monotonicNow() });
      demand(code === 'rate-limited', `the error is "${code}", not "rate-limited"`);
      demand(retryAfterMs >= 119_000 && retryAfterMs <= 130_000, `it says to wait ${retryAfterMs} ms, not 120,000`);
      demand(clock.monotonicNow() < 100, `it failed only after ${clock.monotonicNow()} ms`);
      demand(emulator.requests.length === 1, `${emulator.requests.length} requests, not 1`);
    },
  },
  {
    group: 'rate limiting',
    name: 'a queue longer than the deadline fails at once',
    advice: 'Let core queue the call: it knows the queue’s length before the call joins it.',
    async run({ service, open, did, figures }) {
      const { provider, emulator, clock } = open({
        settings: { resilience: { limits: { default: { requestsPerSecond: 0.01 } } } },
      });
      did('searched twice with 5 s allowed under 1 request per 100 s');
      await provider.searchDocuments(service.query);
      const error = await failureOf(provider.searchDocuments({ ...service.query, limit: 1 }, { timeoutMs: 5000 }));
      const { code, retryAfterMs = 0 } = error;
      figures({ code, retryAfterMs: Math.round(retryAfterMs), requests: emulator.requests.length });
      demand(code === 'rate-limited', `the error is "${code}", not "rate-limited"`);
      demand(retryAfterMs > 5000, `it says to wait ${retryAfterMs} ms`);
      demand(clock.monotonicNow() < 100, `it failed only after ${clock.monotonicNow()} ms`);
      demand(emulator.requests.length === 1, `${emulator.requests.length} requests, not 1`);
    },
  },
];
