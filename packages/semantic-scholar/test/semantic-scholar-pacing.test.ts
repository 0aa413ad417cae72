import { createVirtualClock } from '@headwater/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { createSemanticScholarEmulator } from '../src/emulator/index.ts';
import { createSemanticScholar } from '../src/index.ts';
import { collect } from './answering.ts';

/** Clients without a key and without a store of their own, as several parts of one program would make them. */
function clients(count: number, baseUrl: string, apiKey?: string) {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const emulator = createSemanticScholarEmulator({ clock, limits: 'unlimited' });
  const fetch: typeof globalThis.fetch = (input, init) =>
    emulator.fetch(String(input).replace(baseUrl, emulator.baseUrl), init);
  const make = () => createSemanticScholar({ baseUrl, clock, fetch, apiKey });
  return { emulator, all: Array.from({ length: count }, make) };
}

it('without a key all clients of a process walk at one pace, over all services', async () => {
  const { emulator, all } = clients(3, 'https://keyless.s2.example');
  const id = 'DOI:10.5555/headwater.001';
  await Promise.all(
    all.flatMap((s2) => [
      s2.getPaper(id),
      s2.recommendForPaper(id, { limit: 1 }),
      s2.datasets.listReleases(),
      collect(s2.searchAuthors('kowalczyk')),
    ]),
  );
  const times = emulator.requests.map(({ at }) => at).sort((a, b) => a - b);
  expect(times).toHaveLength(12);
  // Three at once after a pause, then one each second.
  for (const [index, at] of times.slice(3).entries())
    expect(at - (times[index] as number)).toBeGreaterThanOrEqual(1000);
  expect((times[11] as number) - (times[0] as number)).toBeGreaterThanOrEqual(9000);
});

it('with the free key a request leaves each second', async () => {
  const { emulator, all } = clients(2, 'https://keyed.s2.example', 'sandbox-key');
  await Promise.all(all.flatMap((s2) => [s2.completeTitle('cool'), s2.searchSnippets('trees')]));
  const times = emulator.requests.map(({ at }) => at).sort((a, b) => a - b);
  for (const [index, at] of times.slice(1).entries())
    expect(at - (times[index] as number)).toBeGreaterThanOrEqual(1000);
  expect(emulator.requests.every(({ headers }) => headers['x-api-key'] === 'sandbox-key')).toBe(true);
});
