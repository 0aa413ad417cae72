import { createCallBudget } from '@headwater/core';
import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createExaEmulator, SANDBOX_API_KEY } from '../src/emulator/index.ts';
import { createExa, type ExaAgentRequest, type ExaAgentRun } from '../src/index.ts';
import { answering, collect, failureOf, fixture, sentBody } from './answering.ts';

const run = (status: string, more: object = {}) => ({
  json: { id: 'agent_run_1', object: 'agent_run', status, ...more },
});

/** The client on the emulator, both on one clock that jumps. */
function withEmulator() {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const emulator = createExaEmulator({ clock, limits: 'unlimited' });
  const exa = createExa({ apiKey: SANDBOX_API_KEY, fetch: emulator.fetch, clock, random: () => 0.5 });
  return { exa, emulator, clock };
}

describe('create', () => {
  it('sends the whole request under Exa’s own names', async () => {
    const { exa, service } = answering(run('queued'));
    const request: ExaAgentRequest = {
      query: 'Which trees cool best?',
      effort: 'auto',
      systemPrompt: 's',
      outputSchema: { type: 'object' },
      input: { data: [{ name: 'oak' }], exclusion: [{ name: 'palm' }] },
      previousRunId: 'agent_run_0',
      budget: { maxCostDollars: 2 },
      dataSources: [{ provider: 'similarweb' }],
      metadata: { team: 'a' },
    };
    const made = await exa.agentRuns.create(request);
    expect(service.requests).toMatchObject([{ method: 'POST', path: '/agent/runs' }]);
    expect(sentBody(service)).toEqual(request);
    expect(service.requests[0]?.headers).not.toHaveProperty('exa-beta');
    expect(made).toEqual({
      id: 'agent_run_1',
      status: 'queued',
      stopReason: null,
      createdAt: null,
      completedAt: null,
      request: null,
      output: null,
      usage: null,
      costDollars: null,
      error: null,
    });
  });

  it('sends the header that effort max needs', async () => {
    const { exa, service } = answering(run('queued'));
    await exa.agentRuns.create({ query: 'q', effort: 'max' });
    expect(service.requests[0]?.headers['exa-beta']).toBe('agent-max-effort-2026-07-27');
  });

  it.each([
    ['a failure', { status: 500, json: {} }, 'upstream'],
    ['an answer that is none', { text: '<html>' }, 'response-invalid'],
  ])('is never sent twice: %s', async (_what, reply, code) => {
    const { exa, service } = answering(reply);
    expect((await failureOf(exa.agentRuns.create('q'))).code).toBe(code);
    expect(service.requests).toHaveLength(1);
  });

  it('waits for its turn when too many runs are at work', async () => {
    const busy = { error: { type: 'rate_limit_error', code: 'rate_limited', message: 'Too many runs', detail: null } };
    const { exa, service } = answering([{ status: 429, json: { ...busy, requestId: 'r' } }, run('queued')]);
    expect((await exa.agentRuns.create('q')).status).toBe('queued');
    expect(service.requests.map(({ status }) => status)).toEqual([429, 200]);
  });

  it('holds the run’s own ceiling against a budget', async () => {
    const { exa, service } = answering(run('queued'));
    const budget = createCallBudget({ costUsd: 1 });
    const request = { query: 'q', budget: { maxCostDollars: 2 } };
    expect((await failureOf(exa.agentRuns.create(request, { budget }))).code).toBe('budget-exhausted');
    expect(service.requests).toHaveLength(0);
  });

  it.each<[string, object, RegExp]>([
    ['no task', { query: '' }, /query/],
    ['six data sources', { query: 'q', dataSources: Array(6).fill({ provider: 'a' }) }, /dataSources/],
    ['a name Exa does not know', { query: 'q', model: 'x' }, /model/],
  ])('sends nothing for %s', async (_what, request, message) => {
    const { exa, service } = answering(run('queued'));
    expect((await failureOf(exa.agentRuns.create(request as never))).message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });
});

describe('get, cancel, stop, delete', () => {
  it('ask for the run by its id', async () => {
    const { exa, service } = answering({ json: fixture('agent-run') });
    const { agentRuns } = exa;
    const found = await agentRuns.get('agent_run_01j7x9v0m');
    await agentRuns.cancel('a:b');
    await agentRuns.stop('c');
    await agentRuns.delete('d');
    expect(service.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /agent/runs/agent_run_01j7x9v0m',
      'POST /agent/runs/a%3Ab/cancel',
      'POST /agent/runs/c/stop',
      'DELETE /agent/runs/d',
    ]);
    expect(found.output).toMatchObject({
      text: 'Trees with a closed canopy cool best.',
      structured: { finding: 'closed canopy' },
    });
    expect(found.costDollars?.total).toBe(0.12);
  });

  it('need no more than id and status', async () => {
    const { exa } = answering({ json: fixture('agent-run.malformed') });
    const found = await exa.agentRuns.get('x');
    expect(found).toMatchObject({ status: 'a status of tomorrow', output: null, usage: null, costDollars: null });
    const { exa: without } = answering({ json: { status: 'queued' } });
    expect((await failureOf(without.agentRuns.get('x'))).code).toBe('response-invalid');
  });

  it.each(['', '..', 'a/b', 'a?b', 'x'.repeat(201)])('refuse the id "%s" before sending', async (id) => {
    const { exa, service } = answering(run('queued'));
    expect((await failureOf(exa.agentRuns.get(id))).code).toBe('invalid-request');
    expect((await failureOf(exa.agentRuns.delete(id))).code).toBe('invalid-request');
    expect(service.requests).toHaveLength(0);
  });

  it('tell a run that does not exist', async () => {
    const { exa } = withEmulator();
    expect(await failureOf(exa.agentRuns.get('agent_run_none'))).toMatchObject({
      code: 'not-found',
      vendorCode: 'not_found',
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });
});

describe('lists', () => {
  it('go through all pages, ask for no more than is wanted and name malformed items', async () => {
    const page = (data: unknown[], nextCursor: string | null) => ({
      json: { object: 'list', data, hasMore: nextCursor !== null, nextCursor },
    });
    const item = (id: string) => ({ id, status: 'completed' });
    const { exa, service } = answering([page([item('a'), { id: 7 }], 'c1'), page([item('b'), item('c')], null)]);
    const pages = await collect(exa.agentRuns.list({ pageSize: 2, limit: 3 }).pages());
    expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(['a', 'b', 'c']);
    expect(pages[0]?.skipped).toMatchObject([{ index: 1 }]);
    expect(service.requests.map(({ query }) => query)).toEqual(['?limit=2', '?cursor=c1&limit=2']);
  });

  it('end with an error when a cursor comes again', async () => {
    const { exa } = answering({ json: { data: [], hasMore: true, nextCursor: 'same' } });
    expect(await failureOf(collect(exa.agentRuns.list()))).toMatchObject({
      code: 'response-invalid',
      message: expect.stringMatching(/repeats a page cursor/),
    });
  });

  it.each([{ limit: 0 }, { limit: 1.5 }, { pageSize: 101 }, { pageSize: 0 }])('refuse %j', async (options) => {
    const { exa, service } = answering({ json: { data: [] } });
    const walk = async () => collect(exa.agentRuns.events('a', options));
    expect((await failureOf(walk())).code).toBe('invalid-request');
    expect(service.requests).toHaveLength(0);
  });
});

describe('wait and run', () => {
  it('look at the run every four seconds until it is completed', async () => {
    const { exa, emulator, clock } = withEmulator();
    const seen: string[] = [];
    const started = clock.now();
    const done = await exa.agentRuns.run(
      { query: 'microplastics in streams', effort: 'minimal' },
      { onUpdate: ({ status }) => seen.push(status) },
    );
    expect(seen).toEqual(['queued', 'running', 'completed']);
    expect(done.output?.text).toContain('Microplastics');
    expect(done.costDollars?.total).toBe(0.05);
    expect(clock.now() - started).toBeGreaterThanOrEqual(8000);
    const looks = emulator.requests.filter(({ method }) => method === 'GET').map(({ at }) => at);
    expect((looks[2] as number) - (looks[1] as number)).toBeGreaterThanOrEqual(4000);
  });

  it('gives a run that failed as it is, or as an error when it was started here', async () => {
    const { exa } = withEmulator();
    const made = await exa.agentRuns.create({ query: 'zzyzx', effort: 'minimal' });
    expect(await exa.agentRuns.wait(made.id)).toMatchObject({ status: 'failed', error: { code: 'no_results' } });
    expect(await failureOf(exa.agentRuns.run({ query: 'zzyzx', effort: 'minimal' }))).toMatchObject({
      code: 'upstream',
      retryable: false,
      vendorCode: 'no_results',
      message: expect.stringMatching(/failed: Nothing was found/),
    });
  });

  it('a cancelled caller cancels the run at Exa', async () => {
    const { exa, emulator, clock } = withEmulator();
    const controller = new AbortController();
    let id = '';
    const error = await failureOf(
      exa.agentRuns.run(
        { query: 'microplastics', effort: 'high' },
        {
          onUpdate: (update) => {
            id = update.id;
            if (update.status === 'running') controller.abort(new Error('enough'));
          },
        },
        { signal: controller.signal },
      ),
    );
    expect(error.code).toBe('cancelled');
    expect(emulator.requests.at(-1)).toMatchObject({ method: 'POST', path: `/agent/runs/${id}/cancel`, status: 200 });
    expect((await exa.agentRuns.get(id)).status).toBe('cancelled');
    expect(clock.pendingTimers).toBe(0);
  });

  it('a wait that was cancelled leaves the run alone, and no timer behind', async () => {
    const { exa, emulator, clock } = withEmulator();
    const made = await exa.agentRuns.create({ query: 'microplastics', effort: 'high' });
    const controller = new AbortController();
    const onUpdate = () => queueMicrotask(() => controller.abort());
    const waiting = exa.agentRuns.wait(made.id, { onUpdate }, { signal: controller.signal });
    expect((await failureOf(waiting)).code).toBe('cancelled');
    expect(emulator.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is bound by its time, and cancels the run it started', async () => {
    const { exa, emulator, clock } = withEmulator();
    const started = clock.now();
    const error = await failureOf(
      exa.agentRuns.run({ query: 'microplastics', effort: 'max' }, { pollIntervalMs: 1000 }, { timeoutMs: 5_500 }),
    );
    expect(error).toMatchObject({ code: 'timeout', scope: 'deadline', hint: expect.stringContaining('agent_run_') });
    expect(clock.now() - started).toBeLessThanOrEqual(5_500);
    expect(emulator.requests.at(-1)?.path).toMatch(/\/cancel$/);
  });

  it('keeps the caller’s error when cancelling fails too', async () => {
    const { exa, emulator } = withEmulator();
    const controller = new AbortController();
    const stop = () => {
      emulator.faults.push({ kind: 'status', status: 500, times: 10 });
      controller.abort();
    };
    const failing = exa.agentRuns.run('microplastics', { onUpdate: stop }, { signal: controller.signal });
    expect((await failureOf(failing)).code).toBe('cancelled');
    expect(emulator.requests.filter(({ path }) => path.endsWith('/cancel')).length).toBeGreaterThan(0);
  });

  it('takes a status of tomorrow for an end when the run says when it ended', async () => {
    const { exa } = answering([run('thinking'), run('archived', { completedAt: '2026-05-01T00:00:00Z' })]);
    expect((await exa.agentRuns.wait('agent_run_1')).status).toBe('archived');
  });

  it.each([0, -1, Number.NaN])('refuses to look every %d ms', async (pollIntervalMs) => {
    const { exa, service } = answering(run('queued'));
    expect((await failureOf(exa.agentRuns.run('q', { pollIntervalMs }))).code).toBe('invalid-request');
    expect(service.requests).toHaveLength(0);
  });
});

describe('events', () => {
  const statusOf = (event: { data: unknown }) => (event.data as ExaAgentRun).status;

  it('come as a run works, from its making to its end', async () => {
    const { exa, emulator } = withEmulator();
    const events = await collect(exa.agentRuns.stream({ query: 'wind farms', effort: 'minimal' }));
    expect(events.map(({ event }) => event)).toEqual(['agent_run.created', 'agent_run.running', 'agent_run.completed']);
    expect(events.map(statusOf)).toEqual(['queued', 'running', 'completed']);
    expect(emulator.requests[0]?.headers.accept).toBe('text/event-stream');
  });

  it('can be listed, and watched from where somebody left', async () => {
    const { exa, emulator } = withEmulator();
    const { id } = await exa.agentRuns.create({ query: 'wind farms', effort: 'minimal' });
    const watched = await collect(exa.agentRuns.watch(id));
    expect(watched).toHaveLength(3);
    const listed = await collect(exa.agentRuns.events(id, { pageSize: 2 }));
    expect(listed.map(({ event }) => event)).toEqual(watched.map(({ event }) => event));
    expect(listed[0]?.createdAt).toMatch(/^2026-/);
    const lastEventId = watched[1]?.id as string;
    const rest = await collect(exa.agentRuns.watch(id, { lastEventId }));
    expect(rest.map(({ event }) => event)).toEqual(['agent_run.completed']);
    expect(emulator.requests.at(-1)?.headers['last-event-id']).toBe(lastEventId);
  });

  it('may carry anything', async () => {
    const text = [
      'event: a.b',
      'id: 7',
      'data: true',
      '',
      'data: {"x":1}',
      '',
      'data: oops',
      '',
      'data: [DONE]',
      '',
      '',
    ];
    const { exa } = answering({ headers: { 'content-type': 'text/event-stream' }, text: text.join('\n') });
    const stream = exa.agentRuns.watch('agent_run_1');
    expect(await collect(stream)).toEqual([
      { event: 'a.b', id: '7', data: true },
      { event: 'message', id: '7', data: { x: 1 } },
    ]);
    expect(stream.skipped).toMatchObject([{ index: 2 }]);
  });
});
