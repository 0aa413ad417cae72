import type { Directive, DocumentNode, OperationNode, Selection } from './graphql-parse.ts';
import { fieldOf, isOfType } from './graphql-schema.ts';
import { evaluate, type GraphQLProblem } from './graphql-validate.ts';

/** An object of the graph: values, or functions of their arguments, and the name of its concrete type. */
export interface GraphObject {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

/** Thrown by a field; it becomes null, with an entry in `errors`. */
export class FieldProblem extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** A null where the schema allows none: it takes the nearest nullable field with it. */
const nullBubble = Symbol('null');

interface Run {
  document: DocumentNode;
  variables: Readonly<Record<string, unknown>>;
  errors: GraphQLProblem[];
}

/** Runs a validated query: collects fields, calls what resolves them, and completes values by their types. */
export function execute(
  document: DocumentNode,
  operation: OperationNode,
  given: Readonly<Record<string, unknown>>,
  root: GraphObject,
): { data: Record<string, unknown> | null; errors: GraphQLProblem[] } {
  const fallbacks = operation.variables.flatMap(({ name, fallback }) =>
    fallback === undefined ? [] : [[name, evaluate(fallback, {})]],
  );
  const run: Run = { document, variables: { ...Object.fromEntries(fallbacks), ...given }, errors: [] };
  const data = objectOf(run, root, operation.selections, []);
  return { data: data === nullBubble ? null : (data as Record<string, unknown>), errors: run.errors };
}

type FieldSelection = Extract<Selection, { kind: 'field' }>;

/** The fields that apply to an object, by their key, in the order of the query. */
function collect(run: Run, type: string, selections: readonly Selection[], into: Map<string, FieldSelection[]>): void {
  for (const selection of selections) {
    if (!isIncluded(run, selection.directives)) continue;
    if (selection.kind === 'field') {
      into.set(selection.key, [...(into.get(selection.key) ?? []), selection]);
      continue;
    }
    const fragment = selection.kind === 'spread' ? run.document.fragments.get(selection.name) : selection;
    if (fragment === undefined) continue;
    if (fragment.on === undefined || isOfType(type, fragment.on)) collect(run, type, fragment.selections, into);
  }
}

function isIncluded({ variables }: Run, directives: readonly Directive[]): boolean {
  return directives.every(({ name, args }) => {
    const condition = args.if === undefined ? true : evaluate(args.if, variables) === true;
    return name === 'skip' ? !condition : name === 'include' ? condition : true;
  });
}

function objectOf(run: Run, source: GraphObject, selections: readonly Selection[], path: (string | number)[]): unknown {
  const fields = new Map<string, FieldSelection[]>();
  collect(run, source.__typename, selections, fields);
  const result: Record<string, unknown> = {};
  for (const [key, alike] of fields) {
    const [first] = alike as [FieldSelection];
    const field = fieldOf(source.__typename, first.name);
    if (field === undefined) continue;
    const inner = alike.flatMap((each) => each.selections ?? []);
    const value = completed(run, field.type, () => resolve(run, source, first), inner, [...path, key]);
    if (value === nullBubble) return nullBubble;
    result[key] = value;
  }
  return result;
}

function resolve({ variables }: Run, source: GraphObject, { name, args }: FieldSelection): unknown {
  const found = source[name];
  if (typeof found !== 'function') return found;
  const given = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, evaluate(value, variables)]));
  return (found as (args: Record<string, unknown>) => unknown).call(source, given);
}

function completed(
  run: Run,
  type: string,
  produce: () => unknown,
  selections: readonly Selection[],
  path: (string | number)[],
): unknown {
  const isRequired = type.endsWith('!');
  let value: unknown;
  try {
    value = completeValue(run, isRequired ? type.slice(0, -1) : type, produce(), selections, path);
  } catch (error) {
    if (!(error instanceof FieldProblem)) throw error;
    run.errors.push({ type: error.type, path, message: error.message });
    value = null;
  }
  if (value === nullBubble) value = null;
  return value === null && isRequired ? nullBubble : value;
}

function completeValue(
  run: Run,
  type: string,
  value: unknown,
  selections: readonly Selection[],
  path: (string | number)[],
): unknown {
  if (value === null || value === undefined) return null;
  if (type.startsWith('[')) {
    const item = type.slice(1, -1);
    const items = (value as unknown[]).map((each, index) =>
      completed(run, item, () => each, selections, [...path, index]),
    );
    return items.includes(nullBubble) ? nullBubble : items;
  }
  return selections.length > 0 ? objectOf(run, value as GraphObject, selections, path) : value;
}
