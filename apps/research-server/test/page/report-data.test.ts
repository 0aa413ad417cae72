import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerParts, foldChatEvent, newTurn } from '../../page/src/chat/chat-turn.ts';
import { markedParts } from '../../page/src/citation/marked-text.ts';
import { indexEvidence, referenceText, shortName } from '../../page/src/report/evidence-index.ts';
import { contextLength, quoteContext } from '../../page/src/report/quote-context.ts';
import type { ChatEvent, RunDocument } from '../../src/shared/api.ts';
import { gapsRun } from './support/run-fixtures.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 900 });
const span = fc.tuple(fc.nat(900), fc.nat(200));

describe('a quote in its context', () => {
  test('is exactly the slice, with what stands around it, and never half a surrogate pair', () => {
    fc.assert(
      fc.property(text, span, (document, [from, length]) => {
        const start = Math.min(from, document.length);
        const end = Math.min(start + length, document.length);
        const context = quoteContext(document, start, end);
        expect(context.quote).toBe(document.slice(start, end));
        expect(document).toContain(context.before + context.quote + context.after);
        expect(context.before.length).toBeLessThanOrEqual(contextLength + 1);
        expect(context.before.charCodeAt(0) >= 0xdc00 && context.before.charCodeAt(0) <= 0xdfff).toBe(false);
        expect(context.cutBefore).toBe(context.before.length < start);
        expect(context.cutAfter).toBe(context.after.length < document.length - end);
      }),
    );
  });
});

describe('a marked text', () => {
  const quotes = fc.array(span, { maxLength: 6 });

  test('joined again is the text, and each quote is covered exactly', () => {
    fc.assert(
      fc.property(text, quotes, (document, spans) => {
        const records = spans.map(([start, length], index) => ({ id: `ev_${index}`, start, end: start + length }));
        const parts = markedParts(document, records);
        expect(parts.map((part) => part.text).join('')).toBe(document);
        for (const { id, start, end } of records) {
          const covered = parts.filter((part) => part.evidenceIds.includes(id)).map((part) => part.text);
          const valid = start < end && end <= document.length;
          expect(covered.join('')).toBe(valid ? document.slice(start, end) : '');
        }
      }),
    );
  });
});

describe('evidence of a report', () => {
  const run = { ...gapsRun.final } as RunDocument;
  if (!run.report) throw new Error('the fixture has a report');
  const index = indexEvidence(run, run.report);

  test('every citation resolves to a numbered document', () => {
    for (const { evidenceId } of run.report?.sections.flatMap((part) => part.sentences.flatMap((s) => s.citations)) ??
      [])
      expect(index.quote(evidenceId)?.number).toBeGreaterThan(0);
  });

  test('the table is in order of number, then place, and knows where a quote is used', () => {
    expect(index.all.map((quote) => quote.number)).toEqual([1, 1, 1, 2, 2, 3]);
    expect(index.usedIn('ev_4')).toEqual(['s-2-1', 's-2-2']);
    expect(index.usedIn('ev_6')).toEqual([]);
  });

  test('names and references are written from what is known', () => {
    expect(shortName({ authors: ['Adrian Marten', 'Ines Holm'], year: 2017, title: 'T' })).toBe('Marten et al., 2017');
    expect(shortName({ authors: ['Marten, Adrian'], year: undefined, title: 'T' })).toBe('Marten');
    expect(shortName({ authors: [], year: 2024, title: 'Winter advice' })).toBe('Winter advice, 2024');
    expect(referenceText({ authors: ['A B'], year: 2017, title: 'T', url: 'https://x.example', doi: '10.1/x' })).toBe(
      'A B (2017). T. https://doi.org/10.1/x',
    );
  });
});

describe('a chat turn', () => {
  test('marks become groups and the rest of the text is kept', () => {
    expect(answerParts('Fewer infections [ev_1] [ev_2]. Large doses [ev_4] none.')).toEqual([
      { text: 'Fewer infections' },
      { evidenceIds: ['ev_1', 'ev_2'] },
      { text: '. Large doses' },
      { evidenceIds: ['ev_4'] },
      { text: ' none.' },
    ]);
    expect(answerParts('No [marks] here [ev_')).toEqual([{ text: 'No [marks] here [ev_' }]);
  });

  test('work is told in sentences and nothing stays under way at the end', () => {
    const events: ChatEvent[] = [
      { type: 'chat-started', threadId: 't', mode: 'live', writer: 'extractive', model: 'm' },
      { type: 'agent-started', agent: 'academic-agent', task: 'find trials' },
      { type: 'tool-started', agent: 'academic-agent', tool: 'search', toolCallId: '1', summary: 'searching' },
      {
        type: 'tool-finished',
        agent: 'academic-agent',
        tool: 'search',
        toolCallId: '1',
        ok: false,
        summary: 'refused (401)',
      },
      { type: 'text-delta', delta: 'Some ' },
      { type: 'text-delta', delta: 'text' },
      { type: 'chat-failed', code: 'x', message: 'No.', hint: 'Try.' },
    ];
    const turn = events.reduce(foldChatEvent, newTurn('Q?'));
    expect(turn).toMatchObject({
      threadId: 't',
      text: 'Some text',
      state: 'failed',
      failure: { message: 'No.', hint: 'Try.' },
    });
    expect(turn.steps).toEqual([
      { id: 'agent:academic-agent', text: 'Academic agent: find trials', state: 'failed' },
      { id: 'tool:1', text: 'Academic agent: refused (401)', state: 'failed' },
    ]);
  });
});
