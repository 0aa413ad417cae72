import { HeadwaterError } from '@headwater/core';
import type { Fault, FaultAction } from '../../emulator/faults.ts';
import { failureOf, quietly, until } from '../../rig.ts';
import { demand, type EmulatedCase } from '../case.ts';

const forever = Number.POSITIVE_INFINITY;

/** What goes wrong, and the errors that tell it rightly. */
const failures: readonly { what: string; fault: FaultAction; codes: readonly string[]; timeoutMs?: number }[] = [
  { what: '400', fault: { kind: 'status', status: 400 }, codes: ['invalid-request'] },
  { what: '401', fault: { kind: 'status', status: 401 }, codes: ['authentication'] },
  { what: '403', fault: { kind: 'status', status: 403 }, codes: ['permission', 'authentication', 'quota-exhausted'] },
  { what: '404', fault: { kind: 'status', status: 404 }, codes: ['not-found'] },
  { what: '500', fault: { kind: 'status', status: 500 }, codes: ['upstream'] },
  { what: '503', fault: { kind: 'status', status: 503 }, codes: ['upstream'] },
  { what: 'a gateway’s page with 502', fault: { kind: 'html', status: 502 }, codes: ['upstream'] },
  { what: 'a closed connection', fault: { kind: 'reset' }, codes: ['network'] },
  { what: 'a body cut off', fault: { kind: 'truncated-body' }, codes: ['network'] },
  { what: 'silence', fault: { kind: 'hang' }, codes: ['timeout'], timeoutMs: 2000 },
  { what: 'a body that stalls', fault: { kind: 'stalled-body' }, codes: ['timeout'], timeoutMs: 2000 },
  { what: 'a page in place of JSON', fault: { kind: 'html' }, codes: ['response-invalid'] },
  { what: 'JSON that stops half-way', fault: { kind: 'malformed-json' }, codes: ['response-invalid'] },
  { what: 'another shape', fault: { kind: 'mutate', change: () => ['not', 'it'] }, codes: ['response-invalid'] },
];

/** Refusals that another try cannot change. */
const final = new Set(['400', '401', '403', '404']);

const told: readonly EmulatedCase[] = failures.map(({ what, fault, codes, timeoutMs = 30_000 }) => ({
  group: 'error handling',
  name: `${what} is told as ${codes[0]}`,
  advice: 'Look at the provider’s parseFailure and softError; leave what they do not know to core.',
  async run({ service, open, did, figures }) {
    const { provider, emulator, clock } = open();
    emulator.faults.push({ ...fault, times: forever });
    did(`searched while the service answers with ${what}`);
    const error = await failureOf(provider.searchDocuments(service.query, { timeoutMs }));
    const requests = emulator.requests.length;
    figures({ code: error.code, requests });
    demand(codes.includes(error.code), `the error is "${error.code}", not "${codes.join('" or "')}"`);
    demand(error.provider === provider.name, `the error names the provider "${error.provider}"`);
    demand(error.toJSON().code === error.code, 'its toJSON() leaves the code out');
    demand(!final.has(what) || (requests === 1 && !error.retryable), `a refused request was sent ${requests} times`);
    demand(clock.monotonicNow() <= timeoutMs + 50, `it took ${clock.monotonicNow()} ms of ${timeoutMs}`);
  },
}));

const key = 'canary-key-5b1f0c7d9e';
const header = 'canary-header-a81c44e0';

const leaks: readonly Fault[] = [
  { kind: 'status', status: 401, body: `no such key: ${key}`, times: forever },
  {
    kind: 'status',
    status: 403,
    body: { error: `key ${key}`, message: `key ${key}`, tag: key, requestId: key },
    times: forever,
  },
  { kind: 'status', status: 500, body: { error: { message: `x-api-key: ${key}, Bearer ${header}` } }, times: forever },
  { kind: 'status', status: 200, body: `<html>${key} ${header}</html>`, times: forever },
];

/** Every text that can be reached from a value: properties shown or hidden, causes, and what JSON makes of it. */
function* textsOf(value: unknown, seen = new Set<unknown>()): Iterable<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (HeadwaterError.isInstance(value)) yield JSON.stringify(value);
  for (const name of Reflect.ownKeys(value)) {
    if (typeof name === 'string') yield name;
    yield* textsOf((value as Record<PropertyKey, unknown>)[name], seen);
  }
}

const others: readonly EmulatedCase[] = [
  {
    group: 'error handling',
    name: 'no secret is in an error, an event or the health',
    advice: 'Hand headers and keys to core only; build errors from core’s kinds, which redact.',
    async run({ service, open, did, figures }) {
      did('searched with a key and a header that the service repeats in its answers');
      for (const fault of leaks) {
        const rig = open({
          emulator: { apiKeys: [key] },
          settings: { apiKey: key, headers: { authorization: `Bearer ${header}` }, resilience: { limits: 'sandbox' } },
        });
        rig.emulator.faults.push(fault);
        const error = await failureOf(rig.provider.searchDocuments(service.query, rig.observed));
        const shown = [error, rig.events, await rig.provider.healthCheck(), rig.provider.inspect?.()];
        for (const text of textsOf(shown)) {
          demand(!text.includes(key) && !text.includes(header), `shown: ${text.slice(0, 120)}`);
        }
      }
      figures({ answers: leaks.length });
    },
  },
  {
    group: 'error handling',
    name: 'a cancelled call ends at once and sends nothing more',
    advice: 'Hand the caller’s signal on to core, also between pages.',
    async run({ service, open, did, figures }) {
      const { provider, emulator, clock } = open({ autoAdvance: false });
      emulator.faults.push({ kind: 'hang', times: forever });
      did('cancelled a search that was waiting for its answer, then let an hour pass');
      const controller = new AbortController();
      const call = quietly(provider.searchDocuments(service.query, { signal: controller.signal, timeoutMs: 600_000 }));
      await until('the request has arrived', () => emulator.requests.length === 1);
      controller.abort();
      const error = await failureOf(call);
      const waitedMs = clock.monotonicNow();
      await clock.advance(3_600_000);
      figures({ code: error.code, requests: emulator.requests.length });
      demand(error.code === 'cancelled', `the error is "${error.code}", not "cancelled"`);
      demand(waitedMs === 0, `it ended ${waitedMs} ms later`);
      demand(emulator.requests.length === 1, `${emulator.requests.length - 1} requests were sent afterwards`);
    },
  },
];

export const errorHandlingCases: readonly EmulatedCase[] = [...told, ...others];
