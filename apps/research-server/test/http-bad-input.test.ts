import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../src/shared/api.ts';
import { fakeSource, sourceSet } from './fake-source.ts';
import { postJson, startServer, type TestServer } from './harness.ts';

const question = 'Does vitamin D prevent respiratory infection?';

let running: TestServer;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const sources = sourceSet(
    fakeSource('alpha', async () => ({})),
    fakeSource('beta', async () => ({})),
  );
  const entry = sources.entries[1];
  if (entry) entry.notice = 'it needs a key';
  running = await startServer({ sources, onEnd: (end) => ends.push(end) });
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = (await response.json()) as Problem;
  expect(problem.status).toBe(response.status);
  expect(problem.type).toMatch(/^urn:headwater:problem:[a-z-]+$/);
  expect(problem.detail.length).toBeGreaterThan(10);
  return problem;
}

describe('POST /v1/research refuses', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['no question', {}, '/question', /must be a text/],
    ['an empty question', { question: '' }, '/question', /Write a question first/],
    ['a blank question', { question: ' \n\u0000\t ' }, '/question', /Write a question first/],
    ['a question of 4,001 characters', { question: 'a'.repeat(4_001) }, '/question', /longer than 4,000 characters/],
    ['a question that is a number', { question: 7 }, '/question', /must be a text/],
    ['a question that is null', { question: null }, '/question', /must be a text/],
    ['an unknown field', { question, depht: 'deep' }, '/depht', /There is no field "depht"/],
    ['a field that is part of every object', { question, constructor: 1 }, '/constructor', /no field "constructor"/],
    ['an unknown depth', { question, depth: 'abyss' }, '/depth', /quick, standard or deep/],
    ['sources that are no list', { question, sources: 'alpha' }, '/sources', /must be a list/],
    ['no source', { question, sources: [] }, '/sources', /Choose at least one source/],
    ['a source that is no text', { question, sources: ['alpha', 3] }, '/sources/1', /named by a text/],
    ['an unknown source', { question, sources: ['alpha', 'omega'] }, '/sources/1', /There is no source "omega"/],
    ['sources none of which can be asked', { question, sources: ['beta'] }, '/sources', /beta: it needs a key/],
    ['a budget that is no object', { question, budget: 5 }, '/budget', /must be an object/],
    ['an unknown part of the budget', { question, budget: { call: 5 } }, '/budget/call', /no field "call"/],
    ['a budget of no calls', { question, budget: { calls: 0 } }, '/budget/calls', /from 1 to 10,000/],
    ['a budget of half a call', { question, budget: { calls: 1.5 } }, '/budget/calls', /whole number/],
    ['a budget below nothing', { question, budget: { costUsd: -1 } }, '/budget/costUsd', /from 0 to 1,000/],
    ['a date that is none', { question, since: '2020-02-31' }, '/since', /like 2020-01-31/],
    ['a list', [question], '', /must be a JSON object/],
    ['a text', '"text"', '', /must be a JSON object/],
    ['null', 'null', '', /must be a JSON object/],
    ['broken JSON', '{"question": "x"', '', /not valid JSON/],
    ['nothing', '', '', /is empty/],
  ])('%s', async (_name, body, pointer, detail) => {
    const problem = await problemOf(await postJson(`${running.url}/v1/research`, body));
    expect([problem.status, problem.pointer]).toEqual([400, pointer]);
    expect(problem.detail).toMatch(detail);
  });

  test('several faults, all of them named', async () => {
    const body = { question: 1, depth: 2, colour: 'red', budget: { calls: 'many' } };
    const problem = await problemOf(await postJson(`${running.url}/v1/research`, body));
    expect(problem.errors?.map((error) => error.pointer).sort()).toEqual([
      '/budget/calls',
      '/colour',
      '/depth',
      '/question',
    ]);
  });

  test('a body of 100 kB, announced or not', async () => {
    const { url } = running;
    const text = JSON.stringify({ question: 'a'.repeat(100_000) });
    const announced = await problemOf(await postJson(`${url}/v1/research`, text));
    const pieces = new ReadableStream({
      start(controller) {
        for (let at = 0; at < text.length; at += 10_000)
          controller.enqueue(new TextEncoder().encode(text.slice(at, at + 10_000)));
        controller.close();
      },
    });
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: pieces, duplex: 'half' } as RequestInit;
    const streamed = await problemOf(await fetch(`${url}/v1/research`, init));
    for (const problem of [announced, streamed]) {
      expect([problem.status, problem.detail]).toEqual([413, 'The body is larger than 65,536 bytes.']);
    }
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    '',
  ])('a body that comes as "%s"', async (type) => {
    const headers: Record<string, string> = type ? { 'content-type': type } : {};
    const body = new TextEncoder().encode(JSON.stringify({ question }));
    const response = await fetch(`${running.url}/v1/research`, { method: 'POST', headers, body });
    expect((await problemOf(response)).status).toBe(415);
  });

  test('bytes that are no UTF-8', async () => {
    const body = new Uint8Array([0x7b, 0xff, 0x7d]);
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${running.url}/v1/research`, { method: 'POST', headers, body });
    expect(await problemOf(response)).toMatchObject({ status: 400, detail: expect.stringContaining('not UTF-8') });
  });
});

test('a question of exactly 4,000 characters is taken, and so is JSON with a charset', async () => {
  const { url } = running;
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const response = await postJson(`${url}/v1/research`, { question: '?a'.repeat(2_000) }, headers);
  expect(response.status).toBe(202);
});

describe('reading refuses', () => {
  test.each<[string, string, number, RegExp]>([
    ['GET', '/v1/research/r_nothing', 404, /no such run/],
    ['GET', '/v1/research/r_nothing/events', 404, /no such run/],
    ['POST', '/v1/research/r_nothing/cancel', 404, /no such run/],
    ['GET', '/v1/research/r_nothing/report.md', 404, /no such run/],
    ['GET', '/v1/research/r_nothing/documents/x', 404, /no such run/],
    ['GET', "/v1/research/'%20OR%201=1--", 404, /no such run/],
    ['GET', '/v1/research/%00', 404, /no such run/],
    ['GET', '/v1/evidence/ev_nothing_1', 404, /no such evidence/],
    ['GET', '/v1/research?cursor=garbage', 400, /not one of this list/],
    ['GET', '/v1/research?limit=0', 400, /from 1 to 100/],
    ['GET', '/v1/research?limit=many', 400, /from 1 to 100/],
    ['GET', '/v1/research?state=happy', 400, /state must be one of/],
    ['GET', '/v1/research?mode=dream', 400, /mode must be one of/],
    ['GET', '/v1/nothing', 404, /There is no/],
    ['DELETE', '/v1/providers', 404, /There is no/],
  ])('%s %s', async (method, path, status, detail) => {
    const { url } = running;
    const problem = await problemOf(await fetch(url + path, { method }));
    expect(problem.status).toBe(status);
    expect(problem.detail).toMatch(detail);
  });

  test('an unknown part of a run, or an id of an event that is none', async () => {
    const { id } = await running.ask({ question });
    const part = await problemOf(await fetch(`${running.url}/v1/research/${id}?include=secrets`));
    expect([part.status, part.pointer]).toEqual([400, 'include']);
    const headers = { 'last-event-id': 'seven' };
    const event = await problemOf(await fetch(`${running.url}/v1/research/${id}/events`, { headers }));
    expect([event.status, event.pointer]).toEqual([400, 'Last-Event-ID']);
  });
});
