import { createStateStore, HeadwaterError } from '@headwater/core';
import { number, object, string } from '@headwater/core/schema';
import type { EmulatorServer } from '@headwater/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGraphQLClient, type GraphQLClientOptions, typedDocument, wholeData } from '../src/index.ts';
import { createRiverService } from './river-service.ts';

interface River {
  id: string;
  name: string;
  level?: number | null;
}

const RiverDocument = typedDocument<{ river: River | null }, { id: string }>(
  'query River($id: ID!) { river(id: $id) { id name level } }',
);
const SecretDocument = typedDocument<{ river: { name: string; secret: string | null } | null }, { id: string }>(
  'query ($id: ID!) { river(id: $id) { name secret } }',
);
const RenameDocument = typedDocument<{ rename: River | null }, { id: string; name: string }>(
  'mutation ($id: ID!, $name: String!) { rename(id: $id, name: $name) { id name } }',
);

const service = createRiverService();
let server: EmulatorServer;

beforeAll(async () => {
  server = await service.listen();
});
afterAll(() => server.close());
beforeEach(() => service.reset());

const client = (options: Partial<GraphQLClientOptions> = {}) =>
  createGraphQLClient({
    endpoint: `${server.url}/graphql`,
    stateStore: createStateStore(),
    random: () => 0,
    resilience: { retry: { baseDelayMs: 1 } },
    ...options,
  });

const sent = () => service.requests.map(({ bodyText }) => JSON.parse(bodyText) as Record<string, any>);

async function failureOf(call: PromiseLike<unknown>): Promise<HeadwaterError> {
  const error = await Promise.resolve(call).then(
    () => expect.unreachable('the call succeeded'),
    (thrown) => thrown,
  );
  if (!HeadwaterError.isInstance(error)) throw error;
  return error;
}

describe('queries against a real endpoint', () => {
  it('sends the document as it is and the variables beside it', async () => {
    const { data, errors } = await client({ apiKey: 'the-key' }).query(RiverDocument, { id: 'elbe' });
    expect(data.river).toEqual({ id: 'elbe', name: 'Elbe', level: 1.2 });
    expect(errors).toEqual([]);
    expect(sent()).toEqual([{ query: RiverDocument.toString(), variables: { id: 'elbe' } }]);
    expect(service.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer the-key',
      accept: expect.stringContaining('application/graphql-response+json'),
      'content-type': 'application/json',
    });
  });

  it('takes a plain string, or any object with toString', async () => {
    const text = '{ river(id: "oder") { name } }';
    class DocumentString extends String {}
    expect((await client().query(text)).data).toEqual({ river: { name: 'Oder' } });
    expect((await client().query(new DocumentString(text))).data).toEqual({ river: { name: 'Oder' } });
  });

  it('never lets a variable become part of the query', async () => {
    const id = 'elbe") { name } other: river(id: "rhine';
    const { data } = await client().query(RiverDocument, { id });
    expect(data.river).toBeNull();
    expect(sent()[0]?.query).toBe(RiverDocument.toString());
  });

  it('keeps data beside errors, and reports them', async () => {
    const { data, errors } = await client().query(SecretDocument, { id: 'elbe' });
    expect(data.river).toEqual({ name: 'Elbe', secret: null });
    expect(errors).toMatchObject([{ message: 'not yours', path: ['river', 'secret'] }]);
    expect(() => wholeData({ data, errors })).toThrow('not yours');
    expect(service.requests).toHaveLength(1);
  });

  it('throws errors without data', async () => {
    const error = await failureOf(client().query('{ river(id: "elbe") { nmae } }'));
    expect(error).toMatchObject({ code: 'invalid-request', retryable: false, attempts: 1, status: 200 });
    expect(error.message).toContain('nmae');
  });

  it('checks the data where the document has a schema', async () => {
    const strict = typedDocument<{ river: { name: string; level: number } }, { id: string }>(
      'query ($id: ID!) { river(id: $id) { name level } }',
      { data: object({ river: object({ name: string(), level: number() }) }) },
    );
    expect((await client().query(strict, { id: 'elbe' })).data.river.level).toBe(1.2);
    service.faults.push({
      kind: 'mutate',
      change: (json) => {
        json.data.river.level = 'high';
      },
    });
    const error = await failureOf(client().query(strict, { id: 'elbe' }));
    expect(error).toMatchObject({ code: 'response-invalid' });
    expect(error.message).toContain('data.river.level');
  });

  it.each([
    ['a list', () => ['not', 'an', 'answer']],
    ['a text', () => 'text'],
    ['neither data nor errors', () => ({ hello: 1 })],
    ['data that is a list', () => ({ data: [] })],
    ['an empty list of errors and no data', () => ({ data: null, errors: [] })],
  ])('refuses an answer that is %s', async (_name, change) => {
    service.faults.push({ kind: 'mutate', change });
    expect((await failureOf(client().query(RiverDocument, { id: 'elbe' }))).code).toBe('response-invalid');
  });

  it('reads errors that are not what they should be', async () => {
    service.faults.push({ kind: 'mutate', change: () => ({ errors: [7, { message: 3 }, 'text'] }) });
    const error = await failureOf(client().query(RiverDocument, { id: 'elbe' }));
    expect(error.code).toBe('invalid-request');
    expect(error.message).toContain('and 2 more');
  });

  it('keeps extensions, and reads what the request cost', async () => {
    service.faults.push({
      kind: 'mutate',
      change: (json) => {
        json.extensions = { cost: { actual: 7 }, trace: 'x' };
      },
    });
    const readCost: GraphQLClientOptions['readCost'] = (_data, extensions) => ({
      points: (extensions as { cost: { actual: number } }).cost.actual,
    });
    const { cost, extensions } = await client({ readCost }).query(RiverDocument, { id: 'elbe' });
    expect(cost).toEqual({ points: 7 });
    expect(extensions?.trace).toBe('x');
  });
});

describe('what goes wrong', () => {
  it.each([
    ['RATE_LIMITED', 'rate-limited'],
    ['THROTTLED', 'rate-limited'],
    ['QUOTA_EXCEEDED', 'quota-exhausted'],
    ['UNAUTHENTICATED', 'authentication'],
    ['FORBIDDEN', 'permission'],
    ['NOT_FOUND', 'not-found'],
    ['BAD_USER_INPUT', 'invalid-request'],
    ['INTERNAL_SERVER_ERROR', 'upstream'],
    ['A_TAG_OF_TOMORROW', 'invalid-request'],
  ])('knows the tag %s in a 200', async (code, meaning) => {
    service.faults.push({
      kind: 'status',
      status: 200,
      body: { errors: [{ message: 'No.', extensions: { code } }] },
      times: 9,
    });
    const error = await failureOf(client({ resilience: { retry: { attempts: 1 } } }).query(RiverDocument, { id: 'e' }));
    expect(error).toMatchObject({ code: meaning, vendorCode: code });
  });

  it('waits as long as a limit in a 200 says, and goes on', async () => {
    const body = { data: { river: null }, errors: [{ message: 'Slow down.', type: 'RATE_LIMITED' }] };
    service.faults.push({ kind: 'status', status: 200, body, headers: { 'retry-after-ms': '5' } });
    const { result, response } = await client().query(RiverDocument, { id: 'elbe' }).withResponse();
    expect(result.data.river?.name).toBe('Elbe');
    expect(response.attempts).toBe(2);
    service.faults.push({ kind: 'status', status: 200, body, retryAfter: 3000 });
    const error = await failureOf(client().query(RiverDocument, { id: 'rhine' }));
    expect(error).toMatchObject({ code: 'rate-limited', retryAfterMs: expect.any(Number) });
    expect(error.retryAfterMs).toBeGreaterThan(2_900_000);
  });

  it('tries again after a fault of the service that came with a 200', async () => {
    const body = { data: null, errors: [{ message: 'Oops.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] };
    service.faults.push({ kind: 'status', status: 200, body });
    const { response } = await client().query(RiverDocument, { id: 'elbe' }).withResponse();
    expect(response.attempts).toBe(2);
  });

  it('keeps what came beside a limit', async () => {
    const body = { data: { river: { id: 'elbe' }, other: null }, errors: [{ message: 'Slow.', type: 'RATE_LIMITED' }] };
    service.faults.push({ kind: 'status', status: 200, body });
    const { data, errors } = await client().query(RiverDocument, { id: 'elbe' });
    expect(data.river?.id).toBe('elbe');
    expect(errors).toMatchObject([{ type: 'RATE_LIMITED' }]);
  });

  it.each([
    [400, 'invalid-request'],
    [401, 'authentication'],
    [403, 'permission'],
    [500, 'upstream'],
  ])('reads GraphQL errors with status %i', async (status, code) => {
    service.faults.push({ kind: 'status', status, body: { errors: [{ message: 'No such luck.' }] }, times: 9 });
    const error = await failureOf(client({ resilience: { retry: { attempts: 1 } } }).query(RiverDocument, { id: 'e' }));
    expect(error).toMatchObject({ code, status });
    expect(error.message).toContain('No such luck.');
  });

  it('tells transport from answers: HTML, half JSON, closed connections', async () => {
    const quick = client({ resilience: { retry: { attempts: 1 } } });
    service.faults.push({ kind: 'html', status: 502 }, { kind: 'malformed-json' }, { kind: 'reset' });
    const codes = [];
    for (const id of ['a', 'b', 'c']) codes.push((await failureOf(quick.query(RiverDocument, { id }))).code);
    expect(codes).toEqual(['upstream', 'response-invalid', 'network']);
  });

  it('retries queries, and mutations only when told that it does no harm', async () => {
    service.faults.push({ kind: 'status', status: 503 });
    expect((await client().query(RiverDocument, { id: 'elbe' })).data.river?.name).toBe('Elbe');
    service.reset();
    service.faults.push({ kind: 'status', status: 503 });
    expect((await failureOf(client().mutate(RenameDocument, { id: 'ems', name: 'Ems' }))).code).toBe('upstream');
    expect(service.requests).toHaveLength(1);
    service.faults.push({ kind: 'status', status: 503 });
    const again = client().mutate(RenameDocument, { id: 'ems', name: 'Ems' }, { safety: 'idempotent' });
    expect((await again).data.rename?.name).toBe('Ems');
    expect(service.requests).toHaveLength(3);
  });

  it.each<[string, (of: ReturnType<typeof client>) => PromiseLike<unknown>, RegExp]>([
    ['a mutation given to query()', (of) => of.query('mutation { rename(id: 1, name: "x") { id } }'), /mutation/],
    ['a mutation behind fragments', (of) => of.query('fragment A on River { id } mutation { a }'), /mutation/],
    ['a query given to mutate()', (of) => of.mutate(RiverDocument, { id: 'a' }), /query/],
    ['a subscription', (of) => of.query('subscription { river }'), /subscription/],
    ['several operations without a name', (of) => of.query('query A { a } query B { b }'), /2 operations/],
    ['a name that is not there', (of) => of.query('query A { a }', {}, { operationName: 'C' }), /"C"/],
    ['an object that is no text', (of) => of.query({ kind: 'Document' } as never), /no operation/],
  ])('refuses %s before anything is sent', async (_name, call, message) => {
    const error = await failureOf(call(client()));
    expect(error.code).toBe('invalid-request');
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it.each(['not a url', 'ftp://a.example/graphql', 'https://user:pw@a.example/', 'https://a.example/#x'])(
    'refuses the endpoint %s',
    (endpoint) => {
      expect(() => createGraphQLClient({ endpoint })).toThrow(/endpoint/);
    },
  );

  it('names the variable of a missing key', async () => {
    const error = await failureOf(client({ keyVariable: 'RIVERS_KEY' }).query(RiverDocument, { id: 'elbe' }));
    expect(error).toMatchObject({ code: 'configuration', hint: expect.stringContaining('RIVERS_KEY') });
  });
});

describe('the cache', () => {
  const cached = { hints: { cacheTtlMs: 60_000 } };

  it('keeps whole answers for as long as the caller says', async () => {
    const of = client({ cache: true });
    await of.query(RiverDocument, { id: 'elbe' }, cached);
    const { response } = await of.query(RiverDocument, { id: 'elbe' }, cached).withResponse();
    expect(response.cache).toBe('hit');
    await of.query(RiverDocument, { id: 'rhine' }, cached);
    expect(service.requests).toHaveLength(2);
  });

  it('never keeps a partial answer', async () => {
    const of = client({ cache: true });
    await of.query(SecretDocument, { id: 'elbe' }, cached);
    const { response } = await of.query(SecretDocument, { id: 'elbe' }, cached).withResponse();
    expect(response.cache).toBe('miss');
    expect(service.requests).toHaveLength(2);
  });
});

describe('lifecycle', () => {
  it('is an adapter like any other', async () => {
    const of = client({ name: 'rivers', apiKey: 'k' });
    await of.query(RiverDocument, { id: 'elbe' });
    expect(await of.healthCheck()).toMatchObject({ status: 'healthy' });
    expect(of.inspect().key.state).toBe('set');
    of.configure({ apiKey: 'new', cache: true });
    await of.query(RiverDocument, { id: 'rhine' }, { hints: { cacheTtlMs: 1000 } });
    expect(service.requests[1]?.headers.authorization).toBe('Bearer new');
    await of[Symbol.asyncDispose]();
    expect((await failureOf(of.query(RiverDocument, { id: 'elbe' }))).code).toBe('cancelled');
  });

  it('is cancelled by its signal', async () => {
    service.faults.push({ kind: 'hang' });
    const controller = new AbortController();
    const call = failureOf(client().query(RiverDocument, { id: 'elbe' }, { signal: controller.signal }));
    controller.abort();
    expect((await call).code).toBe('cancelled');
  });
});
