import { createVirtualClock } from '@headwater/testkit';
import {
  type CachedFetchOptions,
  cacheOutcome,
  createCachedFetch,
  type FetchCacheOutcome,
} from '../../src/cache/index.ts';

/** One scripted answer of the origin. */
export interface OriginAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | ReadableStream<Uint8Array<ArrayBuffer>> | null;
  /** Fails as a lost connection does. */
  fails?: boolean;
}

export interface Seen {
  outcome: FetchCacheOutcome | undefined;
  status: number;
  headers: Headers;
  text: string;
}

export type Origin =
  | OriginAnswer
  | OriginAnswer[]
  | ((request: Request, index: number) => OriginAnswer | Promise<OriginAnswer>);

export const url = 'https://api.example.com/items';
export const start = Date.UTC(2026, 0, 1);
/** An HTTP date this many seconds after the clock's start. */
export const date = (seconds = 0) => new Date(start + seconds * 1000).toUTCString();

/** A cached fetch before a scripted origin, on a clock that only moves when told to. The last answer repeats. */
export function createRig(origin: Origin, options: CachedFetchOptions = {}) {
  const clock = createVirtualClock({ start });
  const requests: Request[] = [];
  const answers = Array.isArray(origin) ? origin : [origin as OriginAnswer];
  let offset = 0;
  const fetch = createCachedFetch({
    clock: { ...clock, now: () => clock.now() + offset },
    async fetch(input, init) {
      const request = new Request(input, init);
      requests.push(request);
      const index = requests.length - 1;
      const answer =
        typeof origin === 'function'
          ? await origin(request, index)
          : (answers[Math.min(index, answers.length - 1)] as OriginAnswer);
      if (answer.fails) throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
      const { status = 200, body = `body ${index}` } = answer;
      const headers = { date: new Date(clock.now()).toUTCString(), ...answer.headers };
      return new Response(status === 304 || status === 204 ? null : body, { status, headers });
    },
    ...options,
  });
  return {
    clock,
    requests,
    fetch,
    wait: (seconds: number) => clock.advance(seconds * 1000),
    /** Sets the wall clock without time passing. */
    setClock(seconds: number) {
      offset += seconds * 1000;
    },
    async get(headers: Record<string, string> = {}, init: RequestInit = {}, at = url): Promise<Seen> {
      const response = await fetch(at, { ...init, headers });
      const text = await response.text();
      return { outcome: cacheOutcome(response), status: response.status, headers: response.headers, text };
    },
  };
}

/** The outcome of a second, equal request after `seconds`. */
export async function second(
  origin: Origin,
  {
    seconds = 0,
    headers = {},
    ...options
  }: CachedFetchOptions & { seconds?: number; headers?: Record<string, string> } = {},
): Promise<Seen & { sent: Request[] }> {
  const rig = createRig(origin, options);
  await rig.get();
  await rig.wait(seconds);
  return { ...(await rig.get(headers)), sent: rig.requests };
}

/** A requirement of a standard, in our words, and what shows that it is met. */
export interface Requirement {
  id: string;
  /** For example `9111 4.2.3`. */
  section: string;
  text: string;
  check: () => Promise<void>;
}
