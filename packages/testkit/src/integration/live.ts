import {
  type ApiAdapter,
  type CallBudget,
  type CallEvent,
  type CallOptions,
  createCallBudget,
  type SourcePage,
  type SourceProvider,
  type SourceQuery,
} from '@headwater/core';
import { failureOf } from '../rig.ts';
import { type CaseNotes, CaseSkipped, demand, demandDocuments } from './case.ts';
import { documentProblems } from './documents.ts';
import type { IntegrationGroup } from './types.ts';

/** Most attempts core makes for one call, a probe included. */
const mostAttempts = 5;
const burst = 3;

export interface LiveCase {
  group: IntegrationGroup;
  name: string;
  advice: string;
  /** What it sends. `search` cases share one first search; `refused` ones are searches that core must not send. */
  sends: 'nothing' | 'refused' | 'probe' | 'search' | 'burst' | 'faults';
  run(bench: LiveBench): Promise<void>;
}

/** Requests a case may send, retries included. The first search is counted once for all that share it. */
export const mostRequests: Record<LiveCase['sends'], number> = {
  nothing: 0,
  refused: 0,
  probe: mostAttempts,
  search: 3,
  burst: burst + 2,
  faults: 0,
};

/** One service under live test. */
export interface LiveSession {
  adapter: ApiAdapter;
  query: SourceQuery;
  /** Bounds the requests of all searches together. */
  budget: CallBudget;
  events: CallEvent[];
  search(query: SourceQuery, options?: CallOptions): Promise<SourcePage>;
  /** The answer to `query`, asked for once. */
  firstPage(): Promise<SourcePage>;
  /** Throws `CaseSkipped` when the service is not set up. */
  demandSetUp(): Promise<void>;
}

export interface LiveBench extends CaseNotes {
  session: LiveSession;
}

export const isSource = (adapter: ApiAdapter): adapter is SourceProvider =>
  typeof (adapter as Partial<SourceProvider>).searchDocuments === 'function' && 'capabilities' in adapter;

export function openLiveSession(adapter: ApiAdapter, query: SourceQuery, requests: number): LiveSession {
  const events: CallEvent[] = [];
  const budget = createCallBudget({ requests });
  const observe = { event: (event: CallEvent) => void events.push(event) };
  let first: Promise<SourcePage> | undefined;
  const search: LiveSession['search'] = (asked, options) =>
    sourceOf(adapter).searchDocuments(asked, { budget, observe, ...options });
  return {
    adapter,
    query,
    budget,
    events,
    search,
    firstPage() {
      first ??= search(query);
      return first;
    },
    async demandSetUp() {
      const { status, reason } = await adapter.healthCheck();
      if (status === 'unconfigured') throw new CaseSkipped(`not set up: ${reason}`);
    },
  };
}

function sourceOf(adapter: ApiAdapter): SourceProvider {
  if (!isSource(adapter)) throw new Error(`${adapter.name} is no source`);
  return adapter;
}

/** Why a case cannot be run on this service; `undefined` when it can. */
export function liveSkip({ sends }: LiveCase, adapter: ApiAdapter, allowBilled: boolean): string | undefined {
  if (sends === 'faults') return 'it needs faults, and none are injected into a live service';
  if (sends === 'nothing') return undefined;
  if (!isSource(adapter)) return 'the service is no source: there is nothing to search';
  const { freeProbe, costPerSearchUsd = 0 } = adapter.capabilities;
  if (sends === 'probe') return freeProbe ? undefined : 'the service has no free probe';
  if ((sends === 'search' || sends === 'burst') && costPerSearchUsd > 0 && !allowBilled) {
    return `a search costs about $${costPerSearchUsd}; allow it with allowBilled`;
  }
  return undefined;
}

export const liveCases: readonly LiveCase[] = [
  {
    group: 'connectivity',
    name: 'a passive health check sends nothing',
    advice: 'Read the reason the status gives.',
    sends: 'nothing',
    async run({ session, did, figures }) {
      did('checked health passively');
      const { status, circuit, reason = '' } = await session.adapter.healthCheck();
      figures({ status, circuit });
      demand(status !== 'unhealthy', `it is unhealthy: ${reason}`);
    },
  },
  {
    group: 'connectivity',
    name: 'its free probe is answered',
    advice: 'Check the network, the key and the option baseUrl; then the vendor’s status page.',
    sends: 'probe',
    async run({ session, did, figures }) {
      did('checked health actively');
      const {
        status,
        latencyMs = 0,
        reason = '',
      } = await session.adapter.healthCheck({ mode: 'active', timeoutMs: 15_000 });
      figures({ status, latencyMs });
      demand(status === 'healthy', `it is ${status}: ${reason}`);
    },
  },
  {
    group: 'connectivity',
    name: 'answers a query',
    advice: 'Check the network and the key; give `queries` one that this service must find something for.',
    sends: 'search',
    async run({ session, did, figures }) {
      did(`searched for ${JSON.stringify(session.query.text)}`);
      const page = await session.firstPage();
      figures({ documents: page.documents.length, requests: session.budget.spent.requests });
      demandDocuments({ ...page, outcome: page.outcome === 'partial' ? 'ok' : page.outcome });
    },
  },
  {
    group: 'rate limiting',
    name: `${burst} calls at once are paced by the plan`,
    advice: 'Compare the plan with the limits of your key (resilience.limits); other programs may use the same key.',
    sends: 'burst',
    async run({ session, did, figures }) {
      did(`made ${burst} calls at once`);
      const seen = session.events.length;
      const startedAt = performance.now();
      await Promise.all(
        Array.from({ length: burst }, (_, index) => session.search({ ...session.query, limit: index + 1 })),
      );
      const refused = session.events.slice(seen).filter((event) => 'status' in event && event.status === 429).length;
      figures({ refused, seconds: Math.round((performance.now() - startedAt) / 100) / 10 });
      demand(refused === 0, `the service refused ${refused} requests`);
    },
  },
  {
    group: 'circuit breaker',
    name: 'opens in an outage, and recovers',
    advice: 'Run it against the emulator.',
    sends: 'faults',
    run: async () => {},
  },
  {
    group: 'error handling',
    name: 'a query that cannot be right is refused before anything is sent',
    advice: 'Read the query with readSourceQuery of core.',
    sends: 'refused',
    async run({ session, did, figures }) {
      did('searched for nothing at all');
      const before = session.budget.spent.requests;
      const { code } = await failureOf(session.search({ text: ' ' }));
      figures({ code });
      demand(code === 'invalid-request', `the error is "${code}", not "invalid-request"`);
      demand(session.budget.spent.requests === before, 'a request was sent');
    },
  },
  {
    group: 'error handling',
    name: 'a call whose deadline has passed sends nothing',
    advice: 'Hand the call options on to core.',
    sends: 'refused',
    async run({ session, did, figures }) {
      did('searched with a deadline in the past');
      const before = session.budget.spent.requests;
      const { code } = await failureOf(session.search(session.query, { deadline: Date.now() - 1 }));
      figures({ code });
      demand(code === 'timeout', `the error is "${code}", not "timeout"`);
      demand(session.budget.spent.requests === before, 'a request was sent');
    },
  },
  {
    group: 'transformation',
    name: 'documents are whole: id, address, title, text, kind, provenance',
    advice: 'The service may have changed: look for a newer version of the package, or report the answer.',
    sends: 'search',
    async run({ session, did, figures }) {
      did('checked every document of the first search');
      const page = await session.firstPage();
      const problems = documentProblems(page, sourceOf(session.adapter));
      figures({ documents: page.documents.length, skipped: page.skipped.length, problems: problems.length });
      demand(page.documents.length > 0, 'there was no document to check');
      demand(problems.length === 0, problems.slice(0, 3).join('; '));
      demand(page.skipped.length === 0, `${page.skipped.length} items could not be read: ${page.skipped[0]?.reason}`);
    },
  },
];
