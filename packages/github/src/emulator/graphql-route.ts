import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { problem } from './credentials.ts';
import { execute, type GraphObject } from './graphql-execute.ts';
import { queryRoot } from './graphql-graph.ts';
import { type DocumentNode, GraphQLSyntaxProblem, parseDocument } from './graphql-parse.ts';
import { evaluate, type Price, validate } from './graphql-validate.ts';
import { type BucketState, type Quotas, quotaHeaders } from './quota.ts';
import type { Library } from './repositories.ts';

interface Body {
  query?: unknown;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

/** Answers `POST /graphql`: reads, checks, prices, charges and runs the query. Mutations are not emulated. */
export function answerGraphQL(
  library: Library,
  quotas: Quotas,
  request: EmulatorRequest,
  caller: string,
): EmulatorReply {
  let body: Body;
  try {
    body = request.json() as Body;
  } catch {
    return problem(400, 'Problems parsing JSON');
  }
  if (typeof body?.query !== 'string')
    return { json: { errors: [{ message: 'A query attribute must be specified and must be a string.' }] } };
  const source = body.query;
  let document: DocumentNode;
  try {
    document = parseDocument(source);
  } catch (error) {
    if (!(error instanceof GraphQLSyntaxProblem)) throw error;
    return { json: { errors: [{ message: `Parse error on ${error.message}` }] } };
  }
  const operation =
    body.operationName == null
      ? document.operations[0]
      : document.operations.find(({ name }) => name === body.operationName);
  if (operation === undefined)
    return { json: { errors: [{ message: `No operation named "${body.operationName ?? ''}"` }] } };
  if (operation.type !== 'query')
    return { json: { errors: [{ message: 'This emulator answers queries only.', type: 'FORBIDDEN' }] } };
  const given = body.variables ?? {};
  const fallbacks = operation.variables.flatMap(({ name, fallback }) =>
    fallback === undefined ? [] : [[name, evaluate(fallback, {})]],
  );
  const variables: Record<string, unknown> = { ...Object.fromEntries(fallbacks), ...given };
  const { problems, price } = validate(document, operation, source, variables);
  if (problems.length > 0) return { json: { errors: problems } };

  const isDryRun = operation.selections.some(
    (field) =>
      field.kind === 'field' &&
      field.name === 'rateLimit' &&
      field.args.dryRun !== undefined &&
      evaluate(field.args.dryRun, variables) === true,
  );
  const { allowed, state } = quotas.take('graphql', caller, isDryRun ? 0 : price.points);
  const headers = quotaHeaders('graphql', state);
  if (!allowed) {
    const message = 'API rate limit already exceeded for user ID 1000001.';
    return { headers, json: { errors: [{ type: 'RATE_LIMITED', code: 'graphql_rate_limit', message }] } };
  }
  const { data, errors } = execute(
    document,
    operation,
    variables,
    queryRoot(library, 'sample-user', () => rateLimitNode(state, price)),
  );
  return { headers, json: { data, ...(errors.length > 0 ? { errors } : {}) } };
}

/** Nullable in the schema, and null where nothing is limited. */
function rateLimitNode(state: BucketState | undefined, { points, nodeCount }: Price): GraphObject | null {
  if (state === undefined) return null;
  const { limit, remaining, used, reset } = state;
  const resetAt = new Date(reset * 1000).toISOString().replace('.000Z', 'Z');
  return { __typename: 'RateLimit', cost: points, limit, nodeCount, remaining, used, resetAt };
}
