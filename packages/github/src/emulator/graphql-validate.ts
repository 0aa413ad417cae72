import type { DocumentNode, OperationNode, Selection, ValueNode } from './graphql-parse.ts';
import { type FieldType, fieldOf, isComposite } from './graphql-schema.ts';

/** An entry of `errors`. */
export interface GraphQLProblem {
  message: string;
  type?: string;
  path?: (string | number)[];
  locations?: { line: number; column: number }[];
  extensions?: Record<string, unknown>;
}

export interface Price {
  points: number;
  nodeCount: number;
}

const maxNodes = 500_000;

interface Walk {
  document: DocumentNode;
  source: string;
  variables: Readonly<Record<string, unknown>>;
  declared: ReadonlySet<string>;
  problems: GraphQLProblem[];
  calls: number;
  nodes: number;
}

/** Checks a query before it runs, and prices it: connection calls, assuming full pages, over a hundred. */
export function validate(
  document: DocumentNode,
  operation: OperationNode,
  source: string,
  variables: Readonly<Record<string, unknown>>,
): { problems: GraphQLProblem[]; price: Price } {
  const declared = new Set(operation.variables.map(({ name }) => name));
  const walk: Walk = { document, source, variables, declared, problems: [], calls: 0, nodes: 0 };
  for (const { name, type, fallback } of operation.variables) {
    if (type.endsWith('!') && fallback === undefined && variables[name] == null) {
      const message = `Variable $${name} of type ${type} was provided invalid value`;
      walk.problems.push({
        message,
        extensions: { value: null, problems: [{ path: [], explanation: 'Expected value to not be null' }] },
      });
    }
  }
  check(walk, operation.selections, 'Query', ['query'], 1, new Set());
  if (walk.nodes > maxNodes) {
    const message = `By the time this query traverses to the innermost connection, it is requesting up to ${walk.nodes} possible nodes which exceeds the maximum limit of 500,000.`;
    walk.problems.push({ message, type: 'MAX_NODE_LIMIT_EXCEEDED' });
  }
  return {
    problems: walk.problems,
    price: { points: Math.max(1, Math.round(walk.calls / 100)), nodeCount: walk.nodes },
  };
}

function locate(source: string, at: number): { line: number; column: number }[] {
  const before = source.slice(0, at).split('\n');
  return [{ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }];
}

function check(
  walk: Walk,
  selections: readonly Selection[],
  type: string,
  path: string[],
  times: number,
  spreads: ReadonlySet<string>,
): void {
  for (const selection of selections) {
    const complain = (message: string, extensions: Record<string, unknown>): void => {
      walk.problems.push({ path, extensions, locations: locate(walk.source, selection.at), message });
    };
    if (selection.kind === 'inline') {
      check(walk, selection.selections, selection.on ?? type, [...path, `... on ${selection.on}`], times, spreads);
      continue;
    }
    if (selection.kind === 'spread') {
      const fragment = walk.document.fragments.get(selection.name);
      if (fragment === undefined) {
        complain(`Fragment ${selection.name} was used, but not defined`, {
          code: 'useAndDefineFragment',
          fragmentName: selection.name,
        });
      } else if (spreads.has(selection.name)) {
        complain(`Fragment ${selection.name} contains an infinite loop`, { code: 'infiniteLoop' });
      } else
        check(
          walk,
          fragment.selections,
          fragment.on,
          [`fragment ${selection.name}`],
          times,
          new Set([...spreads, selection.name]),
        );
      continue;
    }
    const field = fieldOf(type, selection.name);
    if (field === undefined) {
      complain(`Field '${selection.name}' doesn't exist on type '${type}'`, {
        code: 'undefinedField',
        typeName: type,
        fieldName: selection.name,
      });
      continue;
    }
    checkArguments(walk, selection.args, field, complain);
    if (selection.selections === undefined) {
      if (isComposite(field.named)) {
        complain(
          `Field must have selections (field '${field.name}' returns ${field.named} but has no selections. Did you mean '${field.name} { ... }'?)`,
          { code: 'selectionMismatch', nodeName: `field '${field.name}'`, typeName: field.named },
        );
      }
      continue;
    }
    const size = field.named.endsWith('Connection')
      ? pageSize(walk, selection.args, selection.selections, field, complain)
      : 1;
    if (field.named.endsWith('Connection')) {
      walk.calls += times;
      walk.nodes += times * size;
    }
    check(walk, selection.selections, field.named, [...path, selection.key], times * Math.max(1, size), spreads);
  }
}

function checkArguments(
  { declared, problems }: Walk,
  given: Readonly<Record<string, ValueNode>>,
  field: FieldType,
  complain: (message: string, extensions: Record<string, unknown>) => void,
): void {
  for (const [name, value] of Object.entries(given)) {
    if (field.args[name] === undefined) {
      complain(`Field '${field.name}' doesn't accept argument '${name}'`, {
        code: 'argumentNotAccepted',
        name: field.name,
        typeName: 'Field',
        argumentName: name,
      });
    }
    if (value.kind === 'variable' && !declared.has(value.name)) {
      problems.push({
        message: `Variable $${value.name} is used by query but not declared`,
        extensions: { code: 'variableNotDefined', variableName: value.name },
      });
    }
  }
  const missing = Object.entries(field.args).filter(([name, type]) => type.endsWith('!') && given[name] === undefined);
  if (missing.length > 0) {
    const names = missing.map(([name]) => name).join(', ');
    complain(`Field '${field.name}' is missing required arguments: ${names}`, {
      code: 'missingRequiredArguments',
      className: 'Field',
      name: field.name,
      arguments: names,
    });
  }
}

/** Every connection that is read needs bounds; one that is only counted does not. */
function pageSize(
  { variables }: Walk,
  given: Readonly<Record<string, ValueNode>>,
  selections: readonly Selection[],
  field: FieldType,
  complain: (message: string, extensions: Record<string, unknown>) => void,
): number {
  const bounds = [given.first, given.last].map((bound) =>
    bound === undefined ? undefined : evaluate(bound, variables),
  );
  const size = bounds[0] ?? bounds[1];
  const isRead = selections.some((each) => each.kind !== 'field' || ['nodes', 'edges', 'pageInfo'].includes(each.name));
  if (size == null) {
    if (isRead)
      complain(
        `You must provide a \`first\` or \`last\` value to properly paginate the \`${field.name}\` connection.`,
        { code: 'MISSING_PAGINATION_BOUNDARIES' },
      );
    return 0;
  }
  if (typeof size === 'number' && size >= 1 && size <= 100) return size;
  complain(
    `Requesting ${String(size)} records on the \`${field.name}\` connection exceeds the \`first\` limit of 100 records.`,
    { code: 'EXCESSIVE_PAGINATION' },
  );
  return 0;
}

export function evaluate(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case 'variable':
      return variables[node.name];
    case 'list':
      return node.items.map((item) => evaluate(item, variables));
    case 'object':
      return Object.fromEntries(Object.entries(node.fields).map(([name, value]) => [name, evaluate(value, variables)]));
    default:
      return node.value;
  }
}
