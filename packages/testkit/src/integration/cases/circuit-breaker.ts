import { failureOf, type Rig } from '../../rig.ts';
import { demand, demandDocuments, type EmulatedBench, type EmulatedCase } from '../case.ts';

const mostCalls = 60;

/** Calls a failing service until the circuit opens. */
async function openCircuit({ service }: EmulatedBench, { provider, emulator }: Rig): Promise<number> {
  emulator.faults.push({ kind: 'outage', status: 503 });
  for (let call = 1; call <= mostCalls; call += 1) {
    const { code } = await failureOf(provider.searchDocuments(service.query));
    if (code === 'circuit-open') return call;
    demand(code === 'upstream', `call ${call} failed with "${code}", not "upstream"`);
  }
  return Number.POSITIVE_INFINITY;
}

export const circuitBreakerCases: readonly EmulatedCase[] = [
  {
    group: 'circuit breaker',
    name: 'opens in an outage',
    advice: 'Map 5xx to "upstream" and send through the service client of core, which counts them.',
    async run(bench) {
      const rig = bench.open();
      bench.did('called a service that answers 503 to everything');
      const calls = await openCircuit(bench, rig);
      const requests = rig.emulator.requests.length;
      bench.figures({ callsUntilOpen: calls, requests });
      demand(calls <= mostCalls, `still closed after ${mostCalls} failed calls and ${requests} requests`);
      demand(requests < mostCalls, `${requests} requests went to a service that was down`);
    },
  },
  {
    group: 'circuit breaker',
    name: 'sends nothing while open, and says until when',
    advice: 'Do not go round the service client; report the circuit in healthCheck.',
    async run(bench) {
      const rig = bench.open();
      bench.did('opened the circuit, then made 20 more calls');
      demand((await openCircuit(bench, rig)) <= mostCalls, 'the circuit never opened');
      const before = rig.emulator.requests.length;
      let retryAfterMs = 0;
      for (let call = 0; call < 20; call += 1) {
        const error = await failureOf(rig.provider.searchDocuments(bench.service.query));
        demand(error.code === 'circuit-open', `a call failed with "${error.code}", not "circuit-open"`);
        retryAfterMs = error.retryAfterMs ?? 0;
      }
      const { status, circuit } = await rig.provider.healthCheck();
      const sent = rig.emulator.requests.length - before;
      bench.figures({ sent, retryAfterMs: Math.round(retryAfterMs), status, circuit });
      demand(sent === 0, `${sent} requests were sent`);
      demand(retryAfterMs > 0, 'the error does not say when to try again');
      demand(circuit === 'open' && status === 'unhealthy', `health says "${status}", circuit "${circuit}"`);
    },
  },
  {
    group: 'circuit breaker',
    name: 'recovers when the service does',
    advice: 'Look at what half-open probes are answered: a soft error in them keeps the circuit open.',
    async run(bench) {
      const rig = bench.open();
      bench.did('opened the circuit, ended the outage, waited as long as the error said');
      demand((await openCircuit(bench, rig)) <= mostCalls, 'the circuit never opened');
      const error = await failureOf(rig.provider.searchDocuments(bench.service.query));
      rig.emulator.faults.clear();
      const before = rig.emulator.requests.length;
      await rig.clock.advance((error.retryAfterMs ?? 0) + 1);
      for (let call = 0; call < 10; call += 1) {
        demandDocuments(await rig.provider.searchDocuments({ ...bench.service.query, limit: 1 + (call % 3) }));
      }
      const { status, circuit } = await rig.provider.healthCheck();
      bench.figures({
        waitedMs: Math.round(error.retryAfterMs ?? 0),
        requests: rig.emulator.requests.length - before,
        circuit,
      });
      demand(circuit === 'closed' && status === 'healthy', `health says "${status}", circuit "${circuit}"`);
    },
  },
  {
    group: 'circuit breaker',
    name: 'stays closed for requests the service refuses',
    advice: 'Map 4xx to the caller’s errors (invalid-request, not-found …): they say nothing about the service.',
    async run({ service, open, did, figures }) {
      const { provider, emulator } = open();
      emulator.faults.push({ kind: 'status', status: 400, times: 30 });
      did('had 30 requests refused with 400, then searched');
      const codes = new Set<string>();
      for (let call = 0; call < 30; call += 1) {
        codes.add((await failureOf(provider.searchDocuments(service.query))).code);
      }
      figures({ codes: [...codes].join(', '), requests: emulator.requests.length });
      demand(!codes.has('circuit-open'), 'the circuit opened');
      demandDocuments(await provider.searchDocuments(service.query));
    },
  },
];
