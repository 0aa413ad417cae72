import { createServiceClient, type ServiceClient, type ServiceDefinition, type ServiceSettings } from '@headwater/core';

export const providerName = 'news';
export const version = '0.1.0';
export const identity = { name: providerName, version } as const;

/** NewsAPI refuses requests without a User-Agent, and GDELT slows anonymous ones down. */
const userAgent = `headwater-news/${version} (+https://github.com/headwater-dev/headwater)`;

type Fetch = typeof globalThis.fetch;
/** One request on its way to the network. `next` sends it. */
export type Transport = (next: Fetch, url: string, init: RequestInit) => Promise<Response>;

/**
 * A service client whose requests pass through `transport` just before the network. The caller's `fetch` stays
 * replaceable, and the caller's own headers win over ours.
 */
export function vendorClient<Settings extends ServiceSettings>(
  definition: ServiceDefinition,
  settings: Settings,
  transport: Transport,
): { client: ServiceClient; current: () => Settings } {
  let current = settings;
  const send = (input: RequestInfo | URL, init: RequestInit = {}) =>
    transport(current.fetch ?? globalThis.fetch, String(input), init);
  const adapt = (patch: ServiceSettings): ServiceSettings => ({
    ...patch,
    fetch: send as Fetch,
    ...('headers' in patch ? { headers: { 'user-agent': userAgent, ...patch.headers } } : {}),
  });
  const client = createServiceClient(definition, adapt({ ...settings, headers: settings.headers }));
  return {
    current: () => current,
    client: {
      ...client,
      configure(patch) {
        client.configure(adapt(patch));
        current = { ...current, ...patch };
      },
    },
  };
}
