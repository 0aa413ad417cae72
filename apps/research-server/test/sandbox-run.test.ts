import { createHash } from 'node:crypto';
import { verifyReport } from '@headwater/evidence/verify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProvidersAnswer, RunDocument, RunEvent } from '../src/shared/api.ts';
import { catalogue } from '../src/sources/catalogue.ts';
import type { SandboxCollections } from '../src/sources/corpora.ts';
import type { SandboxFault } from '../src/sources/fault-script.ts';
import { createSandbox } from '../src/sources/sandbox.ts';
import { startServer, type TestServer } from './harness.ts';

const question = 'Does vitamin D deficiency raise the risk of multiple sclerosis?';

/** A little of each collection, for the tests that are about faults and not about finding. */
const little: SandboxCollections = {
  abstracts: async () => [
    {
      id: 1,
      title: 'Sunlight and multiple sclerosis',
      sentences: ['Vitamin D deficiency raised the risk of multiple sclerosis in a cohort.', 'Sunlight was measured.'],
      structured: false,
    },
    {
      id: 2,
      title: 'Vitamin D trial',
      sentences: ['Vitamin D was given for a year.', 'The risk of multiple sclerosis was not measured.'],
      structured: false,
    },
  ],
  passages: async () => [
    {
      id: 'p1',
      title: 'Multiple sclerosis',
      text: 'Multiple sclerosis is a disease. A deficiency of vitamin D is a risk factor of multiple sclerosis.',
    },
  ],
};

async function faultyServer(faults: SandboxFault[], limits: 'sandbox' | 'published' = 'sandbox'): Promise<TestServer> {
  return startServer({ sources: await createSandbox({ limits, sandboxFaults: faults }, little) });
}

let sandbox: TestServer;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const sources = await createSandbox({ limits: 'sandbox', sandboxFaults: [] });
  sandbox = await startServer({ sources, onEnd: (end) => ends.push(end) });
  await sources.warm?.();
}, 60_000);

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

async function runOf(server: TestServer, request: Parameters<TestServer['ask']>[0]) {
  return server.finished((await server.ask(request)).id);
}

function waitsOf(events: RunEvent[]) {
  return events.flatMap((event) => (event.type === 'query-waiting' ? [event] : []));
}

function expectSound(run: RunDocument): void {
  const documents = new Map(run.documents?.map((document) => [document.id, document]));
  expect(run.evidence?.length).toBeGreaterThan(0);
  for (const { documentId, start, end, quote } of run.evidence ?? []) {
    expect(documents.get(documentId)?.text.slice(start, end)).toBe(quote);
  }
  for (const { text, textSha256 } of documents.values()) {
    expect(text.isWellFormed()).toBe(true);
    expect(createHash('sha256').update(text).digest('hex')).toBe(textSha256);
  }
  const report = run.report ?? ({} as never);
  const { checks, problems } = verifyReport({ report, documents: run.documents ?? [], evidence: run.evidence ?? [] });
  expect(problems).toEqual([]);
  expect(checks.verified).toBe(checks.factual);
  const cited = new Set(report.references.map((reference) => reference.documentId));
  const quoted = new Map(run.evidence?.map((record) => [record.id, record.documentId]));
  const shown = [...report.answer, ...report.sections.flatMap((section) => section.sentences)];
  for (const { citations } of shown.filter((sentence) => sentence.factual)) {
    expect(citations.length).toBeGreaterThan(0);
    for (const { evidenceId } of citations) expect(cited).toContain(quoted.get(evidenceId));
  }
}

describe('the sandbox', () => {
  test('answers from real documents with quotes that are exact, and says that it is one', async () => {
    const { run } = await runOf(sandbox, { question });
    expect(run).toMatchObject({ state: 'succeeded', mode: 'sandbox', limits: 'sandbox', writer: 'extractive' });
    expect(run.report?.references.length).toBeGreaterThan(0);
    expect(run.documents?.every((document) => !document.synthetic)).toBe(true);
    expect(new Set(run.documents?.map((document) => document.provenance[0]?.provider))).toEqual(
      new Set(['semantic-scholar', 'exa']),
    );
    expectSound(run);
    for (const [format, label] of [
      ['md', 'Do not cite'],
      ['html', 'Do not cite'],
      ['json', '"mode":"sandbox"'],
    ]) {
      const response = await fetch(`${sandbox.url}/v1/research/${run.id}/report.${format}`);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(label);
    }
  });

  test('gives the same report to the same question', async () => {
    const canonical = ({ report, evidence }: RunDocument) => {
      const plain = JSON.stringify({ report, quotes: evidence?.map(({ quote, documentId }) => [quote, documentId]) });
      return plain.replace(/ev_\w{12}_/g, 'ev_');
    };
    expect(canonical((await runOf(sandbox, { question })).run)).toBe(
      canonical((await runOf(sandbox, { question })).run),
    );
  });

  test.each([
    'Does the moon cheese of Zorblax cure gronkitis?',
    'asdf qwer zxcv uiop',
    '???',
    'Who won the 2087 Mars election?',
  ])('finds nothing for %j and says so', async (nonsense) => {
    const { run } = await runOf(sandbox, { question: nonsense });
    expect(run.state).toBe('succeeded');
    expect(run.report?.references).toEqual([]);
    expect(run.report?.answer.every((sentence) => !sentence.factual)).toBe(true);
  });

  test('survives a question in any script or full of markup', async () => {
    const hostile = [
      '<script>alert(1)</script> vitamin D',
      'ビタミンDは感染を防ぎますか',
      "'; DROP TABLE runs; --",
      '😀'.repeat(50),
      'a"b\\c\u202e',
    ];
    for (const odd of hostile) {
      const { run } = await runOf(sandbox, { question: odd, depth: 'quick' });
      expect([odd, run.state]).toEqual([odd, 'succeeded']);
    }
  });

  test('shows its sources on the board', async () => {
    await runOf(sandbox, { question });
    const board = (await (await fetch(`${sandbox.url}/v1/providers`)).json()) as ProvidersAnswer;
    expect(board).toMatchObject({ mode: 'sandbox', limits: 'sandbox' });
    expect(board.providers.map(({ name }) => name)).toEqual(catalogue.map(({ name }) => name).sort());
    const usual = board.providers.filter(({ onRequest }) => !onRequest);
    expect(usual.map(({ name }) => name)).toEqual(['exa', 'semantic-scholar']);
    for (const provider of usual) {
      expect(provider).toMatchObject({
        mode: 'sandbox',
        key: { state: 'set' },
        health: { status: 'healthy', circuit: 'closed' },
      });
      expect(provider.limits[0]?.requestsPerSecond).toBe(1000);
      expect(provider.health.latencyMs).toBeGreaterThanOrEqual(0);
    }
    expect(JSON.stringify(board)).not.toContain('sandbox-key');
  });
});

describe('a fault script', () => {
  test('throttles: the wait is told while it lasts, then the source answers', async () => {
    const throttle: SandboxFault = { provider: 'semantic-scholar', fault: 'throttle', retryAfterSeconds: 2, times: 1 };
    const server = await faultyServer([throttle], 'published');
    const { run, events } = await runOf(server, { question, depth: 'quick' });
    expect(run).toMatchObject({ state: 'succeeded', limits: 'published' });
    const wait = waitsOf(events).find((event) => event.detail !== undefined);
    expect(wait).toMatchObject({ provider: 'semantic-scholar', detail: 'too many requests (429), attempt 1 of 5' });
    expect(Date.parse(wait?.until ?? '') - Date.parse(wait?.at ?? '')).toBeGreaterThan(1_800);
    const finished = events.find((event) => event.type === 'query-finished' && event.provider === 'semantic-scholar');
    expect(Date.parse(finished?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(wait?.until ?? '') - 100);
    expect(run.sources).toContainEqual(expect.objectContaining({ provider: 'semantic-scholar', outcome: 'ok' }));
    expectSound(run);
  });

  test('takes one source down: the report names it', async () => {
    const server = await faultyServer([{ provider: 'exa', fault: 'outage' }]);
    const { run } = await runOf(server, { question, depth: 'quick' });
    expect(run.state).toBe('partial');
    expect(run.sources).toContainEqual(
      expect.objectContaining({ provider: 'exa', outcome: 'failed', found: 0, reason: expect.stringContaining('503') }),
    );
    expect(run.report?.limitations).toContainEqual(expect.stringMatching(/Exa failed.*503/));
    expectSound(run);
    const board = (await (await fetch(`${server.url}/v1/providers`)).json()) as ProvidersAnswer;
    const exa = board.providers.find(({ name }) => name === 'exa');
    expect(exa?.health.status).not.toBe('healthy');
    expect(exa?.lastError?.code).toBe('upstream');
  });

  test('takes every source down: the run fails and says why', async () => {
    const server = await faultyServer([
      { provider: 'exa', fault: 'outage' },
      { provider: 'semantic-scholar', fault: 'outage' },
    ]);
    const { run, events } = await runOf(server, { question, depth: 'quick' });
    expect(run).toMatchObject({ state: 'failed', failure: { code: 'no-source-answered' } });
    expect(run).not.toHaveProperty('report');
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', state: 'failed' });
  });

  test.each(['reset', 'malformed', 'error'] as const)('of one %s is retried and leaves no gap', async (fault) => {
    const server = await faultyServer([{ provider: 'semantic-scholar', fault, times: 1 }]);
    const { run } = await runOf(server, { question, depth: 'quick' });
    expect(run.sources).toContainEqual(expect.objectContaining({ provider: 'semantic-scholar', outcome: 'ok' }));
    expect(run.usage.calls).toBeGreaterThan(2);
  });

  test('that names another source is refused', async () => {
    const faults: SandboxFault[] = [{ provider: 'altavista', fault: 'reset' }];
    await expect(createSandbox({ limits: 'sandbox', sandboxFaults: faults })).rejects.toThrow(
      /names the source "altavista"; the sandbox has semantic-scholar, exa/,
    );
  });
});

describe('a budget', () => {
  test('of calls ends the search, is told, and the report is written from what was found', async () => {
    const server = await faultyServer([]);
    const { run, events } = await runOf(server, { question, budget: { calls: 1 } });
    expect(run.usage.calls).toBe(1);
    expect(run.state).toBe('partial');
    expect(events).toContainEqual(expect.objectContaining({ type: 'budget-spent', what: 'calls', limit: 1 }));
    expect(run.report?.limitations).toContainEqual(expect.stringContaining('Stopped at your limit of 1 call'));
  });
});
