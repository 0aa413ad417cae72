import { type Clock, systemClock } from '@headwater/core';

export const dayMs = 86_400_000;

/** Epoch milliseconds of an ISO date. A day alone is its first or last moment in UTC, a time without zone is UTC. */
export function instantOf(date: string, edge: 'start' | 'end'): number {
  if (!date.includes('T')) return Date.parse(`${date}T00:00:00Z`) + (edge === 'start' ? 0 : dayMs - 1000);
  return Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(date) ? date : `${date}Z`);
}

/** `2024-05-31T00:00:00Z`: without milliseconds, which not all of these services read. */
export function isoSeconds(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

export function clockOf(settings: { clock?: Clock | undefined }): Clock {
  return settings.clock ?? systemClock;
}
