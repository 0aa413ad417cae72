import { inspect } from 'node:util';
import { createRandom } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import {
  type CallEvent,
  createAuditLog,
  createRequestSigner,
  createServiceClient,
  createStateStore,
  defineOperation,
  HeadwaterError,
  memoryAuditSink,
  openTelemetry,
  type ServiceDefinition,
} from '../../src/index.ts';
import { array, object, string } from '../../src/schema/index.ts';
import { notations } from './notations.ts';

// 2,000 calls with five secrets each: the key, a header of the settings, a header and a parameter of the request, and a
// field of its body. The service, a proxy and the transport echo them wherever they can.
const calls = 2000;
const random = createRandom(20_260_101);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

const plainSigns = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
const nastySigns = [...'-_.~+/=%&?#"\'\\<>{}[]()*!@$^|`,;:'];
const canary = (signs: readonly string[]) =>
  Array.from({ length: 12 + Math.floor(random() * 40) }, (_, index) => pick(index % 3 === 2 ? signs : plainSigns)).join(
    '',
  );

interface Canaries {
  key: string;
  settingsHeader: string;
  requestHeader: string;
  parameter: string;
  field: string;
  signing: string;
}

/** One of the ways a text may come back. */
const echo = (secrets: readonly string[]) =>
  secrets
    .map(
      (secret) =>
        `${pick(['', 'key ', 'got:', '"'])}${pick(Object.values(notations(secret)))}${pick(['', ' ', '"', '…'])}`,
    )
    .join(' ');

const answerJson = (value: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(value), { ...init, headers: { 'content-type': 'application/json', ...init.headers } });
const headerSafe = (text: string) => text.replace(/[^\x20-\x7e]/g, '');

type Hostile = (secrets: readonly string[], request: RequestInit) => Response | never;

const hostile: Record<string, Hostile> = {
  'an error with the request on it': (secrets, request) => {
    throw Object.assign(new TypeError(`fetch failed ${echo(secrets)}`), {
      request,
      config: { headers: request.headers },
    });
  },
  'nested causes': (secrets) => {
    const inner = Object.assign(new Error(echo(secrets), { cause: echo(secrets) }), { code: `E_${secrets[0]}` });
    throw new Error('fetch failed', { cause: new AggregateError([inner], echo(secrets), { cause: inner }) });
  },
  'a thrown text': (secrets) => {
    throw echo(secrets);
  },
  'a thrown object': (secrets) => {
    throw { name: secrets[0], message: echo(secrets), code: secrets[1], stack: echo(secrets), secrets };
  },
  'a JSON error': (secrets) =>
    answerJson({ error: echo(secrets), request: secrets }, { status: pick([400, 401, 403, 429, 500]) }),
  'a JSON message': (secrets) => answerJson({ message: echo(secrets) }, { status: pick([400, 401, 404, 503]) }),
  'a text error': (secrets) => new Response(echo(secrets), { status: pick([400, 401, 422, 502]) }),
  'a page': (secrets) => new Response(`<html>${echo(secrets)}</html>`, { status: 502 }),
  'a long error, cut where it is shown': (secrets) =>
    new Response('x'.repeat(Math.floor(random() * 200)) + secrets.join(' '), { status: 400 }),
  'a vendor error': (secrets) =>
    answerJson({ failure: echo(secrets), tag: secrets[0], id: echo(secrets) }, { status: pick([200, 400]) }),
  'broken JSON': (secrets) => new Response(`{"items": [${JSON.stringify(echo(secrets))}`),
  'no JSON': (secrets) => new Response(echo(secrets)),
  'another shape': (secrets) => answerJson({ items: { [secrets[0] as string]: secrets } }),
  'malformed items': (secrets) => answerJson({ items: [{ [secrets[0] as string]: echo(secrets) }, echo(secrets)] }),
  'a redirect': (secrets) =>
    new Response(null, { status: 302, headers: { location: `/?${encodeURIComponent(echo(secrets))}` } }),
  headers: (secrets) =>
    answerJson(
      { error: 'no' },
      {
        status: 429,
        headers: { 'x-request-id': headerSafe(echo(secrets)), 'retry-after': headerSafe(secrets[0] ?? '') },
      },
    ),
  'a body that breaks': (secrets) =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.error(Object.assign(new Error(echo(secrets)), { secrets })),
      }),
    ),
  'success with an echoing request id': (secrets) =>
    answerJson({ items: [] }, { headers: { 'x-request-id': headerSafe(secrets[0] ?? '') } }),
};

const search = defineOperation({
  name: 'search',
  method: 'POST',
  path: '/items',
  safety: 'read',
  billed: false,
  request: (secrets: Canaries) => ({
    query: { q: 'river', access_token: secrets.parameter },
    headers: { 'x-session-token': secrets.requestHeader },
    body: { text: 'river', auth: { password: secrets.field } },
  }),
  softError: (json) => vendorFailure(json),
  items: { at: 'items', schema: object({ id: string() }) },
  output: object({ items: array(object({ id: string() })) }),
});

function vendorFailure(json: unknown) {
  const { failure, tag, id } = (json ?? {}) as { failure?: string; tag?: string; id?: string };
  if (failure === undefined) return undefined;
  return {
    code: 'invalid-request' as const,
    message: failure,
    hint: failure,
    vendorCode: tag ?? '',
    requestId: id ?? '',
  };
}

const definition: ServiceDefinition = {
  name: 'toy',
  version: '1.0.0',
  baseUrl: 'https://api.toy.example/v1',
  key: { variables: ['TOY_API_KEY'], required: true, headers: (key) => ({ authorization: `Bearer ${key}` }) },
  plans: {},
  defaultPlan: () => 'sandbox',
  requestIdHeader: 'x-request-id',
  parseFailure: ({ json }) => vendorFailure(json),
};

/** Everything a call leaves behind, by where it is left. */
async function traces(secrets: Canaries, way: Hostile): Promise<Record<string, string>> {
  const events: CallEvent[] = [];
  const telemetry: unknown[] = [];
  const cacheKeys: string[] = [];
  const signatures: string[] = [];
  const sink = memoryAuditSink();
  const audit = createAuditLog({ sink });
  const span = (name: string, options?: unknown) => {
    telemetry.push([name, options]);
    return {
      setAttribute: (...attribute: unknown[]) => void telemetry.push(attribute),
      addEvent: (...event: unknown[]) => void telemetry.push(event),
      setStatus: (status: unknown) => void telemetry.push(status),
      isRecording: () => true,
      end: () => {},
    };
  };
  const { signing, ...sent } = secrets;
  const client = createServiceClient(definition, {
    apiKey: secrets.key,
    headers: { 'x-proxy-authorization': secrets.settingsHeader },
    stateStore: createStateStore(),
    resilience: { retry: { attempts: 1 } },
    sign: createRequestSigner({ keyId: 'canary', secret: signing }),
    audit,
    actor: 'canary test',
    telemetry: openTelemetry({ tracerProvider: { getTracer: () => ({ startSpan: span }) } }),
    cache: {
      store: {
        get: (key) => void cacheKeys.push(key),
        set: (key) => void cacheKeys.push(key),
        delete: (key) => void cacheKeys.push(key),
      },
    },
    fetch: async (_url, init = {}) => {
      const headers = init.headers as Record<string, string>;
      for (const [name, value] of Object.entries(headers)) if (name.startsWith('x-headwater-')) signatures.push(value);
      return way(Object.values(sent), init);
    },
  });
  let error: unknown;
  try {
    await client.call(search, secrets, { observe: { event: (event) => events.push(event) } });
  } catch (thrown) {
    if (!HeadwaterError.isInstance(thrown)) throw thrown;
    error = thrown;
  }
  await audit.flush();
  const chain: string[] = [];
  for (
    let current = error as Error | undefined;
    current instanceof Error;
    current = current.cause as Error | undefined
  ) {
    chain.push(current.message, String(current.stack), String(current), JSON.stringify(current) ?? '');
    if (typeof current.cause === 'string') chain.push(current.cause);
  }
  const health = await client.healthCheck();
  return {
    error: chain.join('\n'),
    inspection: inspect(error, { depth: 9, showHidden: true }),
    events: JSON.stringify(events),
    spans: JSON.stringify(telemetry),
    audit: sink.lines.join('\n'),
    'cache keys': cacheKeys.join('\n'),
    signatures: signatures.join('\n'),
    health: inspect([health, client.inspect()], { depth: 9 }),
  };
}

function makeCanaries(): Canaries {
  const nasty = () => canary(nastySigns);
  return {
    key: nasty(),
    settingsHeader: nasty(),
    requestHeader: nasty(),
    parameter: nasty(),
    field: nasty(),
    signing: nasty(),
  };
}

describe(`${calls * 5} secrets`, { timeout: 60_000 }, () => {
  it.each(Object.entries(hostile))('are nowhere to be found after %s', async (_name, way) => {
    const leaks: Record<string, number> = {};
    for (let call = 0; call < calls / Object.keys(hostile).length; call += 1) {
      const secrets = makeCanaries();
      const left = await traces(secrets, way);
      const everything = Object.values(left).join('\n');
      for (const [role, secret] of Object.entries(secrets)) {
        for (const [notation, form] of Object.entries(notations(secret))) {
          // What JSON makes of a text has to be undone before it can be compared.
          const holds = (text: string) => text.includes(form) || text.includes(JSON.stringify(form).slice(1, -1));
          if (!holds(everything)) continue;
          for (const [place, text] of Object.entries(left)) {
            const leak = `${role} (${notation}) in ${place}`;
            if (holds(text)) leaks[leak] = (leaks[leak] ?? 0) + 1;
          }
        }
      }
    }
    expect(leaks).toEqual({});
  });

  it('would be found by this test if they were left', () => {
    const secret = canary(nastySigns);
    for (const form of Object.values(notations(secret))) {
      expect(JSON.stringify({ left: form }).includes(JSON.stringify(form).slice(1, -1))).toBe(true);
    }
  });
});
