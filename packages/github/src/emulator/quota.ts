import type { EmulatorLimits, RateRule } from '@headwater/testkit';

/** GitHub's buckets. The last two are the secondary limits, which no header tells of. */
export type Resource = 'core' | 'search' | 'code_search' | 'graphql' | 'secondary_rest' | 'secondary_graphql';

const hour = 3_600_000;
const minute = 60_000;

const published: Readonly<Record<Resource, RateRule>> = {
  core: { requests: 5000, perMs: hour },
  search: { requests: 30, perMs: minute },
  code_search: { requests: 9, perMs: minute },
  graphql: { requests: 5000, perMs: hour },
  secondary_rest: { requests: 900, perMs: minute },
  secondary_graphql: { requests: 2000, perMs: minute },
};
const publishedAnonymous: Readonly<Record<Resource, RateRule>> = {
  ...published,
  core: { requests: 60, perMs: hour },
  search: { requests: 10, perMs: minute },
  graphql: { requests: 0, perMs: hour },
};

export interface BucketState {
  limit: number;
  used: number;
  remaining: number;
  /** Epoch seconds. */
  reset: number;
}

export interface Quotas {
  /** Takes `cost` from a bucket. `allowed` is false when it was empty; then nothing is taken. */
  take(resource: Resource, caller: string, cost: number): { allowed: boolean; state: BucketState | undefined };
  /** `undefined` when nothing is limited. */
  state(resource: Resource, caller: string): BucketState | undefined;
  reset(): void;
}

/** Fixed windows that begin with the first request and end on a whole second, as the header can say it. */
export function createQuotas(limits: EmulatorLimits, now: () => number): Quotas {
  const windows = new Map<string, { endsAt: number; used: number }>();
  const named = typeof limits === 'object' && !('perMs' in limits) ? (limits as Record<string, RateRule>) : {};
  for (const name of Object.keys(named)) {
    if (!Object.hasOwn(published, name)) {
      throw new RangeError(`unknown limit "${name}"; this emulator has ${Object.keys(published).join(', ')}`);
    }
  }

  function ruleOf(resource: Resource, caller: string): RateRule | undefined {
    if (limits === 'unlimited') return undefined;
    if (limits === 'sandbox') return { requests: 1000, perMs: 1000 };
    if (typeof limits === 'object' && 'perMs' in limits) return limits as RateRule;
    return named[resource] ?? (caller === '' ? publishedAnonymous : published)[resource];
  }

  function windowOf(resource: Resource, caller: string, rule: RateRule): { endsAt: number; used: number } {
    const key = `${resource}\n${caller}`;
    const known = windows.get(key);
    if (known !== undefined && now() < known.endsAt) return known;
    const endsAt = Math.max(now() + 1, Math.floor((now() + rule.perMs) / 1000) * 1000);
    const fresh = { endsAt, used: 0 };
    windows.set(key, fresh);
    return fresh;
  }

  const stateOf = (rule: RateRule, { used, endsAt }: { used: number; endsAt: number }): BucketState => ({
    limit: rule.requests,
    used,
    remaining: Math.max(0, rule.requests - used),
    reset: Math.floor(endsAt / 1000),
  });

  return {
    take(resource, caller, cost) {
      const rule = ruleOf(resource, caller);
      if (rule === undefined) return { allowed: true, state: undefined };
      const window = windowOf(resource, caller, rule);
      const allowed = window.used < rule.requests;
      if (allowed) window.used += cost;
      return { allowed, state: stateOf(rule, window) };
    },
    state(resource, caller) {
      const rule = ruleOf(resource, caller);
      return rule === undefined ? undefined : stateOf(rule, windowOf(resource, caller, rule));
    },
    reset: () => windows.clear(),
  };
}

export function quotaHeaders(resource: Resource, state: BucketState | undefined): Record<string, string> {
  if (state === undefined) return {};
  return {
    'x-ratelimit-limit': String(state.limit),
    'x-ratelimit-remaining': String(state.remaining),
    'x-ratelimit-used': String(state.used),
    'x-ratelimit-reset': String(state.reset),
    'x-ratelimit-resource': resource,
  };
}
