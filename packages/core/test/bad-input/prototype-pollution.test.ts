import { afterEach, describe, expect, it } from 'vitest';
import { defineOperation } from '../../src/index.ts';
import { array, looseObject, string } from '../../src/schema/index.ts';
import { connect, read } from './support/client.ts';
import { answer, answering, rawServer } from './support/raw-server.ts';

afterEach(() => {
  // A test that pollutes must not make its neighbours pass or fail.
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

async function receive(json: string): Promise<unknown> {
  await using server = await rawServer(answering(answer(json)));
  const { value } = await connect(server.url).call(read, {});
  return value;
}

/** Copies the way careless code does: the way a polluted key does its harm. */
function deepMerge(target: Record<string, unknown>, source: Record<string, unknown>): Record<string, unknown> {
  for (const name in source) {
    const from = source[name];
    if (typeof from === 'object' && from !== null) {
      target[name] = deepMerge((target[name] as Record<string, unknown>) ?? {}, from as Record<string, unknown>);
    } else target[name] = from;
  }
  return target;
}

function everyObject(value: unknown, found: object[] = []): object[] {
  if (typeof value !== 'object' || value === null) return found;
  found.push(value);
  for (const inner of Object.values(value)) everyObject(inner, found);
  return found;
}

const hostile: [string, string][] = [
  ['plain', '{"__proto__":{"polluted":1},"kept":1}'],
  ['escaped', '{"\\u005f_proto__":{"polluted":1},"kept":1}'],
  ['all escaped', '{"\\u005f\\u005f\\u0070\\u0072\\u006f\\u0074\\u006f\\u005f\\u005f":{"polluted":1},"kept":1}'],
  ['upper-case escapes', '{"\\u005F\\u005Fproto\\u005F\\u005F":{"polluted":1},"kept":1}'],
  ['nested in arrays', '{"a":[[{"b":[{"__proto__":{"polluted":1},"c":1}]}]],"kept":1}'],
  ['twice in one object', '{"__proto__":{"polluted":1},"__proto__":{"polluted":2},"kept":1}'],
  ['inside itself', '{"__proto__":{"__proto__":{"polluted":1}},"kept":1}'],
  ['by constructor', '{"constructor":{"prototype":{"polluted":1}},"kept":1}'],
  ['by an escaped constructor', '{"\\u0063onstructor":{"\\u0070rototype":{"polluted":1}},"kept":1}'],
  ['by a nested constructor', '{"a":{"b":[{"constructor":{"prototype":{"polluted":1}}}]},"kept":1}'],
];

describe('keys that reach a prototype', () => {
  it.each(hostile)('%s: never arrive', async (_name, json) => {
    const value = (await receive(json)) as { kept: number };
    expect(value.kept).toBe(1);
    for (const object of everyObject(value)) {
      expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(object));
      expect(Object.hasOwn(object, '__proto__')).toBe(false);
      const held = Object.getOwnPropertyDescriptor(object, 'constructor')?.value as unknown;
      expect(held !== null && typeof held === 'object' && Object.hasOwn(held, 'prototype')).toBe(false);
    }
    deepMerge({}, value as unknown as Record<string, unknown>);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('inside an item cost neither the item nor its neighbours', async () => {
    const json =
      '{"items":[{"id":"a","__proto__":{"polluted":1}},{"id":"b","constructor":{"prototype":{"polluted":1}}}]}';
    await using server = await rawServer(answering(answer(json)));
    const item = looseObject({ id: string() });
    const list = defineOperation({
      ...read,
      items: { at: 'items', schema: item },
      output: looseObject({ items: array(item) }),
    });
    const { value, skipped } = await connect(server.url).call(list, {});
    expect(skipped).toEqual([]);
    expect(value.items).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it('that only look alike are data', async () => {
    const json = '{"constructor":"Frank Gehry","prototype":{"a":1},"proto":2,"__proto":3,"text":"__proto__"}';
    expect(await receive(json)).toEqual(JSON.parse(json));
  });

  it('in a failure do not reach the error', async () => {
    const body =
      '{"__proto__":{"code":"x","retryable":true},"error":"broken","constructor":{"prototype":{"hint":"x"}}}';
    await using server = await rawServer(answering(answer(body, [], '400 Bad Request')));
    await expect(connect(server.url).call(read, {})).rejects.toMatchObject({
      code: 'invalid-request',
      retryable: false,
      hint: undefined,
    });
  });
});
