import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentsOf, placesOf, type SourceDocument, webAddress } from '../src/index.ts';

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
