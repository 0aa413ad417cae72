import { metrics } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it } from 'vitest';
import { registerProcessMetrics } from '../src/metrics/process-metrics.ts';
import { exerciseTelemetry } from './exercise-telemetry.ts';
import { fakeSource, sourceSet, vitaminDocuments } from './fake-source.ts';
import { startServer, type TestServer } from './harness.ts';
import { readScrape, type Sample } from './prometheus-text.ts';

afterEach(() => metrics.disable());

/** A server whose one source answers when `held` is over. */
const startWith = (held: Promise<void> = Promise.resolve()) =>
  startServer({
    sources: sourceSet(
      fakeSource('papers', async () => {
        await held;
        return { documents: vitaminDocuments };
      }),
    ),
  });

async function scrape(server: TestServer) {
  const response = await fetch(`${server.url}/metrics`);
  const text = await response.text();
  const { types, samples } = readScrape(text);
  const of = (name: string, labels: Record<string, string> = {}): Sample[] =>
    samples.filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
  const sum = (...matching: Parameters<typeof of>) => of(...matching).reduce((all, { value }) => all + value, 0);
  return { response, text, types, of, sum };
}

describe('GET /metrics', () => {
  it('is Prometheus’ text format', async () => {
    registerProcessMetrics();
    const server = await startWith();
    exerciseTelemetry();
    const { response, types, sum } = await scrape(server);
    expect(sum('headwater_client_call_duration_seconds_count', { headwater_provider: 'toy' })).toBe(2);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(Object.fromEntries(types)).toMatchObject({
      headwater_client_call_duration_seconds: 'histogram',
      headwater_client_received_bytes_total: 'counter',
      headwater_client_cost_usd_total: 'counter',
      headwater_client_rate_limit_per_second: 'gauge',
      headwater_server_run_duration_seconds: 'histogram',
    });
  });

  it('counts runs by state and mode, with their durations', async () => {
    const server = await startWith();
    const before = await scrape(server);
    expect(before.of('headwater_server_runs')).toHaveLength(12);
    expect(before.sum('headwater_server_runs')).toBe(0);
    expect(before.of('headwater_server_run_duration_seconds_count')).toEqual([]);

    const { id } = await server.ask({ question: 'Does vitamin D prevent respiratory infection?', depth: 'quick' });
    const { run } = await server.finished(id);
    const { sum, of } = await scrape(server);
    const labels = { headwater_run_state: run.state, headwater_mode: 'sandbox' };
    expect(sum('headwater_server_runs')).toBe(1);
    expect(sum('headwater_server_runs', labels)).toBe(1);
    expect(of('headwater_server_run_duration_seconds_count')).toEqual([
      { name: 'headwater_server_run_duration_seconds_count', labels, value: 1 },
    ]);
    const buckets = of('headwater_server_run_duration_seconds_bucket', labels);
    expect(buckets.map(({ labels: { le } }) => le)).toEqual([
      '1',
      '2',
      '5',
      '10',
      '20',
      '30',
      '60',
      '120',
      '300',
      '+Inf',
    ]);
    expect(buckets.at(-1)?.value).toBe(1);
    expect(sum('headwater_server_run_duration_seconds_sum')).toBeGreaterThan(0);
  });

  it('puts durations into the right bucket', async () => {
    const server = await startWith();
    const { database } = server.context.storage;
    const { id } = await server.ask({ question: 'Do trees cool streets?', depth: 'quick' });
    await server.finished(id);
    const { rows } = await database.execute('SELECT * FROM runs');
    const { seq: _, ...row } = rows[0] as unknown as Record<string, string | number | null>;
    const start = Date.UTC(2026, 0, 1);
    for (const [index, seconds] of [0.5, 1, 7, 59.5, 4000].entries()) {
      const copy = {
        ...row,
        id: `r_copy${index}`,
        idempotency_key: null,
        state: 'failed',
        started_at: new Date(start).toISOString(),
        finished_at: new Date(start + seconds * 1000).toISOString(),
      };
      const names = Object.keys(copy);
      const sql = `INSERT INTO runs (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
      await database.execute({ sql, args: Object.values(copy) as (string | number | null)[] });
    }
    const { of, sum } = await scrape(server);
    const failed = { headwater_run_state: 'failed' };
    const buckets = of('headwater_server_run_duration_seconds_bucket', failed).map(({ value }) => value);
    expect(buckets).toEqual([2, 2, 2, 3, 3, 3, 4, 4, 4, 5]);
    expect(sum('headwater_server_run_duration_seconds_sum', failed)).toBeCloseTo(4068, 2);
    expect(sum('headwater_server_runs', failed)).toBe(5);
  });

  it('counts event streams while they are read, whoever ends them', async () => {
    const { promise: held, resolve: answer } = Promise.withResolvers<void>();
    const server = await startWith(held);
    const open = async () => (await scrape(server)).sum('headwater_server_event_streams');
    const { id } = await server.ask({ question: 'Does vitamin D prevent respiratory infection?' });
    const address = `${server.url}/v1/research/${id}/events`;
    expect(await open()).toBe(0);

    const leaving = new AbortController();
    const left = await fetch(address, { signal: leaving.signal });
    await left.body?.getReader().read();
    const followed = (await fetch(address)).text();
    await expect.poll(open).toBe(2);

    leaving.abort();
    await expect.poll(open).toBe(1);
    answer();
    expect(await followed).toContain('event: run-finished');
    await expect.poll(open).toBe(0);
  });

  it('says where the clients’ metrics are when they are not here', async () => {
    metrics.setGlobalMeterProvider(new MeterProvider());
    expect(registerProcessMetrics()).toBe(false);
    const server = await startWith();
    const calls = async () => (await scrape(server)).sum('headwater_client_call_duration_seconds_count');
    const before = await calls();
    exerciseTelemetry();
    expect(await calls()).toBe(before);
    const { text, of } = await scrape(server);
    expect(of('headwater_server_runs')).toHaveLength(12);
    expect(text).toContain('# headwater_client_* is not here');
  });

  it('is refused under a foreign name, like everything else', async () => {
    const server = await startWith();
    const response = await server.fetch(new Request('http://evil.example/metrics'));
    expect(response.status).toBe(403);
  });
});
