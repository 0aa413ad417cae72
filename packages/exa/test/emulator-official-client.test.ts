import type { EmulatorServer } from '@headwater/testkit';
import { Exa, type ExaError } from 'exa-js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createExaEmulator, SANDBOX_API_KEY, samplePages } from '../src/emulator/index.ts';

/** The vendor's own client is the judge of the emulator's shapes. */
const emulator = createExaEmulator();
let server: EmulatorServer;
let exa: Exa;

beforeAll(async () => {
  server = await emulator.listen();
  exa = new Exa(SANDBOX_API_KEY, server.url);
});
afterAll(() => server.close());

it('searches, with the text it asks for by default', async () => {
  const { results, requestId } = await exa.search('Do street trees cool a city?', { numResults: 2, type: 'auto' });
  expect(results).toHaveLength(2);
  expect(results[0]?.url).toBe(samplePages[0]?.url);
  expect(requestId).toMatch(/^[0-9a-f]{32}$/);
  const withText = await exa.search('Do street trees cool a city?');
  expect(withText.results[0]?.text).toBe(samplePages[0]?.text);
});

it('searches with contents', async () => {
  const { results } = await exa.searchAndContents('intermittent fasting trial', {
    text: { maxCharacters: 100 },
    highlights: true,
    summary: { query: 'weight' },
    includeDomains: ['diet-evidence.example'],
    startPublishedDate: '2019-01-01T00:00:00.000Z',
  });
  expect(results).toHaveLength(1);
  expect(results[0]?.text).toHaveLength(100);
  expect(results[0]?.highlights.join(' ')).toContain('Intermittent fasting led to about the same weight loss');
  expect(results[0]?.summary).toContain('weight');
});

it('gets contents, with a status for each address', async () => {
  const known = samplePages[3]?.url as string;
  const answer = await exa.getContents([known, 'https://nowhere.example/'], { text: true });
  expect(answer.results.map((result) => [result.url, result.text])).toEqual([[known, samplePages[3]?.text]]);
  expect(answer.statuses?.map((status) => status.status)).toEqual(['success', 'error']);
});

it('answers, at once and streamed', async () => {
  const question = 'How much did prices of grid batteries fall?';
  const { answer, citations } = await exa.answer(question, { text: true });
  expect(answer).toContain('fell by 18 percent');
  expect(citations[0]?.url).toBe('https://grid-report.example/battery-prices');
  let written = '';
  const cited: string[] = [];
  for await (const chunk of exa.streamAnswer(question)) {
    written += chunk.content ?? '';
    cited.push(...(chunk.citations ?? []).map((citation) => citation.url));
  }
  expect(written).toBe(answer);
  expect(cited).toEqual(citations.map((citation) => citation.url));
});

it('finds similar pages', async () => {
  const { results } = await exa.findSimilar(samplePages[0]?.url as string, { numResults: 1 });
  expect(results[0]?.url).toBe(samplePages[1]?.url);
});

it('creates, reads and cancels an agent run', async () => {
  const run = await exa.agent.runs.create({ query: 'vitamin D in winter', effort: 'low' });
  expect(run).toMatchObject({ object: 'agent_run', status: 'queued' });
  expect((await exa.agent.runs.cancel(run.id)).status).toBe('cancelled');
  const { data } = await exa.agent.runs.list({ limit: 10 });
  expect(data.map(({ id, status }) => [id, status])).toEqual([[run.id, 'cancelled']]);
});

it('streams a search, read as the chat completion the vendor makes of it', async () => {
  const query = 'did output per employee change with a shorter week';
  const { output } = await exa.search(query, { outputSchema: { type: 'text' } });
  let written = '';
  for await (const chunk of exa.streamSearch(query, { outputSchema: { type: 'text' } })) written += chunk.content ?? '';
  expect(written).toContain('Output per employee did not change significantly.');
  expect(written).toBe(output?.content);
});

it('answers with a value of a schema', async () => {
  const outputSchema = { type: 'object', properties: { finding: { type: 'string' } } } as const;
  const { answer } = await exa.answer('How much did prices of grid batteries fall?', { outputSchema });
  expect(answer).toEqual({ finding: expect.stringContaining('18 percent') });
});

it('lists, watches, polls, stops and deletes agent runs', async () => {
  const { runs } = exa.agent;
  const first = await runs.create({ query: 'vitamin D in winter', effort: 'minimal' });
  expect((await runs.get(first.id)).status).toBe('queued');
  await runs.cancel(first.id);
  expect((await runs.pollUntilFinished(first.id)).stopReason).toBe('cancelled');
  const { data } = await runs.events.list(first.id);
  expect(data.map(({ event }) => event)).toEqual(['agent_run.created', 'agent_run.cancelled']);
  const max = { query: 'wind farms', effort: 'max' } as const;
  await expect(runs.create(max)).rejects.toMatchObject({ statusCode: 400 });
  const beta = await exa.beta.agent.runs.create({ ...max, betas: ['agent-max-effort-2026-07-27'] });
  expect(await runs.stop(beta.id)).toMatchObject({ status: 'completed', stopReason: 'stopped' });
  const stream = await runs.create({ query: 'microplastics', effort: 'minimal', stream: true });
  for await (const { event, data: run } of stream as AsyncGenerator<any>) {
    expect(event).toBe('agent_run.created');
    await runs.cancel(run.id);
    break;
  }
  const all = await runs.getAll({ limit: 1 });
  expect(all.length).toBeGreaterThanOrEqual(3);
  expect(await runs.delete(first.id)).toMatchObject({ id: first.id, deleted: true });
  await expect(runs.get(first.id)).rejects.toMatchObject({ statusCode: 404 });
});

it('is told that research was retired', async () => {
  await expect(exa.research.create({ instructions: 'x' })).rejects.toMatchObject({ statusCode: 410 });
});

it('reports a wrong key and a bad request as its own error', async () => {
  const wrong = new Exa('wrong-key', server.url);
  await expect(wrong.search('trees')).rejects.toMatchObject({
    name: 'ExaError',
    statusCode: 401,
    message: 'Invalid API key',
  } satisfies Partial<ExaError>);
  await expect(exa.search('trees', { numResults: 101 })).rejects.toMatchObject({ statusCode: 400, path: '/search' });
});
