import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, createCallBudget, type Page, pagedList, readSourceQuery, resultPromise } from '../src/index.ts';
import { decodeUtf8, parseJson, readBody } from '../src/pipeline/body.ts';
import { Cancellation } from '../src/pipeline/cancellation.ts';
import { buildUrl } from '../src/pipeline/url.ts';
import {
  array,
  describe as described,
  nullish,
  number,
  numberLike,
  object,
  oneOf,
  optional,
  strictObject,
  string,
  toJsonSchema,
  toolSchema,
  union,
} from '../src/schema/index.ts';

describe('readBody', () => {
  it('gives back exactly what was sent, in whatever pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 }), async (chunks) => {
        const stream = new ReadableStream<Uint8Array>({
          start(controller) {
            for (const chunk of chunks) controller.enqueue(chunk);
            controller.close();
          },
        });
        const read = await readBody(new Response(stream), 10_000, new Cancellation());
        expect([...read]).toEqual(chunks.flatMap((chunk) => [...chunk]));
      }),
    );
  });

  it('stops an endless body at the limit and cancels it', async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
      cancel: () => {
        cancelled = true;
      },
    });
    await expect(readBody(new Response(endless), 5000, new Cancellation())).rejects.toMatchObject({
      kind: 'too-large',
    });
    expect(cancelled).toBe(true);
  });
});

describe('parseJson', () => {
  it('agrees with JSON.parse on every value without a key that reaches a prototype', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/__proto__|constructor/.test(text));
        expect(parseJson(text, 64)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    '{"__proto__":{"admin":true}}',
    '{"\\u005f_proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
  ])('drops the poison of %s', (text) => {
    const value = parseJson(`{"keep":1,"inner":${text}}`, 64) as { keep: number; inner: object };
    expect(value.keep).toBe(1);
    expect(Object.keys(value.inner)).toEqual([]);
    expect((Object.assign({}, value.inner) as { admin?: boolean }).admin).toBeUndefined();
  });

  it('keeps an ordinary field called constructor', () => {
    expect(parseJson('{"constructor":"Ferrari"}', 64)).toEqual({ constructor: 'Ferrari' });
  });

  it('counts nesting outside strings only', () => {
    expect(parseJson(JSON.stringify({ text: '[[[[[[[[{{{{"\\' }), 3)).toEqual({ text: '[[[[[[[[{{{{"\\' });
    expect(() => parseJson('[[[[1]]]]', 3)).toThrow(expect.objectContaining({ kind: 'too-deep' }));
  });

  it.each([
    ['', 'empty'],
    ['<!doctype html>', 'HTML'],
    ['{"a":', 'cut off'],
    ['nope', 'not JSON'],
  ])('says what %j is', (text, words) => {
    expect(() => parseJson(text, 64)).toThrow(words);
  });

  it('refuses invalid UTF-8 instead of guessing', () => {
    expect(() => decodeUtf8(new Uint8Array([0x7b, 0xff, 0x7d]))).toThrow(expect.objectContaining({ kind: 'not-utf8' }));
  });
});

describe('buildUrl', () => {
  it('survives a round trip for every value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true }), (query) => {
        const wellFormed = Object.fromEntries(
          Object.entries(query).map(([key, value]) => [cleanText(key), cleanText(value)]),
        );
        const url = new URL(buildUrl('https://h/base/', '/path', wellFormed));
        expect(url.pathname).toBe('/base/path');
        const read = new Map(
          [...url.search.slice(1).split('&')]
            .filter(Boolean)
            .map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]),
        );
        for (const [key, value] of Object.entries(wellFormed)) expect(read.get(key)).toBe(value);
      }),
    );
  });

  it('sends flags bare, lists joined, and leaves out what is absent', () => {
    expect(buildUrl('https://h', '/p', { flag: true, list: ['a', 2], none: undefined, empty: [], no: false })).toBe(
      'https://h/p?flag&list=a%2C2&no=false',
    );
  });
});

describe('cleanText', () => {
  it('is well-formed, free of NUL, and changes nothing twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = cleanText(`${text}\ud800a\0`);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean).not.toContain('\0');
        expect(cleanText(clean)).toBe(clean);
      }),
    );
  });
});

describe('pagedList', () => {
  const list = (pages: Page<number>[], maxItems?: number) => {
    const asked: (string | undefined)[] = [];
    const made = pagedList(
      async (cursor) => {
        asked.push(cursor);
        return pages[cursor === undefined ? 0 : Number(cursor)] as Page<number>;
      },
      { provider: 'toy', operation: 'list', maxItems },
    );
    return { made, asked };
  };
  const three: Page<number>[] = [
    { items: [1, 2], nextCursor: '1', skipped: [] },
    { items: [], nextCursor: '2', skipped: [] },
    { items: [3], skipped: [] },
  ];

  it('walks all pages, empty ones included, and asks for no more than is read', async () => {
    const { made, asked } = list(three);
    expect(await Array.fromAsync(made)).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, '1', '2']);
    const lazy = list(three);
    for await (const item of lazy.made) if (item === 1) break;
    expect(lazy.asked).toEqual([undefined]);
    const bounded = list(three, 2);
    expect(await Array.fromAsync(bounded.made)).toEqual([1, 2]);
    expect(bounded.asked).toEqual([undefined]);
  });

  it('asks for no page after its signal was aborted', async () => {
    const controller = new AbortController();
    let asked = 0;
    const made = pagedList(
      async () => {
        asked += 1;
        return { items: [asked], nextCursor: String(asked), skipped: [] };
      },
      { provider: 'toy', operation: 'list', signal: controller.signal },
    );
    const walk = async () => {
      for await (const item of made) if (item === 2) controller.abort();
    };
    await expect(walk()).rejects.toMatchObject({ code: 'cancelled', operation: 'list' });
    expect(asked).toBe(2);
  });

  it('ends a service that repeats a cursor for ever', async () => {
    const { made } = list([{ items: [1], nextCursor: '0', skipped: [] }]);
    await expect(Array.fromAsync(made)).rejects.toMatchObject({ code: 'response-invalid' });
  });
});

describe('resultPromise', () => {
  const answer = {
    value: 2,
    skipped: [],
    response: {
      status: 200,
      headers: new Headers(),
      attempts: 1,
      bytes: 1,
      durationMs: 1,
      retrievedAt: '',
      cache: 'miss' as const,
    },
  };

  it('gives the result alone, or with its response', async () => {
    expect(await resultPromise(Promise.resolve(answer), (result) => result.value * 2)).toBe(4);
    const full = await resultPromise(Promise.resolve(answer), (result) => result.value * 2).withResponse();
    expect(full).toMatchObject({ result: 4, response: { status: 200 } });
  });

  it('leaves no unhandled rejection behind when only the response is asked for', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const failing = resultPromise(Promise.reject(new Error('no')), () => 1);
    await expect(failing.withResponse()).rejects.toThrow('no');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});

describe('createCallBudget', () => {
  it('holds estimates back while requests are in flight', () => {
    const budget = createCallBudget({ costUsd: 0.05 });
    const estimate = { provider: 'toy', operation: 'search', costUsd: 0.02 };
    const first = budget.reserveRequest(estimate);
    budget.reserveRequest(estimate);
    expect(() => budget.reserveRequest(estimate)).toThrow(/0.05 US dollars/);
    first.settle({ bytes: 10, costUsd: 0 });
    first.settle({ bytes: 10, costUsd: 0 });
    budget.reserveRequest(estimate);
    expect(budget.spent).toEqual({ requests: 3, bytes: 10, costUsd: expect.closeTo(0.04) });
  });

  it('refuses a limit that is no number', () => {
    expect(() => createCallBudget({ requests: Number.NaN })).toThrow(/requests/);
  });
});

describe('readSourceQuery', () => {
  const capabilities = {
    kinds: ['web'],
    filters: ['since'],
    maxPageSize: 50,
    freeProbe: false,
    keyRequired: false,
  } as const;

  it('names filters that cannot be applied', () => {
    const query = { text: 'x', since: '2024-01-01', openAccess: true, languages: ['de'] };
    expect(readSourceQuery(query, capabilities, 'toy')).toEqual({
      limit: 10,
      unsupportedFilters: ['languages', 'openAccess'],
    });
  });

  it.each([
    [{ text: ' ' }, /text/],
    [{ text: 'x', limit: 51 }, /1 to 50/],
    [{ text: 'x', limit: 1.5 }, /1 to 50/],
    [{ text: 'x', since: '2024-02-31' }, /since/],
    [{ text: 'x', until: 'yesterday' }, /until/],
    [{ text: 'x', since: '2024-02-02', until: '2024-02-01' }, /after/],
    [{ text: 'x', langauges: ['de'] }, /langauges/],
  ])('refuses %j', (query, message) => {
    expect(() => readSourceQuery(query as never, capabilities, 'toy')).toThrow(message);
  });
});

describe('schema', () => {
  const validate = (schema: { '~standard': { validate: (value: unknown) => unknown } }, value: unknown) =>
    schema['~standard'].validate(value) as { value?: unknown; issues?: { message: string; path: unknown[] }[] };

  it('drops what it does not know in answers and refuses it in what callers give', () => {
    const shape = { id: string(), size: optional(number()) };
    expect(validate(object(shape), { id: 'a', more: 1 }).value).toEqual({ id: 'a' });
    expect(validate(strictObject(shape), { id: 'a', more: 1 }).issues?.[0]?.message).toContain('more');
  });

  it('words issues so that they can be acted upon', () => {
    expect(validate(object({ id: string() }), { id: 7 }).issues?.[0]?.message).toMatch(
      /expected string, received number/,
    );
    expect(validate(oneOf(['a', 'b']), 'c').issues?.[0]?.message).toMatch(/"a"\|"b"/);
  });

  it('takes numbers sent as text, and nothing else', () => {
    expect(validate(numberLike(), '12').value).toBe(12);
    expect(validate(numberLike(), '12px').issues).toBeDefined();
  });

  it('describes itself as JSON Schema', () => {
    const schema = strictObject({
      query: string({ minLength: 1, description: 'What to look for.' }),
      kinds: optional(array(oneOf(['a', 'b']), { maxLength: 2 })),
      either: union([string(), number({ integer: true, minimum: 1 })]),
      maybe: nullish(described(string(), 'A note.')),
    });
    const json = toJsonSchema(schema) as { properties: Record<string, Record<string, unknown>>; required: string[] };
    expect(json.properties.query).toEqual({ type: 'string', minLength: 1, description: 'What to look for.' });
    expect(json.required).toEqual(['query', 'either']);
    expect(json).toMatchObject({ type: 'object', additionalProperties: false });
    const tool = toolSchema(schema);
    expect(tool.json).toBe(tool.json);
  });
});
