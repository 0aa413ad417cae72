import { createStateStore } from '@headwater/core';
import { SANDBOX_API_KEY } from '@headwater/testkit';
import type { Line } from '../client/report.ts';
import { median } from '../client/statistics.ts';
import { papers, type Scholarly, scholarly } from './scholarly.ts';

const size = 100;

/** The first answer of the emulator, kept and given again and again: what is left is the client's own work. */
function recorded(emulatorFetch: typeof fetch): typeof fetch {
  const known = new Map<string, { body: ArrayBuffer; init: ResponseInit }>();
  return async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    let answer = known.get(url);
    if (answer === undefined) {
      const { status, headers, ...response } = await emulatorFetch(input, init).then(async (response) => ({
        status: response.status,
        headers: [...response.headers] as [string, string][],
        body: await response.arrayBuffer(),
      }));
      answer = { body: response.body, init: { status, headers } };
      known.set(url, answer);
    }
    return new Response(answer.body, answer.init);
  };
}

async function cpuMs(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function measure({ name, emulate, create, page }: Scholarly, rounds: number): Promise<Line> {
  const emulator = emulate(papers(size));
  const provider = create({
    apiKey: SANDBOX_API_KEY,
    fetch: recorded(emulator.fetch),
    stateStore: createStateStore(),
    resilience: { limits: 'sandbox' },
  });
  const documents = async () => {
    const found = await provider.searchDocuments({ text: 'street trees', limit: size });
    if (found.documents.length !== size) throw new Error(`${name}: ${found.documents.length} of ${size} documents`);
  };
  const vendorPage = () => page(provider as never, size);
  const samples: number[] = [];
  for (let round = 0; round < rounds + 20; round += 1) {
    const [plain, normalised] = [await cpuMs(vendorPage), await cpuMs(documents)];
    if (round >= 20) samples.push(normalised - plain);
  }
  await provider.dispose();
  return {
    row: 'normalise',
    figure: `${size} papers, searchDocuments less the vendor-shaped search`,
    subject: name,
    value: median(samples),
    unit: 'ms',
    goal: 0.5,
  };
}

/** Milliseconds of processor time that normalising costs beyond request, parsing and validation. */
export async function normaliseLines({ quick }: { quick: boolean }): Promise<Line[]> {
  const lines: Line[] = [];
  for (const subject of scholarly) lines.push(await measure(subject, quick ? 40 : 200));
  return lines;
}
