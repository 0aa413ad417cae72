import type { ApiAdapter } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import { createGraphQLClient, type GraphQLDocument, typedDocument } from '../src/index.ts';

const client = createGraphQLClient({ endpoint: 'https://a.example/graphql' });
expectTypeOf(client).toExtend<ApiAdapter>();

const River = typedDocument<{ river: { name: string } | null }, { id: string; unit?: string }>('query { a }');
const { data } = await client.query(River, { id: 'elbe' });
expectTypeOf(data).toEqualTypeOf<{ river: { name: string } | null }>();
// @ts-expect-error id is required
client.query(River, {});
// @ts-expect-error the variables are
client.query(River);
// @ts-expect-error id is a string
client.query(River, { id: 7 });

// The shape that GraphQL Code Generator writes.
declare class TypedDocumentString<Result, Variables> extends String {
  __apiType?: (variables: Variables) => Result;
}
declare const generated: TypedDocumentString<{ level: number }, { id: string }>;
const level = await client.query(generated, { id: 'elbe' });
expectTypeOf(level.data).toEqualTypeOf<{ level: number }>();

// Without variables, and without types.
const Now = typedDocument<{ now: string }>('{ now }');
expectTypeOf((await client.query(Now)).data.now).toEqualTypeOf<string>();
expectTypeOf((await client.query('{ now }')).data).toEqualTypeOf<unknown>();

declare const list: GraphQLDocument<
  { rivers: { nodes: ({ name: string } | null)[]; pageInfo: { hasNextPage: boolean } } | null },
  { after?: string }
>;
for await (const river of client.paginate(list, {}, (found) => found.rivers)) {
  expectTypeOf(river).toEqualTypeOf<{ name: string }>();
}
