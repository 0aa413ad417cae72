import { problem, XProblem } from './problems.ts';
import type { Projected } from './projection.ts';

export interface MeterOptions {
  /** Prepaid credit in US dollars; a call that finds none left is refused with 402. @default unlimited */
  creditUsd?: number | undefined;
  /** Posts that may be read in a month; a call beyond is refused with 429. @default 3,000,000 */
  monthlyPostCap?: number | undefined;
}

/** What was read so far. A resource is charged once per UTC day. */
export interface Meter {
  readonly postsRead: number;
  readonly spentUsd: number;
  readonly cap: number;
  /** Posts read by day, `YYYY-MM-DD`. */
  daily(): ReadonlyMap<string, number>;
  /** Refuses the call when money or posts are used up. */
  admit(): void;
  chargePosts(answer: Projected, now: number): void;
  chargeUsers(answer: Projected, now: number): void;
  chargeFlat(usd: number): void;
  reset(): void;
}

const POST_USD = 0.005;
const USER_USD = 0.01;

export function createMeter({ creditUsd = Number.POSITIVE_INFINITY, monthlyPostCap = 3_000_000 }: MeterOptions): Meter {
  let postsRead = 0;
  let milliUsd = 0;
  let charged = new Set<string>();
  let days = new Map<string, number>();

  function chargeEach(kind: string, items: readonly Record<string, unknown>[], usd: number, now: number): void {
    const day = new Date(now).toISOString().slice(0, 10);
    for (const { id } of items) {
      const key = `${day} ${kind} ${id}`;
      if (kind === 'post') {
        postsRead += 1;
        days.set(day, (days.get(day) ?? 0) + 1);
      }
      if (!charged.has(key)) milliUsd += usd * 1000;
      charged.add(key);
    }
  }
  const chargeIncludes = ({ includes }: Projected, now: number): void => {
    chargeEach('user', includes.users ?? [], USER_USD, now);
    chargeEach('post', [...(includes.tweets ?? []), ...(includes.posts ?? [])], POST_USD, now);
  };

  return {
    get postsRead() {
      return postsRead;
    },
    get spentUsd() {
      return milliUsd / 1000;
    },
    cap: monthlyPostCap,
    daily: () => days,
    admit() {
      if (milliUsd / 1000 >= creditUsd) {
        const detail = 'Your enrolled account does not have any credits to fulfill this request.';
        throw new XProblem(402, problem('credits', 'CreditsDepleted', detail, { account_id: 900 }));
      }
      if (postsRead >= monthlyPostCap) {
        const detail = 'Usage cap exceeded: Monthly product cap';
        throw new XProblem(
          429,
          problem('usage-capped', 'UsageCapExceeded', detail, { period: 'Monthly', scope: 'Product' }),
        );
      }
    },
    chargePosts(answer, now) {
      chargeEach('post', answer.data, POST_USD, now);
      chargeIncludes(answer, now);
    },
    chargeUsers(answer, now) {
      chargeEach('user', answer.data, USER_USD, now);
      chargeIncludes(answer, now);
    },
    chargeFlat(usd) {
      milliUsd += usd * 1000;
    },
    reset() {
      postsRead = 0;
      milliUsd = 0;
      charged = new Set();
      days = new Map();
    },
  };
}
