import { describe, expect, it } from 'vitest';
import {
  createAuditLog,
  createFieldCipher,
  createRequestSigner,
  createSignatureVerifier,
  memoryAuditSink,
  openTelemetry,
  type ServiceSettings,
  systemClock,
  verifyAuditLog,
} from '../src/index.ts';
import { failure } from './support/failure.ts';
import { batchOperation, createToy, orderOperation, searchOperation, toyKey } from './support/toy-service.ts';
import { openSdk } from './telemetry/sdk.ts';

/** Web Crypto works outside the event loop, where a virtual clock cannot see it. Retries wait for no time at all. */
function createRealTimeToy(settings: ServiceSettings = {}) {
  return createToy({ clock: systemClock, random: () => 0, ...settings }, { clock: systemClock });
}

describe('signing', () => {
  it('signs every attempt anew, over what is really sent', async () => {
    const { client, emulator } = createRealTimeToy();
    const [keyId, secret] = ['agent', 'a shared secret of 32 bytes....'];
    client.configure({ sign: createRequestSigner({ keyId, secret }) });
    const verify = createSignatureVerifier({ keys: { [keyId]: secret } });
    emulator.faults.push({ kind: 'status', status: 503 });
    await client.call(batchOperation, { ids: ['a', 'ü'] });
    expect(emulator.requests).toHaveLength(2);
    for (const { method, path, query, headers, bodyText } of emulator.requests) {
      await verify({ method, url: `${path}${query}`, headers, body: bodyText });
    }
    const nonces = emulator.requests.map(({ headers }) => headers['x-headwater-nonce']);
    expect(new Set(nonces).size).toBe(2);
  });

  it('fails the call when signing does, and sends nothing', async () => {
    const sign = async () => {
      throw new Error('the signing key is gone');
    };
    const { client, emulator } = createToy({ sign });
    expect(await failure(client.call(orderOperation, { id: 'a' }))).toMatchObject({
      code: 'configuration',
      attempts: 0,
      message: expect.stringContaining('the signing key is gone'),
    });
    expect(emulator.requests).toHaveLength(0);
  });
});

describe('field encryption', () => {
  it('sends and receives the named fields encrypted', async () => {
    const cipher = createFieldCipher({
      keys: { k1: new Uint8Array(32).fill(7) },
      activeKeyId: 'k1',
      fields: ['id', '*.id'],
    });
    const stored = await cipher.encrypt([{ id: 'a secret id' }]);
    const { client, emulator } = createRealTimeToy({ fieldCipher: cipher });
    emulator.faults.push({ kind: 'mutate', change: () => ({ ok: 'yes' }) });
    await client.call(orderOperation, { id: 'patient 7' });
    const sent = emulator.requests[0]?.bodyText ?? '';
    expect(sent).not.toContain('patient');
    expect(await cipher.decrypt(JSON.parse(sent))).toEqual({ id: 'patient 7' });
    emulator.faults.push({ kind: 'mutate', change: () => stored });
    expect((await client.call(batchOperation, { ids: ['a'] })).value).toEqual([{ id: 'a secret id' }]);
  });
});

describe('the audit log', () => {
  it('has one record of each call, however it ended, and no secret', async () => {
    const sink = memoryAuditSink();
    const { client, emulator, clock } = createToy();
    const audit = createAuditLog({ sink, clock });
    client.configure({ audit, actor: 'agent-7' });
    await client.call(searchOperation, { text: 'private question' });
    emulator.faults.push({ kind: 'status', status: 404 });
    await failure(client.call(searchOperation, { text: 'private question' }));
    client.configure({ apiKey: 'rotated-key-000111' });
    await failure(client.call(searchOperation, { text: 'private question' }));
    await audit.flush();
    const lines = sink.lines.map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      {
        actor: 'agent-7',
        provider: 'toy',
        operation: 'search',
        outcome: 'ok',
        attempts: 1,
        status: 200,
        costUsd: 0.02,
      },
      { outcome: 'not-found', status: 404 },
      { outcome: 'authentication', status: 401 },
    ]);
    expect(await verifyAuditLog(sink.lines)).toMatchObject({ intact: true });
    for (const canary of [toyKey, 'rotated-key-000111', 'private question'])
      expect(sink.lines.join()).not.toContain(canary);
  });

  it('fails a call that cannot be recorded, where that is asked for', async () => {
    const sink = {
      open: async () => ({}),
      append: async () => {
        throw new Error('the disk is full');
      },
      close: async () => {},
    };
    const audit = createAuditLog({ sink, onProblem: 'fail-call' });
    const { client } = createToy({ audit });
    const error = await failure(client.call(searchOperation, { text: 'x' }));
    expect(JSON.stringify(error)).toMatch(/audit/);
  });
});

describe('telemetry', () => {
  it('has a span for the call and one for each attempt below it, without secret or question', async () => {
    const sdk = openSdk();
    const { client, emulator } = createToy({ telemetry: openTelemetry(sdk) });
    emulator.faults.push({ kind: 'status', status: 503 });
    await client.call(searchOperation, { text: 'private question' });
    emulator.faults.push({ kind: 'status', status: 404 });
    await failure(client.call(searchOperation, { text: 'private question' }));
    const spans = sdk.spans();
    expect(spans.map((span) => span.name)).toEqual([
      'GET /items',
      'GET /items',
      'toy.search',
      'GET /items',
      'toy.search',
    ]);
    const [failed, good, call, , lost] = spans;
    expect(failed?.attributes).toMatchObject({ 'http.response.status_code': 503, 'error.type': 'upstream' });
    expect(good?.attributes).toMatchObject({ 'http.response.status_code': 200, 'http.request.resend_count': 1 });
    expect(call?.attributes).toMatchObject({ 'headwater.attempts': 2, 'headwater.cache': 'miss' });
    expect(good?.parentSpanContext?.spanId).toBe(call?.spanContext().spanId);
    expect(lost?.attributes).toMatchObject({ 'error.type': 'not-found' });
    const told = JSON.stringify(
      spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
    );
    for (const canary of [toyKey, 'private']) expect(told).not.toContain(canary);
  });
});
