import {
  type Page,
  type PagedList,
  pagedList,
  ResponseInvalidError,
  type Schema,
  type SkippedItem,
} from '@headwater/core';
import { errorOf, type ReadFailure } from './failure.ts';
import type {
  GraphQLConnection,
  GraphQLDocument,
  GraphQLMethods,
  GraphQLPage,
  GraphQLPageOptions,
} from './graphql-types.ts';

const defaultPageSize = 50;

export interface Paging<Data, Node> {
  query: GraphQLMethods['query'];
  provider: string;
  readFailure: ReadFailure | undefined;
  document: GraphQLDocument<Data, any>;
  variables: Record<string, unknown>;
  connection: (data: Data) => GraphQLConnection<Node> | null | undefined;
  options: GraphQLPageOptions<Data, Node>;
}

/** The list over all pages of a connection. */
export function connectionPages<Data, Node>(paging: Paging<Data, Node>): PagedList<Node, GraphQLPage<Node>> {
  const { provider, options } = paging;
  const { maxItems, pageSizeVariable, signal, hints } = options;
  let pageSize = options.pageSize ?? defaultPageSize;
  const operation = hints?.name ?? 'paginate';

  async function fetchPage(cursor: string | undefined, itemsBefore: number): Promise<GraphQLPage<Node>> {
    for (;;) {
      const size = Math.min(pageSize, (maxItems ?? Number.POSITIVE_INFINITY) - itemsBefore);
      try {
        return await askForPage(paging, operation, cursor, size, itemsBefore);
      } catch (error) {
        if (pageSizeVariable === undefined || size <= 1 || options.shrinkAfter?.(error) !== true) throw error;
        pageSize = Math.floor(size / 2);
      }
    }
  }
  return pagedList<Node, GraphQLPage<Node>>(fetchPage, { provider, operation, signal, maxItems });
}

async function askForPage<Data, Node>(
  { query, provider, readFailure, document, variables, connection, options }: Paging<Data, Node>,
  operation: string,
  cursor: string | undefined,
  size: number,
  itemsBefore: number,
): Promise<GraphQLPage<Node>> {
  const { cursorVariable = 'after', pageSizeVariable, node } = options;
  const asked = {
    ...variables,
    ...(cursor === undefined ? {} : { [cursorVariable]: cursor }),
    ...(pageSizeVariable === undefined ? {} : { [pageSizeVariable]: size }),
  };
  const { result, response } = await query(document, asked, options).withResponse();
  const found = connection(result.data);
  if (found == null) {
    if (result.errors.length > 0) throw errorOf(result.errors, provider, operation, readFailure);
    throw new ResponseInvalidError('the connection is not in the answer', { provider, operation });
  }
  const { items, skipped } = await readNodes(found, node);
  return {
    items,
    skipped,
    errors: result.errors,
    response,
    ...(typeof found.totalCount === 'number' ? { totalCount: found.totalCount } : {}),
    ...(result.cost === undefined ? {} : { cost: result.cost }),
    ...endOf(found, () => options.describeEnd?.(result.data, itemsBefore + items.length)),
  };
}

function endOf(
  { pageInfo }: GraphQLConnection<unknown>,
  describeEnd: () => string | undefined,
): Pick<Page<unknown>, 'nextCursor' | 'truncated'> {
  const { hasNextPage, endCursor } = pageInfo;
  if (hasNextPage && typeof endCursor === 'string' && endCursor !== '') return { nextCursor: endCursor };
  const truncated = hasNextPage ? 'the service says there is more, but names no cursor' : describeEnd();
  return truncated === undefined ? {} : { truncated };
}

/** The nodes that are there and well-formed, and the places of the others. */
async function readNodes<Node>(
  { nodes, edges }: GraphQLConnection<Node>,
  schema: Schema<Node> | undefined,
): Promise<{ items: Node[]; skipped: SkippedItem[] }> {
  const list = nodes ?? edges?.map((edge) => edge?.node ?? null) ?? [];
  const items: Node[] = [];
  const skipped: SkippedItem[] = [];
  for (const [index, node] of list.entries()) {
    if (node === null || node === undefined) {
      skipped.push({ index, reason: 'the service gave null in its place' });
      continue;
    }
    const checked = schema === undefined ? { value: node } : await schema['~standard'].validate(node);
    if (checked.issues === undefined) items.push(checked.value);
    else skipped.push({ index, reason: wordIssues(checked.issues) });
  }
  return { items, skipped };
}

type Issues = NonNullable<Awaited<ReturnType<Schema['~standard']['validate']>>['issues']>;

function wordIssues(issues: Issues): string {
  const [first] = issues;
  const path = (first?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  return [path, first?.message ?? 'malformed'].filter((part) => part !== '').join(': ');
}
