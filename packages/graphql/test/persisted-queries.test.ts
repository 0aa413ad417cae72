import { createHash } from 'node:crypto';
import { createStateStore } from '@headwater/core';
import { expect, it } from 'vitest';
import { createGraphQLClient } from '../src/index.ts';
import { createRiverService } from './river-service.ts';

const text = 'query ($id: ID!) { river(id: $id) { name } }';
const hash = createHash('sha256').update(text).digest('hex');

function open(persisted: 'supported' | 'unsupported') {
  const service = createRiverService({ persisted });
  const client = createGraphQLClient({
    endpoint: 'https://rivers.example/graphql',
    fetch: service.fetch,
    stateStore: createStateStore(),
    persistedQueries: true,
  });
  const sent = () =>
    service.requests.map(({ bodyText }) => {
      const { query, extensions } = JSON.parse(bodyText);
      return [query !== undefined, extensions?.persistedQuery?.sha256Hash ?? null];
    });
  return { client, sent };
}

it('sends the hash first, the document only when it is not known', async () => {
  const { client, sent } = open('supported');
  expect((await client.query(text, { id: 'elbe' }, { timeoutMs: 5000 })).data).toEqual({ river: { name: 'Elbe' } });
  expect((await client.query(text, { id: 'rhine' })).data).toEqual({ river: { name: 'Rhine' } });
  expect(sent()).toEqual([
    [false, hash],
    [true, hash],
    [false, hash],
  ]);
});

it('gives it up for a service that knows no persisted queries', async () => {
  const { client, sent } = open('unsupported');
  await client.query(text, { id: 'elbe' });
  await client.query(text, { id: 'rhine' });
  expect(sent()).toEqual([
    [false, hash],
    [true, null],
    [true, null],
  ]);
});

it('passes other errors on', async () => {
  const { client, sent } = open('supported');
  await expect(client.query('{ nothing }')).rejects.toMatchObject({ code: 'invalid-request' });
  expect(sent()).toHaveLength(2);
});
