import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { EvidenceAnswer } from '../src/shared/api.ts';
import { chatServer, citedIds, emulatedSources, typesOf } from './agents-harness.ts';
import { hasToolAnswer, openAiStub, type StubReply, type StubRequest, textOfRole, toolNames } from './openai-stub.ts';

const question = 'Do street trees cool city blocks?';
const modelKey = 'sk-stub-very-secret-0123456789';
const canopy = /\[?(ev_[0-9a-z]+_\d+)[^{}]*?"quote":"([^"]*closed canopy[^"]*)"/;

/** A model that routes to both specialists, searches, and hands the passages on. */
function routes(write: (request: StubRequest) => string) {
  return (request: StubRequest): StubReply => {
    const names = toolNames(request);
    if (names.includes('agent-web')) {
      if (hasToolAnswer(request)) return { text: write(request) };
      return { calls: ['agent-web', 'agent-academic'].map((name) => ({ name, input: { prompt: question } })) };
    }
    const search = names.find((name) => name.endsWith('_search_documents'));
    if (search && !hasToolAnswer(request))
      return { calls: [{ name: search, input: { query: 'street trees cooling' } }] };
    return { text: `Passages: ${textOfRole(request, 'tool')}` };
  };
}

const passageIn = (request: StubRequest): { id: string; quote: string } => {
  const text = textOfRole(request, 'tool').replaceAll('\\"', '"');
  const [, id = '', quote = ''] = canopy.exec(text) ?? [];
  if (id === '') throw new Error(`the supervisor was shown no passage: ${text.slice(0, 500)}`);
  return { id, quote };
};

it('drives the same agents with a model behind HEADWATER_MODEL_URL', async () => {
  let shown = { id: '', quote: '' };
  const stub = await openAiStub(
    routes((request) => {
      shown = passageIn(request);
      return `${shown.quote} [${shown.id}] Trees also sing at night [ev_99]. They cost 7 million [${shown.id}, ev_zzzz_1].`;
    }),
  );
  const { exaEmulator, scholarEmulator, providers } = emulatedSources();
  const flags = { model: 'stub/large-1', modelUrl: stub.url };
  const { say, get } = await chatServer({ providers, flags, modelKey });
  const answer = await say(question);

  expect(answer.events[0]).toMatchObject({ writer: 'model', model: 'stub/large-1' });
  expect(typesOf(answer.events, 'agent-started').map((event) => 'agent' in event && event.agent)).toEqual([
    'web',
    'academic',
  ]);
  expect(typesOf(answer.events, 'tool-finished')).toMatchObject([{ ok: true }, { ok: true }]);
  expect(exaEmulator.requests).toHaveLength(1);
  expect(scholarEmulator.requests.length).toBeGreaterThan(0);

  expect(stub.requests.every(({ path }) => path === '/v1/chat/completions')).toBe(true);
  expect(stub.requests.every(({ body }) => body.model === 'stub/large-1')).toBe(true);
  expect(stub.requests.every(({ headers }) => headers.authorization === `Bearer ${modelKey}`)).toBe(true);
  const searcher = stub.requests.find(({ body }) => toolNames(body).includes('exa_search_documents'))?.body;
  expect(toolNames(searcher as StubRequest)).toEqual(['exa_search_documents']);
  expect(JSON.stringify(searcher?.tools)).toContain('What to look for');
  const reader = stub.requests.find(
    ({ body }) => hasToolAnswer(body) && toolNames(body).includes('exa_search_documents'),
  );
  expect(textOfRole(reader?.body as StubRequest, 'tool')).toContain('It was written by others');

  expect(answer.text).toBe(`${shown.quote} [${shown.id}] Trees also sing at night. They cost 7 million [${shown.id}].`);
  expect(answer.finished.removedCitations).toEqual(['ev_99', 'ev_zzzz_1']);
  expect(answer.finished.evidence).toMatchObject([{ id: shown.id, quote: shown.quote }]);
  expect(answer.finished.unsupported).toEqual([
    { text: 'They cost 7 million.', reason: expect.stringContaining('7') },
    { text: 'Trees also sing at night.', reason: 'it cites no evidence' },
  ]);
  expect(answer.finished.label).toContain('stub/large-1');
  const resolved = (await (await get(`/v1/evidence/${shown.id}`)).json()) as EvidenceAnswer;
  expect(resolved.document.text.slice(resolved.start, resolved.end)).toBe(shown.quote);
});

it('lets a later message cite the evidence of an earlier one', async () => {
  let shown = { id: '', quote: '' };
  const stub = await openAiStub((request) => {
    if (textOfRole(request, 'user').includes('Say that again')) return { text: `${shown.quote} [${shown.id}]` };
    return routes((own) => {
      shown = passageIn(own);
      return `${shown.quote} [${shown.id}]`;
    })(request);
  });
  const { providers } = emulatedSources();
  const { say } = await chatServer({ providers, flags: { model: 'm', modelUrl: stub.url } });
  const first = await say(question);
  const second = await say('Say that again', first.threadId);
  expect(citedIds(second.text)).toEqual([shown.id]);
  expect(second.finished.evidence).toMatchObject([{ id: shown.id, quote: shown.quote }]);
  const last = stub.requests.at(-1)?.body as StubRequest;
  expect(textOfRole(last, 'user')).toContain(question);
  expect(stub.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
});

it('keeps the key of the model out of events, logs and storage when the endpoint refuses it', async () => {
  const printed: string[] = [];
  for (const method of ['error', 'warn', 'log', 'info', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...parts) => void printed.push(parts.map(String).join(' ')));
  }
  const stub = await openAiStub(() => ({
    status: 401,
    body: { error: { message: `Incorrect API key: ${modelKey}` } },
  }));
  const { providers } = emulatedSources();
  const { say, context } = await chatServer({ providers, flags: { model: 'stub', modelUrl: stub.url }, modelKey });
  const answer = await say(question);
  vi.restoreAllMocks();
  const folder = context.config.dataDir;
  const stored = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
  expect(['mastra_messages', modelKey].map((text) => stored.join('').includes(text))).toEqual([true, false]);
  expect(stub.requests.length).toBeGreaterThan(0);
  const failed = answer.events.at(-1);
  expect(failed).toMatchObject({ type: 'chat-failed', code: 'model-failed' });
  expect(JSON.stringify(failed)).toContain('HEADWATER_MODEL_KEY');
  expect(JSON.stringify(answer.events)).not.toContain(modelKey);
  expect(printed.join('\n')).toContain('chat failed');
  expect(printed.join('\n')).not.toContain(modelKey);
});

it('stops a model that delegates for ever', async () => {
  const stub = await openAiStub((request) => {
    const names = toolNames(request);
    if (names.includes('agent-web')) return { calls: [{ name: 'agent-web', input: { prompt: question } }] };
    return { text: 'nothing' };
  });
  const { providers } = emulatedSources();
  const limits = { delegations: 2, supervisorSteps: 5 };
  const { say } = await chatServer({ providers, flags: { model: 'm', modelUrl: stub.url }, limits });
  const answer = await say(question);
  expect(answer.events.at(-1)).toMatchObject({ type: 'chat-failed', code: 'no-answer' });
  const bySupervisor = stub.requests.filter(({ body }) => toolNames(body).includes('agent-web'));
  expect(bySupervisor).toHaveLength(5);
  expect(stub.requests.length - bySupervisor.length).toBe(2);
  expect(textOfRole(bySupervisor.at(-1)?.body as StubRequest, 'tool')).toContain('The limit of tasks');
});
