import { AuthenticationError, CancelledError, NetworkError, RateLimitedError, UpstreamError } from '@headwater/core';
import { verifyReport } from '@headwater/evidence/verify';
import { describe, expect, test } from 'vitest';
import type { EvidenceAnswer, RunDocument, RunEvent, RunList } from '../src/shared/api.ts';
import { fakeDocument, fakeSource, type Search, sourceSet, vitaminDocuments } from './fake-source.ts';
import { postJson, readEvents, startServer } from './harness.ts';

const question = 'Does vitamin D prevent respiratory infection?';
const finds: Search = async () => ({ documents: vitaminDocuments });

function typesOf(events: RunEvent[]): string[] {
  return events.map((event) => event.type);
}

/** Every quote is what the stored document says at that place, and every factual sentence has one. */
function expectSound(run: RunDocument): void {
  const documents = new Map(run.documents?.map((document) => [document.id, document]));
  for (const record of run.evidence ?? []) {
    expect(documents.get(record.documentId)?.text.slice(record.start, record.end)).toBe(record.quote);
  }
  const { checks, problems } = verifyReport({
    report: run.report ?? ({} as never),
    documents: run.documents ?? [],
    evidence: run.evidence ?? [],
  });
  expect(problems).toEqual([]);
  expect(checks.removed).toBe(0);
}

describe('a run', () => {
  test('goes through all stages to a verified report', async () => {
    const server = await startServer({
      sources: sourceSet(
        fakeSource('alpha', finds),
        fakeSource('beta', async () => ({})),
      ),
    });
    const { id, links } = await server.ask({ question, depth: 'quick' });
    expect(links).toMatchObject({ self: `/v1/research/${id}`, events: `/v1/research/${id}/events` });
    const { run, events } = await server.finished(id);

    expect(run).toMatchObject({
      id,
      question,
      state: 'succeeded',
      mode: 'sandbox',
      writer: 'extractive',
      depth: 'quick',
    });
    expect(run.sources).toEqual([
      { provider: 'alpha', outcome: 'ok', found: 2 },
      { provider: 'beta', outcome: 'empty', found: 0 },
    ]);
    expect(run.progress).toEqual({ stage: 'publish', done: 2, planned: 2 });
    expect(run.report?.references.map((reference) => reference.documentId)).toContain('alpha:trial');
    expect(run.usage).toMatchObject({ documentsRetrieved: 2, documentsMerged: 0 });
    expectSound(run);

    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
    const stages = events.flatMap((event) => (event.type === 'stage-started' ? [event.stage] : []));
    expect(stages).toEqual(['plan', 'search', 'read', 'select', 'write', 'verify', 'publish']);
    expect(typesOf(events)[0]).toBe('run-started');
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', state: 'succeeded' });
    expect(typesOf(events)).toEqual(
      expect.arrayContaining(['plan-made', 'query-planned', 'query-started', 'documents-merged']),
    );
  });

  test('keeps documents and evidence resolvable by their ids alone', async () => {
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', finds)) });
    const { id } = await server.ask({ question });
    const { run } = await server.finished(id);
    const [record] = run.evidence ?? [];
    const answer = (await (await fetch(`${server.url}/v1/evidence/${record?.id}`)).json()) as EvidenceAnswer;
    expect(answer).toMatchObject({ ...record, runId: id });
    expect(answer.document.text.slice(answer.start, answer.end)).toBe(record?.quote);
    const path = `/v1/research/${id}/documents/${encodeURIComponent(record?.documentId ?? '')}`;
    expect(await (await fetch(server.url + path)).json()).toEqual(answer.document);
    const slim = await (await fetch(`${server.url}/v1/research/${id}?include=evidence`)).json();
    expect(slim).not.toHaveProperty('documents');
    expect(slim).toHaveProperty('evidence');
  });

  test('merges the same work from two sources and many queries', async () => {
    const again: Search = async () => ({
      documents: vitaminDocuments.map((document) => ({ ...document, id: `beta:${document.id}` })),
    });
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', finds), fakeSource('beta', again)) });
    const { run, events } = await server.finished((await server.ask({ question, depth: 'quick' })).id);
    expect(run.documents).toHaveLength(2);
    expect(run.usage).toMatchObject({ documentsRetrieved: 4, documentsMerged: 2 });
    expect(events.filter((event) => event.type === 'document-read')).toHaveLength(2);
  });

  test('stores text with NUL and lone surrogates made clean before anything is quoted', async () => {
    const text = 'A\0nd \ud800Vitamin D prevented\0 respiratory infection in 😀 trials. \udc00Done.';
    const source = fakeSource('alpha', async () => ({
      documents: [fakeDocument({ id: 'odd', title: 'Odd\0', text })],
    }));
    const server = await startServer({ sources: sourceSet(source) });
    const { run } = await server.finished((await server.ask({ question })).id);
    expect(run.documents?.[0]?.text).toBe(
      'And \ufffdVitamin D prevented respiratory infection in 😀 trials. \ufffdDone.',
    );
    expect(run.documents?.[0]?.title).toBe('Odd');
    expect(run.evidence?.length).toBeGreaterThan(0);
    expectSound(run);
  });

  test.each([
    [
      'throttled',
      new RateLimitedError('slow down', { status: 429, retryAfterMs: 60_000 }),
      /too many requests \(429\), free again in 1 min/,
    ],
    ['failed', new UpstreamError('boom', { status: 503 }), /failure of its own \(503\)/],
    ['failed', new NetworkError('no route'), /could not be reached/],
    ['failed', new AuthenticationError('bad key', { status: 401 }), /refused the key \(401\)/],
    ['failed', new Error('a bug in an adapter'), /internal error/],
  ])('goes on without a source that is %s', async (outcome, error, reason) => {
    const broken = fakeSource('beta', async () => Promise.reject(error));
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', finds), broken) });
    const { run, events } = await server.finished((await server.ask({ question, depth: 'quick' })).id);
    expect(run.state).toBe('partial');
    expect(run.sources[1]).toMatchObject({ provider: 'beta', outcome, reason: expect.stringMatching(reason) });
    expect(run.report?.limitations.join('\n')).toMatch(reason);
    expect(run.report?.references.length).toBeGreaterThan(0);
    expect(events).toContainEqual(expect.objectContaining({ type: 'query-finished', provider: 'beta', outcome }));
  });

  test('tells what a source is waiting for', async () => {
    const untilMs = Date.now() + 2_000;
    const waits: Search = async (_query, { observe }) => {
      observe?.event?.({
        type: 'call-waiting',
        provider: 'alpha',
        operation: 'search',
        reason: 'retry',
        untilMs,
        detail: '429 (attempt 1 of 4)',
      });
      return { documents: vitaminDocuments };
    };
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', waits)) });
    const { events } = await server.finished((await server.ask({ question, depth: 'quick' })).id);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'query-waiting',
        queryId: 'q_001',
        reason: 'retry',
        until: new Date(untilMs).toISOString(),
        detail: '429 (attempt 1 of 4)',
      }),
    );
  });

  test('fails, without a report, when no source answers', async () => {
    const broken: Search = async () => Promise.reject(new NetworkError('no route'));
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', broken), fakeSource('beta', broken)) });
    const { run, events } = await server.finished((await server.ask({ question })).id);
    expect(run).toMatchObject({ state: 'failed', failure: { code: 'no-source-answered' } });
    expect(run.failure?.message).toContain('alpha: could not be reached');
    expect(run).not.toHaveProperty('report');
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', state: 'failed' });
    const report = await fetch(`${server.url}/v1/research/${run.id}/report.md`);
    expect([report.status, (await report.json()).type]).toEqual([404, 'urn:headwater:problem:no-report']);
  });

  test('that finds nothing succeeds and says so', async () => {
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', async () => ({}))) });
    const { run, events } = await server.finished((await server.ask({ question })).id);
    expect(run.state).toBe('succeeded');
    expect(run.report?.answer).toMatchObject([{ factual: false, templateId: 'nothing-found', citations: [] }]);
    expect(run.report?.references).toEqual([]);
    expect(events.at(-1)).toMatchObject({ message: expect.stringMatching(/^Not enough evidence\./), sentences: 0 });
  });

  test('says that there is not enough evidence when nothing found speaks to the question', async () => {
    const other = fakeDocument({
      id: 'x',
      title: 'Lead pipes',
      text: 'Lead in drinking water is harmful. Pipes matter.',
    });
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', async () => ({ documents: [other] }))) });
    const { run } = await server.finished((await server.ask({ question })).id);
    expect(run.state).toBe('succeeded');
    expect(run.report?.answer.every((sentence) => !sentence.factual)).toBe(true);
    expect(run.evidence).toEqual([]);
    const { runs } = (await (await fetch(`${server.url}/v1/research`)).json()) as RunList;
    expect(runs[0]?.cited).toBe(0);
  });

  test('asks only the sources that were named, and names those that could not be asked', async () => {
    const [alpha, beta] = [fakeSource('alpha', finds), fakeSource('beta', finds)];
    const gamma = fakeSource('gamma', finds);
    const sources = sourceSet(alpha, beta, gamma);
    const entry = sources.entries[2];
    if (entry) entry.notice = 'it needs a key';
    const server = await startServer({ sources });
    const { run } = await server.finished((await server.ask({ question, sources: ['alpha', 'gamma'] })).id);
    expect([alpha.queries.length > 0, beta.queries.length, gamma.queries.length]).toEqual([true, 0, 0]);
    expect(run.sources[1]).toEqual({ provider: 'gamma', outcome: 'skipped', found: 0, reason: 'it needs a key' });
    expect(run.state).toBe('succeeded');
  });

  test('filters by date where a source cannot', async () => {
    const documents = [
      fakeDocument({
        id: 'old',
        title: 'Old',
        text: 'Vitamin D prevented respiratory infection.',
        publishedAt: '2001',
      }),
      fakeDocument({
        id: 'new',
        title: 'New',
        text: 'Vitamin D prevented respiratory infection again.',
        publishedAt: '2021-05-01',
      }),
      fakeDocument({ id: 'undated', title: 'Undated', text: 'Vitamin D and respiratory infection.' }),
    ];
    const source = fakeSource('alpha', async () => ({ documents, unsupportedFilters: ['since'] }));
    const server = await startServer({ sources: sourceSet(source) });
    const { run } = await server.finished((await server.ask({ question, since: '2020-01-01' })).id);
    expect(run.documents?.map((document) => document.id)).toEqual(['alpha:new', 'alpha:undated']);
    expect(source.queries[0]?.since).toBe('2020-01-01');
  });
});

describe('cancelling', () => {
  const never: Search = (_query, { signal }) =>
    new Promise((_resolve, reject) =>
      signal?.addEventListener('abort', () => reject(new CancelledError('cancelled')), { once: true }),
    );

  test('stops the sources and keeps what was found', async () => {
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', finds), fakeSource('beta', never)) });
    const { id } = await server.ask({ question, depth: 'quick' });
    const found = (event: RunEvent) => event.type === 'query-finished' && event.provider === 'alpha';
    await readEvents(await fetch(`${server.url}/v1/research/${id}/events`), found);
    const response = await fetch(`${server.url}/v1/research/${id}/cancel`, { method: 'POST' });
    expect(response.status).toBe(202);
    const { run, events } = await server.finished(id);
    expect(run.state).toBe('cancelled');
    expect(run.sources[1]).toMatchObject({ provider: 'beta', outcome: 'skipped', reason: 'the run was cancelled' });
    expect(run.report?.references.length).toBeGreaterThan(0);
    expect(typesOf(events).slice(-2)).toEqual(['run-cancelled', 'run-finished']);
    expectSound(run);
    const again = await fetch(`${server.url}/v1/research/${id}/cancel`, { method: 'POST' });
    expect([again.status, (await again.json()).state]).toEqual([200, 'cancelled']);
  });

  test('works before the run has begun', async () => {
    const options = { sources: sourceSet(fakeSource('alpha', never)), runs: { concurrency: 1 } };
    const server = await startServer(options);
    const first = await server.ask({ question });
    const second = await server.ask({ question: 'Does vitamin C help?' });
    await fetch(`${server.url}/v1/research/${second.id}/cancel`, { method: 'POST' });
    await fetch(`${server.url}/v1/research/${first.id}/cancel`, { method: 'POST' });
    expect((await server.finished(first.id)).run.state).toBe('cancelled');
    expect((await server.finished(second.id)).run.state).toBe('cancelled');
  });
});

describe('asking', () => {
  test('twice with one key starts one run', async () => {
    const source = fakeSource('alpha', finds);
    const server = await startServer({ sources: sourceSet(source) });
    const ask = (body: object, key = 'k1') => postJson(`${server.url}/v1/research`, body, { 'idempotency-key': key });
    const responses = await Promise.all([ask({ question }), ask({ question }), ask({ question })]);
    const ids = new Set(await Promise.all(responses.map(async (response) => (await response.json()).id)));
    expect(ids.size).toBe(1);
    expect((await ask({ question: 'Another?' })).status).toBe(422);
    expect((await ask({ question }, 'k2')).status).toBe(202);
    expect((await ask({ question }, 'with space')).status).toBe(400);
  });

  test('more than can be worked on at once queues the rest, and all of them finish', async () => {
    const server = await startServer({ sources: sourceSet(fakeSource('alpha', finds)), runs: { concurrency: 2 } });
    const accepted = await Promise.all(Array.from({ length: 6 }, () => server.ask({ question })));
    const finished = await Promise.all(accepted.map(({ id }) => server.finished(id)));
    expect(finished.map(({ run }) => run.state)).toEqual(Array(6).fill('succeeded'));
  });
});

describe('a restart', () => {
  test('begins a run that was only just accepted when the server closed', async () => {
    const sources = sourceSet(fakeSource('alpha', finds));
    const first = await startServer({ sources });
    const { id } = await first.ask({ question });
    await first.close();
    const second = await startServer({ sources, flags: { dataDir: first.context.config.dataDir } });
    expect((await second.finished(id)).run.state).toBe('succeeded');
  });

  test('goes on with a run from its last finished call and asks nothing twice', async () => {
    let release: () => void = () => undefined;
    const alpha = fakeSource('alpha', finds);
    const stuck = fakeSource(
      'beta',
      (_query, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new CancelledError('stopped')), { once: true });
          release();
        }),
    );
    const begun = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = await startServer({ sources: sourceSet(alpha, stuck) });
    const { id } = await first.ask({ question, depth: 'quick' });
    await begun;
    const found = (event: RunEvent) => event.type === 'query-finished' && event.provider === 'alpha';
    const before = await readEvents(await fetch(`${first.url}/v1/research/${id}/events`), found);
    await first.close();
    expect(alpha.queries).toHaveLength(1);

    const beta = fakeSource('beta', async () => ({}));
    const second = await startServer({
      sources: sourceSet(alpha, beta),
      flags: { dataDir: first.context.config.dataDir },
    });
    const { run, events } = await second.finished(id);
    expect(run.state).toBe('succeeded');
    expect(alpha.queries).toHaveLength(1);
    expect(beta.queries).toHaveLength(1);
    expect(events.slice(0, before.length)).toEqual(before);
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
    expect(typesOf(events)).toContain('run-resumed');
    expectSound(run);
  });
});
