import { describe, expect, it } from 'vitest';
import { failure } from '../support/failure.ts';
import { connect, read } from './support/client.ts';
import { answer, answering, rawServer } from './support/raw-server.ts';

/** Texts the grammar of RFC 8259 allows, each with its value. */
const valid: [string, string, unknown][] = [
  ['an empty object', '{}', {}],
  ['an empty array', '[]', []],
  ['whitespace of all four kinds', ' \t\n\r[ \t\n\r1 \t\n\r, \t\n\r2 \t\n\r] \t\n\r', [1, 2]],
  ['null alone', 'null', null],
  ['true alone', 'true', true],
  ['a number alone', '-0', -0],
  ['a string alone', '"x"', 'x'],
  ['an empty string', '""', ''],
  ['an empty key', '{"":1}', { '': 1 }],
  ['integers and fractions', '[0,-1,10,0.5,-0.25]', [0, -1, 10, 0.5, -0.25]],
  ['exponents', '[1e2,1E2,1e+2,1E-2,1.5e3]', [100, 100, 100, 0.01, 1500]],
  ['a number past the doubles', '[1e400,-1e400]', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ['a number below the doubles', '[1e-400]', [0]],
  ['a number of more digits than a double keeps', '[12345678901234567890]', [12345678901234567000]],
  ['every short escape', '["\\"\\\\\\/\\b\\f\\n\\r\\t"]', ['"\\/\b\f\n\r\t']],
  ['escapes of both cases', '["\\u00e9\\u00E9"]', ['éé']],
  ['an escaped NUL', '["a\\u0000b"]', ['a\u0000b']],
  ['an escaped pair of surrogates', '["\\ud83d\\ude00"]', ['😀']],
  ['a pair as UTF-8', '["😀"]', ['😀']],
  ['characters that JavaScript once took for line ends', '["\u2028\u2029"]', ['\u2028\u2029']],
  ['a DEL and C1 controls', '["\u007f\u0080"]', ['\u007f\u0080']],
  ['a noncharacter', '["\uffff"]', ['\uffff']],
  ['brackets inside strings', '["[[[{{{","]]]}}}"]', ['[[[{{{', ']]]}}}']],
  ['a quote escaped before a bracket', '["\\"[","\\\\"]', ['"[', '\\']],
  ['a key twice: the last one counts', '{"a":1,"a":2}', { a: 2 }],
  ['nesting of mixed kinds', '{"a":[{"b":[[]]},{}]}', { a: [{ b: [[]] }, {}] }],
];

/** Texts it does not allow. */
const invalid: [string, string][] = [
  ['nothing', ''],
  ['whitespace alone', ' \n'],
  ['an object that is not closed', '{"a":1'],
  ['an array that is not closed', '[1,2'],
  ['one bracket too many', '[1]]'],
  ['closed by the wrong bracket', '[1}'],
  ['two values', '1 2'],
  ['something after the value', '{}x'],
  ['a comma at the end of an array', '[1,]'],
  ['a comma at the end of an object', '{"a":1,}'],
  ['a comma at the start', '[,1]'],
  ['two commas', '[1,,2]'],
  ['no comma', '[1 2]'],
  ['a colon in an array', '[1:2]'],
  ['no colon', '{"a" 1}'],
  ['no value', '{"a":}'],
  ['no key', '{:1}'],
  ['a key without quotes', '{a:1}'],
  ['a key that is a number', '{1:1}'],
  ['single quotes', "['a']"],
  ['a leading zero', '[01]'],
  ['a leading plus', '[+1]'],
  ['a leading point', '[.5]'],
  ['a point at the end', '[1.]'],
  ['an exponent without digits', '[1e]'],
  ['a sign alone', '[-]'],
  ['hexadecimal', '[0x10]'],
  ['NaN', '[NaN]'],
  ['Infinity', '[Infinity]'],
  ['undefined', '[undefined]'],
  ['True', '[True]'],
  ['half a literal', '[tru]'],
  ['a string that is not closed', '["a'],
  ['a raw line feed in a string', '["a\nb"]'],
  ['a raw tab in a string', '["a\tb"]'],
  ['a raw NUL in a string', '["a\u0000b"]'],
  ['a NUL between values', '[1\u0000]'],
  ['an unknown escape', '["\\x41"]'],
  ['half an escape', '["\\u00e"]'],
  ['an escape that is no number', '["\\u00zz"]'],
  ['a backslash at the end', '["\\"]'],
  ['a line comment', '[1] // one'],
  ['a block comment', '[/* one */1]'],
  ['whitespace that JSON does not know', '[\u00a01]'],
  ['a vertical tab', '[\u000b1]'],
  ['a byte order mark inside', '[\ufeff1]'],
  ['JSON with padding', 'callback({"a":1})'],
  ['a guard against hijacking', ")]}',\n{}"],
  ['two documents on two lines', '{"a":1}\n{"a":2}'],
];

async function receive(body: string | Uint8Array): Promise<unknown> {
  await using server = await rawServer(answering(answer(body)));
  return (await connect(server.url).call(read, {})).value;
}

describe('JSON by the grammar of RFC 8259', () => {
  it.each(valid)('%s is read', async (_name, text, value) => {
    expect(await receive(text)).toEqual(value);
  });

  it.each(invalid)('%s is refused as invalid', async (_name, text) => {
    const error = await failure(receive(text));
    expect(error).toMatchObject({ code: 'response-invalid', attempts: 1 });
    expect(error.message).toMatch(/JSON/);
  });

  it('a byte order mark at the start is passed over, as section 8.1 allows', async () => {
    expect(await receive('\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  it('every prefix of a document is refused', async () => {
    const document = '{"a":[1.5,"\\u00e9x",{"b":null}],"c":true}';
    await using server = await rawServer((socket, request) => {
      socket.write(answer(document.slice(0, request.number - 1)));
    });
    const client = connect(server.url, { resilience: { circuit: { minimumCalls: 1000 }, retry: { attempts: 1 } } });
    for (let length = 0; length < document.length; length += 1) {
      expect(await failure(client.call(read, {}))).toMatchObject({ code: 'response-invalid', retryable: true });
    }
    expect((await client.call(read, {})).value).toEqual(JSON.parse(document));
  });
});
