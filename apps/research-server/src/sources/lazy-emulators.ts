import { type Emulator, type Fault, SANDBOX_API_KEY } from '@headwater/testkit';
import type { CatalogueEntry } from './catalogue.ts';

export interface LazyEmulators {
  fetch: typeof globalThis.fetch;
  /** Makes them now. */
  warm(): Promise<unknown>;
}

/**
 * Emulators that are made when the first request comes: a server that is never asked loads no collection. A first search
 * of its own makes one build its index; faults and limits begin after that.
 */
export function lazyEmulators(
  make: () => Promise<Emulator | Emulator[]>,
  firstSearch: CatalogueEntry['firstSearch'],
  faults: readonly Fault[],
): LazyEmulators {
  let emulators: Promise<Emulator[]> | undefined;
  const start = async () => {
    const made = [await make()].flat();
    if (firstSearch && made[0]) await search(made[0], firstSearch);
    for (const emulator of made) {
      emulator.reset();
      emulator.faults.push(...faults);
    }
    return made;
  };
  const get = () => {
    emulators ??= start();
    return emulators;
  };
  return {
    warm: get,
    async fetch(input, init) {
      const url = input instanceof Request ? input.url : String(input);
      const made = await get();
      const emulator = made.find(({ baseUrl }) => url.startsWith(baseUrl)) ?? made[0];
      // Nothing of the sandbox ever reaches the network.
      if (emulator === undefined) throw new TypeError(`the sandbox has no service for ${url}`);
      return emulator.fetch(input, init);
    },
  };
}

async function search(emulator: Emulator, { path, body }: NonNullable<CatalogueEntry['firstSearch']>): Promise<void> {
  const answer = await emulator.fetch(`${emulator.baseUrl}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'x-api-key': SANDBOX_API_KEY, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`the ${emulator.name} emulator answered its first search with ${answer.status}`);
}
