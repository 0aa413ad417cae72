import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretHeader, redactEcho, redactText, requestSecrets, safeCause } from '../../src/security/redact.ts';
import { notations } from './notations.ts';

const nasty = fc.string({
  unit: fc.constantFrom(...'aZ09-_.~+/=%&?#"\'\\<>{}[]()*!@$^|`,;: '),
  minLength: 8,
  maxLength: 60,
});

describe('redactText', () => {
  it('removes a secret in every notation, wherever it stands', () => {
    const around = fc.constantFrom('', ' ', '"', '/', '=', 'x', '=?&');
    fc.assert(
      fc.property(nasty, around, around, (secret, before, after) => {
        for (const [name, form] of Object.entries(notations(secret))) {
          const clean = redactText(`${before}${form}${after}`, [secret]);
          expect(clean, name).not.toContain(form);
          expect(clean, name).toContain('[redacted]');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('removes it from inside base64 of something longer', () => {
    const secret = 'p4ss-word/with+signs';
    for (const before of ['', 'u', 'us', 'use', 'user:']) {
      for (const after of ['', 'a', 'ab', 'abc']) {
        const text = Buffer.from(`${before}${secret}${after}`).toString('base64');
        const clean = redactText(`value=${text};`, [secret]);
        expect(clean).toContain('[redacted]');
        const left = Buffer.from(clean.replace(/^value=/, '').replace(/\[redacted\].*$/, ''), 'base64').toString();
        expect(left.replace(/\ufffd/g, '').length).toBeLessThanOrEqual(before.length + 1);
      }
    }
  });

  it('removes it from JSON inside JSON, and from percent inside percent', () => {
    const secret = 'se"c\\r/e t%25<&>';
    const twice = JSON.stringify(JSON.stringify({ secret }));
    expect(redactText(twice, [secret])).toBe('"{\\"secret\\":\\"[redacted]\\"}"');
    const percent = encodeURIComponent(encodeURIComponent(secret));
    expect(redactText(`x=${percent}&y`, [secret])).toBe('x=[redacted]&y');
  });

  it.each([
    ['\\u00XX escapes', 'k\\u0065y-1234-abcd', 'key-1234-abcd'],
    ['escaped slashes', 'key\\/1234\\/abcd', 'key/1234/abcd'],
    ['lower-case percent', 'key%2f1234%2Fabcd', 'key/1234/abcd'],
    ['plus for blank', 'key+1234+abcd', 'key 1234 abcd'],
    ['HTML names', 'key&amp;&lt;&gt;&quot;&apos;1', 'key&<>"\'1'],
    ['HTML numbers', 'key&#38;&#x3C;&#062;&#x0022;1', 'key&<>"1'],
    ['line breaks', 'key\\n1234\\tabc', 'key\n1234\tabc'],
    ['upper-case hex', '6B65792D31323334', 'key-1234'],
    ['percent of UTF-8', 'schl%C3%BCssel', 'schlüssel'],
    ['base64 of Latin-1', btoa('schlüssel-1'), 'schlüssel-1'],
    ['surrogate escapes', 'key-\\ud83d\\uDE00-1234', 'key-😀-1234'],
    ['percent-encoded base64', encodeURIComponent(btoa('~~~???key>>>')), '~~~???key>>>'],
  ])('knows %s', (_what, text, secret) => {
    expect(redactText(`[${text}]`, [secret])).toBe('[[redacted]]');
  });

  it('removes a secret that was cut short, and leaves its first words', () => {
    const secret = 'sk-live-0123456789abcdef';
    expect(redactText('the key sk-live-01234567… is wrong', [secret])).toBe('the key [redacted] is wrong');
    expect(redactText('(sk-live-)', [secret])).toBe('([redacted])');
    expect(redactText('keys begin with sk-live', [secret])).toBe('keys begin with sk-live');
    // Too short to be cut and still be told from a word.
    expect(redactText('password', ['passwords'])).toBe('[redacted]');
    expect(redactText('password', ['password1234'.slice(0, 7)])).toBe('[redacted]d');
    expect(redactText('passwor', ['password'])).toBe('passwor');
  });

  it('leaves ordinary text alone', () => {
    const text = 'The river rises at 12:30; see https://example.com/a?page=2#b (50 % done).';
    expect(redactText(text, ['abc', 'another-secret-value'])).toBe(text);
    expect(redactText(text)).toBe(text);
    expect(redactText('abc', ['abc', ''])).toBe('abc');
  });

  it('takes secrets as text, not as patterns', () => {
    expect(redactText('a.c+d abcd', ['a.c+'])).toBe('[redacted]d abcd');
    expect(redactText('$& $1 (x)', ['(x) $1'])).toBe('$& $1 (x)');
  });

  it('removes the longer of two secrets first', () => {
    expect(redactText('=secretsecret-tail=', ['secret', 'secretsecret-tail'])).toBe('=[redacted]=');
  });

  it('is quick even for secrets and texts made to slow it down', () => {
    const secret = '\\'.repeat(40);
    const text = `${'\\'.repeat(5000)}x`;
    // A pattern that tries all combinations would not come back before the test's time is over.
    expect(redactText(text, [`${secret}!`])).toMatch(/redacted/);
    expect(redactText('%25'.repeat(3000), [`${'%25'.repeat(20)}!`])).toBeTypeOf('string');
  });

  it('remembers the patterns of a few secrets only, and still knows all', () => {
    const secrets = Array.from({ length: 100 }, (_, index) => `secret-number-${index}-x`);
    for (const secret of [...secrets, ...secrets]) expect(redactText(`=${secret}=`, [secret])).toBe('=[redacted]=');
  });

  it.each([
    ['Authorization: Bearer abcdefgh12345', 'Authorization: [redacted] abcdefgh12345'],
    ['sent Bearer abcdefgh12345', 'sent Bearer [redacted]'],
    ['{"apiKey":"abcdefgh"}', '{"apiKey":"[redacted]"}'],
    ['x-api-key: abcdefgh', 'x-api-key: [redacted]'],
    ['password=abcdefgh&x', 'password=[redacted]&x'],
    ['https://u:pw@h/', 'https://[redacted]@h/'],
    ['/p?sig=abc&x=1', '/p?sig=[redacted]&x=1'],
  ])('knows what looks like a credential: %s', (text, clean) => {
    if (text.startsWith('Authorization')) expect(redactText(text)).not.toBe(text);
    else expect(redactText(text)).toBe(clean);
  });
});

describe('redactEcho', () => {
  it('redacts a text that holds a secret, and hands any other back as it is', () => {
    const secrets = new Set(['abc', 'first-secret', 'second-secret']);
    expect(redactEcho('req-second-secret-first-secret', secrets)).toBe('req-[redacted]-[redacted]');
    expect(redactEcho('req-abc-token=xyz', secrets)).toBe('req-abc-token=xyz');
    expect(redactEcho('req-1', [])).toBe('req-1');
  });
});

describe('names of secrets', () => {
  it.each([
    'authorization',
    'X-Api-Key',
    'Cookie',
    'set-cookie',
    'x-auth-token',
    'x-signature',
    'client-secret',
    'X-Password',
    'x-session-id',
    'credential',
  ])('the header %s holds one', (name) => expect(isSecretHeader(name)).toBe(true));

  it.each(['accept', 'content-type', 'user-agent', 'x-request-id', 'date'])('the header %s does not', (name) =>
    expect(isSecretHeader(name)).toBe(false),
  );

  it('are found in the headers, query and body of a request', () => {
    const found = requestSecrets({
      url: 'https://h.example/a?api_key=in+query&q=river&accessToken=t%C3%A4g&empty#token=fragment',
      headers: { authorization: 'Bearer x', accept: '*/*' },
      json: {
        password: 'in body',
        keywords: 'river',
        monkey: 'animal',
        nested: [{ clientSecret: 'deep', other: 1, token: 7 }, null, 'text'],
        'api-key': 'dashed',
      },
    });
    expect(found.sort()).toEqual(['Bearer x', 'dashed', 'deep', 'in body', 'in query', 'täg']);
    expect(requestSecrets({ url: 'https://h.example/', headers: {}, json: undefined })).toEqual([]);
    expect(requestSecrets({ url: 'https://h.example/?', headers: {}, json: 'text' })).toEqual([]);
  });

  it('are looked for in a bounded part of a body', () => {
    const cycle: Record<string, unknown> = { token: 'found' };
    cycle.self = cycle;
    const found = requestSecrets({ url: '', headers: {}, json: cycle });
    expect(new Set(found)).toEqual(new Set(['found']));
    expect(found.length).toBeLessThanOrEqual(1000);
  });
});

describe('safeCause', () => {
  const secret = 'canary-0123456789';

  it('keeps name, message, code and stack, without secrets, and nothing else', () => {
    const cause = Object.assign(new TypeError(`bad ${secret}`, { cause: `inner ${secret}` }), {
      code: `E_${secret}`,
      request: { headers: { key: secret } },
      toJSON: () => secret,
    });
    const copy = safeCause(cause, [secret]) as Error & { code: string };
    expect(copy).toBeInstanceOf(Error);
    expect([copy.name, copy.message, copy.code, copy.cause]).toEqual([
      'TypeError',
      'bad [redacted]',
      'E_[redacted]',
      'inner [redacted]',
    ]);
    expect(Object.keys(copy)).toEqual(['code']);
    expect(inspect(copy, { showHidden: true, depth: 9 }) + copy.stack).not.toContain(secret);
  });

  it('follows causes four deep, and a circle no further', () => {
    const circular = new Error('round');
    circular.cause = circular;
    let depth = 0;
    for (let current = safeCause(circular) as Error | undefined; current; current = current.cause as Error | undefined)
      depth += 1;
    expect(depth).toBe(5);
  });

  it('survives causes made to break it', () => {
    const throwing = Object.defineProperties(
      {},
      Object.fromEntries(
        ['name', 'message', 'code', 'stack', 'cause'].map((key) => [
          key,
          {
            get: () => {
              throw new Error(secret);
            },
          },
        ]),
      ),
    );
    expect(safeCause(throwing, [secret])).toMatchObject({ name: 'Error', message: '' });
    const odd = { name: { toString: () => secret }, message: [secret], code: { secret }, stack: 7, cause: Symbol('x') };
    const copy = safeCause(odd, [secret]);
    expect(inspect(copy, { showHidden: true })).not.toContain(secret);
    expect(copy).toMatchObject({ name: 'Error', message: '' });
  });

  it.each([
    ['text', `a ${secret}`, 'a [redacted]'],
    ['a number', 7, 7],
    ['null', null, null],
    ['a symbol', Symbol(secret), undefined],
    ['a function', Object.assign(() => {}, { secret }), undefined],
  ])('takes %s', (_what, cause, expected) => {
    expect(safeCause(cause, [secret])).toBe(expected);
  });

  it('uses the code where there is no message, and numbers as they are', () => {
    expect(safeCause({ code: 'ECONNRESET' })).toMatchObject({ message: 'ECONNRESET', code: 'ECONNRESET' });
    expect(safeCause({ code: 7 })).toMatchObject({ message: '', code: 7 });
  });
});
