import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';

/** Prices in credits of $0.0001 each: https://help.openalex.org/api/authentication */
const creditUsd = 0.0001;

/** What a request costs when it succeeds. */
export function creditsOf({ path, query }: EmulatorRequest): number {
  if (path.startsWith('/content/')) return 100;
  if (path === '/rate-limit') return 0;
  if (path.startsWith('/autocomplete')) return 1;
  if (path.split('/').length > 2) return 0;
  const searches = ['search', 'search.exact', 'search.semantic'].some((name) => query.has(name));
  return searches || /\.search/.test(query.get('filter') ?? '') ? 10 : 1;
}

export const costUsd = (request: EmulatorRequest): number => creditsOf(request) * creditUsd;

export interface Ledger {
  /** An answer when the request would pass the day's budget. */
  check(request: EmulatorRequest, caller: string): EmulatorReply | undefined;
  charge(request: EmulatorRequest, caller: string): void;
  headers(request: EmulatorRequest, caller: string, status: number): Record<string, string>;
  status(request: EmulatorRequest, caller: string): object;
  reset(): void;
}

const dayMs = 86_400_000;

/** Keeps the day's budget of every caller. Days end at midnight UTC. */
export function createLedger(limitOf: (caller: string) => number): Ledger {
  let used = new Map<string, { day: number; credits: number }>();
  const spent = ({ clock }: EmulatorRequest, caller: string): number => {
    const entry = used.get(caller);
    return entry !== undefined && entry.day === Math.floor(clock.now() / dayMs) ? entry.credits : 0;
  };
  const left = (request: EmulatorRequest, caller: string): number =>
    Math.max(0, limitOf(caller) - spent(request, caller));
  const secondsLeft = ({ clock }: EmulatorRequest): number => Math.ceil((dayMs - (clock.now() % dayMs)) / 1000);
  return {
    check(request, caller) {
      const price = creditsOf(request);
      if (price === 0 || left(request, caller) >= price) return undefined;
      return {
        status: 429,
        json: {
          error: 'Rate limit exceeded',
          message: 'Insufficient budget. Your daily budget resets at midnight UTC.',
        },
      };
    },
    charge(request, caller) {
      const day = Math.floor(request.clock.now() / dayMs);
      used.set(caller, { day, credits: spent(request, caller) + creditsOf(request) });
    },
    headers: (request, caller, status) => ({
      'x-ratelimit-limit': String(limitOf(caller)),
      // Less than the price of anything that is not free counts as nothing.
      'x-ratelimit-remaining': String(left(request, caller)),
      'x-ratelimit-credits-used': String(status < 400 ? creditsOf(request) : 0),
      'x-ratelimit-reset': String(secondsLeft(request)),
    }),
    status(request, caller) {
      const [limit, credits] = [limitOf(caller), spent(request, caller)].map((each) => each * creditUsd) as [
        number,
        number,
      ];
      return {
        daily_budget_usd: limit,
        daily_used_usd: credits,
        daily_remaining_usd: Math.max(0, limit - credits),
        prepaid_balance_usd: 0,
        prepaid_remaining_usd: 0,
        prepaid_expires_at: null,
        resets_at: new Date(Math.ceil((request.clock.now() + 1) / dayMs) * dayMs).toISOString(),
        resets_in_seconds: secondsLeft(request),
        endpoint_costs_usd: { singleton: 0, list: 0.0001, search: 0.001, semantic: 0.001, content: 0.01 },
      };
    },
    reset() {
      used = new Map();
    },
  };
}
