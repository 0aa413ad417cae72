// Cache hits: `node cache.ts BASE_URL CALLS` prints one JSON object, microseconds of processor time per hit, block by block.
// Every subject is filled once and must answer with the document; the server's count shows that hits send nothing.
import assert from 'node:assert/strict';
import { createCachedFetch, createCallCache } from '@headwater/core';
import Keyv from 'keyv';
import { Agent, interceptors, request } from 'undici';
import { getDocument, makeClient } from '../our-client.ts';
import { type Payload, payload2k, payload60k } from '../payloads.ts';

const [baseUrl, calls] = [process.argv[2] as string, Number(process.argv[3])];
const blocks = 9;
const page = { page: '1' };

type Hit = () => Promise<Payload> | Payload;

/** Every cache with the same document in it. */
async function fill(path: string, payload: Payload): Promise<Record<string, Hit>> {
  const url = `${baseUrl}/cacheable${path}`;
  const operation = getDocument(`/cacheable${path}`);
  const shared = makeClient({ baseUrl, cache: true });
  const own = makeClient({ baseUrl, cache: { copy: 'private' } });
  const call =
    (client: typeof shared): Hit =>
    async () =>
      (await client.call(operation, page)).value;

  const answer = {
    status: 200,
    headers: new Headers({ 'cache-control': 'max-age=3600', date: new Date().toUTCString() }),
    requestedAtMs: Date.now(),
    receivedAtMs: Date.now(),
  };
  const callRequest = { scope: `bench ${baseUrl}`, credential: 'key', operation: 'get', method: 'GET', url };
  const lookUp = (cache: ReturnType<typeof createCallCache>): Hit => {
    cache.store(callRequest, answer, structuredClone(payload));
    return () => {
      const found = cache.lookup<Payload>(callRequest);
      if (found instanceof Promise || found.state !== 'fresh') throw new Error('the call cache did not hit');
      return found.cached.payload;
    };
  };

  const cachedFetch = createCachedFetch();
  const keyv = new Keyv();
  await keyv.set('document', payload);
  const dispatcher = new Agent().compose(interceptors.cache());
  return {
    'a call of a client': call(shared),
    'a call of a client, private copy': call(own),
    'the call cache alone': lookUp(createCallCache()),
    'the call cache alone, private copy': lookUp(createCallCache({ copy: 'private' })),
    'createCachedFetch and json()': async () => (await (await cachedFetch(url)).json()) as Payload,
    'undici interceptors.cache and json()': async () =>
      (await (await request(url, { dispatcher })).body.json()) as Payload,
    keyv: async () => (await keyv.get('document')) as Payload,
  };
}

/** What takes microseconds needs tens of thousands of calls before the compiler is done with it. */
async function warmUp(hit: Hit): Promise<void> {
  const until = performance.now() + 500;
  while (performance.now() < until) await hit();
}

async function block(hit: Hit): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < calls; index += 1) await hit();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

const served = async () => ((await (await fetch(`${baseUrl}/count`)).json()) as { served: number }).served;

async function measure(path: string, payload: Payload): Promise<Record<string, number[]>> {
  const hits = await fill(path, payload);
  for (const [name, hit] of Object.entries(hits)) {
    const { results } = await hit();
    assert.deepEqual(
      results.map(({ text }) => text),
      payload.results.map(({ text }) => text),
      `${name}: other document`,
    );
  }
  const before = await served();
  const samples: Record<string, number[]> = {};
  for (const hit of Object.values(hits)) await warmUp(hit);
  for (let round = 0; round < blocks; round += 1) {
    for (const [name, hit] of Object.entries(hits)) samples[name] = [...(samples[name] ?? []), await block(hit)];
  }
  assert.equal(await served(), before, 'a cache asked the server for what it should hold');
  return samples;
}

const figures = { '2 KB': await measure('/documents', payload2k), '60 KB': await measure('/large', payload60k) };
console.log(JSON.stringify(figures));
process.exit(0);
