import type { JsonSchema, ToolDefinition } from '@headwater/core';
import { describe, expect, it } from 'vitest';
import type { ProviderConformance } from './options.ts';
import { failureOf, openRig } from './rig.ts';

/** Tools that any framework can offer to a model. */
export function toolTests(suite: ProviderConformance): void {
  describe('tools', () => {
    it('have stable ids, descriptions and plain JSON schemas', () => {
      const { provider } = openRig(suite);
      expect(provider.tools.length).toBeGreaterThan(0);
      expect(new Set(provider.tools.map((tool) => tool.id)).size).toBe(provider.tools.length);
      for (const tool of provider.tools) {
        expect(tool.id).toMatch(/^[a-z0-9]+(?:_[a-z0-9]+)+$/);
        expect(tool.id.startsWith(`${provider.name.replaceAll('-', '_')}_`), tool.id).toBe(true);
        expect(tool.title).toMatch(/\S/);
        expect(tool.description.length, `${tool.id}: description`).toBeGreaterThan(40);
        expect(tool.hints.readOnly).toBeTypeOf('boolean');
        for (const [side, { json }] of Object.entries({ input: tool.input, output: tool.output })) {
          expect(json.type, `${tool.id}: ${side}`).toBe('object');
          expect(JSON.parse(JSON.stringify(json))).toEqual(json);
          expectSchema(json, `${tool.id}.${side}`);
        }
      }
    });

    it('have an example each in this suite', () => {
      const ids = openRig(suite).provider.tools.map((tool) => tool.id);
      expect(Object.keys(suite.toolInputs).sort()).toEqual([...ids].sort());
    });

    it.each(Object.entries(suite.toolInputs))('%s answers what its schema promises', async (id, input) => {
      const { provider, emulator } = openRig(suite);
      const tool = find(provider.tools, id);
      const output = await tool.execute(await accept(tool.input, input));
      await accept(tool.output, output);
      expect(JSON.parse(JSON.stringify(output)), 'survives JSON').toEqual(output);
      expect(emulator.requests.length).toBeGreaterThan(0);
    });

    it.each(Object.keys(suite.toolInputs))('%s refuses nonsense and can be cancelled', async (id) => {
      const { provider, emulator } = openRig(suite);
      const tool = find(provider.tools, id);
      for (const nonsense of [undefined, null, 7, 'text', [], { 'no such field': true }]) {
        const { issues } = await tool.input.standard['~standard'].validate(nonsense);
        expect(issues?.length ?? 0, `issues for ${JSON.stringify(nonsense)}`).toBeGreaterThan(0);
      }
      const input = await accept(tool.input, suite.toolInputs[id]);
      const call = Promise.resolve(tool.execute(input, { signal: AbortSignal.abort() }));
      expect((await failureOf(call)).code).toBe('cancelled');
      expect(emulator.requests).toHaveLength(0);
    });
  });
}

function find(tools: readonly ToolDefinition[], id: string): ToolDefinition {
  const tool = tools.find((candidate) => candidate.id === id);
  if (!tool) throw new Error(`there is no tool "${id}"; there are ${tools.map((each) => each.id).join(', ')}`);
  return tool;
}

async function accept(schema: ToolDefinition['input'], value: unknown): Promise<unknown> {
  const result = await schema.standard['~standard'].validate(value);
  if (result.issues) throw new Error(`the schema refuses ${JSON.stringify(value)}: ${JSON.stringify(result.issues)}`);
  return result.value;
}

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** Enough of JSON Schema to find what breaks a model provider: unknown types, `required` without a property, holes. */
function expectSchema(schema: JsonSchema, path: string): void {
  expect(schema, path).toBeTypeOf('object');
  const types = [schema.type ?? []].flat() as string[];
  for (const type of types) expect(TYPES, `${path}: type`).toContain(type);
  const says = ['type', 'enum', 'const', 'anyOf', 'oneOf', 'allOf', '$ref', 'description'];
  const isAnything = Object.keys(schema).length === 0;
  expect(isAnything || says.some((keyword) => keyword in schema), `${path} says what it takes`).toBe(true);
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  for (const name of (schema.required ?? []) as string[]) expect(Object.keys(properties), path).toContain(name);
  for (const [name, property] of Object.entries(properties)) expectSchema(property, `${path}.${name}`);
  if (types.includes('array')) expect(schema.items, `${path}: items`).toBeDefined();
  if (typeof schema.items === 'object') expectSchema(schema.items as JsonSchema, `${path}[]`);
  for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
    for (const option of (schema[keyword] ?? []) as JsonSchema[]) expectSchema(option, `${path}.${keyword}`);
  }
}
