import { createServiceClient, defineOperation, type ServiceSettings } from '@headwater/core';
import { array, object, string, unknown } from '@headwater/core/schema';
import type { Payload } from './payloads.ts';

/** A service of our own making: a key, limits that are never reached, and a schema that checks every item. */
export function makeClient(settings: ServiceSettings & { baseUrl: string }) {
  return createServiceClient(
    {
      name: 'bench',
      version: '0.0.0',
      baseUrl: settings.baseUrl,
      key: { variables: [], required: true, headers: (key) => ({ authorization: `Bearer ${key}` }) },
      plans: {},
      defaultPlan: () => 'sandbox',
    },
    { apiKey: 'bench-key', resilience: { limits: plenty }, ...settings },
  );
}

/** Limits that a benchmark never reaches, and that are asked all the same. */
export const plenty = { default: { requestsPerSecond: 1_000_000, burst: 10_000, concurrency: 256, queueSize: 10_000 } };

const result = object({ id: string(), title: string(), url: string(), publishedDate: string(), text: string() });

/** An operation that reads a document of the bench server. */
export const getDocument = (path: string) =>
  defineOperation<{ page: string }, Payload>({
    name: path.slice(1).replaceAll('/', '-'),
    method: 'GET',
    path,
    safety: 'read',
    billed: false,
    input: object({ page: string() }),
    request: (input) => ({ query: { page: input.page } }),
    output: object({ requestId: string(), results: array(unknown()) }) as never,
    items: { at: 'results', schema: result },
  });

/** An operation whose answer is not looked at: what is left is what the pipeline itself costs. */
export const getNothing = defineOperation<Record<string, never>, unknown>({
  name: 'nothing',
  method: 'GET',
  path: '/nothing',
  safety: 'unsafe',
  billed: false,
  request: () => ({}),
  output: unknown(),
});
