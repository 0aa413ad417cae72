import { expect, it, vi } from 'vitest';
import { createNodeTransport } from '../../src/node/transport/index.ts';

vi.mock('node:module', async (original) => ({
  ...(await original<typeof import('node:module')>()),
  // A `require` from a place where nothing is installed.
  createRequire: () => (name: string) => {
    throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
  },
}));

it('says how to install undici when it is missing', () => {
  expect(() => createNodeTransport()).toThrow(
    expect.objectContaining({ code: 'configuration', hint: 'Run: npm install undici' }),
  );
});

it('does without the package when it is given a dispatcher', async () => {
  const dispatch = vi.fn((_options: unknown, handler: { onResponseError(_: undefined, error: Error): void }) => {
    handler.onResponseError(undefined, new Error('a dispatcher of its own'));
    return true;
  });
  const transport = createNodeTransport({ dispatcher: { dispatch, close: async () => {} } });
  await expect(transport('http://service.example/')).rejects.toMatchObject({
    cause: { message: 'a dispatcher of its own' },
  });
});
