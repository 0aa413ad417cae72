import { createEmulator, createVirtualClock, type EmulatorSettings, type VirtualClock } from '@headwater/testkit';
import {
  createServiceClient,
  createStateStore,
  defineOperation,
  type ServiceDefinition,
  type ServiceSettings,
} from '../../src/index.ts';
import { array, nullable, number, object, optional, strictObject, string } from '../../src/schema/index.ts';

/** A small service of our own: enough shape to drive every stage of the pipeline. */
export const toyKey = 'toy-key-4f9c2b7e81';

const item = object({ id: string(), size: optional(nullable(number())) });

export const searchOperation = defineOperation({
  name: 'search',
  method: 'GET',
  path: '/items',
  safety: 'read',
  billed: false,
  input: strictObject({ text: string({ minLength: 1 }) }),
  request: (input: { text: string }) => ({ query: { q: input.text } }),
  items: { at: 'items', schema: item },
  output: object({ items: array(item), price: optional(number()) }),
  softError: (json) => {
    const failure = (json as { failure?: string } | null)?.failure;
    return failure === undefined ? undefined : { code: 'quota-exhausted', message: failure, vendorCode: 'SOFT' };
  },
  cost: (answer) => answer.price,
  estimatedCostUsd: 0.01,
});

export const batchOperation = defineOperation({
  name: 'batch',
  method: 'POST',
  path: '/batch',
  safety: 'read',
  billed: true,
  request: (input: { ids: string[] }) => ({ body: input }),
  items: { at: '', schema: nullable(item), malformed: 'null' },
  output: array(nullable(item)),
});

export const orderOperation = defineOperation({
  name: 'order',
  method: 'POST',
  path: '/orders',
  safety: 'unsafe',
  billed: true,
  request: (input: { id: string }) => ({ body: input }),
  output: object({ ok: string() }),
});

export const toyDefinition: ServiceDefinition = {
  name: 'toy',
  version: '1.2.3',
  baseUrl: 'https://api.toy.example',
  key: { variables: ['TOY_API_KEY'], required: true, headers: (key) => ({ 'x-api-key': key }) },
  plans: { free: { default: { requestsPerSecond: 1, burst: 1 } } },
  defaultPlan: () => 'sandbox',
  requestIdHeader: 'x-request-id',
};

export function createToyEmulator(settings: EmulatorSettings = {}) {
  let answered = 0;
  const items = [{ id: 'a', size: 1 }, { id: 'b', size: null }, { id: 'c' }];
  return createEmulator({
    name: 'toy',
    baseUrl: toyDefinition.baseUrl,
    publishedLimits: { all: { requests: 1, perMs: 1000 } },
    replyHeaders: () => {
      answered += 1;
      return { 'x-request-id': `req-${answered}` };
    },
    before: (request) =>
      request.headers.get('x-api-key') === toyKey ? undefined : { status: 401, json: { error: 'unknown key' } },
    routes: [
      { method: 'GET', path: '/items', limit: 'all', handler: () => ({ json: { items, price: 0.02 } }) },
      { method: 'POST', path: '/batch', limit: 'all', handler: () => ({ json: [items[0], null, items[2]] }) },
      { method: 'POST', path: '/orders', limit: 'all', handler: () => ({ json: { ok: 'yes' } }) },
    ],
    limits: 'unlimited',
    ...settings,
  });
}

/** Client and emulator on one auto-advancing clock, with a state store of their own. */
export function createToy(settings: ServiceSettings = {}, emulatorSettings: EmulatorSettings = {}) {
  const clock: VirtualClock = createVirtualClock({ autoAdvance: true });
  const emulator = createToyEmulator({ clock, ...emulatorSettings });
  const client = createServiceClient(toyDefinition, {
    apiKey: toyKey,
    fetch: emulator.fetch,
    clock,
    random: () => 0.5,
    stateStore: createStateStore(),
    ...settings,
  });
  return { clock, emulator, client };
}
