import { createEmulator, createVirtualClock } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { createCallCache } from '../src/cache/index.ts';
import { createServiceClient, createStateStore, defineOperation, type ServiceSettings } from '../src/index.ts';
import { array, object, string } from '../src/schema/index.ts';
import { failure } from './support/failure.ts';

const item = object({ id: string() });
const items = { at: 'items', schema: item } as const;
const shape = object({ items: array(item), at: string() });
const get = defineOperation({
  name: 'get',
  method: 'GET',
  path: '/items',
  safety: 'read',
  billed: false,
  request: ({ q }: { q: string }) => ({ query: { q } }),
  output: shape,
  items,
});
const search = defineOperation({
  name: 'search',
  method: 'POST',
  path: '/search',
  safety: 'read',
  billed: true,
  cacheTtlMs: 60_000,
  request: (input: object) => ({ body: input }),
  output: shape,
  items,
});
const order = defineOperation({
  name: 'order',
  method: 'POST',
  path: '/search',
  safety: 'unsafe',
  billed: true,
  cacheTtlMs: 60_000,
  request: (input: object) => ({ body: input }),
  output: shape,
  items,
});

/** A service whose answers say when they were made, with whatever cache headers a test wants. */
function rig(replyHeaders: Record<string, string>, settings: ServiceSettings = {}) {
  const clock = createVirtualClock({ autoAdvance: true });
  let answered = 0;
  const answer = () => {
    answered += 1;
    return { json: { items: [{ id: 'a' }, { id: 7 }], at: String(answered) }, headers: replyHeaders };
  };
  const service = createEmulator({
    name: 'store',
    baseUrl: 'https://store.example',
    clock,
    routes: [
      {
        method: 'GET',
        path: '/items',
        handler: (request) =>
          request.headers.get('if-none-match') === '"v1"' ? { status: 304, headers: replyHeaders } : answer(),
      },
      { method: 'POST', path: '/search', handler: answer },
    ],
  });
  const make = (extra: ServiceSettings = {}) =>
    createServiceClient(
      {
        name: 'store',
        version: '1.0.0',
        baseUrl: 'https://store.example',
        key: { variables: [], required: false, headers: (key) => ({ 'x-api-key': key }) },
        plans: {},
        defaultPlan: () => 'sandbox',
      },
      {
        fetch: service.fetch,
        clock,
        random: () => 0.5,
        stateStore: createStateStore(),
        cache: true,
        ...settings,
        ...extra,
      },
    );
  return { clock, service, client: make(), make };
}

describe('a client with a cache', () => {
  it('answers from it while the service says the answer is fresh, then asks whether it still is', async () => {
    const { client, service, clock } = rig({ 'cache-control': 'max-age=60', etag: '"v1"' });
    const first = await client.call(get, { q: 'x' });
    expect(first.response).toMatchObject({ cache: 'miss', attempts: 1 });
    const second = await client.call(get, { q: 'x' });
    expect(second).toMatchObject({
      value: { at: '1' },
      skipped: [{ index: 1 }],
      response: { cache: 'hit', attempts: 0 },
    });
    expect(second.response.headers.get('etag')).toBe('"v1"');
    expect(second.response.retrievedAt).toBe(first.response.retrievedAt);
    expect(service.requests).toHaveLength(1);

    await clock.advance(61_000);
    const third = await client.call(get, { q: 'x' });
    expect(third).toMatchObject({ value: { at: '1' }, response: { cache: 'hit', attempts: 1 } });
    expect(service.requests.map((request) => request.status)).toEqual([200, 304]);
    await client.call(get, { q: 'x' });
    expect(service.requests).toHaveLength(2);
  });

  it('keeps a read-only POST by its content, whatever the order of its fields', async () => {
    const { client, service, clock } = rig({});
    await client.call(search, { q: 'x', n: 1 });
    expect((await client.call(search, { n: 1, q: 'x' })).response.cache).toBe('hit');
    expect((await client.call(search, { n: 2, q: 'x' })).response.cache).toBe('miss');
    await clock.advance(61_000);
    expect((await client.call(search, { q: 'x', n: 1 })).response.cache).toBe('miss');
    expect(service.requests).toHaveLength(3);
  });

  it('never keeps what must reach the service', async () => {
    const { client, service } = rig({ 'cache-control': 'max-age=60' });
    for (let round = 0; round < 3; round += 1) await client.call(order, { id: 'a' });
    expect(service.requests).toHaveLength(3);
  });

  it('serves a stale answer at once and brings it up to date beside, once', async () => {
    const { client, service, clock } = rig({ 'cache-control': 'max-age=1, stale-while-revalidate=60' });
    await client.call(get, { q: 'x' });
    await clock.advance(5000);
    const stale = await Promise.all([client.call(get, { q: 'x' }), client.call(get, { q: 'x' })]);
    expect(stale.map(({ response, value }) => [response.cache, value.at])).toEqual([
      ['stale', '1'],
      ['stale', '1'],
    ]);
    await clock.advance(10);
    expect(service.requests).toHaveLength(2);
    expect((await client.call(get, { q: 'x' })).value.at).toBe('2');
  });

  it('serves a stale answer instead of a failure where the service allows it, and not otherwise', async () => {
    for (const [header, expected] of [
      ['max-age=1, stale-if-error=600', 'stale'],
      ['max-age=1', 'upstream'],
    ] as const) {
      const { client, service, clock } = rig({ 'cache-control': header });
      await client.call(get, { q: 'x' });
      await clock.advance(5000);
      service.faults.push({ kind: 'outage', status: 503 });
      const outcome = await client.call(get, { q: 'x' }).then(
        ({ response }) => response.cache,
        (error) => error.code,
      );
      expect(outcome).toBe(expected);
    }
  });

  it('does not let one credential see what another was given', async () => {
    const { service, make, clock } = rig({ 'cache-control': 'max-age=60' });
    const cache = createCallCache({ clock });
    const [one, two, same] = ['key-of-one', 'key-of-two', 'key-of-one'].map((apiKey) => make({ apiKey, cache }));
    for (const client of [one, two, same]) await client?.call(get, { q: 'x' });
    expect(service.requests).toHaveLength(2);
  });

  it('tells observers where an answer came from, and counts a hit for nothing sent', async () => {
    const { client } = rig({ 'cache-control': 'max-age=60' });
    const seen: unknown[] = [];
    const observe = { event: (event: { type: string }) => event.type === 'call-finished' && seen.push(event) };
    await client.call(get, { q: 'x' }, { observe });
    await client.call(get, { q: 'x' }, { observe });
    expect(seen).toMatchObject([
      { cache: 'miss', attempts: 1 },
      { cache: 'hit', attempts: 0, bytes: 0 },
    ]);
  });

  it('keeps what is stored when another setting changes', async () => {
    const { client, service } = rig({ 'cache-control': 'max-age=60' });
    await client.call(get, { q: 'x' });
    client.configure({ headers: { 'x-team': 'a' } });
    expect((await client.call(get, { q: 'x' })).response.cache).toBe('hit');
    client.configure({ cache: false });
    await client.call(get, { q: 'x' });
    expect(service.requests).toHaveLength(2);
  });

  it('refuses a 304 nobody asked for', async () => {
    const { client } = rig({}, { fetch: async () => new Response(null, { status: 304 }) });
    expect(await failure(client.call(get, { q: 'x' }))).toMatchObject({ code: 'upstream', status: 304 });
  });
});
