import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentsOf, isIsoDate, isReservedAddress, placesOf, type SourceDocument, webAddress } from '../src/index.ts';

const document = (id: string): SourceDocument => ({
  id,
  ids: {},
  kind: 'web',
  title: id,
  url: `https://a.example/${id}`,
  text: id,
  textKind: 'snippet',
  authors: [],
  synthetic: true,
  provenance: [],
});

describe('documents of an answer', () => {
  it('keep the places their items had before malformed ones were left out', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('good', 'textless', 'malformed'), { maxLength: 30 }), (answer) => {
        const malformed = answer.flatMap((kind, index) =>
          kind === 'malformed' ? [{ index, reason: 'malformed' }] : [],
        );
        const items = answer.flatMap((kind, index) => (kind === 'malformed' ? [] : [{ kind, index }]));
        expect(placesOf(items.length, malformed)).toEqual(items.map(({ index }) => index));
        const { documents, skipped } = documentsOf(items, malformed, ({ kind, index }, place) => {
          expect(place).toBe(index);
          return kind === 'textless' ? `no text: ${place}` : document(String(place));
        });
        const at = (...kinds: string[]) => answer.flatMap((kind, index) => (kinds.includes(kind) ? [index] : []));
        expect(documents.map(({ id }) => Number(id))).toEqual(at('good'));
        expect(skipped.map(({ index }) => index)).toEqual(at('textless', 'malformed'));
      }),
    );
  });

  it('cuts a reason that repeats the item', () => {
    expect(documentsOf(['x'], [], () => 'a'.repeat(1000)).skipped[0]?.reason).toHaveLength(200);
  });
});

describe('a web address', () => {
  it.each([
    ['https://a.example/b?c=d#e', 'https://a.example/b?c=d#e'],
    [' HTTP://A.example \0', 'HTTP://A.example'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['https://', undefined],
    ['//a.example', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('of %j is %j', (text, address) => expect(webAddress(text)).toBe(address));
});

describe('a reserved address', () => {
  it.each([
    'https://a.example/b',
    'http://EXAMPLE.com',
    'https://www.example.org:8080/x',
    'https://user@deep.down.example?q',
    'https://example./',
    'http://localhost:8080/x',
    'https://a.test/',
    'https://b.invalid',
  ])('%s', (address) => expect(isReservedAddress(address)).toBe(true));

  it.each([
    'https://example.de/',
    'https://notexample.com/',
    'https://real.host/a.example',
    'https://real.host#.example',
    'https://a.example@real.host/',
    'https://counterexample/',
    'https://latest/',
    'https://a.test.com/',
    'ftp://a.example/',
    '',
    null,
    undefined,
  ])('not %j', (address) => expect(isReservedAddress(address)).toBe(false));
});

describe('an ISO date', () => {
  it('is every day that the calendar has, and no other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 0, max: 33 }),
        (year, month, day) => {
          const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const date = new Date(0);
          date.setUTCFullYear(year, month - 1, day);
          expect(isIsoDate(text), text).toBe(date.toISOString().startsWith(text));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
