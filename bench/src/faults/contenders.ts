import { searchBody } from '../client/payloads.ts';
import type { ScenarioName } from './options.ts';

/** One call; `number` makes it a request nobody made before. */
export type Call = (number: number) => Promise<unknown>;

export interface Contender {
  name: string;
  /** Packages whose versions belong beside the figures. */
  packages: string[];
  /** Has goals; the others are for comparison. */
  ours?: true;
  /** Scenarios that say nothing about it. */
  except?: readonly ScenarioName[];
  start(baseUrl: string, scenario: ScenarioName): Promise<Call>;
}

/** Callers at the same time in the closed-loop scenarios. Ours may have as many requests on the wire, as peers have. */
export const concurrency = 64;

const path = (number: number) => `/documents?page=${number}`;

/** Limits our clients get: what the scenario's service allows, nothing else, so that no published plan is felt. */
const limitsOf = (scenario: ScenarioName) => ({
  default: {
    concurrency,
    queueSize: 10_000,
    ...(scenario === 'one-per-second' ? { requestsPerSecond: 1, burst: 1 } : {}),
  },
});

const ownClient: Contender = {
  name: 'headwater',
  packages: ['@headwater/core'],
  ours: true,
  async start(baseUrl, scenario) {
    const { createServiceClient, defineOperation } = await import('@headwater/core');
    const { array, object, strictObject, string } = await import('@headwater/core/schema');
    const result = object({ id: string(), title: string(), url: string(), text: string() });
    const documents = defineOperation({
      name: 'documents',
      method: 'GET',
      path: '/documents',
      safety: 'read',
      billed: false,
      input: strictObject({ page: string() }),
      request: (input: { page: string }) => ({ query: { page: input.page } }),
      items: { at: 'results', schema: result },
      output: object({ requestId: string(), results: array(result) }),
    });
    const client = createServiceClient(
      {
        name: 'bench',
        version: '0.0.0',
        baseUrl,
        key: { variables: [], required: true, headers: (key) => ({ authorization: `Bearer ${key}` }) },
        plans: {},
        defaultPlan: () => 'sandbox',
      },
      {
        apiKey: 'bench-key-0001',
        baseUrl,
        resilience: { limits: limitsOf(scenario), ...(scenario === 'slow-tail' ? { hedge: true } : {}) } as object,
      },
    );
    return (number) => client.call(documents, { page: String(number) });
  },
};

const ownExa: Contender = {
  name: '@headwater/exa',
  packages: ['@headwater/exa'],
  ours: true,
  // A search is billed, so it is never hedged.
  except: ['slow-tail'],
  async start(baseUrl, scenario) {
    const { createExa } = await import('@headwater/exa');
    const exa = createExa({ apiKey: 'bench-key-0001', baseUrl, resilience: { limits: limitsOf(scenario) } });
    return (number) => exa.search(searchBody(number));
  },
};

const ky: Contender = {
  name: 'ky',
  packages: ['ky'],
  async start(baseUrl) {
    const { default: http } = await import('ky');
    return (number) => http.get(`${baseUrl}${path(number)}`).json();
  },
};

/** What its documentation leads to: retry outermost, a sampling breaker, a bulkhead, a time limit for each attempt. */
const kyCockatiel: Contender = {
  name: 'ky + cockatiel',
  packages: ['ky', 'cockatiel'],
  async start(baseUrl) {
    const { default: ky, HTTPError } = await import('ky');
    const policies = await import('cockatiel');
    const statusOf = (error: unknown) => (error instanceof HTTPError ? error.response.status : undefined);
    const serviceFailed = policies.handleWhen((error) => (statusOf(error) ?? 599) >= 500);
    const passing = policies.handleWhen((error) => statusOf(error) === 429 || (statusOf(error) ?? 599) >= 500);
    const policy = policies.wrap(
      policies.retry(passing, { maxAttempts: 3, backoff: new policies.ExponentialBackoff() }),
      policies.circuitBreaker(serviceFailed, {
        halfOpenAfter: 5_000,
        breaker: new policies.SamplingBreaker({ threshold: 0.5, duration: 10_000 }),
      }),
      policies.bulkhead(concurrency, 10_000),
      policies.timeout(10_000, policies.TimeoutStrategy.Cooperative),
    );
    const http = ky.create({ retry: 0, timeout: false });
    return (number) => policy.execute(({ signal }) => http.get(`${baseUrl}${path(number)}`, { signal }).json());
  },
};

const got: Contender = {
  name: 'got',
  packages: ['got'],
  async start(baseUrl) {
    const { default: got } = await import('got');
    const { Agent } = await import('node:http');
    // Without an agent of its own got opens a connection per request.
    const http = got.extend({ agent: { http: new Agent({ keepAlive: true }) } });
    return (number) => http.get(`${baseUrl}${path(number)}`).json();
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
    return (number) => http.get(`${baseUrl}${path(number)}`);
  },
};

const octokit: Contender = {
  name: 'octokit + throttling + retry',
  packages: ['@octokit/core', '@octokit/plugin-throttling', '@octokit/plugin-retry'],
  async start(baseUrl) {
    const { Octokit } = await import('@octokit/core');
    const { throttling } = await import('@octokit/plugin-throttling');
    const { retry } = await import('@octokit/plugin-retry');
    const quiet = () => {};
    const client = new (Octokit.plugin(throttling, retry))({
      baseUrl,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      throttle: {
        onRateLimit: (_after: number, _options: object, _client: object, retries: number) => retries < 3,
        onSecondaryRateLimit: (_after: number, _options: object, _client: object, retries: number) => retries < 3,
      },
    });
    return (number) => client.request('GET /documents', { page: number });
  },
};

const exaJs: Contender = {
  name: 'exa-js',
  packages: ['exa-js'],
  async start(baseUrl) {
    const { Exa } = await import('exa-js');
    const client = new Exa('bench-key-0001', baseUrl);
    return (number) => {
      const { query, numResults } = searchBody(number);
      return client.search(query, { numResults, contents: { text: true } });
    };
  },
};

export const contenders: readonly Contender[] = [ownClient, ownExa, ky, kyCockatiel, got, axiosRetry, octokit, exaJs];
