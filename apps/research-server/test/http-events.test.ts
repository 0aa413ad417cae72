import { describe, expect, test } from 'vitest';
import { eventStream } from '../src/http/event-stream.ts';
import { fakeSource, sourceSet, vitaminDocuments } from './fake-source.ts';
import { postJson, readEvents, startServer } from './harness.ts';

const question = 'Does vitamin D prevent respiratory infection?';

describe('the event stream', () => {
  test('begins with the answer to the question when asked to', async () => {
    const server = await startServer({
      sources: sourceSet(fakeSource('alpha', async () => ({ documents: vitaminDocuments }))),
    });
    const response = await postJson(`${server.url}/v1/research`, { question }, { accept: 'text/event-stream' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const id = response.headers.get('location')?.split('/').at(-1) ?? '';
    const events = await readEvents(response);
    expect(events.at(-1)?.type).toBe('run-finished');
    expect((await server.finished(id)).events).toEqual(events);
  });

  test('goes on after any event, while the run goes on and after its end, without gap or repetition', async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const slow = fakeSource('alpha', async () => held.then(() => ({ documents: vitaminDocuments })));
    const server = await startServer({ sources: sourceSet(slow) });
    const { id } = await server.ask({ question });
    const url = `${server.url}/v1/research/${id}/events`;
    const first = await readEvents(await fetch(url), (event) => event.type === 'query-started');
    const headers = { 'last-event-id': String(first.at(-1)?.id) };
    const rest = readEvents(await fetch(url, { headers }));
    answer();
    const all = [...first, ...(await rest)];
    expect(all.map((event) => event.id)).toEqual(all.map((_, index) => index + 1));
    for (let after = 0; after <= all.length; after += 1) {
      // After the last event there is nothing more to come, and the stream must not hang.
      const replayed = await readEvents(await fetch(url, { headers: { 'last-event-id': String(after) } }));
      expect(replayed).toEqual(all.slice(after));
    }
  });

  test('beats while nothing happens, and lets go of a reader who leaves', async () => {
    const never = fakeSource('alpha', () => new Promise(() => undefined));
    const { context, ask } = await startServer({ sources: sourceSet(never) });
    const { id } = await ask({ question });
    const reader = eventStream(context.storage.events, id, { afterId: 1_000, heartbeatMs: 5 }).body?.getReader();
    const text = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await text()).toContain(': connected');
    expect(await text()).toBe(': heartbeat\n\n');
    expect(await text()).toBe(': heartbeat\n\n');
    await reader?.cancel();
    expect((await reader?.read())?.done).toBe(true);
  });
});
