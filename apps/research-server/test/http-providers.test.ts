import { describe, expect, test } from 'vitest';
import type { Problem, ProvidersAnswer } from '../src/shared/api.ts';
import { catalogue } from '../src/sources/catalogue.ts';
import { createSandbox } from '../src/sources/sandbox.ts';
import { postJson, startServer } from './harness.ts';

const collections = {
  abstracts: async () => [{ id: 1, title: 'Rivers', sentences: ['Rivers rise in spring.'], structured: false }],
  passages: async () => [{ id: 'p1', title: 'River', text: 'A river carries water.' }],
};

async function sandboxServer() {
  return startServer({ sources: await createSandbox({ limits: 'sandbox', sandboxFaults: [] }, collections) });
}

const read = async (url: string) => (await (await fetch(`${url}/v1/providers`)).json()) as ProvidersAnswer;

describe('the board', () => {
  test('has every source with its key, limits and state, and asks nobody', async () => {
    const { url } = await sandboxServer();
    const { mode, providers } = await read(url);
    expect([mode, providers.map(({ name }) => name)]).toEqual(['sandbox', catalogue.map(({ name }) => name).sort()]);
    for (const provider of providers) {
      expect(provider).toMatchObject({
        mode: 'sandbox',
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        key: { state: expect.stringMatching(/^(set|not-needed)$/) },
        health: { status: 'healthy', circuit: 'closed', checkedAt: expect.stringMatching(/^\d{4}-/) },
      });
      expect(provider.kinds.length).toBeGreaterThan(0);
      expect(provider.limits[0]?.requestsPerSecond).toBe(1_000);
      expect(provider).not.toHaveProperty('lastSuccessAt');
    }
    expect(JSON.stringify(providers)).not.toContain('sandbox-key');
  });

  test('is checked on request: all sources that can be asked for nothing answer', async () => {
    const { url } = await sandboxServer();
    const response = await fetch(`${url}/v1/providers/check`, { method: 'POST' });
    const { providers } = (await response.json()) as ProvidersAnswer;
    const answered = providers.filter(({ lastSuccessAt }) => lastSuccessAt !== undefined).map(({ name }) => name);
    const free = providers.filter(({ freeProbe }) => freeProbe).map(({ name }) => name);
    expect([response.status, answered]).toEqual([200, free]);
    expect(free.length).toBeGreaterThanOrEqual(10);
    expect(await read(url)).toMatchObject({ providers: providers.map(({ name }) => ({ name })) });
  }, 30_000);

  test('is checked for the sources that are named', async () => {
    const { url } = await sandboxServer();
    const response = await postJson(`${url}/v1/providers/check`, { sources: ['arxiv'] });
    const { providers } = (await response.json()) as ProvidersAnswer;
    expect(providers.filter(({ lastSuccessAt }) => lastSuccessAt !== undefined).map(({ name }) => name)).toEqual([
      'arxiv',
    ]);
  });

  test.each<[string, unknown, string, RegExp]>([
    ['an unknown source', { sources: ['arxiv', 'omega'] }, '/sources/1', /no source "omega"/],
    ['no source', { sources: [] }, '/sources', /at least one source/],
    ['an unknown field', { source: 'arxiv' }, '/source', /no field "source"/],
    ['a list', [], '', /must be a JSON object/],
  ])('refuses to check %s', async (_name, body, pointer, detail) => {
    const { url } = await sandboxServer();
    const response = await postJson(`${url}/v1/providers/check`, body);
    const problem = (await response.json()) as Problem;
    expect([response.status, problem.pointer]).toEqual([400, pointer]);
    expect(problem.detail).toMatch(detail);
  });
});
