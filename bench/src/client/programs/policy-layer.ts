// The policies around a function that answers at once: deadline, retry and its budget, admission (rate, concurrency and
// circuit in one queue), attempt timeout, outcome recorded. They are no public interface of core, so they come from its
// source, put together as `pipeline/attempt.ts` does.
import { processClock } from '../../../../packages/core/src/contract/clock.ts';
import { Cancellation } from '../../../../packages/core/src/pipeline/cancellation.ts';
import { withPolicies } from '../../../../packages/core/src/pipeline/policies.ts';
import { CallScope } from '../../../../packages/core/src/pipeline/scope.ts';
import type { Work } from '../../../../packages/core/src/pipeline/work.ts';
import { createStateStore } from '../../../../packages/core/src/resilience/lane.ts';
import { plenty } from '../our-client.ts';

const clock = processClock();
const key = { provider: 'bench', origin: 'https://service.example', partition: 'one', costClass: 'default' };
const lane = createStateStore().lane(key, clock, { limit: plenty.default });
const settings = { resilience: {}, random: Math.random };
const operation = { name: 'nothing', method: 'GET', path: '/', safety: 'read', billed: false };
const progress = { attempts: 0, bytes: 0 };

/** Runs `send` under every policy. */
export async function underPolicies<T>(send: () => Promise<T>): Promise<T> {
  const scope = CallScope.forCall(clock, {}, 30_000);
  // What the policies read of it; a call that succeeds needs no more.
  const work = { scope, lane, settings, operation, progress } as unknown as Work;
  try {
    return await withPolicies(work, async (slot) => {
      const cancellation = new Cancellation();
      const leaveScope = scope.cancellation.onCancel((reason) => cancellation.cancel(reason));
      const startedAt = clock.monotonicNow();
      try {
        const until = startedAt + 10_000;
        const now = startedAt;
        const onBound = () => cancellation.cancel(new DOMException('The attempt took too long.', 'TimeoutError'));
        const answer = await scope.bounded(send(), { now, until, cancellation, onBound });
        const answeredAt = clock.monotonicNow();
        slot.permit.record('success', answeredAt);
        lane.admission.succeeded();
        lane.latency.record(answeredAt - startedAt);
        return answer;
      } finally {
        leaveScope();
        slot.release();
      }
    });
  } finally {
    scope.dispose();
  }
}
