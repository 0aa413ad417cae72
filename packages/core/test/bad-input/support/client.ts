import {
  createServiceClient,
  createStateStore,
  defineOperation,
  type Operation,
  type ServiceClient,
  type ServiceDefinition,
  type ServiceSettings,
} from '../../../src/index.ts';
import { unknown } from '../../../src/schema/index.ts';

export const key = 'bad-input-key-1c7e55d0';

/** Takes any JSON, so that only the pipeline can refuse an answer. */
export const read: Operation<unknown, unknown> = defineOperation({
  name: 'read',
  method: 'GET',
  path: '/thing',
  safety: 'read',
  billed: false,
  request: () => ({}),
  output: unknown(),
});

export const order: Operation<{ note: string }, unknown> = defineOperation({
  name: 'order',
  method: 'POST',
  path: '/orders',
  safety: 'unsafe',
  billed: true,
  request: (input: { note: string }) => ({ body: input }),
  output: unknown(),
});

export const definition: ServiceDefinition = {
  name: 'hostile',
  version: '1.0.0',
  baseUrl: 'https://api.hostile.example',
  key: { variables: ['HOSTILE_API_KEY'], required: true, headers: (value) => ({ 'x-api-key': value }) },
  plans: {},
  defaultPlan: () => 'sandbox',
};

/** A client of its own state; one attempt unless a test is about retries. */
export function connect(baseUrl: string, settings: ServiceSettings = {}): ServiceClient {
  return createServiceClient(definition, {
    apiKey: key,
    baseUrl,
    stateStore: createStateStore(),
    random: () => 0,
    ...settings,
    resilience: { retry: { attempts: 1 }, attemptTimeoutMs: 5_000, ...settings.resilience },
  });
}
