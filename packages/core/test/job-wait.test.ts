import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CancelledError, type JobWait, NetworkError, NotFoundError, TimeoutError, waitForJob } from '../src/index.ts';

/** Looks give these one after the other, the last for ever; errors are thrown. */
function jobOf(looks: readonly (string | Error)[], settings: Partial<JobWait<string>> = {}) {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const started = clock.now();
  const lookedAt: number[] = [];
  const wait: JobWait<string> = {
    clock,
    deadline: started + 60_000,
    pollIntervalMs: 1_000,
    hasEnded: (state) => state === 'done',
    look: async () => {
      const found = looks[Math.min(lookedAt.length, looks.length - 1)];
      lookedAt.push(clock.now() - started);
      if (found instanceof Error) throw found;
      return found as string;
    },
    details: { provider: 'toy', operation: 'job', hint: 'It goes on.' },
    ...settings,
  };
  const ended = async () => waitForJob(wait).catch((error: unknown) => error);
  return { clock, lookedAt, ended, passed: () => clock.now() - started };
}

const unreachable = new NetworkError('no way there', { retryable: true });

describe('a job that is waited for', () => {
  it.each<[string, Partial<JobWait<string>>, number[]]>([
    ['at even intervals', {}, [1000, 2000, 3000, 4000]],
    ['ever less often up to a bound', { maxPollIntervalMs: 2000 }, [1000, 2500, 4500, 6500]],
    ['at once when asked to', { lookFirst: true }, [0, 1000, 2000, 3000]],
  ])('is looked at %s', async (_, settings, places) => {
    const { ended, lookedAt } = jobOf(['queued', 'running', 'running', 'done'], settings);
    expect(await ended()).toBe('done');
    expect(lookedAt).toEqual(places);
  });

  it('is given up at its deadline, not sooner and not later', async () => {
    const { ended, lookedAt, passed, clock } = jobOf(['running'], { deadline: Date.UTC(2026, 0, 1) + 2_500 });
    const error = await ended();
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ scope: 'deadline', provider: 'toy', operation: 'job', hint: 'It goes on.' });
    expect(lookedAt).toEqual([1000, 2000]);
    expect(passed()).toBe(2_500);
    expect(clock.pendingTimers).toBe(0);
  });

  it('survives looks that fail for a moment, and waits as long as a failure asks for', async () => {
    const busy = new NetworkError('busy', { retryable: true, retryAfterMs: 9_000 });
    const slow = new TimeoutError('slow', { scope: 'deadline' });
    const { ended, lookedAt } = jobOf([unreachable, slow, busy, 'done']);
    expect(await ended()).toBe('done');
    expect(lookedAt).toEqual([1000, 2000, 3000, 12_000]);
  });

  it.each([
    [5, undefined],
    [2, 2],
    [1, 1],
  ])('is given up after %d failed looks in a row when maxFailedLooks is %s', async (most, maxFailedLooks) => {
    const settings = maxFailedLooks === undefined ? {} : { maxFailedLooks };
    const { ended, lookedAt } = jobOf([unreachable], settings);
    expect(await ended()).toBe(unreachable);
    expect(lookedAt).toHaveLength(most);
  });

  it('counts only failures in a row', async () => {
    const { ended } = jobOf([unreachable, 'running', unreachable, 'running', 'done'], { maxFailedLooks: 2 });
    expect(await ended()).toBe('done');
  });

  it.each([
    ['one that more tries will not mend', new NotFoundError('no such job')],
    ['a bug', new TypeError('x is not a function')],
  ])('is not looked at again after %s', async (_, failure) => {
    const { ended, lookedAt } = jobOf([failure]);
    expect(await ended()).toBe(failure);
    expect(lookedAt).toHaveLength(1);
  });
});

describe('a wait whose signal aborts', () => {
  it('ends at once and leaves no timer and no listener behind', async () => {
    const controller = new AbortController();
    const { ended, lookedAt, passed, clock } = jobOf(['running'], { signal: controller.signal });
    clock.setTimeout(() => controller.abort(new Error('enough')), 1_300);
    const error = await ended();
    expect(error).toBeInstanceOf(CancelledError);
    expect(error).toMatchObject({ provider: 'toy', hint: 'It goes on.', cause: { message: 'enough' } });
    expect([lookedAt, passed()]).toEqual([[1000], 1_300]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('never looks when it had aborted before', async () => {
    const { ended, lookedAt, clock } = jobOf(['done'], { signal: AbortSignal.abort() });
    expect(await ended()).toBeInstanceOf(CancelledError);
    expect(lookedAt).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends as cancelled when the look itself was cancelled', async () => {
    const { ended } = jobOf([new CancelledError('the request was cancelled', { attempts: 2 })]);
    expect(await ended()).toMatchObject({ code: 'cancelled', attempts: 2, hint: 'It goes on.' });
  });

  it('leaves no listener behind when it ends by itself', async () => {
    const { signal } = new AbortController();
    const listening = new Set<unknown>();
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...given: [string, never]) => {
      listening.add(given[1]);
      add(...given);
    };
    signal.removeEventListener = (...given: [string, never]) => {
      listening.delete(given[1]);
      remove(...given);
    };
    const { ended } = jobOf(['running', 'done'], { signal });
    expect(await ended()).toBe('done');
    expect(listening.size).toBe(0);
  });
});
