import { InvalidRequestError, type Schema } from '@headwater/core';
import type { CheckedDocument, GraphQLDocument, GraphQLHints } from './graphql-types.ts';

export interface TypedDocumentOptions<Data> {
  /** Checks the data of every answer. Fields that the schema of the service makes nullable must be nullable here. */
  data?: Schema<Data> | undefined;
  hints?: GraphQLHints | undefined;
}

/**
 * Gives a document its types, where no code generator does.
 *
 * @example
 * const hero = typedDocument<{ hero: { name: string } | null }, { id: string }>('query ($id: ID!) { hero(id: $id) { name } }');
 */
export function typedDocument<Data, Variables = Record<string, never>>(
  text: string,
  options: TypedDocumentOptions<Data> = {},
): CheckedDocument<Data, Variables> {
  return { ...options, toString: () => text };
}

export type OperationType = 'query' | 'mutation' | 'subscription';

const tokens = /"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n\r])*"|#[^\n\r]*|@?[_A-Za-z]\w*|[{}()]/g;
const types: ReadonlySet<string> = new Set(['query', 'mutation', 'subscription']);

/** The operations a document defines. Enough of the grammar to know what is asked for; the service checks the rest. */
export function operationsOf(text: string): { type: OperationType; name?: string }[] {
  const found: { type: OperationType; name?: string }[] = [];
  let depth = 0;
  let inParentheses = 0;
  let keyword: string | undefined;
  for (const [token] of text.matchAll(tokens)) {
    const first = token[0];
    if (first === '(') inParentheses += 1;
    else if (first === ')') inParentheses -= 1;
    // Default values have braces of their own.
    else if (inParentheses > 0 || first === '"' || first === '#' || first === '@') continue;
    else if (first === '{') {
      if (depth === 0 && keyword === undefined) found.push({ type: 'query' });
      depth += 1;
    } else if (first === '}') {
      depth -= 1;
      if (depth === 0) keyword = undefined;
    } else if (depth === 0) {
      const last = found.at(-1);
      if (keyword === undefined) {
        keyword = token;
        if (types.has(token)) found.push({ type: token as OperationType });
      } else if (types.has(keyword) && last !== undefined && last.name === undefined) last.name = token;
    }
  }
  return found;
}

/**
 * The text of a document, once it is sure that it asks for what the method does: a mutation must not be repeated as a
 * query would be.
 *
 * @throws {InvalidRequestError}
 */
export function textOf(
  document: GraphQLDocument<any, any>,
  wanted: OperationType,
  operationName: string | undefined,
  provider: string,
): string {
  const text = document.toString();
  const refuse = (problem: string, hint: string) =>
    new InvalidRequestError(problem, { provider, operation: wanted === 'query' ? 'query' : 'mutate', hint });
  const operations = operationsOf(text);
  if (operations.length === 0) {
    throw refuse('the document holds no operation', 'Pass its text, or an object whose toString() gives it.');
  }
  if (operationName === undefined && operations.length > 1) {
    throw refuse(`the document holds ${operations.length} operations`, 'Name one with operationName.');
  }
  const operation = operationName === undefined ? operations[0] : operations.find(({ name }) => name === operationName);
  if (operation === undefined) throw refuse(`the document holds no operation "${operationName}"`, 'Nothing was sent.');
  if (operation.type !== wanted) {
    const use =
      operation.type === 'query' ? 'query()' : operation.type === 'mutation' ? 'mutate()' : 'a streaming client';
    throw refuse(`the document holds a ${operation.type}`, `Use ${use}. Nothing was sent.`);
  }
  return text;
}
