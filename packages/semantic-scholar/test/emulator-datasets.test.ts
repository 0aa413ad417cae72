import { expect, it } from 'vitest';
import { SANDBOX_API_KEY } from '../src/emulator/index.ts';
import { createSemanticScholar } from '../src/index.ts';
import { start } from './start-emulator.ts';

it('shows releases to everybody, and links and diffs to those with a key', async () => {
  const { emulator } = start();
  const open = createSemanticScholar({ fetch: emulator.fetch, apiKey: undefined, resilience: { limits: 'sandbox' } });
  const keyed = createSemanticScholar({
    fetch: emulator.fetch,
    apiKey: SANDBOX_API_KEY,
    resilience: { limits: 'sandbox' },
  });
  const releases = await open.datasets.listReleases();
  const latest = await open.datasets.getRelease();
  expect(latest.releaseId).toBe(releases.at(-1));
  expect(latest.datasets.map(({ name }) => name)).toContain('papers');
  await expect(open.datasets.getDataset('papers')).rejects.toMatchObject({ code: 'authentication', status: 401 });
  const { files } = await keyed.datasets.getDataset('papers');
  expect(files[0]).toMatch(/^https:\/\/files\.headwater\.example\/.*X-Amz-Signature=sample$/);
  const { diffs } = await keyed.datasets.getDiffs('papers', releases[0] as string);
  expect(diffs.map(({ fromRelease, toRelease }) => [fromRelease, toRelease])).toEqual([
    [releases[0], releases[1]],
    [releases[1], releases[2]],
  ]);
  await expect(keyed.datasets.getDataset('none')).rejects.toMatchObject({ code: 'not-found' });
  await expect(keyed.datasets.getRelease('2001-01-01')).rejects.toMatchObject({ code: 'not-found' });
});

it('narrows snippets by the day a paper came into the index', async () => {
  const { graph } = start();
  const years = async (insertedBefore: string): Promise<number> =>
    (await graph(`/snippet/search?query=trees&insertedBefore=${insertedBefore}`)).json.data?.length;
  expect(await years('2017')).toBeLessThan(await years('2030'));
  expect((await graph('/snippet/search?query=trees&insertedBefore=soon')).status).toBe(400);
});
