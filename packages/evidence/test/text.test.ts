import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitSentences } from '../src/index.ts';
import { stem } from '../src/text/stem.ts';
import { terms, words } from '../src/text/tokenize.ts';

const sentences = (text: string) => splitSentences(text).map((span) => text.slice(span.start, span.end));
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        'a',
        'B',
        '.',
        '!',
        '?',
        ' ',
        '\n',
        '\ud800',
        '\udc00',
        '🙂',
        'é',
        '\u202e',
        '。',
        '3',
        '"',
        'RESULTS ',
        'et al. ',
      ),
      { maxLength: 300 },
    )
    .map((parts) => parts.join('')),
);

describe('splitSentences', () => {
  test.each([
    ['One here. Two there.', ['One here.', 'Two there.']],
    ['The mean was 1.8 mg. It fell.', ['The mean was 1.8 mg.', 'It fell.']],
    ['Smith et al. Showed this. Next.', ['Smith et al. Showed this.', 'Next.']],
    ['Fruits, e.g. Apples, help. Yes!', ['Fruits, e.g. Apples, help.', 'Yes!']],
    ['Dr. J. Smith came. He left.', ['Dr. J. Smith came.', 'He left.']],
    ['They lack vitamin D. Others do not.', ['They lack vitamin D.', 'Others do not.']],
    ['He said "stop." Then he left.', ['He said "stop."', 'Then he left.']],
    ['第一句。第二句。', ['第一句。', '第二句。']],
    ['A title\n\nA paragraph', ['A title', 'A paragraph']],
    ['wrapped\nline goes on. End.', ['wrapped\nline goes on.', 'End.']],
    ['', []],
    [' \n\t ', []],
  ])('%j', (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });

  test.each([
    ['RESULTS The dose worked.', 'The dose worked.', 'results'],
    ['Conclusions: It works.', 'It works.', 'conclusions'],
    ['METHODS AND FINDINGS We looked.', 'We looked.', 'methods and findings'],
    ['DNA was found.', 'DNA was found.', undefined],
    ['HIV Infection rose.', 'HIV Infection rose.', undefined],
  ])('heading label of %j', (text, body, label) => {
    const [span] = splitSentences(text);
    expect(text.slice(span?.bodyStart, span?.end)).toBe(body);
    expect(span?.label).toBe(label);
  });

  test('spans are ordered, whole, and leave only white space out', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let at = 0;
        for (const { start, bodyStart, end } of splitSentences(text, { maxLength: 60 })) {
          expect(text.slice(at, start).trim()).toBe('');
          expect(start).toBeLessThanOrEqual(bodyStart);
          expect(bodyStart).toBeLessThan(end);
          expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
          at = end;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
      { numRuns: 500 },
    );
  });

  test('well-formed text stays well formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
        for (const { start, end } of splitSentences(text, { maxLength: 40 }))
          expect(text.slice(start, end).isWellFormed()).toBe(true);
      }),
    );
  });

  test.each([
    ['no space', 'a'],
    ['full stops', '.'],
    ['line breaks', '\n'],
    ['quotes', '."'],
    ['capitals', 'RESULTS '],
    ['initials', 'A. '],
    ['emoji', '🙂'],
  ])('time grows in step with length: %s', (_, unit) => {
    const time = (length: number) => {
      const text = unit.repeat(length / unit.length);
      const before = performance.now();
      splitSentences(text);
      return performance.now() - before;
    };
    time(50_000);
    const small = Math.max(2, Math.min(time(250_000), time(250_000)));
    // Four times the text; quadratic time would be sixteen times.
    expect(Math.min(time(1_000_000), time(1_000_000))).toBeLessThan(small * 11 + 50);
  });
});

describe('words and stems', () => {
  test.each([
    ['infections', 'infected'],
    ['associated', 'association'],
    ['tumour', 'tumors'],
    ['leukaemia', 'leukemia'],
    ['studies', 'study'],
    ['using', 'use'],
    ['stopped', 'stop'],
  ])('%s meets %s', (left, right) => {
    expect(stem(left)).toBe(stem(right));
  });

  test('different words stay apart', () => {
    expect(new Set(['vitamin', 'virus', 'universe', 'organ', 'policy', 'police'].map(stem)).size).toBe(6);
  });

  test.each([
    ['TNF-α', 'TNF-alpha'],
    ['IL-6', 'IL6'],
    ['naïve', 'naive'],
    ['1,200', '1200'],
  ])('%s and %s share their first term', (left, right) => {
    expect(terms(left)[0]).toBe(terms(right)[0]);
  });

  test('a designator is tied to its word', () => {
    expect(terms('vitamin D')).toContain('vitamin_d');
    expect(terms('vitamin D')).not.toContain('d');
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => words(text).every((word) => word.terms.every((term) => typeof term === 'string'))),
    );
  });
});
