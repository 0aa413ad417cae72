import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BASE_URL, createService } from './service.ts';

const service = createService();
const interceptor = setupServer(...service.mswHandlers({ http }));
beforeAll(() => interceptor.listen());
afterAll(() => interceptor.close());

it('answers the global fetch through Mock Service Worker', async () => {
  const response = await fetch(`${BASE_URL}/items`, { method: 'POST', body: '{"a":1}' });
  expect([response.status, await response.json()]).toEqual([201, { created: 1, got: { a: 1 } }]);
  expect(service.requests).toMatchObject([{ transport: 'msw', method: 'POST', path: '/items' }]);
});

it('carries faults', async () => {
  service.faults.push({ kind: 'reset' }, { kind: 'status', status: 429, retryAfter: 3 });
  await expect(fetch(`${BASE_URL}/items`)).rejects.toThrow(TypeError);
  const limited = await fetch(`${BASE_URL}/items`);
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3']);
});
