import { createEmulator } from '@headwater/testkit';
import { describe, expect, it, vi } from 'vitest';
import {
  createCallBudget,
  createServiceClient,
  createStateStore,
  defineOperation,
  type Page,
  pagedList,
} from '../src/index.ts';
import { lenient, object, string } from '../src/schema/index.ts';

describe('lenient', () => {
  it('takes a malformed field for absent and leaves the rest alone', async () => {
    const schema = object({ id: string(), icon: lenient(string()) });
    const check = (value: unknown) => schema['~standard'].validate(value);
    expect(await check({ id: 'a', icon: 7 })).toEqual({ value: { id: 'a', icon: undefined } });
    expect(await check({ id: 'a', icon: 'x' })).toEqual({ value: { id: 'a', icon: 'x' } });
    expect(await check({ id: 'a', icon: null })).toEqual({ value: { id: 'a', icon: null } });
    expect(await check({ id: 'a' })).toEqual({ value: { id: 'a' } });
    expect(await check({ icon: 'x' })).toHaveProperty('issues');
  });
});

describe('a bounded list', () => {
  it('asks for no page past its bound, and tells how many items came before', async () => {
    const asked: [string | undefined, number][] = [];
    const fetchPage = async (cursor: string | undefined, itemsBefore: number): Promise<Page<number>> => {
      asked.push([cursor, itemsBefore]);
      return { items: [itemsBefore, itemsBefore + 1], skipped: [], nextCursor: String(itemsBefore + 2) };
    };
    const list = pagedList(fetchPage, { provider: 'toy', operation: 'list', maxItems: 4 });
    const items: number[] = [];
    for await (const page of list.pages()) items.push(...page.items);
    expect(items).toEqual([0, 1, 2, 3]);
    expect(asked).toEqual([
      [undefined, 0],
      ['2', 2],
    ]);
  });
});

const service = () =>
  createEmulator({
    name: 'toy',
    baseUrl: 'https://toy.example',
    routes: [{ method: 'GET', path: '/', handler: () => ({ json: {} }) }],
  });

function clientOf(fetch: typeof globalThis.fetch) {
  const plans = { wide: { default: { concurrency: 64 } } };
  return createServiceClient(
    { name: 'toy', version: '1.0.0', baseUrl: 'https://toy.example', plans, defaultPlan: () => 'wide' },
    { fetch, stateStore: createStateStore() },
  );
}

const search = defineOperation({
  name: 'search',
  method: 'GET',
  path: '/',
  safety: 'read',
  billed: true,
  estimatedCostUsd: ({ pages }: { pages: number }) => pages * 0.01,
  request: ({ pages }: { pages: number }) => ({ query: { pages } }),
  output: object({}),
});

it('holds back a price that depends on the input', async () => {
  const client = clientOf(service().fetch);
  const budget = createCallBudget({ costUsd: 0.05 });
  await expect(client.call(search, { pages: 6 }, { budget })).rejects.toMatchObject({ code: 'budget-exhausted' });
  await client.call(search, { pages: 5 }, { budget });
});

it('disposal reaches every call in flight', async () => {
  const toy = service();
  toy.faults.push({ kind: 'hang', times: Number.POSITIVE_INFINITY });
  const client = clientOf(toy.fetch);
  client.configure({ resilience: { disposeGraceMs: 1 } });
  const calls = Array.from({ length: 30 }, (_, index) =>
    client.call(search, { pages: index }).catch((error) => error.code),
  );
  await vi.waitFor(() => expect(toy.requests).toHaveLength(30));
  await client.dispose();
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['cancelled']));
});

describe('what an adapter says of its key', () => {
  const keyOf = (key: { required: boolean } | undefined, apiKey?: string) => {
    const rule = key && { key: { variables: ['A_KEY_NOBODY_SETS'], headers: () => ({}), ...key } };
    const definition = { name: 'toy', version: '1.0.0', baseUrl: 'https://toy.example', plans: {}, ...rule };
    const settings = { stateStore: createStateStore(), ...(apiKey === undefined ? {} : { apiKey }) };
    return createServiceClient({ ...definition, defaultPlan: () => 'sandbox' }, settings).inspect().key.state;
  };

  it.each([
    ['set', { required: true }, 'given'],
    ['not-set', { required: true }, undefined],
    ['set', { required: false }, 'given'],
    ['not-needed', { required: false }, undefined],
    ['not-needed', undefined, 'given'],
  ] as const)('is %s for the rule %j and the key %j', (state, rule, apiKey) => {
    expect(keyOf(rule, apiKey)).toBe(state);
  });
});
