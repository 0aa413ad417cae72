import type { EmulatorLimits, EmulatorReply, EmulatorRequest, EmulatorRoute } from '@headwater/testkit';

const WINDOW_MS = 900_000;

/** Requests of one app in fifteen minutes, as published. */
const PUBLISHED: Readonly<Record<string, number>> = {
  'search-recent': 450,
  'search-all': 300,
  counts: 300,
  timelines: 10_000,
  mentions: 450,
  posts: 3500,
  post: 450,
  users: 300,
  rules: 450,
  'change-rules': 100,
  usage: 50,
  connections: 25,
};

interface Window {
  used: number;
  endsAt: number;
}

/** X's windows of fifteen minutes: they begin with the first request, and every answer tells how much is left. */
export interface Windows {
  /** The route with its window; limits the caller set instead take its place. */
  guard(route: EmulatorRoute): EmulatorRoute;
  reset(): void;
}

export function createWindows(
  limits: EmulatorLimits = 'published',
  keyOf: (request: EmulatorRequest) => string,
): Windows {
  const windows = new Map<string, Window>();
  const isEnforced = (name: string): boolean =>
    limits === 'published' || (typeof limits === 'object' && !('requests' in limits) && !Object.hasOwn(limits, name));

  function take(name: string, request: EmulatorRequest): { headers: Record<string, string>; isFull: boolean } {
    const [key, now, most] = [`${name} ${keyOf(request)}`, request.clock.now(), PUBLISHED[name] as number];
    const known = windows.get(key);
    const window = known !== undefined && now < known.endsAt ? known : { used: 0, endsAt: now + WINDOW_MS };
    windows.set(key, window);
    const isFull = window.used >= most;
    if (!isFull) window.used += 1;
    const headers = {
      'x-rate-limit-limit': String(most),
      'x-rate-limit-remaining': String(most - window.used),
      'x-rate-limit-reset': String(Math.ceil(window.endsAt / 1000)),
    };
    return { headers, isFull };
  }

  return {
    guard(route) {
      const name = route.limit;
      if (typeof name !== 'string' || !isEnforced(name)) return route;
      return {
        ...route,
        async handler(request): Promise<EmulatorReply> {
          const { headers, isFull } = take(name, request);
          if (isFull) return { ...tooManyRequests(), headers };
          const reply = await route.handler(request);
          return { ...reply, headers: { ...headers, ...reply.headers } };
        },
      };
    },
    reset: () => windows.clear(),
  };
}

export const tooManyRequests = (): EmulatorReply => ({
  status: 429,
  json: { title: 'Too Many Requests', detail: 'Too Many Requests', type: 'about:blank', status: 429 },
});
