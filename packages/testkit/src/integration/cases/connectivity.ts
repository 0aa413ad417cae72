import { failureOf } from '../../rig.ts';
import { demand, demandDocuments, type EmulatedCase } from '../case.ts';

const deadlineMs = 10_000;

export const connectivityCases: readonly EmulatedCase[] = [
  {
    group: 'connectivity',
    name: 'answers a query',
    advice: 'Compare the request the service received with its documentation: path, key header, body.',
    async run({ service, open, did, figures }) {
      const { provider, emulator } = open();
      did('searched once');
      const page = await provider.searchDocuments(service.query);
      figures({ documents: page.documents.length, requests: emulator.requests.length });
      demandDocuments(page);
      demand(emulator.requests.length === 1, `one search sent ${emulator.requests.length} requests`);
    },
  },
  {
    group: 'connectivity',
    name: 'a passive health check sends nothing',
    advice: 'Answer from recent traffic, circuit and quota: a check that sends requests spends them.',
    async run({ service, open, did, figures }) {
      const { provider, emulator } = open();
      did('checked health, searched, checked again');
      const before = await provider.healthCheck();
      await provider.searchDocuments(service.query);
      const after = await provider.healthCheck();
      figures({ status: after.status, requests: emulator.requests.length });
      demand(
        before.status === 'healthy' && after.status === 'healthy',
        `it says "${before.status}", then "${after.status}"`,
      );
      demand(emulator.requests.length === 1, `${emulator.requests.length - 1} requests came from health checks`);
    },
  },
  {
    group: 'connectivity',
    name: 'an active health check uses the free probe, or nothing',
    advice: 'Give the definition a probe that costs neither money nor quota, or say freeProbe: false.',
    async run({ open, did, figures }) {
      const { provider, emulator } = open();
      const probes = provider.capabilities.freeProbe ? 1 : 0;
      did('checked health actively');
      const { status } = await provider.healthCheck({ mode: 'active' });
      figures({ status, requests: emulator.requests.length });
      demand(status === 'healthy', `a working service is said to be "${status}"`);
      demand(emulator.requests.length === probes, `${emulator.requests.length} requests, not ${probes}`);
    },
  },
  {
    group: 'connectivity',
    name: 'an unreachable service is a network error, in time',
    advice: 'Let core send the request: it turns a lost connection into a NetworkError and keeps to the deadline.',
    async run({ service, open, did, figures }) {
      const { provider, emulator, clock } = open();
      emulator.faults.push({ kind: 'outage' });
      did(`searched with every connection closed, ${deadlineMs / 1000} s allowed`);
      const error = await failureOf(provider.searchDocuments(service.query, { timeoutMs: deadlineMs }));
      const elapsedMs = clock.monotonicNow();
      figures({ code: error.code, requests: emulator.requests.length, elapsedMs: Math.round(elapsedMs) });
      demand(error.code === 'network', `the error is "${error.code}", not "network"`);
      demand(error.retryable, 'the error says that trying again is of no use');
      demand(elapsedMs <= deadlineMs + 50, `it took ${elapsedMs} ms`);
    },
  },
  {
    group: 'connectivity',
    name: 'a connection that comes back is used',
    advice: 'Mark the search operation as safety: "read", so that it may be sent again.',
    async run({ service, open, did, figures }) {
      const { provider, emulator } = open();
      emulator.faults.push({ kind: 'reset', times: 2 });
      did('searched while two connections in a row were closed');
      const page = await provider.searchDocuments(service.query);
      figures({ documents: page.documents.length, requests: emulator.requests.length });
      demandDocuments(page);
      demand(emulator.requests.length === 3, `${emulator.requests.length} requests, not 3`);
    },
  },
];
