import type { ApiAdapter, SourceQuery } from '@headwater/core';
import { createRig, type Rig } from '../rig.ts';
import type { EmulatedCase } from './case.ts';
import { circuitBreakerCases } from './cases/circuit-breaker.ts';
import { connectivityCases } from './cases/connectivity.ts';
import { errorHandlingCases } from './cases/error-handling.ts';
import { rateLimitingCases } from './cases/rate-limiting.ts';
import { transformationCases } from './cases/transformation.ts';
import { isSource, type LiveSession, liveCases, liveSkip, mostRequests, openLiveSession } from './live.ts';
import type { ReadyCase } from './run-case.ts';
import type { EmulatedService, IntegrationGroup } from './types.ts';

/** Every case that runs against an emulator. */
export const emulatedCases: readonly EmulatedCase[] = [
  ...connectivityCases,
  ...rateLimitingCases,
  ...circuitBreakerCases,
  ...errorHandlingCases,
  ...transformationCases,
];

/** Cases of one service against its emulator. Without one they are there, and skipped. */
export function prepareEmulated(
  service: string,
  emulated: EmulatedService | undefined,
  groups: readonly IntegrationGroup[],
): ReadyCase[] {
  return emulatedCases
    .filter(({ group }) => groups.includes(group))
    .map(({ group, name, advice, run }) => {
      const ready = { service, group, name, advice };
      if (emulated === undefined) {
        const skip = `no emulator was given for it (emulated["${service}"]); run it live`;
        return { ...ready, skip, run: async () => {} };
      }
      return {
        ...ready,
        run: (notes) => withRigs((open) => run({ ...notes, service: emulated, open: (rig) => open(emulated, rig) })),
      };
    });
}

/** Closes what `work` opens, also when it fails. */
async function withRigs(work: (open: (...of: Parameters<typeof createRig>) => Rig) => Promise<void>): Promise<void> {
  const rigs: ReturnType<typeof createRig>[] = [];
  try {
    await work((...of) => {
      const rig = createRig(...of);
      rigs.push(rig);
      return rig;
    });
  } finally {
    await Promise.all(rigs.map((rig) => rig.close()));
  }
}

export interface PreparedLive {
  session: LiveSession;
  cases: ReadyCase[];
  /** Most requests, retries included. */
  requests: number;
  costUsd: number;
}

/** Cases of one service as it is registered, with the most they may send. */
export function prepareLive(
  service: string,
  adapter: ApiAdapter,
  query: SourceQuery,
  groups: readonly IntegrationGroup[],
  allowBilled: boolean,
): PreparedLive {
  const chosen = liveCases
    .filter(({ group }) => groups.includes(group))
    .map((live) => ({ ...live, skip: liveSkip(live, adapter, allowBilled) }));
  const sending = new Set(chosen.filter(({ skip }) => skip === undefined).map(({ sends }) => sends));
  const searches = [...sending]
    .filter((sends) => sends !== 'probe')
    .reduce((sum, sends) => sum + mostRequests[sends], 0);
  const session = openLiveSession(adapter, query, searches);
  const costPerSearchUsd = isSource(adapter) ? (adapter.capabilities.costPerSearchUsd ?? 0) : 0;
  return {
    session,
    requests: searches + (sending.has('probe') ? mostRequests.probe : 0),
    costUsd: searches * costPerSearchUsd,
    cases: chosen.map(({ group, name, advice, skip, run }) => ({
      service,
      group,
      name,
      advice,
      ...(skip === undefined ? {} : { skip }),
      run: async (notes) => {
        await session.demandSetUp();
        await run({ ...notes, session });
      },
    })),
  };
}
