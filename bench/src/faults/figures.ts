import type { Measured } from './processes.ts';
import { outageMs } from './script.ts';

/** A number with what ours must reach. */
export interface Figure {
  name: string;
  value: number;
  unit: '' | '%' | ' ms' | ' s';
  /** What ours must reach. */
  goal: { most: number } | { least: number };
}

export function isMet({ value, goal }: Figure): boolean {
  return 'most' in goal ? value <= goal.most : value >= goal.least;
}

export function figureText({ value, unit }: Pick<Figure, 'value' | 'unit'>): string {
  if (!Number.isFinite(value)) return 'never';
  const digits = Number.isInteger(value) ? 0 : unit === ' ms' ? 0 : unit === ' s' ? 1 : 2;
  return `${value.toFixed(digits)}${unit}`;
}

export function goalText({ goal, unit }: Figure): string {
  return 'most' in goal ? `≤ ${goal.most}${unit}` : `≥ ${goal.least}${unit}`;
}

/** What every scenario reports of a client. Times in milliseconds. */
export interface Summary {
  client: string;
  calls: number;
  success: number;
  p50Ms: number;
  p99Ms: number;
  worstMs: number;
  requestsPerCall: number;
  /** Errors by name, most frequent first. */
  errors: Record<string, number>;
  hangs: number;
  unhandledRejections: number;
  wallMs: number;
}

export function summarise({ client, calls, hangs, unhandledRejections, wallMs, server }: Measured): Summary {
  const times = calls.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const counts = new Map<string, number>();
  for (const { error } of calls) if (error !== undefined) counts.set(error, (counts.get(error) ?? 0) + 1);
  return {
    client,
    calls: calls.length,
    success: calls.filter(({ error }) => error === undefined).length / calls.length,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    worstMs: times.at(-1) ?? 0,
    requestsPerCall: server.requests / calls.length,
    errors: Object.fromEntries([...counts].sort(([, a], [, b]) => b - a)),
    hangs,
    unhandledRejections,
    wallMs,
  };
}

/** `sorted` in ascending order. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Requests that arrived in the outage, per call begun in it. */
export function amplification({ calls, server }: Measured): number {
  const begun = calls.filter(({ beganMs }) => beganMs >= outageMs.from && beganMs < outageMs.to).length;
  return server.inOutage / begun;
}

const sliceMs = 500;

/**
 * Milliseconds from the end of the outage until calls succeed again: the start of the first half second from which on
 * 95 % of the calls begun in every half second succeed. `Infinity` when that never comes.
 */
export function recoveryMs({ calls }: Measured): number {
  const last = Math.max(...calls.map(({ beganMs }) => beganMs));
  let recovered = Number.POSITIVE_INFINITY;
  for (let from = last - sliceMs; from >= outageMs.to; from -= 50) {
    const begun = calls.filter(({ beganMs }) => beganMs >= from && beganMs < from + sliceMs);
    if (begun.filter(({ error }) => error === undefined).length < 0.95 * begun.length) break;
    recovered = from - outageMs.to;
  }
  return recovered < 50 ? 0 : recovered;
}
