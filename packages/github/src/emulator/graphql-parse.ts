/** The part of the GraphQL language (October 2021) that queries use: operations, fragments, arguments, directives. */
export type ValueNode =
  | { kind: 'variable'; name: string }
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'enum'; value: string }
  | { kind: 'list'; items: ValueNode[] }
  | { kind: 'object'; fields: Record<string, ValueNode> };

export interface Directive {
  name: string;
  args: Record<string, ValueNode>;
}

export type Selection =
  | {
      kind: 'field';
      key: string;
      name: string;
      args: Record<string, ValueNode>;
      directives: Directive[];
      selections: Selection[] | undefined;
      at: number;
    }
  | { kind: 'spread'; name: string; directives: Directive[]; at: number }
  | { kind: 'inline'; on: string | undefined; directives: Directive[]; selections: Selection[]; at: number };

export interface OperationNode {
  type: string;
  name: string | undefined;
  variables: { name: string; type: string; fallback: ValueNode | undefined }[];
  selections: Selection[];
}

export interface FragmentNode {
  on: string;
  selections: Selection[];
}

export interface DocumentNode {
  operations: OperationNode[];
  fragments: Map<string, FragmentNode>;
}

export class GraphQLSyntaxProblem extends Error {}

const tokenPattern =
  /(?:[\s,\ufeff]|#[^\n\r]*)+|("""[\s\S]*?(?<!\\)""")|("(?:\\.|[^"\\\n\r])*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([_A-Za-z]\w*)|(\.\.\.|[!$&()=:@[\]{|}])|[\s\S]/g;

interface Token {
  kind: 'string' | 'number' | 'name' | 'mark' | 'end';
  text: string;
  at: number;
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  for (const match of source.matchAll(tokenPattern)) {
    const [text, block, string, number, name, mark] = match;
    const at = match.index;
    if (block !== undefined)
      tokens.push({ kind: 'string', text: block.slice(3, -3).replaceAll('\\"""', '"""').trim(), at });
    else if (string !== undefined) tokens.push({ kind: 'string', text: JSON.parse(string) as string, at });
    else if (number !== undefined) tokens.push({ kind: 'number', text, at });
    else if (name !== undefined) tokens.push({ kind: 'name', text, at });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text, at });
    else if (!/^[\s,#\ufeff]/.test(text))
      throw new GraphQLSyntaxProblem(`Unexpected character ${JSON.stringify(text)} at ${at}`);
  }
  tokens.push({ kind: 'end', text: '', at: source.length });
  return tokens;
}

/** @throws {GraphQLSyntaxProblem} */
export function parseDocument(source: string): DocumentNode {
  const tokens = tokenize(source);
  let position = 0;
  const peek = (): Token => tokens[position] as Token;
  const next = (): Token => tokens[position++] as Token;
  const is = (text: string): boolean => peek().kind !== 'string' && peek().text === text;
  const accept = (text: string): boolean => is(text) && next() !== undefined;
  function expectToken(text: string): void {
    if (!accept(text))
      throw new GraphQLSyntaxProblem(`Expected "${text}", found "${peek().text || 'end of document'}" at ${peek().at}`);
  }
  function name(): string {
    const token = next();
    if (token.kind !== 'name')
      throw new GraphQLSyntaxProblem(`Expected NAME, found "${token.text || 'end of document'}" at ${token.at}`);
    return token.text;
  }

  function value(): ValueNode {
    if (accept('$')) return { kind: 'variable', name: name() };
    if (accept('[')) {
      const items: ValueNode[] = [];
      while (!accept(']')) items.push(value());
      return { kind: 'list', items };
    }
    if (accept('{')) {
      const fields: Record<string, ValueNode> = {};
      while (!accept('}')) {
        const field = name();
        expectToken(':');
        fields[field] = value();
      }
      return { kind: 'object', fields };
    }
    const token = next();
    if (token.kind === 'string') return { kind: 'literal', value: token.text };
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind !== 'name')
      throw new GraphQLSyntaxProblem(`Unexpected "${token.text || 'end of document'}" at ${token.at}`);
    const constants: Record<string, boolean | null> = { true: true, false: false, null: null };
    return Object.hasOwn(constants, token.text)
      ? { kind: 'literal', value: constants[token.text] as boolean | null }
      : { kind: 'enum', value: token.text };
  }

  function args(): Record<string, ValueNode> {
    const given: Record<string, ValueNode> = {};
    if (!accept('(')) return given;
    while (!accept(')')) {
      const argument = name();
      expectToken(':');
      given[argument] = value();
    }
    return given;
  }

  function directives(): Directive[] {
    const found: Directive[] = [];
    while (accept('@')) found.push({ name: name(), args: args() });
    return found;
  }

  function selections(): Selection[] {
    const list: Selection[] = [];
    expectToken('{');
    while (!accept('}')) list.push(selection());
    if (list.length === 0) throw new GraphQLSyntaxProblem(`A selection is empty at ${peek().at}`);
    return list;
  }

  function selection(): Selection {
    const { at } = peek();
    if (accept('...')) {
      if (peek().kind === 'name' && !is('on')) return { kind: 'spread', name: name(), directives: directives(), at };
      const on = accept('on') ? name() : undefined;
      return { kind: 'inline', on, directives: directives(), selections: selections(), at };
    }
    const first = name();
    const field = accept(':') ? name() : first;
    const head = { kind: 'field' as const, key: first, name: field, args: args(), directives: directives(), at };
    return { ...head, selections: is('{') ? selections() : undefined };
  }

  function typeText(): string {
    const inner = accept('[') ? `[${typeText()}` : name();
    if (inner.startsWith('[')) expectToken(']');
    return `${inner}${inner.startsWith('[') ? ']' : ''}${accept('!') ? '!' : ''}`;
  }

  function variables(): OperationNode['variables'] {
    const list: OperationNode['variables'] = [];
    if (!accept('(')) return list;
    while (!accept(')')) {
      expectToken('$');
      const variable = name();
      expectToken(':');
      list.push({ name: variable, type: typeText(), fallback: accept('=') ? value() : undefined });
    }
    return list;
  }

  const document: DocumentNode = { operations: [], fragments: new Map() };
  while (peek().kind !== 'end') {
    if (is('{')) {
      document.operations.push({ type: 'query', name: undefined, variables: [], selections: selections() });
      continue;
    }
    const keyword = name();
    if (keyword === 'fragment') {
      const fragment = name();
      expectToken('on');
      const on = name();
      directives();
      document.fragments.set(fragment, { on, selections: selections() });
      continue;
    }
    if (!['query', 'mutation', 'subscription'].includes(keyword))
      throw new GraphQLSyntaxProblem(`Unexpected "${keyword}"`);
    const named = peek().kind === 'name' ? name() : undefined;
    const declared = variables();
    directives();
    document.operations.push({ type: keyword, name: named, variables: declared, selections: selections() });
  }
  return document;
}
