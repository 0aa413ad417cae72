import fc from 'fast-check';
import { Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { operationsOf } from '../src/document.ts';

/** The published parser is the judge. */
function expected(text: string) {
  return parse(text).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? [{ type: definition.operation as string, ...(definition.name ? { name: definition.name.value } : {}) }]
      : [],
  );
}

const documents = [
  '{ a }',
  'query { a }',
  'query A @skip(if: false) { a }',
  'mutation M($input: In = { a: "}", b: { c: 1 } }) { a(input: $input) { b } }',
  '# mutation { a }\nquery A { a }',
  'query A { a(text: "mutation { b }") }',
  'query A { a(text: """mutation { \\""" } # "x""") b }',
  'fragment mutation on River { a } query query { ...mutation }',
  'query A { a } mutation B { b } subscription C { c }',
  '{ a } fragment F on T { b(c: {d: 1}) }',
];

describe('operationsOf', () => {
  it.each(documents)('agrees with the published parser on %s', (text) => {
    expect(operationsOf(text)).toEqual(expected(text));
  });

  it('agrees whatever stands in comments, strings and between definitions', () => {
    const noise = fc.constantFrom('', ' ', '\n', ',', '# } mutation {\n', '#"\n');
    const inner = fc.constantFrom('"}"', '"mutation"', '"\\""', '"""a " b"""', '{x: {y: "{"}}', '[1]', '$v');
    const kind = fc.constantFrom('query', 'mutation', 'subscription', '', 'fragment');
    fc.assert(
      fc.property(fc.array(fc.tuple(kind, inner, noise), { minLength: 1, maxLength: 4 }), (parts) => {
        const text = parts
          .map(([type, value, gap], index) => {
            const head =
              type === 'fragment'
                ? `fragment F${index} on T`
                : type === ''
                  ? ''
                  : `${type} N${index}($v: T = ${value.replace('$v', '1')})`;
            return `${gap}${head}${gap} { a(b: ${value}) ${gap} { c } }${gap}`;
          })
          .join('\n');
        expect(operationsOf(text)).toEqual(expected(text));
      }),
    );
  });

  it('never throws and never hangs on anything', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => Array.isArray(operationsOf(text))));
    expect(operationsOf('"""'.repeat(2000))).toEqual([]);
  });
});
