import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createIndex, rankDocuments } from '../src/index.ts';
import { makeDocument, papers } from './documents.ts';

describe('ranking', () => {
  test('the document about the question comes first', () => {
    expect(rankDocuments('caffeine reaction time drivers', papers)[0]?.document.id).toBe('p2');
    expect(rankDocuments('oak growth in dry soil', papers)[0]?.document.id).toBe('p4');
  });
  test('a rare word outweighs a common one, and a title word one in the text', () => {
    const documents = [
      makeDocument('common', '', 'heart heart study'),
      makeDocument('rare', '', 'zebra study words'),
      makeDocument('titled', 'zebra', 'study words here'),
      makeDocument('other', '', 'heart study words'),
      makeDocument('another', '', 'heart study words'),
    ];
    expect(
      rankDocuments('heart zebra', documents)
        .map((entry) => entry.document.id)
        .slice(0, 2),
    ).toEqual(['titled', 'rare']);
  });
  test('what shares no word is left out, and ties keep their order', () => {
    expect(rankDocuments('xylophone', papers)).toEqual([]);
    const twins = [makeDocument('b', '', 'same words'), makeDocument('a', '', 'same words')];
    expect(rankDocuments('same words', twins).map((entry) => entry.document.id)).toEqual(['b', 'a']);
  });
  test('limit and document frequency', () => {
    const index = createIndex(papers);
    expect(index.search('teenagers sleep', { limit: 1 })).toHaveLength(1);
    expect(index.documentFrequency('oak')).toBe(1);
    expect(createIndex([]).search('anything')).toEqual([]);
  });
  test('scores are finite and falling for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }),
        (question, texts) => {
          const scores = rankDocuments(
            question,
            texts.map((text, index) => makeDocument(`d${index}`, text, text)),
          ).map((entry) => entry.score);
          expect(scores.every(Number.isFinite)).toBe(true);
          expect([...scores].sort((left, right) => right - left)).toEqual(scores);
        },
      ),
    );
  });
});
