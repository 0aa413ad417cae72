import { createVirtualClock, type Emulator } from '@headwater/testkit';
import { onTestFinished } from 'vitest';
import { createXEmulator, SANDBOX_API_KEY, type XEmulatorOptions } from '../src/emulator/index.ts';

/** An emulator on a virtual clock at 2026-01-01, and a way to ask it that shares nothing with our client. */
export function startEmulator(options: XEmulatorOptions = {}): {
  emulator: Emulator;
  ask: (
    path: string,
    init?: { method?: string; body?: unknown; token?: string },
  ) => Promise<{ status: number; headers: Headers; json: any }>;
} {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const emulator = createXEmulator({ clock, ...options });
  return {
    emulator,
    async ask(path, { method = 'GET', body, token = SANDBOX_API_KEY } = {}) {
      const response = await emulator.fetch(`https://api.x.com${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, json: text === '' ? undefined : JSON.parse(text) };
    },
  };
}
