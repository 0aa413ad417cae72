import type { Clock } from '@headwater/core';
import type { EmulatorRequest } from '@headwater/testkit';
import type { JobStore } from './job-store.ts';
import { FirecrawlProblem } from './problem.ts';
import type { Web } from './web.ts';

/** What all routes share. */
export interface Service {
  web: Web;
  clock: Clock;
  credits: Credits;
  jobs: JobStore;
  store: PageStore;
  ids: () => string;
  /** Time a page of a job takes, in milliseconds. */
  pageMs: number;
  /** Pages in one part of a job's result. */
  partSize: number;
  /** Address of the API as this client sees it. */
  originOf(request: EmulatorRequest): string;
}

/** The team's account. Requests without a key are free. */
export interface Credits {
  readonly remaining: number;
  readonly plan: number;
  /** Refuses what the team cannot pay. */
  need(amount: number, request: EmulatorRequest): void;
  spend(amount: number, request?: EmulatorRequest): void;
  reset(): void;
}

export function createCredits(plan: number): Credits {
  let used = 0;
  const isFree = (request: EmulatorRequest | undefined) =>
    request !== undefined && !request.headers.has('authorization');
  return {
    get remaining() {
      return Math.max(0, plan - used);
    },
    plan,
    need(amount, request) {
      if (isFree(request) || plan - used >= amount) return;
      throw new FirecrawlProblem(
        402,
        'Insufficient credits to perform this request. For more credits, you can upgrade your plan at https://firecrawl.dev/pricing or try changing the request limit to a lower value.',
      );
    },
    spend(amount, request) {
      if (!isFree(request)) used += amount;
    },
    reset() {
      used = 0;
    },
  };
}

/** When each address was last fetched: what the service's two-day cache knows. */
export interface PageStore {
  fetchedAt(url: string): number | undefined;
  keep(url: string, at: number): void;
  reset(): void;
}

export function createPageStore(): PageStore {
  const kept = new Map<string, number>();
  return {
    fetchedAt: (url) => kept.get(url),
    keep: (url, at) => void kept.set(url, at),
    reset: () => kept.clear(),
  };
}

/** Ids in the form of UUIDs, from a counter: the same run gives the same ids. */
export function createIds(seed: number): { next: () => string; reset: () => void } {
  let count = 0;
  const hex = (value: number, digits: number) => (value >>> 0).toString(16).padStart(digits, '0').slice(-digits);
  return {
    next() {
      count += 1;
      return `${hex(seed * 2654435761 + count, 8)}-${hex(count, 4)}-4${hex(count * 31, 3)}-8${hex(seed, 3)}-${hex(count * 7919, 12)}`;
    },
    reset() {
      count = 0;
    },
  };
}
