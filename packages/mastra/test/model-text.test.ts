import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxModelCharacters, toModelText } from '../src/model-text.ts';

const body = (text: string) => JSON.parse(text.slice(text.indexOf('\n') + 1));

describe('toModelText', () => {
  it('drops empty fields and keeps empty lists', () => {
    const output = { a: null, b: '', c: undefined, list: [], zero: 0, no: false, at: new Date(0) };
    expect(body(toModelText('t', output))).toEqual({ list: [], zero: 0, no: false, at: '1970-01-01T00:00:00.000Z' });
  });

  it('shortens texts only as far as needed', () => {
    const items = (count: number) => Array.from({ length: count }, () => ({ text: 'a'.repeat(3_000) }));
    expect(body(toModelText('t', items(5)))[0].text).toHaveLength(2_001);
    expect(body(toModelText('t', items(40)))[0].text).toHaveLength(501);
  });

  it('is bounded, labelled and well-formed for any value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 50 }),
        fc.integer({ min: 1, max: 400 }),
        (value, times) => {
          const text = toModelText(
            't',
            Array.from({ length: times }, () => value),
          );
          expect(text.length).toBeLessThanOrEqual(maxModelCharacters);
          expect(text.startsWith('Data from t. ')).toBe(true);
          expect(text.isWellFormed()).toBe(true);
          expect(text.slice(text.indexOf('\n') + 1)).not.toContain('\n');
        },
      ),
      { numRuns: 50 },
    );
  });
});
