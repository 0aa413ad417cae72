import { createEmulator, type Emulator, type EmulatorReply, type EmulatorRequest } from '@headwater/testkit';
import { buildSchema, graphql } from 'graphql';

const schema = buildSchema(`
  type Query { river(id: ID!): River, rivers(first: Int!, after: String): Rivers }
  type Mutation { rename(id: ID!, name: String!): River }
  type River { id: ID!, name: String!, level: Float, secret: String }
  type Rivers { nodes: [River], pageInfo: PageInfo!, totalCount: Int! }
  type PageInfo { hasNextPage: Boolean!, endCursor: String }
`);

const names = ['Elbe', 'Rhine', 'Danube', 'Oder', 'Weser', 'Ems', 'Saale'];

/** What the graphql package itself answers: a server that shares nothing with the client. */
function rootValue() {
  const rivers = names.map((name) => ({
    id: name.toLowerCase(),
    name,
    level: 1.2,
    secret: () => {
      throw new Error('not yours');
    },
  }));
  return {
    river: ({ id }: { id: string }) => rivers.find((river) => river.id === id) ?? null,
    rivers({ first, after }: { first: number; after?: string }) {
      const start = after === undefined ? 0 : Number(after) + 1;
      const nodes = rivers.slice(start, start + first);
      const last = start + nodes.length - 1;
      return {
        nodes,
        totalCount: rivers.length,
        pageInfo: { hasNextPage: last < rivers.length - 1, endCursor: String(last) },
      };
    },
    rename({ id, name }: { id: string; name: string }) {
      const river = rivers.find((each) => each.id === id);
      return river === undefined ? null : Object.assign(river, { name });
    },
  };
}

interface Body {
  query?: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  extensions?: { persistedQuery?: { sha256Hash: string } };
}

/** A real GraphQL endpoint, with automatic persisted queries if wanted. */
export function createRiverService(options: { persisted?: 'supported' | 'unsupported' } = {}): Emulator {
  const root = rootValue();
  const documents = new Map<string, string>();
  async function handler(request: EmulatorRequest): Promise<EmulatorReply> {
    const { query, variables, operationName, extensions } = request.json() as Body;
    const hash = extensions?.persistedQuery?.sha256Hash;
    if (hash !== undefined && options.persisted === 'unsupported') {
      return { json: { errors: [{ message: 'PersistedQueryNotSupported' }] } };
    }
    if (hash !== undefined && query !== undefined) documents.set(hash, query);
    const source = query ?? documents.get(hash ?? '');
    if (source === undefined) return { json: { errors: [{ message: 'PersistedQueryNotFound' }] } };
    return { json: await graphql({ schema, source, rootValue: root, variableValues: variables, operationName }) };
  }
  return createEmulator({
    name: 'rivers',
    baseUrl: 'https://rivers.example',
    routes: [{ method: 'POST', path: '/graphql', handler }],
  });
}
