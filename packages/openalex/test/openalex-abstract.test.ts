import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDoi, chunkValues, doi, idUrl, reconstructAbstract, shortId } from '../src/index.ts';

describe('reconstructAbstract', () => {
  it('gives back any text that was inverted, blanks aside', () => {
    const words = fc.array(fc.stringMatching(/^\S{1,8}$/), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(words, (text) => {
        const index = new Map<string, number[]>();
        for (const [position, word] of text.entries()) index.set(word, [...(index.get(word) ?? []), position]);
        expect(reconstructAbstract(Object.fromEntries(index))).toBe(text.join(' '));
      }),
    );
  });

  it('survives hostile positions at once, and keeps every word that has a place', () => {
    const position = fc.oneof(
      fc.integer({ min: 0, max: 30 }),
      fc.constantFrom(-1, 1.5, Number.MAX_SAFE_INTEGER, 4_294_967_295, Number.MAX_VALUE, null, '3', true, [], {}),
    );
    const positions = fc.oneof(fc.array(position, { maxLength: 5 }), fc.constantFrom(null, 7, 'x', {}));
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), positions), (index) => {
        const isPlace = (each: unknown) => Number.isSafeInteger(each) && (each as number) >= 0;
        const kept = Object.values(index).flatMap((each) => (Array.isArray(each) ? each.filter(isPlace) : []));
        const text = reconstructAbstract(index as Record<string, unknown>);
        expect(text?.split(' ').length ?? 0).toBe(kept.length);
      }),
    );
  });

  it.each([
    [null, null],
    [undefined, null],
    [{}, null],
    [{ a: [] }, null],
    [{ b: [1], a: [0] }, 'a b'],
    [{ b: [9], a: [3] }, 'a b'],
    [{ x: [0], y: [0], z: [1] }, 'x y z'],
    [{ last: [9_007_199_254_740_991], first: [0] }, 'first last'],
    [JSON.parse('{"__proto__":[1],"constructor":[0]}'), 'constructor __proto__'],
  ])('%j', (index, text) => {
    expect(reconstructAbstract(index)).toBe(text);
  });
});

describe('ids', () => {
  it.each([
    ['https://openalex.org/W2741809807', 'W2741809807'],
    ['http://openalex.org/w5', 'W5'],
    ['w5', 'W5'],
    ['https://openalex.org/keywords/Urban-Heat', 'Urban-Heat'],
    ['https://openalex.org/domains/3', '3'],
    ['de', 'de'],
  ])('%s is %s in short', (long, short) => {
    expect(shortId(long)).toBe(short);
  });

  it('long, short and DOI forms fit together', () => {
    fc.assert(
      fc.property(fc.constantFrom('W', 'A', 'S', 'I'), fc.nat(), (letter, number) => {
        expect(shortId(idUrl(`${letter}${number}`))).toBe(`${letter}${number}`);
      }),
    );
    expect(doi('https://doi.org/10.7717/PEERJ.4375')).toBe('doi:10.7717/peerj.4375');
    expect(canonicalDoi('arXiv:1')).toBeUndefined();
    expect(() => doi('nonsense')).toThrow(/not a DOI/);
  });
});

it('chunks hold all values in order, none too many and none too long', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 300 }), { maxLength: 300 }), (values) => {
      const safe = values.map((value) => value.toWellFormed());
      const chunks = chunkValues(safe);
      expect(chunks.flat()).toEqual(safe);
      for (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(100);
        expect(chunk.length === 1 || encodeURIComponent(chunk.join('|')).length <= 3000).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});
