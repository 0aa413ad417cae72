import type { ScenarioName } from './options.ts';

/** What the server does with one request. */
export type Action =
  | { kind: 'answer'; afterMs: number }
  | { kind: 'status'; status: number; retryAfterSeconds?: number }
  | { kind: 'reset' };

/** Decides by seed and position alone, so that every client meets the same faults in the same order. */
export type Script = (request: { number: number; elapsedMs: number }) => Action;

/** Seconds a 429 asks to wait: the shortest that every client understands. */
export const retryAfterSeconds = 1;
export const outageMs = { from: 5_000, to: 10_000 };
export const slowTail = { p50Ms: 50, slowMs: 2_000, share: 0.01 };

const shares = { unavailable: 0.1, reset: 0.05, limited: 0.02 };

export function scriptOf(scenario: Exclude<ScenarioName, 'toxics'>, seed: number): Script {
  const chance = (number: number, salt: number) => hash(seed, number, salt);
  if (scenario === 'mixed-faults') {
    return ({ number }) => {
      const drawn = chance(number, 1);
      if (drawn < shares.unavailable) return { kind: 'status', status: 503 };
      if (drawn < shares.unavailable + shares.reset) return { kind: 'reset' };
      if (drawn < shares.unavailable + shares.reset + shares.limited) {
        return { kind: 'status', status: 429, retryAfterSeconds };
      }
      return { kind: 'answer', afterMs: 2 + chance(number, 2) * 6 };
    };
  }
  if (scenario === 'outage') {
    return ({ number, elapsedMs }) =>
      elapsedMs >= outageMs.from && elapsedMs < outageMs.to
        ? { kind: 'status', status: 503 }
        : { kind: 'answer', afterMs: 10 + chance(number, 2) * 20 };
  }
  if (scenario === 'one-per-second') {
    let freeAt = Number.NEGATIVE_INFINITY;
    return ({ elapsedMs }) => {
      if (elapsedMs < freeAt) return { kind: 'status', status: 429, retryAfterSeconds: 1 };
      freeAt = elapsedMs + 1000;
      return { kind: 'answer', afterMs: 5 };
    };
  }
  return ({ number }) => {
    if (chance(number, 1) < slowTail.share) return { kind: 'answer', afterMs: slowTail.slowMs };
    return { kind: 'answer', afterMs: slowTail.p50Ms * (0.85 + chance(number, 2) * 0.3) };
  };
}

/** A number in [0, 1) for any seed and position, without having to draw the ones before it. */
function hash(seed: number, number: number, salt: number): number {
  let mixed = (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b) ^ Math.imul(salt, 0xc2b2ae35)) >>> 0;
  for (let round = 0; round < 2; round += 1) {
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b) >>> 0;
  }
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
