import type { LimitPlan, RateLimit } from '@headwater/core';

/**
 * https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/ (limits of 1 December 2025).
 * A single record costs less than a list, so that the two are counted apart. `burst` stays at one: the service counts the
 * requests of every second.
 */
export const crossrefPlans = {
  public: {
    default: { requestsPerSecond: 1, concurrency: 1 },
    single: { requestsPerSecond: 5, concurrency: 1 },
    list: { requestsPerSecond: 1, concurrency: 1 },
  },
  polite: {
    default: { requestsPerSecond: 3, concurrency: 3 },
    single: { requestsPerSecond: 10, concurrency: 3 },
    list: { requestsPerSecond: 3, concurrency: 3 },
  },
  plus: {
    default: { requestsPerSecond: 150 },
    single: { requestsPerSecond: 150 },
    list: { requestsPerSecond: 150 },
  },
} as const satisfies Readonly<Record<string, LimitPlan>>;

/** An offset may reach this and no more; beyond it, lists go on by cursor. */
export const offsetWindow = 10_000;
export const largestPage = 1_000;
export const largestSample = 100;
/** DOIs of one request of a batch. */
export const batchSize = 50;

/** What an answer says of the limits in force. */
export interface AnnouncedLimit {
  costClasses: readonly ('single' | 'list')[];
  limit: RateLimit;
}

const classes: Readonly<Record<string, AnnouncedLimit['costClasses']>> = {
  single: ['single'],
  array: ['list'],
  plus: ['single', 'list'],
};

/**
 * Reads `x-rate-limit-limit`, `x-rate-limit-interval`, `x-concurrency-limit` and `x-api-pool`. Without a pool nobody knows
 * which requests the limit is for.
 */
export function readAnnouncedLimit(headers: Headers): AnnouncedLimit | undefined {
  const costClasses =
    classes[
      /(?:-(single|array)|^(plus))/
        .exec(headers.get('x-api-pool') ?? '')
        ?.slice(1)
        .find(Boolean) ?? ''
    ];
  const requests = wholeNumber(headers.get('x-rate-limit-limit'));
  const seconds = wholeNumber(/^(\d+)s?$/.exec(headers.get('x-rate-limit-interval')?.trim() ?? '')?.[1]);
  if (costClasses === undefined || requests === undefined || seconds === undefined) return undefined;
  const concurrency = wholeNumber(headers.get('x-concurrency-limit'));
  const limit = { requestsPerSecond: requests / seconds, ...(concurrency === undefined ? {} : { concurrency }) };
  return { costClasses, limit };
}

/** From 1 to 100,000: nothing else can be meant, and nothing would be sent at 0. */
function wholeNumber(text: string | null | undefined): number | undefined {
  const value = /^\d{1,6}$/.test(text?.trim() ?? '') ? Number(text) : 0;
  return value >= 1 && value <= 100_000 ? value : undefined;
}

/** The plan with what was announced in it, or `undefined` when it says the same. */
export function adjustPlan(plan: LimitPlan, { costClasses, limit }: AnnouncedLimit): LimitPlan | undefined {
  const differs = costClasses.some((name) => {
    const known = plan[name];
    return (
      known?.requestsPerSecond !== limit.requestsPerSecond ||
      (limit.concurrency ?? known?.concurrency) !== known?.concurrency
    );
  });
  if (!differs) return undefined;
  return { ...plan, ...Object.fromEntries(costClasses.map((name) => [name, { ...plan[name], ...limit }])) };
}
