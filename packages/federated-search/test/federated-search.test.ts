import {
  CancelledError,
  createCallBudget,
  InvalidRequestError,
  NetworkError,
  RateLimitedError,
  type SourceDocument,
} from '@headwater/core';
import { createVirtualClock } from '@headwater/testkit';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFederatedSearch } from '../src/index.ts';
import { fakeSource, findsWorks, makeDocument } from './sources.ts';

const idsOf = (documents: SourceDocument[]) => documents.map(({ id }) => id);
const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 });

describe('one search over several sources', () => {
  test('merges the same work, ranks what several have first, and reports every source', async () => {
    const { search } = createFederatedSearch({
      sources: [findsWorks('one', ['a', 'b']), findsWorks('two', ['c', 'b'])],
    });
    const { outcome, documents, sources } = await search('anything');
    expect(outcome).toBe('ok');
    expect(idsOf(documents)).toEqual(['one:b', 'one:a', 'two:c']);
    expect(documents[0]?.provenance.map(({ provider }) => provider)).toEqual(['one', 'two']);
    expect(sources).toEqual([
      expect.objectContaining({ provider: 'one', outcome: 'ok', found: 2, skipped: 0, unsupportedFilters: [] }),
      expect.objectContaining({ provider: 'two', outcome: 'ok', found: 2 }),
    ]);
  });

  test('asks all of them at once', async () => {
    const arrived: string[] = [];
    let open = () => {};
    const all = new Promise<void>((resolve) => {
      open = resolve;
    });
    const waiting = (name: string) =>
      fakeSource(name, async () => {
        arrived.push(name);
        if (arrived.length === 3) open();
        await all;
        return {};
      });
    const { outcome } = await createFederatedSearch({ sources: ['x', 'y', 'z'].map(waiting) }).search('anything');
    expect([outcome, arrived]).toEqual(['empty', ['x', 'y', 'z']]);
  });

  test('hands the query on, with a page the source can give, and bounds the fused answer', async () => {
    const small = fakeSource('small', () => ({}), { maxPageSize: 10 });
    const large = findsWorks('large', ['a', 'b', 'c']);
    const query = { text: 'river', since: '2020-01-01', languages: ['en'], limit: 2 };
    const { documents } = await createFederatedSearch({ sources: [small, large] }).search({ ...query, limit: 2 });
    expect(large.asked[0]?.query).toEqual(query);
    expect(documents).toHaveLength(2);
    await createFederatedSearch({ sources: [small] }).search('river');
    expect(small.asked.map(({ query: { limit } }) => limit)).toEqual([2, 10]);
  });

  test('every work found comes once, whatever the sources hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(keys, { minLength: 1, maxLength: 4 }), async (lists) => {
        const sources = lists.map((list, index) => findsWorks(`s${index}`, list));
        const { documents, sources: reports } = await createFederatedSearch({ sources }).search('anything');
        const dois = documents.map(({ ids }) => ids.doi);
        expect(new Set(dois).size).toBe(dois.length);
        expect([...dois].sort()).toEqual([...new Set(lists.flat())].map((key) => `10.5555/${key}`).sort());
        expect(reports.map(({ found }) => found)).toEqual(lists.map((list) => list.length));
        for (const { ids, provenance } of documents) {
          const having = lists.flatMap((list, index) =>
            (list as string[]).includes(ids.doi?.slice(8) ?? '') ? [`s${index}`] : [],
          );
          expect(provenance.map(({ provider }) => provider).sort()).toEqual(having);
        }
      }),
    );
  });

  test('the answer does not depend on who answers first', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    onTestFinished(() => clock.dispose());
    const delay = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
    const answerIn = (delays: [number, number]) => {
      const late = (name: string, list: string[], ms: number) =>
        fakeSource(name, async () => {
          await delay(ms);
          return { documents: list.map((key) => makeDocument(name, key, { ids: { doi: `10.5555/${key}` } })) };
        });
      const sources = [late('one', ['a', 'b'], delays[0]), late('two', ['b', 'c'], delays[1])];
      return createFederatedSearch({ sources, clock }).search('anything');
    };
    const [first, second] = [await answerIn([1, 500]), await answerIn([500, 1])];
    expect(first.documents).toEqual(second.documents);
    expect(first.sources.map(({ durationMs }) => durationMs)).toEqual([1, 500]);
  });
});

describe('kinds choose the sources', () => {
  const web = () => fakeSource('web', () => ({}), { kinds: ['web', 'news'], filters: ['kinds'] });
  const papers = () => fakeSource('papers', () => ({}), { kinds: ['academic'] });

  test('one that has none of them is not asked, and says so', async () => {
    const [one, other] = [web(), papers()];
    const { sources } = await createFederatedSearch({ sources: [one, other] }).search({ text: 'x', kinds: ['news'] });
    expect([one.asked[0]?.query.kinds, other.asked]).toEqual([['news'], []]);
    expect(sources[1]).toMatchObject({ outcome: 'skipped', found: 0, reason: 'it has academic documents only' });
  });

  test('one that has nothing else gets no filter it would have to refuse', async () => {
    const source = papers();
    await createFederatedSearch({ sources: [source] }).search({ text: 'x', kinds: ['academic', 'web'] });
    expect(source.asked[0]?.query).not.toHaveProperty('kinds');
  });

  test('names choose among them, and only those are reported', async () => {
    const [one, other] = [web(), papers()];
    const search = createFederatedSearch({ sources: [one, other] });
    const { sources } = await search.search('x', { sources: ['papers'] });
    expect(sources.map(({ provider }) => provider)).toEqual(['papers']);
    expect(one.asked).toEqual([]);
  });
});

describe('filters a source cannot apply', () => {
  const documents = [
    makeDocument('s', 'old', { publishedAt: '2010', url: 'https://a.org/1' }),
    makeDocument('s', 'new', { publishedAt: '2024-03-01T10:00:00Z', url: 'https://b.org/1', language: 'de-AT' }),
    makeDocument('s', 'undated', { url: 'https://www.b.org/2', kind: 'news', language: 'en' }),
  ];
  test.each<[string, object, string[]]>([
    ['since', { since: '2020-01-01' }, ['new', 'undated']],
    ['since, within the year a document has', { since: '2010-06-01' }, ['old', 'new', 'undated']],
    ['until', { until: '2024-03-01' }, ['old', 'new', 'undated']],
    ['until', { until: '2024-02-28' }, ['old', 'undated']],
    ['includeDomains', { includeDomains: ['www.b.org'] }, ['new', 'undated']],
    ['excludeDomains', { excludeDomains: ['b.org'] }, ['old']],
    ['languages', { languages: ['de'] }, ['old', 'new']],
    ['kinds', { kinds: ['news'] }, ['undated']],
    ['openAccess', { openAccess: true }, ['old', 'new', 'undated']],
  ])('%s is applied to what came, as far as it can be told: %j', async (_name, filter, left) => {
    const names = Object.keys(filter) as ('since' | 'kinds')[];
    const capabilities = { kinds: ['academic' as const, 'news' as const] };
    const source = fakeSource('s', () => ({ documents, unsupportedFilters: names }), capabilities);
    const found = await createFederatedSearch({ sources: [source] }).search({ text: 'x', ...filter });
    expect(idsOf(found.documents).map((id) => id.slice(2))).toEqual(left);
    expect(found.sources[0]).toMatchObject({ unsupportedFilters: names, found: left.length });
  });

  test('a source that has nothing left is empty, with the reason', async () => {
    const source = fakeSource('s', () => ({ documents, unsupportedFilters: ['includeDomains'] }));
    const { outcome, sources } = await createFederatedSearch({ sources: [source] }).search({
      text: 'x',
      includeDomains: ['c.org'],
    });
    expect(outcome).toBe('empty');
    expect(sources[0]?.reason).toBe('none of its 3 results is within the filters');
  });
});

describe('before anything is sent', () => {
  const source = findsWorks('one', ['a']);
  const { search } = createFederatedSearch({ sources: [source] });
  test.each<[string, object, RegExp]>([
    ['an empty text', { text: ' ' }, /non-empty/],
    ['a day that does not exist', { text: 'x', since: '2024-02-31' }, /since must be/],
    ['a range that is turned round', { text: 'x', since: '2024-01-02', until: '2024-01-01' }, /must not be after/],
    ['a limit out of range', { text: 'x', limit: 101 }, /1 to 100/],
    ['an unknown field', { text: 'x', colour: 'red' }, /"colour" is not a field/],
    ['a cursor', { text: 'x', cursor: 'c' }, /cursor belongs to one source/],
    ['no kind', { text: 'x', kinds: [] }, /at least one kind/],
    ['a kind nobody has', { text: 'x', kinds: ['social'] }, /no source with social documents/],
  ])('%s is refused', async (_name, query, message) => {
    await expect(search(query as { text: string })).rejects.toThrow(message);
    await expect(search(query as { text: string })).rejects.toBeInstanceOf(InvalidRequestError);
    expect(source.asked).toEqual([]);
  });

  test('an unknown source is refused, and the known ones are named', async () => {
    await expect(search('x', { sources: ['two'] })).rejects.toMatchObject({
      message: expect.stringContaining('there is no source two'),
      hint: 'The sources are one.',
    });
  });

  test('a search needs sources, each once, and time', () => {
    expect(() => createFederatedSearch({ sources: [] })).toThrow(/no source to search/);
    expect(() => createFederatedSearch({ sources: [source, source] })).toThrow(/two sources are named "one"/);
    expect(() => createFederatedSearch({ sources: [source], sourceTimeoutMs: 0 })).toThrow(/greater than 0/);
  });
});

describe('cancelling, time and money', () => {
  const never = (name: string) => fakeSource(name, () => new Promise(() => undefined));

  test('an abort reaches every source and rejects the search, also of one that does not listen', async () => {
    const sources = [never('one'), never('two')];
    const controller = new AbortController();
    const searching = createFederatedSearch({ sources }).search('x', { signal: controller.signal });
    controller.abort();
    await expect(searching).rejects.toBeInstanceOf(CancelledError);
    expect(sources.map(({ asked }) => asked[0]?.options.signal?.aborted)).toEqual([true, true]);
  });

  test('a source that is late is left behind and aborted; the others are not', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    onTestFinished(() => clock.dispose());
    const slow = never('slow');
    const search = createFederatedSearch({
      sources: [slow, findsWorks('quick', ['a'])],
      sourceTimeoutMs: 2_000,
      clock,
    });
    const { outcome, documents, sources } = await search.search('x');
    expect([outcome, idsOf(documents)]).toEqual(['partial', ['quick:a']]);
    expect(sources[0]).toMatchObject({ outcome: 'failed', reason: 'did not answer in time', durationMs: 2_250 });
    expect(slow.asked[0]?.options.signal?.aborted).toBe(true);
    expect(slow.asked[0]?.options.timeoutMs).toBe(2_000);
  });

  test.each<[{ timeoutMs?: number; deadlineInMs?: number }, number]>([
    [{ timeoutMs: 500 }, 500],
    [{ timeoutMs: 60_000 }, 2_000],
    [{ deadlineInMs: 900 }, 900],
    [{ deadlineInMs: -5 }, 1],
  ])('the earliest bound wins: %j', async ({ deadlineInMs, ...options }, expected) => {
    const clock = createVirtualClock({ autoAdvance: true });
    onTestFinished(() => clock.dispose());
    const source = findsWorks('one', ['a']);
    const deadline = deadlineInMs === undefined ? {} : { deadline: clock.now() + deadlineInMs };
    const { search } = createFederatedSearch({ sources: [source], sourceTimeoutMs: 2_000, clock });
    await search('x', { ...options, ...deadline });
    expect(source.asked[0]?.options.timeoutMs).toBe(expected);
  });

  test('the budget goes to every source; what they used is added up, also of one that failed', async () => {
    const budget = createCallBudget({ costUsd: 1 });
    const spending = (name: string, costUsd: number, error?: Error) =>
      fakeSource(name, (_query, { observe }) => {
        const call = { provider: name, operation: 'search' };
        observe?.event?.({ type: 'attempt-started', ...call, attempt: 1 });
        observe?.event?.({
          type: 'call-finished',
          ...call,
          attempts: 1,
          durationMs: 1,
          bytes: 100,
          costUsd,
          skipped: 0,
        });
        if (error) throw error;
        return {};
      });
    const sources = [spending('one', 0.25), spending('two', 0.5, new NetworkError('gone'))];
    const events: string[] = [];
    const observe = {
      event: ({ type, provider }: { type: string; provider: string }) => events.push(`${provider} ${type}`),
    };
    const result = await createFederatedSearch({ sources }).search('x', { budget, observe });
    expect(sources.every(({ asked }) => asked[0]?.options.budget === budget)).toBe(true);
    expect(result.usage).toEqual({ requests: 2, bytes: 200, costUsd: 0.75 });
    expect(result.sources.map(({ costUsd }) => costUsd)).toEqual([0.25, 0.5]);
    expect(events).toContain('two call-finished');
  });
});

describe('never silently empty', () => {
  const errors = {
    throttled: new RateLimitedError('slow down', { retryAfterMs: 1 }),
    failed: new NetworkError('gone'),
  };
  const sourceOf = (fate: 'ok' | 'empty' | 'partial' | 'throttled' | 'failed', index: number) =>
    fakeSource(`s${index}`, () => {
      if (fate === 'throttled' || fate === 'failed') throw errors[fate];
      if (fate === 'partial') return { outcome: 'partial', skipped: [{ index: 0, reason: 'no title' }] };
      return fate === 'ok' ? { documents: [makeDocument(`s${index}`, 'a')] } : {};
    });

  test('the reports repeat what happened, and the outcome follows from them', async () => {
    const fates = fc.array(fc.constantFrom('ok', 'empty', 'partial', 'throttled', 'failed' as const), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(
        fates as fc.Arbitrary<('ok' | 'empty' | 'partial' | 'throttled' | 'failed')[]>,
        async (drawn) => {
          const result = await createFederatedSearch({ sources: drawn.map(sourceOf) }).search('x');
          expect(result.sources.map(({ outcome }) => outcome)).toEqual(drawn);
          const isLost = (fate: string) => fate === 'throttled' || fate === 'failed';
          const expected = drawn.every(isLost)
            ? 'failed'
            : drawn.some((fate) => isLost(fate) || fate === 'partial')
              ? 'partial'
              : drawn.includes('ok')
                ? 'ok'
                : 'empty';
          expect(result.outcome).toBe(expected);
          for (const { outcome, reason } of result.sources) {
            if (outcome !== 'ok' && outcome !== 'empty') expect(reason).toBeTruthy();
          }
        },
      ),
    );
  });
});
