import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAnswer, readSentences } from '../src/agents/answer-check.ts';
import { createCitationFilter } from '../src/agents/citation-marks.ts';
import type { CitedEvidence } from '../src/agents/evidence-sink.ts';
import { fakeDocument } from './fake-source.ts';

const known = new Set(['ev_a_1', 'ev_a_2']);

async function filtered(pieces: string[]) {
  const filter = createCitationFilter(async (id) => known.has(id));
  let text = '';
  for (const piece of pieces) text += await filter.push(piece);
  text += await filter.end();
  return { text, cited: [...filter.cited], removed: [...filter.removed] };
}

describe('createCitationFilter', () => {
  it.each([
    ['A fact [ev_a_1].', 'A fact [ev_a_1].', ['ev_a_1'], []],
    ['A fact [ev_99].', 'A fact.', [], ['ev_99']],
    ['Two [ev_a_1, ev_a_2] and [ev_a_1; ev_x].', 'Two [ev_a_1][ev_a_2] and [ev_a_1].', ['ev_a_1', 'ev_a_2'], ['ev_x']],
    ['[ ev_a_2 ] first', '[ev_a_2] first', ['ev_a_2'], []],
    ['No mark: [1], [see ev_a_1 there], [', 'No mark: [1], [see ev_a_1 there], [', [], []],
    ['Cut off [ev_a_', 'Cut off [ev_a_', [], []],
  ])('%j becomes %j', async (text, shown, cited, removed) => {
    expect(await filtered([text])).toEqual({ text: shown, cited, removed });
  });

  it('gives the same text however the stream is cut', async () => {
    const word = fc.constantFrom(
      'fact',
      ' ',
      '\n',
      '[',
      ']',
      'ev_',
      '[ev_a_1]',
      ' [ev_99]',
      '[ev_a_2, ev_q]',
      '.',
      '😀',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 30 }), fc.array(fc.nat(200)), async (words, cuts) => {
        const text = words.join('');
        const edges = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
        const pieces = edges.slice(1).map((edge, index) => text.slice(edges[index], edge));
        const whole = await filtered([text]);
        expect(await filtered(pieces)).toEqual(whole);
        expect(whole.text).not.toContain('[ev_99]');
      }),
    );
  });

  it('holds nothing back for long', async () => {
    const filter = createCitationFilter(async () => true);
    expect(await filter.push(`[${'ev_'.repeat(1_000)}`)).toHaveLength(3_001);
  });
});

describe('readSentences', () => {
  it('gives each sentence the marks that follow it', () => {
    expect(
      readSentences('One is so [ev_a_1]. Two is so. [ev_a_2]\n- **Three** is so [ev_a_1] [ev_a_2].\n# Four'),
    ).toEqual([
      { text: 'One is so.', ids: ['ev_a_1'] },
      { text: 'Two is so.', ids: ['ev_a_2'] },
      { text: 'Three is so.', ids: ['ev_a_1', 'ev_a_2'] },
    ]);
  });
});

describe('checkAnswer', () => {
  const quote = 'Vitamin D did not prevent respiratory infection in 240 adults.';
  const document = fakeDocument({ id: 'one', title: 'One', text: `First. ${quote}` });
  const record = {
    id: 'ev_a_1',
    documentId: document.id,
    quote,
    start: 7,
    end: 7 + quote.length,
    provider: 'alpha',
    retrievedAt: '2026-01-02T03:04:05.000Z',
  };
  const cited = new Map<string, CitedEvidence>([['ev_a_1', { record, document }]]);
  const reasons = (answer: string, support: 'quoted' | 'lexical') =>
    checkAnswer(answer, { cited, support }).map(({ reason }) => reason);

  it('lets quotes pass, and other words that say the same', () => {
    expect(reasons(`${quote} [ev_a_1]`, 'quoted')).toEqual([]);
    expect(reasons('Vitamin D did not prevent respiratory infection in adults [ev_a_1].', 'lexical')).toEqual([]);
  });

  it.each([
    ['Vitamin D prevented respiratory infection in 240 adults [ev_a_1].', 'lexical', /negation/],
    ['Vitamin D did not prevent respiratory infection in 250 adults [ev_a_1].', 'lexical', /250/],
    ['Vitamin D did not prevent respiratory infection in 240 adults.', 'lexical', /cites no evidence/],
    ['Vitamin D did not prevent infection [ev_a_1].', 'quoted', /./],
  ] as const)('flags %j', (answer, support, reason) => {
    expect(reasons(answer, support)).toEqual([expect.stringMatching(reason)]);
  });

  it('flags everything that cites a record whose quote does not stand in its document', () => {
    const broken = new Map([['ev_a_1', { record: { ...record, start: 0 }, document }]]);
    expect(checkAnswer(`${quote} [ev_a_1]`, { cited: broken, support: 'quoted' })).toHaveLength(1);
  });
});
