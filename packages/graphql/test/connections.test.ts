import { createStateStore, HeadwaterError } from '@headwater/core';
import { object, string } from '@headwater/core/schema';
import type { EmulatorServer } from '@headwater/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGraphQLClient, type GraphQLClientOptions, typedDocument } from '../src/index.ts';
import { createRiverService } from './river-service.ts';

interface River {
  id: string;
  name: string;
}

const RiversDocument = typedDocument<
  { rivers: { nodes: (River | null)[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } | null },
  { first?: number; after?: string }
>(
  'query ($first: Int! = 3, $after: String) { rivers(first: $first, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } totalCount } }',
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

describe('connections', () => {
  it('walks over all pages, passing each cursor on', async () => {
    const names: string[] = [];
    for await (const river of client().paginate(RiversDocument, {}, (data) => data.rivers)) names.push(river.name);
    expect(names).toEqual(['Elbe', 'Rhine', 'Danube', 'Oder', 'Weser', 'Ems', 'Saale']);
    expect(sent().map(({ variables }) => variables.after)).toEqual([undefined, '2', '5']);
  });

  it('asks for no more than is wanted', async () => {
    const pages = client().paginate(RiversDocument, {}, (data) => data.rivers, {
      pageSizeVariable: 'first',
      pageSize: 4,
      maxItems: 5,
    });
    const sizes = [];
    for await (const page of pages.pages()) sizes.push([page.items.length, page.totalCount]);
    expect(sizes).toEqual([
      [4, 7],
      [1, 7],
    ]);
  });

  it('ends with a typed error when a cursor is repeated', async () => {
    service.faults.push({
      kind: 'mutate',
      change: (json) => {
        json.data.rivers.pageInfo = { hasNextPage: true, endCursor: 'again' };
      },
      times: 99,
    });
    const walk = async () => {
      for await (const _ of client().paginate(RiversDocument, {}, (data) => data.rivers));
    };
    expect((await failureOf(walk())).message).toContain('repeats a page cursor');
    expect(service.requests.length).toBeLessThanOrEqual(3);
  });

  it('says so when more is promised without a cursor', async () => {
    service.faults.push({
      kind: 'mutate',
      change: (json) => {
        json.data.rivers.pageInfo = { hasNextPage: true, endCursor: null };
      },
    });
    const pages = [];
    for await (const page of client()
      .paginate(RiversDocument, {}, (data) => data.rivers)
      .pages())
      pages.push(page);
    expect(pages).toHaveLength(1);
    expect(pages[0]?.truncated).toMatch(/no cursor/);
  });

  it('skips null and malformed nodes and names them', async () => {
    service.faults.push({
      kind: 'mutate',
      change(json) {
        json.data.rivers.nodes[0] = null;
        json.data.rivers.nodes[2] = { id: 7 };
      },
    });
    const node = object({ id: string(), name: string() });
    const list = client().paginate(RiversDocument, {}, (data) => data.rivers, { node });
    const first = (await list.pages().next()).value;
    expect(first?.items).toEqual([{ id: 'rhine', name: 'Rhine' }]);
    expect(first?.skipped).toEqual([
      { index: 0, reason: expect.stringContaining('null') },
      { index: 2, reason: expect.stringContaining('id') },
    ]);
  });

  it('reads edges where there are no nodes', async () => {
    service.faults.push({
      kind: 'mutate',
      change(json) {
        const { nodes, pageInfo } = json.data.rivers;
        json.data.rivers = { edges: [{ node: nodes[0] }, null], pageInfo: { ...pageInfo, hasNextPage: false } };
      },
    });
    const list = client().paginate(RiversDocument, {}, (data) => data.rivers);
    const page = (await list.pages().next()).value;
    expect(page?.items).toMatchObject([{ name: 'Elbe' }]);
    expect(page?.skipped).toHaveLength(1);
  });

  it('throws the errors of a connection that did not come', async () => {
    const body = { data: { rivers: null }, errors: [{ message: 'Gone.', type: 'NOT_FOUND' }] };
    service.faults.push({ kind: 'status', status: 200, body });
    const list = client().paginate(RiversDocument, {}, (data) => data.rivers);
    expect((await failureOf(list.pages().next())).code).toBe('not-found');
  });

  it('asks for half a page after a failure that says it was too much', async () => {
    service.faults.push({ kind: 'status', status: 504, times: 2 });
    const list = client({ resilience: { retry: { attempts: 1 } } }).paginate(
      RiversDocument,
      {},
      (data) => data.rivers,
      {
        pageSizeVariable: 'first',
        pageSize: 6,
        shrinkAfter: (error) => (error as HeadwaterError).status === 504,
      },
    );
    expect((await list.pages().next()).value?.items).toHaveLength(1);
    expect(sent().map(({ variables }) => variables.first)).toEqual([6, 3, 1]);
  });
});
