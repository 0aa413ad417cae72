import { createVirtualClock } from '@headwater/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { createTavilyEmulator, SANDBOX_API_KEY } from '../src/emulator/index.ts';
import { createTavily } from '../src/index.ts';
import { answering, failureOf, sentBody } from './service.ts';

const started = {
  status: 201,
  json: {
    request_id: 'r-1',
    status: 'pending',
    created_at: '2026-01-01T00:00:00Z',
    input: 'q',
    model: 'mini',
    response_time: 0.1,
  },
};
const written = {
  json: {
    request_id: 'r-1',
    status: 'completed',
    content: 'Report [1]',
    sources: [{ url: 'https://a.example/', title: null }, 7],
    usage: { credits: 4 },
  },
};

it('sends every research option and waits ever longer for the report', async () => {
  const looks = [...Array(3).fill({ status: 202, json: { status: 'in_progress' } }), written];
  const { tavily, service } = answering([started, ...looks]);
  const outputSchema = { properties: { camelCase: { type: 'string' } } };
  const seen: string[] = [];
  const report = await tavily.research(
    { input: 'q', model: 'pro', outputSchema, citationFormat: 'apa', extra: { new_option: true } },
    { onProgress: ({ status }) => seen.push(status) },
  );
  expect(report).toEqual({
    requestId: 'r-1',
    status: 'completed',
    content: 'Report [1]',
    sources: [{ url: 'https://a.example/', title: null }],
    usage: { credits: 4 },
  });
  expect(sentBody(service)).toEqual({
    input: 'q',
    model: 'pro',
    output_schema: outputSchema,
    citation_format: 'apa',
    new_option: true,
  });
  expect(seen).toEqual(['in_progress', 'in_progress', 'in_progress', 'completed']);
  expect(service.requests.slice(1).map(({ path, query }) => path + query)).toEqual(
    Array(4).fill('/research/r-1?include_usage=true'),
  );
  const times = service.requests.map(({ at }) => at);
  expect(times.slice(1).map((at, index) => Math.round((at - (times[index] as number)) / 100) / 10)).toEqual([
    3, 4.5, 6.8, 10.1,
  ]);
});

it('starts a report at most once', async () => {
  const { tavily, service } = answering({ status: 500, json: { detail: { error: 'Internal Server Error' } } });
  expect((await failureOf(tavily.startResearch('q'))).code).toBe('upstream');
  expect(service.requests).toHaveLength(1);
});

it('says what becomes of a report nobody waits for any more', async () => {
  const { tavily, now } = answering(({ method }) =>
    method === 'POST' ? started : { status: 202, json: { status: 'pending' } },
  );
  const late = await failureOf(tavily.research('q', { timeoutMs: 10_000 }));
  expect(late).toMatchObject({ code: 'timeout', scope: 'deadline', hint: expect.stringContaining('r-1') });
  expect(now()).toBeLessThanOrEqual(10_100);
  const controller = new AbortController();
  const call = tavily.research('q', { signal: controller.signal, onProgress: () => controller.abort() });
  expect(await failureOf(call)).toMatchObject({ code: 'cancelled', hint: expect.stringContaining('cannot cancel') });
});

it('tells a failed report as an answer', async () => {
  const { tavily } = answering([started, { json: { request_id: 'r-1', status: 'failed', error: 'No sources' } }]);
  expect(await tavily.research('q')).toMatchObject({ status: 'failed', error: 'No sources', content: null });
});

it('outlasts a service that cannot be asked for a while', async () => {
  const down = { status: 503, json: { detail: 'Service Unavailable' } };
  const { tavily } = answering([started, ...Array(7).fill(down), written]);
  expect((await tavily.research('q')).status).toBe('completed');
});

it('streams a report as it is written', async () => {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const emulator = createTavilyEmulator({ clock });
  const tavily = createTavily({ apiKey: SANDBOX_API_KEY, fetch: emulator.fetch, clock });
  let text = '';
  const kinds = new Set<string>();
  for await (const event of tavily.streamResearch({ input: 'Do wild bees help apple trees?', model: 'mini' })) {
    text += event.content;
    for (const { delta } of event.choices ?? []) for (const kind of Object.keys(delta ?? {})) kinds.add(kind);
  }
  expect(text).toContain('Headwater sample report, invented.');
  expect(text).toMatch(/\[3\]/);
  expect([...kinds].sort()).toEqual(['content', 'role', 'sources', 'tool_calls']);
  expect(JSON.parse(emulator.requests[0]?.bodyText ?? '')).toEqual({
    input: 'Do wild bees help apple trees?',
    model: 'mini',
    stream: true,
  });
});
