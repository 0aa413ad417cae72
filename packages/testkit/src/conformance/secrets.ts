import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { Fault } from '../emulator/faults.ts';
import type { ProviderConformance } from './options.ts';
import { failureOf, openRig } from './rig.ts';

const KEY = 'canary-key-5b1f0c7d9e';
const HEADER = 'canary-header-a81c44e0';
const FOREVER = Number.POSITIVE_INFINITY;

/** Ways a service or a network can hand a secret back. */
const LEAKS: Record<string, Fault> = {
  'a refused key echoed as text': { kind: 'status', status: 401, body: `no such key: ${KEY}`, times: FOREVER },
  'a refused key echoed as JSON': {
    kind: 'status',
    status: 403,
    body: { error: `key ${KEY} is blocked`, message: `key ${KEY}`, tag: KEY, requestId: KEY },
    times: FOREVER,
  },
  'a failure that echoes the request': {
    kind: 'status',
    status: 500,
    body: { error: { message: `request with x-api-key: ${KEY}, x-gateway-token: ${HEADER} failed` } },
    times: FOREVER,
  },
  'a page that echoes the key': { kind: 'status', status: 200, body: `<html>${KEY} ${HEADER}</html>`, times: FOREVER },
  'a limit': { kind: 'status', status: 429, retryAfter: 9999, body: { error: `slow down, ${KEY}` }, times: FOREVER },
  'a broken connection': { kind: 'reset', times: FOREVER },
  'broken JSON': { kind: 'malformed-json', times: FOREVER },
};

/** Whatever goes wrong, no secret comes out of it. */
export function secretTests(suite: ProviderConformance): void {
  const settings = { apiKey: KEY, headers: { 'x-gateway-token': HEADER } };
  // A service that takes no key is never told one, so that it cannot hand it back either.
  const takesNoKey = openRig(suite).provider.capabilities.keyVariable === undefined;
  const sent = takesNoKey ? [HEADER] : [KEY, HEADER];

  function expectNoSecret(where: string, value: unknown): void {
    const shown = [String(value), inspect(value, { depth: 12, showHidden: true }), JSON.stringify(value) ?? ''];
    for (let cause = value; cause instanceof Error; cause = cause.cause) shown.push(cause.message, cause.stack ?? '');
    for (const secret of sent) {
      expect(
        shown.some((text) => text.includes(secret)),
        `${where} shows a secret`,
      ).toBe(false);
    }
  }

  describe('secrets', () => {
    it.each(Object.entries(LEAKS))('stay secret in %s', async (_name, fault) => {
      const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
        vi.spyOn(console, level).mockImplementation(() => {}),
      );
      try {
        const rig = openRig(suite, { emulator: { apiKeys: [KEY] }, settings });
        rig.emulator.faults.push(fault);
        const error = await failureOf(rig.provider.searchDocuments(suite.query, rig.observed));
        const headers = JSON.stringify(rig.emulator.requests[0]?.headers);
        for (const secret of [KEY, HEADER])
          expect(headers.includes(secret), `${secret} was sent`).toBe(sent.includes(secret));
        expectNoSecret('the error', error);
        expectNoSecret('its JSON', error.toJSON());
        expect(rig.events.length).toBeGreaterThan(0);
        expectNoSecret('an event', rig.events);
        expectNoSecret('the health status', await rig.provider.healthCheck());
        expectNoSecret('the inspection', rig.provider.inspect?.());
        expectNoSecret('the provider', rig.provider);
        expectNoSecret(
          'the log',
          consoles.flatMap((spy) => spy.mock.calls),
        );
      } finally {
        for (const spy of consoles) spy.mockRestore();
      }
    });

    it('stay secret when fetch itself names them', async () => {
      const fetch = async (): Promise<Response> => {
        throw new TypeError(`cannot send x-api-key: ${KEY}`, { cause: new Error(`x-gateway-token: ${HEADER}`) });
      };
      const rig = openRig(suite, { settings: { ...settings, fetch } });
      expectNoSecret('the error', await failureOf(rig.provider.searchDocuments(suite.query)));
    });

    it('are never put into the address', async () => {
      const rig = openRig(suite, { emulator: { apiKeys: [KEY] }, settings });
      await rig.provider.searchDocuments(suite.query);
      for (const { path, query, bodyText } of rig.emulator.requests) {
        expect([path, query, bodyText].some((text) => text.includes(KEY))).toBe(false);
      }
    });
  });
}
