import { searchBody } from './payloads.ts';

export type RequestRow = 'get-2k' | 'post-2k' | 'get-60k';

/** One request of a row; `number` makes it a request nobody made before. Resolves to the parsed answer. */
export type Send = (number: number) => Promise<unknown>;

export interface Contender {
  name: string;
  /** Packages whose versions belong beside the figures. */
  packages: string[];
  /** Loads the packages and makes a client. Rows that it cannot do are absent. */
  start(baseUrl: string): Promise<Partial<Record<RequestRow, Send>>>;
}

const paths: Record<RequestRow, string> = { 'get-2k': '/documents', 'post-2k': '/search', 'get-60k': '/large' };
const json = { 'content-type': 'application/json' };

/** The three rows of a client that can send anything. */
function general(
  baseUrl: string,
  get: (url: string) => Promise<unknown>,
  post: (url: string, body: unknown) => Promise<unknown>,
) {
  return {
    'get-2k': (number: number) => get(`${baseUrl}${paths['get-2k']}?page=${number}`),
    'post-2k': (number: number) => post(`${baseUrl}${paths['post-2k']}`, searchBody(number)),
    'get-60k': (number: number) => get(`${baseUrl}${paths['get-60k']}?page=${number}`),
  };
}

const rawFetch: Contender = {
  name: 'fetch',
  packages: [],
  start: async (baseUrl) =>
    general(
      baseUrl,
      async (url) => await (await fetch(url)).json(),
      async (url, body) =>
        await (await fetch(url, { method: 'POST', headers: json, body: JSON.stringify(body) })).json(),
    ),
};

const undiciRequest: Contender = {
  name: 'undici.request',
  packages: ['undici'],
  async start(baseUrl) {
    const { request } = await import('undici');
    return general(
      baseUrl,
      async (url) => await (await request(url)).body.json(),
      async (url, body) =>
        await (await request(url, { method: 'POST', headers: json, body: JSON.stringify(body) })).body.json(),
    );
  },
};

const kyDefaults: Contender = {
  name: 'ky',
  packages: ['ky'],
  async start(baseUrl) {
    const { default: ky } = await import('ky');
    return general(
      baseUrl,
      (url) => ky.get(url).json(),
      (url, body) => ky.post(url, { json: body }).json(),
    );
  },
};

/** The arrangement cockatiel's own documentation leads to: bulkhead inside retry and breaker, time limit innermost. */
const kyCockatiel: Contender = {
  name: 'ky + cockatiel',
  packages: ['ky', 'cockatiel'],
  async start(baseUrl) {
    const { default: ky } = await import('ky');
    const policies = await import('cockatiel');
    const policy = policies.wrap(
      policies.retry(policies.handleAll, { maxAttempts: 3, backoff: new policies.ExponentialBackoff() }),
      policies.circuitBreaker(policies.handleAll, {
        halfOpenAfter: 5_000,
        breaker: new policies.SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 5 }),
      }),
      policies.bulkhead(256, 10_000),
      policies.timeout(10_000, policies.TimeoutStrategy.Cooperative),
    );
    const http = ky.create({ retry: 0, timeout: false });
    return general(
      baseUrl,
      (url) => policy.execute(({ signal }) => http.get(url, { signal }).json()),
      (url, body) => policy.execute(({ signal }) => http.post(url, { signal, json: body }).json()),
    );
  },
};

const gotDefaults: Contender = {
  name: 'got',
  packages: ['got'],
  async start(baseUrl) {
    const { default: got } = await import('got');
    const { Agent } = await import('node:http');
    // Without an agent of its own got opens a connection per request.
    const http = got.extend({ agent: { http: new Agent({ keepAlive: true }) } });
    return general(
      baseUrl,
      (url) => http.get(url).json(),
      (url, body) => http.post(url, { json: body }).json(),
    );
  },
};

const axiosRetry: Contender = {
  name: 'axios + axios-retry',
  packages: ['axios', 'axios-retry'],
  async start(baseUrl) {
    const { default: axios } = await import('axios');
    const { default: retry } = await import('axios-retry');
    const { Agent } = await import('node:http');
    const http = axios.create({ httpAgent: new Agent({ keepAlive: true }) });
    retry(http, { retries: 3 });
    return general(
      baseUrl,
      async (url) => (await http.get(url)).data,
      async (url, body) => (await http.post(url, body)).data,
    );
  },
};

const octokit: Contender = {
  name: 'octokit + throttling + retry',
  packages: ['@octokit/core', '@octokit/plugin-throttling', '@octokit/plugin-retry'],
  async start(baseUrl) {
    const { Octokit } = await import('@octokit/core');
    const { throttling } = await import('@octokit/plugin-throttling');
    const { retry } = await import('@octokit/plugin-retry');
    const client = new (Octokit.plugin(throttling, retry))({
      baseUrl,
      throttle: { onRateLimit: () => true, onSecondaryRateLimit: () => true },
    });
    const get = async (path: string, number: number) => (await client.request(`GET ${path}`, { page: number })).data;
    // No POST row: its throttling lets one write through per second, whatever the service.
    return {
      'get-2k': (number) => get(paths['get-2k'], number),
      'get-60k': (number) => get(paths['get-60k'], number),
    };
  },
};

const exaJs: Contender = {
  name: 'exa-js',
  packages: ['exa-js'],
  async start(baseUrl) {
    const { Exa } = await import('exa-js');
    const client = new Exa('bench-key', baseUrl);
    return {
      'post-2k': (number) => {
        const { query, numResults } = searchBody(number);
        return client.search(query, { numResults, contents: { text: true } });
      },
    };
  },
};

const agenticExa: Contender = {
  name: '@agentic/exa',
  packages: ['@agentic/exa'],
  async start(baseUrl) {
    const { ExaClient } = await import('@agentic/exa');
    const client = new ExaClient({ apiKey: 'bench-key', apiBaseUrl: baseUrl });
    return { 'post-2k': (number) => client.search(searchBody(number)) };
  },
};

/** The whole pipeline, with a schema that checks every item, and the Exa provider for the row that is an Exa search. */
async function headwater(baseUrl: string, transport: typeof fetch | undefined) {
  const { getDocument, makeClient, plenty } = await import('./our-client.ts');
  const { createExa } = await import('@headwater/exa');
  const settings = { baseUrl, ...(transport === undefined ? {} : { fetch: transport }) };
  const documents = getDocument(paths['get-2k']);
  const large = getDocument(paths['get-60k']);
  const client = makeClient(settings);
  const exa = createExa({ ...settings, apiKey: 'bench-key', resilience: { limits: plenty } });
  return {
    'get-2k': async (number: number) => (await client.call(documents, { page: String(number) })).value,
    'post-2k': (number: number) => exa.search(searchBody(number)),
    'get-60k': async (number: number) => (await client.call(large, { page: String(number) })).value,
  };
}

/** Names of our own contenders, which have goals. */
export const ours = { globalFetch: 'headwater, global fetch', nodeTransport: 'headwater, Node transport' };

const onGlobalFetch: Contender = {
  name: ours.globalFetch,
  packages: ['@headwater/core', '@headwater/exa'],
  start: (baseUrl) => headwater(baseUrl, undefined),
};

const onNodeTransport: Contender = {
  name: ours.nodeTransport,
  packages: ['@headwater/core', '@headwater/exa', 'undici'],
  async start(baseUrl) {
    const { createNodeTransport } = await import('@headwater/core/node');
    return headwater(baseUrl, createNodeTransport());
  },
};

/** The transport without the pipeline, in raw `fetch`'s place. */
const transportAlone: Contender = {
  name: 'Node transport alone',
  packages: ['@headwater/core', 'undici'],
  async start(baseUrl) {
    const { createNodeTransport } = await import('@headwater/core/node');
    const send = createNodeTransport();
    return general(
      baseUrl,
      async (url) => await (await send(url)).json(),
      async (url, body) =>
        await (await send(url, { method: 'POST', headers: json, body: JSON.stringify(body) })).json(),
    );
  },
};

export const baseline: string = rawFetch.name;

export const contenders: readonly Contender[] = [
  rawFetch,
  onGlobalFetch,
  onNodeTransport,
  transportAlone,
  undiciRequest,
  kyDefaults,
  kyCockatiel,
  gotDefaults,
  axiosRetry,
  octokit,
  exaJs,
  agenticExa,
];
