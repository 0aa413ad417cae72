import { describe, expect, it } from 'vitest';
import { allWords, contentWords, createTextIndex } from '../src/index.ts';

describe('words', () => {
  it('drop case, accents, stop words and plurals', () => {
    expect(contentWords('The Studies of classes, VIRUSES and cafés: do cells analyse this?')).toEqual([
      'study',
      'class',
      'viruse',
      'cafe',
      'cell',
      'analyse',
    ]);
    expect(contentWords('analysis virus loss bus')).toEqual(['analysis', 'virus', 'loss', 'bus']);
    expect(allWords('To be, or not to be')).toEqual(['to', 'be', 'or', 'not', 'to', 'be']);
    expect(contentWords('IL-10 в мышах 2024')).toEqual(['il', '10', 'в', 'мышах', '2024']);
  });
});

describe('text index', () => {
  const texts = [
    {
      title: 'Sleep in teenagers',
      body: 'Long sleep improves memory. Memory matters in school, and so does breakfast.',
    },
    { title: 'Memory and sleep', body: 'A study of memory and sleep.' },
    { title: 'Street trees', body: 'Trees cool the street. Trees give shade.' },
    { title: 'Breakfast', body: 'Nobody sleeps through breakfast.' },
  ];
  const index = createTextIndex(texts);
  const order = (query: string): number[] => index.search(query).map((match) => match.index);

  it('ranks by rare shared words, titles first and short texts first', () => {
    expect(order('does sleep help memory?')).toEqual([1, 0, 3]);
    expect(order('tree')).toEqual([2]);
    expect(order('the')).toEqual([]);
    expect(order('')).toEqual([]);
    expect(order('zzyzx')).toEqual([]);
  });

  it('leaves out documents that share next to nothing with a long query', () => {
    const query = `breakfast ${Array.from({ length: 30 }, (_, number) => `unknown${number}`).join(' ')}`;
    expect(order(query)).toEqual([]);
    expect(
      index
        .similar(query)
        .map((match) => match.index)
        .sort(),
    ).toEqual([0, 3]);
  });

  it('scores fall from first to last', () => {
    const scores = index.search('sleep memory breakfast').map((match) => match.score);
    expect(scores).toEqual([...scores].sort((left, right) => right - left));
    expect(scores.every((score) => score > 0)).toBe(true);
  });
});
