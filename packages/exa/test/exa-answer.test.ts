import { createCallBudget } from '@headwater/core';
import { describe, expect, it } from 'vitest';
import { createExa, type ExaAnswerOptions } from '../src/index.ts';
import { answering, collect, eventsOf, failureOf, fixture, sentBody } from './answering.ts';

describe('answer', () => {
  it('sends every option under Exa’s own name', async () => {
    const { exa, service } = answering({ json: fixture('answer') });
    const options: ExaAnswerOptions = {
      query: 'q',
      text: true,
      systemPrompt: 's',
      userLocation: 'DE',
      outputSchema: { type: 'object', properties: {} },
    };
    await exa.answer(options);
    await exa.answer('How much does shade cool?');
    expect(service.requests).toMatchObject([{ method: 'POST', path: '/answer' }, {}]);
    expect(sentBody(service)).toEqual(options);
    expect(sentBody(service, 1)).toEqual({ query: 'How much does shade cool?' });
  });

  it('gives the answer with its citations, text where it was asked for, and the cost', async () => {
    const { exa } = answering({ json: fixture('answer') });
    const { result, response } = await exa.answer({ query: 'q', text: true }).withResponse();
    expect(result.answer).toMatch(/^Shade lowers/);
    expect(result.citations.map(({ id, title, text }) => [id, title, text])).toEqual([
      [
        'https://city-notes.example/trees',
        'Why street trees cool some blocks and not others',
        'Street trees cool a block mainly by shade.',
      ],
      ['https://undated.example/', null, ''],
    ]);
    expect(result).toMatchObject({ requestId: 'a1', costDollars: { total: 0.005 }, skipped: [] });
    expect(response).toMatchObject({ costUsd: 0.005, requestId: 'a1' });
  });

  it('keeps the good citations of a malformed answer and names the others', async () => {
    const { exa } = answering({ json: fixture('answer.malformed') });
    const { citations, skipped } = await exa.answer('q');
    expect(citations).toMatchObject([{ id: 'https://last.example/', title: 'Still good' }]);
    expect(citations[0]).not.toHaveProperty('text');
    expect(skipped.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it('is an object only with a schema: otherwise the JSON of it', async () => {
    const { exa } = answering({ json: { answer: { degrees: 2 } } });
    const asked = await exa.answer({ query: 'q', outputSchema: { type: 'object' } });
    expect(asked.answer).toEqual({ degrees: 2 });
    expect((await exa.answer('q')).answer).toBe('{"degrees":2}');
    expect(asked.citations).toEqual([]);
  });

  it.each([{}, { answer: null }, { answer: 7 }, [], null])('is refused without an answer: %j', async (json) => {
    const { exa } = answering({ json });
    expect(await failureOf(exa.answer('q'))).toMatchObject({ code: 'response-invalid' });
  });

  it.each<[string, object, RegExp]>([
    ['an empty question', { query: ' ' }, /query: must not be empty/],
    ['a name Exa does not know', { query: 'q', stream: true }, /stream/],
    ['a country that is none', { query: 'q', userLocation: 'Norway' }, /userLocation/],
  ])('sends nothing for %s', async (_what, options, message) => {
    const { exa, service } = answering({ json: {} });
    const error = await failureOf(exa.answer(options as never));
    expect(error).toMatchObject({ code: 'invalid-request', operation: 'answer' });
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it('tells that Exa found no answer, and does not ask again', async () => {
    const json = { requestId: 'r', error: 'No answer', tag: 'UNABLE_TO_GENERATE_RESPONSE' };
    const { exa, service } = answering({ status: 501, json });
    expect(await failureOf(exa.answer('q'))).toMatchObject({
      code: 'upstream',
      retryable: false,
      hint: expect.stringMatching(/differently/),
    });
    expect(service.requests).toHaveLength(1);
  });

  it('finds an error inside a 200', async () => {
    const { exa } = answering({ json: { tag: 'ERROR', payload: { error: { code: 402, message: 'No credit left' } } } });
    const error = await failureOf(exa.answer('q'));
    expect(error).toMatchObject({ code: 'quota-exhausted', message: expect.stringContaining('No credit left') });
  });

  it('holds back its guide price until Exa says the cost', async () => {
    const budget = createCallBudget({ costUsd: 0.0051 });
    const { exa } = answering({ json: fixture('answer') });
    await exa.answer('q', { budget });
    expect((await failureOf(exa.answer('q', { budget }))).code).toBe('budget-exhausted');
  });
});

describe('answerStream', () => {
  it('gives the pieces as they are written, then citations and cost', async () => {
    const { exa, service } = answering(eventsOf(...fixture('answer-events'), '[DONE]'));
    const budget = createCallBudget({ costUsd: 1 });
    const chunks = await collect(exa.answerStream({ query: 'q', text: true }, { budget }));
    expect(sentBody(service)).toEqual({ query: 'q', text: true, stream: true });
    expect(service.requests[0]?.headers.accept).toBe('text/event-stream');
    expect(chunks).toEqual([
      {},
      { content: 'Shade ' },
      { content: 'cools.' },
      { finishReason: 'stop' },
      {
        citations: [
          { id: 'https://city-notes.example/trees', url: 'https://city-notes.example/trees', title: 'Trees', text: '' },
        ],
      },
      { costDollars: { total: 0.005 }, requestId: 'a2' },
    ]);
    expect(budget.spent.costUsd).toBeCloseTo(0.005);
  });

  it('names the malformed pieces and citations, and keeps the others', async () => {
    const { exa } = answering(eventsOf(...fixture('answer-events.malformed')));
    const stream = exa.answerStream('q');
    const chunks = await collect(stream);
    expect(chunks.map(({ content }) => content ?? '').join('')).toBe('Shade cools.');
    expect(stream.skipped.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5]);
    expect(chunks[1]).toMatchObject({ citations: [{ url: 'https://last.example/' }], skipped: [{ index: 0 }] });
  });

  it('fails when the service breaks off inside a 200', async () => {
    const [, piece] = fixture('answer-events');
    const broken = { tag: 'ERROR', payload: { requestId: 'r9', error: { code: 503, message: 'Model overloaded' } } };
    const { exa, service } = answering(eventsOf(piece, broken));
    const seen: unknown[] = [];
    const error = await failureOf(
      (async () => {
        for await (const chunk of exa.answerStream('q')) seen.push(chunk);
      })(),
    );
    expect(error).toMatchObject({ code: 'upstream', requestId: 'r9', message: expect.stringContaining('overloaded') });
    expect(seen).toHaveLength(1);
    expect(service.requests).toHaveLength(1);
  });

  it('does not let a part pass for the whole', async () => {
    const [, piece] = fixture('answer-events');
    const { exa } = answering(eventsOf(piece));
    expect(await failureOf(collect(exa.answerStream('q')))).toMatchObject({
      code: 'network',
      message: expect.stringMatching(/broke off/),
    });
  });

  it('asks again when nothing has come yet, and sends nothing before it is read', async () => {
    const { exa, service } = answering([{ status: 503, json: {} }, eventsOf(...fixture('answer-events'))]);
    const stream = exa.answerStream('q');
    expect(service.requests).toHaveLength(0);
    expect(await collect(stream)).toHaveLength(6);
    expect(service.requests.map(({ status }) => status)).toEqual([503, 200]);
  });

  it('waits ninety seconds for the first piece, and sixty for each after it', async () => {
    const resilience = { retry: { attempts: 1 } };
    const silent = answering(eventsOf(...fixture('answer-events')), { resilience });
    silent.service.faults.push({ kind: 'hang' });
    const error = await failureOf(collect(silent.exa.answerStream('q')));
    expect(error).toMatchObject({ code: 'timeout', scope: 'attempt', message: expect.stringMatching(/first item/) });
    expect(silent.now()).toBe(90_000);
    const [, piece] = fixture('answer-events');
    async function* halting() {
      yield `data: ${JSON.stringify(piece)}\n\n`;
      await new Promise(() => {});
    }
    const halted = answering({ headers: { 'content-type': 'text/event-stream' }, chunks: halting() }, { resilience });
    expect((await failureOf(collect(halted.exa.answerStream('q')))).message).toMatch(/silent for 60 s/);
    expect(halted.now()).toBe(60_000);
  });

  it('ends the request when the reader leaves', async () => {
    const { exa, service } = answering(eventsOf(...fixture('answer-events')));
    for await (const _ of exa.answerStream('q')) break;
    expect(service.requests).toMatchObject([{ finished: false }]);
  });
});

describe('searchStream', () => {
  const outputSchema = { type: 'text' } as const;

  it('gives typed pieces, and says when the text is to be thrown away', async () => {
    const { exa, service } = answering(eventsOf(...fixture('search-events'), '[DONE]'));
    const chunks = await collect(
      exa.searchStream({ query: 'q', outputSchema, contents: { text: true, summary: true } }),
    );
    expect(sentBody(service)).toEqual({
      query: 'q',
      outputSchema,
      stream: true,
      contents: { text: true, summary: {} },
    });
    expect(chunks.map(({ type }) => type)).toEqual([
      'text-delta',
      'stream-reset',
      'results',
      'text-delta',
      'text-delta',
      'grounding',
      'done',
    ]);
    expect(chunks[2]).toMatchObject({ results: [{ text: 'Text of A.', summary: '' }], skipped: [] });
    expect(chunks.at(-1)).toEqual({
      type: 'done',
      output: { content: 'Shade cools.', grounding: [] },
      searchTime: 900.5,
      costDollars: { total: 0.007 },
      requestId: 's1',
    });
  });

  it('names malformed pieces and results, and keeps the others', async () => {
    const { exa } = answering(eventsOf(...fixture('search-events.malformed'), '[DONE]'));
    const stream = exa.searchStream({ query: 'q', outputSchema });
    const chunks = await collect(stream);
    expect(chunks.map(({ type }) => type)).toEqual(['results', 'text-delta', 'done']);
    expect(chunks[0]).toMatchObject({ results: [{ title: 'Still good' }], skipped: [{ index: 0 }] });
    expect(stream.skipped.map(({ index }) => index)).toEqual([0, 1, 2, 4, 5]);
  });

  it('fails when it is cut off, or Exa says that it failed', async () => {
    const events = fixture('search-events');
    const cut = answering(eventsOf(...events)).exa;
    expect((await failureOf(collect(cut.searchStream({ query: 'q', outputSchema })))).code).toBe('network');
    const failed = answering(eventsOf(events[0], { type: 'error', error: { message: 'Synthesis failed' } })).exa;
    expect(await failureOf(collect(failed.searchStream({ query: 'q', outputSchema })))).toMatchObject({
      code: 'upstream',
      message: expect.stringContaining('Synthesis failed'),
    });
  });

  it('needs an output schema: Exa would answer plain JSON', () => {
    const exa = createExa({ apiKey: 'k' });
    expect(() => exa.searchStream({ query: 'q' } as never)).toThrow(/only with an outputSchema/);
  });
});

describe('getContext', () => {
  it('sends the question and the length, and gives the text', async () => {
    const { exa, service } = answering({ json: fixture('context') });
    const { result, response } = await exa.getContext({ query: 'read a file in Zig', tokensNum: 500 }).withResponse();
    await exa.getContext({ query: 'q', tokensNum: 'dynamic' });
    expect(service.requests[0]).toMatchObject({ method: 'POST', path: '/context' });
    expect(sentBody(service)).toEqual({ query: 'read a file in Zig', tokensNum: 500 });
    expect(result).toMatchObject({
      resultsCount: 12,
      outputTokens: 480,
      response: expect.stringContaining('openFile'),
    });
    expect(response.costUsd).toBe(0.01);
  });

  it('needs nothing but the text', async () => {
    const { exa } = answering({ json: fixture('context.malformed') });
    expect((await exa.getContext('q')).response).toBe('## Reading a file');
    const { exa: without } = answering({ json: { resultsCount: 0 } });
    expect((await failureOf(without.getContext('q'))).code).toBe('response-invalid');
  });

  it.each([
    [{ query: 'x'.repeat(2001) }, /query/],
    [{ query: 'q', tokensNum: 49 }, /tokensNum: .*50 to 100000/],
    [{ query: 'q', tokensNum: 'all' }, /tokensNum/],
  ])('sends nothing for %j', async (options, message) => {
    const { exa, service } = answering({ json: {} });
    expect((await failureOf(exa.getContext(options as never))).message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });
});

describe('findSimilar, while it lasts', () => {
  it('sends the address with the filters of a search', async () => {
    const { exa, service } = answering({ json: fixture('search') });
    const options = {
      url: 'https://a.example/',
      excludeSourceDomain: true,
      numResults: 3,
      category: 'news',
      includeDomains: ['a.example'],
      excludeDomains: ['b.example'],
      startPublishedDate: '2024-01-01',
      endPublishedDate: '2024-02-01',
    } as const;
    const { results } = await exa.findSimilar({ ...options, contents: { text: true } });
    expect(service.requests[0]?.path).toBe('/findSimilar');
    expect(sentBody(service)).toEqual({ ...options, contents: { text: true } });
    expect(results[0]?.text).toMatch(/^Street trees/);
    await exa.findSimilar('https://a.example/');
    expect(sentBody(service, 1)).toEqual({ url: 'https://a.example/' });
  });

  it('tells when Exa has retired it', async () => {
    const { exa } = answering({ status: 410, json: { requestId: 'r', error: 'Gone', tag: 'ENDPOINT_RETIRED' } });
    expect(await failureOf(exa.findSimilar('https://a.example/'))).toMatchObject({ code: 'not-found', status: 410 });
  });
});

it('sends the header of the highlights beta with its fields, and only then', async () => {
  const { exa, service } = answering({ json: { results: [] } });
  await exa.search({ query: 'q', contents: { highlights: { verbosity: 'low', dynamic: true } } });
  await exa.getContents('https://a.example/', { highlights: { dynamic: true } });
  await exa.search({ query: 'q', contents: { highlights: { maxCharacters: 100 } } });
  expect(service.requests.map(({ headers }) => headers['exa-beta'])).toEqual([
    'dynamic-highlights-2026-08-28',
    'dynamic-highlights-2026-08-28',
    undefined,
  ]);
  expect(sentBody(service).contents).toEqual({ highlights: { verbosity: 'low', dynamic: true } });
});

it('paces answers at ten a second, apart from searches', async () => {
  const { exa, service } = answering({ json: { answer: 'a', results: [] } });
  await Promise.all([...Array.from({ length: 12 }, (_, index) => exa.answer(`question ${index}`)), exa.search('q')]);
  const answers = service.requests.filter(({ path }) => path === '/answer').map(({ at }) => at);
  expect((answers.at(-1) as number) - (answers[0] as number)).toBeGreaterThanOrEqual(1100);
  expect(service.requests.find(({ path }) => path === '/search')?.at).toBe(answers[0]);
});
