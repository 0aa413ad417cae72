import { schema as published } from '@octokit/graphql-schema';
import {
  buildClientSchema,
  type GraphQLField,
  type IntrospectionQuery,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { possibleTypes, schemaText } from '../src/emulator/graphql-schema.ts';
import { gitHubDocuments } from '../src/index.ts';

// GitHub deprecates fields of types that their interfaces do not, which the newest rules for schemas refuse.
const schema = buildClientSchema(published.json as IntrospectionQuery, { assumeValid: true });

describe('the queries we send', () => {
  it.each(Object.entries(gitHubDocuments))('%s is valid in the published schema', (_name, text) => {
    expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
  });

  it('would be found out if they were not', () => {
    const broken = gitHubDocuments.searchRepositories.replace('stargazerCount', 'starCount');
    expect(validate(schema, parse(broken))).toHaveLength(1);
  });
});

describe('the schema the emulator serves', () => {
  const lines = Object.entries(schemaText).flatMap(([type, fields]) => fields.map((line) => [type, line] as const));

  it.each(lines)('%s has the published field %s', (typeName, line) => {
    const type = schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) return expect.unreachable(`${typeName} has no fields`);
    const field = type.getFields()[line.split(/[(:]/)[0] as string] as GraphQLField<unknown, unknown>;
    const inLine = (/\(([^)]*)\)/.exec(line)?.[1] ?? '').split(', ').filter((part) => part !== '');
    const argumentsOf = new Map(field.args.map((each) => [each.name, String(each.type)]));
    for (const pair of inLine) {
      const [name = '', argumentType] = pair.split(': ');
      expect(argumentsOf.get(name), `${typeName}.${field.name}(${name})`).toBe(argumentType);
    }
    expect(line.endsWith(`: ${field.type}`), `${typeName}.${field.name} is ${field.type}`).toBe(true);
  });

  it.each(Object.entries(possibleTypes))('%s can be what is published', (name, types) => {
    const type = schema.getType(name);
    if (!isUnionType(type) && !isInterfaceType(type)) return expect.unreachable(`${name} is not abstract`);
    const allowed = schema.getPossibleTypes(type).map((each) => each.name);
    expect(allowed).toEqual(expect.arrayContaining([...types]));
  });
});
