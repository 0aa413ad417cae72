import { createStateStore } from '@headwater/core';
import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createNewsEmulator, SANDBOX_API_KEY } from '../src/emulator/index.ts';
import { createNews, type NewsSettings } from '../src/index.ts';
import { createNewsApi } from '../src/newsapi/index.ts';
import { failureOf } from './scripted.ts';

const backends = ['newsapi', 'guardian', 'gdelt'] as const;

function open(settings: NewsSettings & { backend: (typeof backends)[number] }) {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const emulator = createNewsEmulator({
    backend: settings.backend,
    clock,
    limits: 'unlimited',
    apiKeys: [SANDBOX_API_KEY, 'another-key'],
  });
  const shared = { clock, stateStore: createStateStore(), resilience: { limits: 'sandbox' } };
  const apiKey = settings.backend === 'gdelt' ? undefined : SANDBOX_API_KEY;
  return { emulator, news: createNews({ apiKey, fetch: emulator.fetch, ...shared, ...settings }) };
}

const keysSent = ({ requests }: ReturnType<typeof open>['emulator']) =>
  requests.map(({ headers }) => headers['x-api-key'] ?? headers['api-key']);

describe('before its code is loaded, a backend', () => {
  it.each(backends)('says everything that can be asked without a call (%s)', async (backend) => {
    const { news, emulator } = open({ backend });
    const tools = news.tools;
    expect(tools.map(({ id }) => id)).toHaveLength(2);
    const before = { ...news.capabilities };
    expect(news.inspect?.()).toMatchObject({ key: { state: backend === 'gdelt' ? 'not-needed' : 'set' } });
    expect(await news.healthCheck()).toMatchObject({ status: 'healthy' });
    expect(emulator.requests).toHaveLength(0);

    await news.search('street trees');
    expect(news.capabilities).toEqual(before);
    expect(news.tools).toBe(tools);
    expect(news.inspect?.().lastSuccessAt).toBeInstanceOf(Date);
    const own = await news.client(backend);
    expect(own.capabilities).toEqual(before);
    expect(own.tools.map(({ id, description }) => [id, description])).toEqual(
      tools.map(({ id, description }) => [id, description]),
    );
  });

  it.each<[string, NewsSettings, RegExp]>([
    ['an address that is none', { baseUrl: 'nowhere' }, /baseUrl/],
    ['an address that is none, of a service not in use', { baseUrls: { gdelt: 'nowhere' } }, /baseUrl/],
    ['a limit plan nobody has', { resilience: { limits: 'endless' } }, /limit plan "endless"/],
    ['another service’s limit plan', { backend: 'gdelt', resilience: { limits: 'commercial' } }, /"commercial"/],
    ['a backend nobody has', { backend: 'bing' as never }, /no backend "bing"/],
  ])('refuses %s when it is made, and when it is configured', (_what, settings, message) => {
    expect(() => createNews(settings)).toThrow(message);
    const news = createNews({ backend: 'gdelt' });
    expect(() => news.configure(settings)).toThrow(message);
    expect([news.backend, news.capabilities.keyRequired]).toEqual(['gdelt', false]);
    expect(() => news.configure({ headers: {} })).not.toThrow();
  });

  it('does not mind a limit plan of the service it may still choose', () => {
    expect(() => createNews({ resilience: { limits: 'commercial' } })).not.toThrow();
  });

  it.each(['newsapi', 'guardian'] as const)('takes settings while it is being loaded (%s)', async (backend) => {
    const { news, emulator } = open({ backend, ...(backend === 'guardian' ? { keyIn: 'header' } : {}) });
    const client = news.client(backend);
    news.configure({ apiKey: 'another-key' });
    expect(await client).toBe(await news.client(backend));
    await news.search('street trees');
    news.configure({ apiKey: SANDBOX_API_KEY });
    await news.search('night trains');
    expect(keysSent(emulator)).toEqual(['another-key', SANDBOX_API_KEY]);
  });

  it('gives way to one with settings it could not take itself', () => {
    const news = createNews({ backend: 'gdelt' });
    news.configure({ backend: 'guardian', resilience: { limits: 'commercial' } });
    expect(news.inspect?.().limits).toEqual([expect.objectContaining({ requestsPerSecond: 12 })]);
  });

  it('ends its calls when it is disposed of', async () => {
    const { news, emulator } = open({ backend: 'newsapi' });
    await news.dispose();
    expect((await failureOf(news.search('street trees'))).code).toBe('cancelled');
    expect(emulator.requests).toHaveLength(0);
  });
});

it('news.client() is one client for each service, and reads no key before its first call', async () => {
  vi.stubEnv('GUARDIAN_API_KEY', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { news } = open({ backend: 'gdelt' });
  const [guardian, again] = await Promise.all([news.client('guardian'), news.client('guardian')]);
  expect(guardian).toBe(again);
  expect((await failureOf(guardian.sections())).hint).toContain('GUARDIAN_API_KEY');
});

it('what NewsAPI can reach follows the plan that is set', () => {
  const newsApi = createNewsApi({ apiKey: 'k' });
  expect(newsApi.capabilities.maxResults).toBe(100);
  newsApi.configure({ plan: 'paid' });
  expect(newsApi.capabilities.maxResults).toBeUndefined();
});
