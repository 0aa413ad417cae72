import { createEmulator, type Emulator, type EmulatorSettings } from '../src/index.ts';

export const BASE_URL = 'https://api.service.example/v1';

/** A small service used by the tests: items, a stream, a keyed limit. */
export function createService(settings: EmulatorSettings = {}): Emulator {
  let created = 0;
  return createEmulator({
    name: 'service',
    baseUrl: BASE_URL,
    ...settings,
    publishedLimits: { read: { requests: 2, perMs: 1000 } },
    limitKey: (request) => request.headers.get('x-api-key') ?? 'anonymous',
    before: (request) =>
      request.headers.get('x-api-key') === 'wrong' ? { status: 401, json: { message: 'no such key' } } : undefined,
    errorReply: (error) => ({
      ...(error.retryAfterMs && { headers: { 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) } }),
      json: { message: error.reason },
    }),
    replyHeaders: () => ({ 'x-request-id': 'request-1' }),
    onReset: () => {
      created = 0;
    },
    routes: [
      { method: 'GET', path: '/items', handler: () => ({ json: { items: ['a', 'b', 'c'], filler: 'x'.repeat(400) } }) },
      { method: 'GET', path: '/limited', limit: 'read', handler: () => ({ json: {} }) },
      { method: 'GET', path: '/items/:id', handler: ({ params }) => ({ json: { id: params.id } }) },
      { method: 'GET', path: '/files/:rest*', handler: ({ params }) => ({ json: { rest: params.rest } }) },
      {
        method: 'POST',
        path: '/items',
        handler: (request) => ({ status: 201, json: { created: ++created, got: request.json() } }),
      },
      { method: 'GET', path: '/stream', handler: () => ({ chunks: ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n'] }) },
      { method: 'DELETE', path: '/items/:id', handler: () => ({ status: 204 }) },
    ],
  });
}

/** Resolves once `condition` holds, looking again at every turn of the event loop; the test's timeout is the bound. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
