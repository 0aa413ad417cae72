import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planQueries } from '../src/research/plan-queries.ts';

describe('planQueries', () => {
  test.each([
    ['Does vitamin D prevent respiratory infection?', 'vitamin D prevent respiratory infection'],
    ['What is known about CRISPR off-target rates?', 'CRISPR off-target rates'],
    ['Please tell me about the role of mTOR in ageing.', 'role mTOR ageing'],
    ['Is it true that the WHO recommends 400 IU of vitamin A?', 'WHO recommends 400 IU vitamin A'],
    ['What is it?', 'What is it?'],
    ['ビタミンDは感染を防ぎますか', 'ビタミンDは感染を防ぎますか'],
    ["Alzheimer's disease: who's at risk?", 'Alzheimer disease risk'],
  ])('%s', (question, first) => {
    expect(planQueries(question, 1)).toEqual([first]);
  });

  test('adds narrower queries, each of them once', () => {
    const question =
      'Does long-term aspirin use lower the risk of colorectal adenoma recurrence, and in which patients?';
    const queries = planQueries(question, 3);
    expect(queries[0]).toBe('long-term aspirin use lower risk colorectal adenoma recurrence patients');
    expect(queries[1]).toBe('long-term aspirin colorectal adenoma recurrence patients');
    expect(new Set(queries).size).toBe(queries.length);
    expect(planQueries('aspirin', 3)).toEqual(['aspirin']);
    const [, narrow] = planQueries(
      'Does vitamin D deficiency in childhood raise the adult risk of multiple sclerosis?',
      2,
    );
    expect(narrow).toBe('vitamin D deficiency childhood raise multiple sclerosis');
  });

  test('always gives at least one usable query', () => {
    const question = fc
      .string({ minLength: 1, maxLength: 4_000, unit: 'grapheme' })
      .filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(question, fc.integer({ min: 1, max: 3 }), (text, most) => {
        const queries = planQueries(text, most);
        expect(queries.length).toBeGreaterThanOrEqual(1);
        expect(queries.length).toBeLessThanOrEqual(most);
        for (const query of queries) {
          expect(query.trim()).not.toBe('');
          expect(query.length).toBeLessThanOrEqual(300);
        }
        expect(planQueries(text, most)).toEqual(queries);
      }),
    );
  });
});
