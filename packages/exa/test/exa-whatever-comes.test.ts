import { HeadwaterError } from '@headwater/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ExaProvider } from '../src/index.ts';
import { answering, collect, eventsOf, fixture } from './answering.ts';

const resilience = { limits: { default: {} }, retry: { attempts: 1 } };
const outputSchema = { type: 'text' } as const;

const calls: Record<string, (exa: ExaProvider) => PromiseLike<unknown>> = {
  search: (exa) => exa.search('q'),
  getContents: (exa) => exa.getContents('https://a.example/'),
  answer: (exa) => exa.answer('q'),
  answerStream: (exa) => collect(exa.answerStream('q')),
  searchStream: (exa) => collect(exa.searchStream({ query: 'q', outputSchema })),
  getContext: (exa) => exa.getContext('q'),
  findSimilar: (exa) => exa.findSimilar('https://a.example/'),
  'agentRuns.create': (exa) => exa.agentRuns.create('q'),
  'agentRuns.get': (exa) => exa.agentRuns.get('a'),
  'agentRuns.list': (exa) => collect(exa.agentRuns.list()),
  'agentRuns.events': (exa) => collect(exa.agentRuns.events('a')),
  'agentRuns.watch': (exa) => collect(exa.agentRuns.watch('a')),
  'agentRuns.cancel': (exa) => exa.agentRuns.cancel('a'),
  'agentRuns.delete': (exa) => exa.agentRuns.delete('a'),
};

it.each(Object.entries(calls))('%s gives a result or a typed error for any JSON', async (_name, call) => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(200, 400, 402, 429, 500), async (json, status) => {
      const { exa } = answering({ status, json }, { resilience });
      const outcome = await Promise.resolve(call(exa)).catch((error: unknown) => error);
      if (status !== 200) expect(HeadwaterError.isInstance(outcome)).toBe(true);
      if (outcome instanceof Error) expect(HeadwaterError.isInstance(outcome)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

it('a stream keeps its good pieces among any others, in order', async () => {
  const good = fixture('search-events').slice(2, 6);
  const bad = fc.oneof(
    fc.constantFrom(null, 7, [], {}, 'x', { type: 'text-delta', delta: 1 }, { type: 7 }),
    fc.record({ type: fc.constantFrom('text-delta', 'results', 'grounding'), other: fc.jsonValue({ maxDepth: 1 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(bad, { maxLength: 6 }), fc.nat(), async (others, seed) => {
      const events = [...good];
      for (const [index, other] of others.entries())
        events.splice((seed * (index + 7)) % (events.length + 1), 0, other);
      const { exa } = answering(eventsOf(...events, '[DONE]'), { resilience });
      const stream = exa.searchStream({ query: 'q', outputSchema });
      const chunks = await collect(stream);
      expect(chunks.map(({ type }) => type)).toEqual(['results', 'text-delta', 'text-delta', 'grounding']);
      expect(stream.skipped).toHaveLength(others.length);
    }),
    { numRuns: 60 },
  );
});
