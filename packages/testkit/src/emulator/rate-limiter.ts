import type { EmulatorLimits, RateRule } from './types.ts';

/** The sandbox plan: fast enough never to be felt, still a real limit. */
export const SANDBOX_RATE: RateRule = { requests: 1000, perMs: 1000 };

export interface RateLimiter {
  /** Takes one request; answers 0, or the milliseconds until one would pass. A refused request does not count. */
  take(limit: string, key: string): number;
  reset(): void;
}

/**
 * A sliding window kept as a log of accepted requests: the strictest reading of "n per window", so that a client which
 * passes here passes under a token bucket too.
 */
export function createRateLimiter(rules: Readonly<Record<string, RateRule>>, now: () => number): RateLimiter {
  const accepted = new Map<string, number[]>();
  return {
    take(limit, key) {
      const rule = rules[limit];
      if (!rule) return 0;
      const name = `${limit}\n${key}`;
      const at = now();
      const recent = (accepted.get(name) ?? []).filter((time) => time > at - rule.perMs);
      accepted.set(name, recent);
      if (recent.length < rule.requests) {
        recent.push(at);
        return 0;
      }
      return (recent[recent.length - rule.requests] as number) + rule.perMs - at;
    },
    reset: () => accepted.clear(),
  };
}

/** The rules in force, by limit name. */
export function resolveLimits(
  limits: EmulatorLimits,
  published: Readonly<Record<string, RateRule>>,
  names: readonly string[],
): Record<string, RateRule> {
  if (limits === 'unlimited') return {};
  if (limits === 'published') return { ...published };
  if (limits === 'sandbox') return forAll(names, SANDBOX_RATE);
  if (isRateRule(limits)) return forAll(names, limits);
  for (const name of Object.keys(limits)) {
    if (!names.includes(name)) throw new RangeError(`unknown limit "${name}"; this emulator has ${names.join(', ')}`);
  }
  return { ...published, ...limits };
}

function forAll(names: readonly string[], rule: RateRule): Record<string, RateRule> {
  return Object.fromEntries(names.map((name) => [name, rule]));
}

function isRateRule(limits: object): limits is RateRule {
  return typeof (limits as RateRule).requests === 'number' && typeof (limits as RateRule).perMs === 'number';
}
