import { describe, expect, it } from 'vitest';
import { understand } from '../src/agents/embedded/questions.ts';
import { decide } from '../src/agents/embedded-model.ts';

const base = 'Does vitamin D prevent respiratory infection?';
const after = (message: string) => understand([base, message]);

describe('understand', () => {
  it.each([
    ['Hello!', 'greeting'],
    ['good morning', 'greeting'],
    ['Thanks a lot.', 'thanks'],
    ['ok, thanks', 'thanks'],
    ['Who are you?', 'about'],
    ['help', 'about'],
    ['What is it?', 'empty'],
    ['???', 'empty'],
  ])('%j is talk', (message, reply) => {
    expect(understand([message])).toEqual({ kind: 'talk', reply });
  });

  it.each([
    ['Hello world programs: who wrote the first one?'],
    ['Why is the sky blue?'],
    ['Help with malaria vaccination: which vaccine works?'],
    ['Was ist Photosynthese?'],
    ['光合作用とは何ですか'],
  ])('%j is a question of its own, also after another', (question) => {
    expect(understand([question])).toEqual({ kind: 'ask', question });
    expect(after(question)).toEqual({ kind: 'ask', question });
  });

  it.each([
    ['And in children?', 'Does vitamin D prevent respiratory infection in children?'],
    ['what about older adults', 'Does vitamin D prevent respiratory infection older adults?'],
    ['in pregnancy?', 'Does vitamin D prevent respiratory infection in pregnancy?'],
    ['Is it safe?', 'Does vitamin D prevent respiratory infection Is it safe?'],
    ['Why?', base],
  ])('%j follows the question before it', (message, question) => {
    expect(after(message)).toMatchObject({ kind: 'ask', question });
  });

  it('adds follow-ups to the question, not to each other, and small talk between them changes nothing', () => {
    expect(understand([base, 'And in children?', 'thanks', 'and in adults?'])).toEqual({
      kind: 'ask',
      question: 'Does vitamin D prevent respiratory infection in adults?',
      focus: 'in adults',
    });
  });

  it.each([
    ['Research the effects of sleep on memory', 'the effects of sleep on memory'],
    ['Please write a report on urban heat islands.', 'urban heat islands.'],
    ['Can you write me a detailed report about p53?', 'p53?'],
    ['How do vaccines work, in depth?', 'How do vaccines work'],
  ])('%j asks for a research run', (message, question) => {
    expect(understand([message])).toEqual({ kind: 'research', question });
  });

  it('takes a report asked for after a question to be about that question', () => {
    expect(understand([base, 'in depth'])).toMatchObject({ kind: 'research', question: base });
    expect(understand(['What does research say about naps?'])).toMatchObject({ kind: 'ask' });
  });
});

describe('the embedded model', () => {
  const tools = ['agent-web', 'agent-academic', 'workflow-research'];
  const report = (quote: string) =>
    JSON.stringify({
      documents: [
        {
          title: 'T',
          url: 'https://a.org',
          provider: 'exa',
          coversQuery: true,
          passages: [{ id: 'ev_abcd_1', quote }],
        },
      ],
      failures: [],
    });
  const situation = (text: string) => ({
    messages: [base],
    answers: [{ tool: 'agent-web', input: {}, text, failed: false }],
    tools,
  });

  it('decides the same for the same prompt', () => {
    const first = decide({ messages: [base], answers: [], tools });
    expect(first).toEqual({
      calls: ['agent-web', 'agent-academic'].map((tool) => ({ tool, input: { prompt: base } })),
    });
    expect(decide({ messages: [base], answers: [], tools })).toEqual(first);
  });

  it('answers with the whole passage and its id', () => {
    const quote = 'Vitamin D prevented respiratory infection.\n\nIn  winter.';
    expect(decide(situation(report(quote)))).toEqual({
      text: 'Vitamin D prevented respiratory infection. In winter. [ev_abcd_1]',
    });
  });

  it.each(['[Delegation Rejected] budget', '{"documents":7}', '', '{'])('names a report it cannot read: %j', (text) => {
    const decision = decide(situation(text));
    expect(decision).toEqual({
      text: 'No source gave an answer that could be used.\n\nNot every source answered. web: its report could not be read',
    });
  });

  it('says that nobody can be asked when there is no specialist', () => {
    expect(decide({ messages: [base], answers: [], tools: ['list_sources'] })).toEqual({
      text: 'No source can be asked now. The page Sources says why.',
    });
  });
});
