import { createStateStore } from '@headwater/core';
import { onTestFinished } from 'vitest';
import { createWikipediaEmulator } from '../src/emulator/index.ts';
import { createWikipedia, type WikipediaSettings } from '../src/index.ts';

/** A client of the emulator, in-process and without limits. */
export function emulated(settings: WikipediaSettings = {}) {
  const emulator = createWikipediaEmulator({ limits: 'unlimited' });
  const wikipedia = createWikipedia({
    contact: 'tests@headwater.example',
    fetch: emulator.fetch,
    stateStore: createStateStore(),
    resilience: { limits: 'sandbox' },
    ...settings,
  });
  onTestFinished(() => wikipedia.dispose());
  return { emulator, wikipedia };
}
