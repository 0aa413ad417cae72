import { createDecipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadwaterError } from '../../src/errors/headwater-error.ts';
import {
  createFieldCipher,
  FieldCipherError,
  type FieldCipherOptions,
  type FieldCipherProblem,
} from '../../src/security/field-cipher.ts';
import { failure } from '../support/failure.ts';

const oldKey = new Uint8Array(32).fill(1);
const newKey = new Uint8Array(32).fill(2);
const fields = ['patient.name', 'visits.*.note', 'tags'];
const record = {
  id: 7,
  patient: { name: 'Ada', age: 36 },
  visits: [{ note: 'first', at: 1 }, { at: 2 }, { note: null }],
  tags: ['a', { b: 'c' }],
};

function cipher(options: Partial<FieldCipherOptions> = {}) {
  return createFieldCipher({ keys: { new: newKey }, activeKeyId: 'new', fields, ...options });
}

async function refusal(work: Promise<unknown>): Promise<FieldCipherProblem> {
  const error = await failure(work);
  expect(error).toBeInstanceOf(FieldCipherError);
  expect(error).toMatchObject({ code: 'response-invalid', retryable: false, name: 'FieldCipherError' });
  expect(error.hint).toMatch(/\.$/);
  return (error as FieldCipherError).reason;
}

describe('createFieldCipher', () => {
  it('encrypts the named fields and nothing else, and decrypts them again', async () => {
    const before = structuredClone(record);
    const sealed = (await cipher().encrypt(record)) as any;
    expect(record).toEqual(before);
    expect(sealed.id).toBe(7);
    expect(sealed.patient.age).toBe(36);
    expect(sealed.visits[0].at).toBe(1);
    expect(sealed.visits[1]).toEqual({ at: 2 });
    for (const envelope of [sealed.patient.name, sealed.visits[0].note, sealed.visits[2].note, sealed.tags]) {
      expect(envelope).toMatch(/^hw1\.new\.[\w-]{16}\.[\w-]{22,}$/);
    }
    expect(JSON.stringify(sealed)).not.toMatch(/Ada|first/);
    const frozen = structuredClone(sealed);
    expect(await cipher().decrypt(sealed)).toEqual(record);
    expect(sealed).toEqual(frozen);
  });

  it('writes AES-256-GCM with a 96-bit nonce, bound to key id and field', async () => {
    const sealed = (await cipher().encrypt({ tags: ['x'] })) as unknown as { tags: string };
    const [, , nonce, body] = sealed.tags.split('.') as [string, string, string, string];
    const bytes = Buffer.from(body, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', newKey, Buffer.from(nonce, 'base64url'));
    decipher.setAAD(Buffer.from('hw1\nnew\ntags'));
    decipher.setAuthTag(bytes.subarray(-16));
    expect(decipher.update(bytes.subarray(0, -16)).toString() + decipher.final('utf8')).toBe('["x"]');
  });

  it('never writes the same envelope twice', async () => {
    const sealed = (await cipher({ fields: ['*'] }).encrypt(Array(200).fill('same'))) as string[];
    expect(new Set(sealed).size).toBe(200);
    expect(new Set(sealed.map((envelope) => envelope.split('.')[2])).size).toBe(200);
  });

  it('brings back any JSON value, in any place', async () => {
    const nested = createFieldCipher({ keys: { new: newKey }, activeKeyId: 'new', fields: ['a.*.b', '0.c', 'plain'] });
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (one, two) => {
        const value = { a: [{ b: one, other: two }, { b: two }, one], plain: one, untouched: two };
        const sealed = await nested.encrypt(value);
        expect(typeof sealed.plain).toBe('string');
        // JSON has no negative zero; fields that are not encrypted keep theirs.
        const opened = JSON.parse(JSON.stringify(await nested.decrypt(sealed)));
        expect(opened).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 300 },
    );
  });

  it('brings back what looks like an envelope, lone surrogates and empty strings', async () => {
    const sealed = (await cipher().encrypt({ tags: 'x' })) as { tags: string };
    for (const tags of [sealed.tags, '\ud800', '', 'ü\0\n', '__proto__']) {
      expect(await cipher().decrypt(await cipher().encrypt({ tags }))).toEqual({ tags });
    }
  });

  it('leaves absent and undefined fields, scalars and other shapes alone', async () => {
    for (const value of [
      null,
      7,
      'text',
      [],
      [1],
      {},
      { tags: undefined },
      { patient: 'Ada' },
      { visits: { note: 'x' } },
    ]) {
      expect(await cipher().encrypt(value)).toEqual(value);
    }
  });

  it('reaches single items by their index, and only existing ones', async () => {
    const indexed = cipher({ fields: ['list.1', 'list.9', 'list.length', 'list.01'] });
    const sealed = (await indexed.encrypt({ list: ['a', 'b'] })) as { list: string[] };
    expect(sealed.list[0]).toBe('a');
    expect(sealed.list[1]).toMatch(/^hw1\./);
    expect(sealed.list).toHaveLength(2);
    expect(await indexed.decrypt(sealed)).toEqual({ list: ['a', 'b'] });
  });

  it('does not follow the prototype, and keeps a property called __proto__ one', async () => {
    const inherited = Object.create({ tags: 'inherited' });
    expect(await cipher().encrypt(inherited)).toBe(inherited);
    const own = JSON.parse('{"__proto__":{"x":1}}');
    const sealed = (await cipher({ fields: ['__proto__.x'] }).encrypt(own)) as object;
    expect(Object.getPrototypeOf(sealed)).toBe(Object.prototype);
    expect(Object.hasOwn(sealed, '__proto__')).toBe(true);
    expect(await cipher({ fields: ['__proto__.x'] }).decrypt(sealed)).toEqual(own);
  });

  it('decrypts with old keys and encrypts with the active one', async () => {
    const before = cipher({ keys: { old: oldKey }, activeKeyId: 'old' });
    const after = cipher({ keys: { old: oldKey, new: newKey } });
    const sealed = await before.encrypt(record);
    expect(sealed.patient.name).toMatch(/^hw1\.old\./);
    expect(await after.decrypt(sealed)).toEqual(record);
    const renewed = await after.reencrypt(sealed);
    expect(renewed.patient.name).toMatch(/^hw1\.new\./);
    expect(sealed.patient.name).toMatch(/^hw1\.old\./);
    expect(await cipher().decrypt(renewed)).toEqual(record);
    expect(await after.reencrypt(renewed)).toEqual(renewed);
  });

  it('checks, when it re-encrypts, what is under the active key already', async () => {
    const sealed = await cipher().encrypt({ tags: 'x' });
    const [head, key, nonce, body] = sealed.tags.split('.') as [string, string, string, string];
    const tampered = [head, key, nonce, `${body.startsWith('A') ? 'B' : 'A'}${body.slice(1)}`].join('.');
    expect(await refusal(cipher().reencrypt({ tags: tampered }))).toBe('not-authentic');
  });

  it('takes keys as base64 text, of either alphabet', async () => {
    const bytes = new Uint8Array(32).fill(0xfb);
    const asBytes = cipher({ keys: { new: bytes } });
    const sealed = await asBytes.encrypt(record);
    for (const encoding of ['base64', 'base64url'] as const) {
      const asText = cipher({ keys: { new: Buffer.from(bytes).toString(encoding) } });
      expect(await asText.decrypt(sealed)).toEqual(record);
    }
  });

  it('is not changed by what happens to the key array later', async () => {
    const bytes = new Uint8Array(32).fill(3);
    const early = cipher({ keys: { new: bytes } });
    bytes.fill(0);
    const sealed = await early.encrypt(record);
    expect(await cipher({ keys: { new: new Uint8Array(32).fill(3) } }).decrypt(sealed)).toEqual(record);
  });
});

describe('a field that is not what the cipher wrote', () => {
  const seal = async (value: unknown, options?: Partial<FieldCipherOptions>) =>
    ((await cipher({ fields: ['tags'], ...options }).encrypt({ tags: value })) as { tags: string }).tags;
  const open = (tags: unknown, options?: Partial<FieldCipherOptions>) =>
    cipher({ fields: ['tags'], ...options }).decrypt({ tags });

  it.each([[null], [7], [{}], [['hw1.']], [''], ['plain text'], ['hw2.new.AAAA.BBBB'], ['HW1.new.a.b'], ['hw1']])(
    'is refused as not encrypted: %j',
    async (value) => {
      expect(await refusal(open(value))).toBe('not-encrypted');
    },
  );

  it('is refused when cut off anywhere', async () => {
    const envelope = await seal('some longer value');
    for (let length = 4; length < envelope.length; length += 1) {
      expect(['malformed', 'not-authentic', 'unknown-key']).toContain(await refusal(open(envelope.slice(0, length))));
    }
  });

  it('is refused when any bit of nonce or body is flipped', async () => {
    const envelope = await seal('value');
    const [head, key, nonce, body] = envelope.split('.') as [string, string, string, string];
    for (const [index, part] of [nonce, body].entries()) {
      const bytes = Buffer.from(part, 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        const text = flipped.toString('base64url');
        const changed = index === 0 ? [head, key, text, body] : [head, key, nonce, text];
        expect(await refusal(open(changed.join('.')))).toBe('not-authentic');
      }
    }
  });

  it.each([
    ['a further part', (envelope: string) => `${envelope}.x`],
    ['a foreign alphabet', (envelope: string) => `${envelope.slice(0, -2)}!!`],
    ['a nonce of another length', (envelope: string) => envelope.replace(/\.[\w-]{16}\./, '.AAAAAAAAAAAAAAA.')],
    ['an empty nonce', (envelope: string) => envelope.replace(/\.[\w-]{16}\./, '..')],
    ['a body shorter than its tag', (envelope: string) => envelope.replace(/[^.]+$/, 'A'.repeat(20))],
  ])('is refused as malformed with %s', async (_what, change) => {
    expect(await refusal(open(change(await seal('value'))))).toBe('malformed');
  });

  it('is refused in another field', async () => {
    const envelope = await seal('value');
    expect(await refusal(cipher({ fields: ['other'] }).decrypt({ other: envelope }))).toBe('not-authentic');
  });

  it('may move within an array', async () => {
    const items = cipher({ fields: ['*'] });
    const [first, second] = await items.encrypt(['a', 'b']);
    expect(await items.decrypt([second, first])).toEqual(['b', 'a']);
  });

  it('is refused under another key of the same id, and under an unknown id', async () => {
    const envelope = await seal('value');
    expect(await refusal(open(envelope, { keys: { new: oldKey } }))).toBe('not-authentic');
    expect(await refusal(open(envelope, { keys: { other: newKey }, activeKeyId: 'other' }))).toBe('unknown-key');
    expect(await refusal(open(envelope.replace('hw1.new.', 'hw1.toString.')))).toBe('unknown-key');
  });

  it('is refused when another key id is written over its own, even for the same key', async () => {
    const envelope = (await seal('value')).replace('hw1.new.', 'hw1.twin.');
    expect(await refusal(open(envelope, { keys: { new: newKey, twin: newKey } }))).toBe('not-authentic');
  });

  it('is named by field, without its value', async () => {
    const secret = randomBytes(12).toString('hex');
    const error = await failure(open(secret));
    expect(error.message).toContain('tags');
    expect(JSON.stringify(error) + error.stack).not.toContain(secret);
  });
});

describe('a value that is not JSON', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  it.each([
    ['NaN', Number.NaN],
    ['Infinity', { deep: [Number.POSITIVE_INFINITY] }],
    ['a function', () => 1],
    ['a symbol', { s: Symbol('x') }],
    ['undefined in a list', [undefined]],
    ['undefined in an object', { a: undefined }],
    ['a bigint', 1n],
    ['a cycle', cycle],
  ])('is refused before it is encrypted: %s', async (_what, tags) => {
    const error = await failure(cipher().encrypt({ tags }));
    expect(error).toMatchObject({ code: 'invalid-request', message: expect.stringContaining('the field tags') });
    expect(error.hint).toContain('Nothing was encrypted');
  });
});

describe('options that cannot be right', () => {
  it.each<[string, Partial<FieldCipherOptions>, RegExp]>([
    ['no such active key', { activeKeyId: 'gone' }, /there is no key "gone"/],
    ['an active key every object has', { activeKeyId: 'constructor' }, /there is no key "constructor"/],
    ['16 bytes', { keys: { new: new Uint8Array(16) } }, /key "new" is not 32 bytes/],
    ['33 bytes', { keys: { new: new Uint8Array(33) } }, /key "new" is not 32 bytes/],
    ['text that is no base64', { keys: { new: '!'.repeat(43) } }, /key "new" is not 32 bytes/],
    ['base64 with loose bits', { keys: { new: `${'A'.repeat(42)}B` } }, /key "new" is not 32 bytes/],
    ['a key id with a dot', { keys: { 'a.b': newKey }, activeKeyId: 'a.b' }, /key id holds characters/],
    ['an empty key id', { keys: { '': newKey }, activeKeyId: '' }, /key id holds characters/],
    ['a key id of 65', { keys: { ['k'.repeat(65)]: newKey }, activeKeyId: 'k' }, /key id holds characters/],
    ['no fields', { fields: [] }, /option fields is empty/],
    ['an empty field', { fields: [''] }, /not a dotted path/],
    ['a field with an empty part', { fields: ['a..b'] }, /not a dotted path/],
    ['the same field twice', { fields: ['a', 'a'] }, /"a" and "a" overlap/],
    ['a field and its part', { fields: ['a.b', 'x', 'a'] }, /"a.b" and "a" overlap/],
    ['a star and an index', { fields: ['a.*.b', 'a.0'] }, /"a.\*.b" and "a.0" overlap/],
    ['an index and a star', { fields: ['a.12', 'a.*'] }, /overlap/],
  ])('are refused: %s', (_what, options, message) => {
    expect(() => cipher(options)).toThrow(message);
    expect(() => cipher(options)).toThrow(HeadwaterError);
  });

  it('are accepted when fields only look alike', () => {
    expect(() => cipher({ fields: ['a.b', 'a.bc', 'ab', 'x.*.y', 'x.*.z', 'x.name'] })).not.toThrow();
  });

  it('accept a key id of 64 characters', () => {
    const activeKeyId = 'k'.repeat(64);
    expect(() => cipher({ keys: { [activeKeyId]: newKey }, activeKeyId })).not.toThrow();
  });
});
