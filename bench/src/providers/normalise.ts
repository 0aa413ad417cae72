import { createStateStore } from '@headwater/core';
import { SANDBOX_API_KEY } from '@headwater/testkit';
import type { Line } from '../client/report.ts';
import { median } from '../client/statistics.ts';
import { papers, type Scholarly, scholarly } from './scholarly.ts';

const size = 100;
const blocks = 21;

/** Milliseconds of processor time that normalising one validated page costs. */
async function measure({ name, emulate, create, normaliser }: Scholarly, calls: number): Promise<Line> {
  const provider = create({
    apiKey: SANDBOX_API_KEY,
    fetch: emulate(papers(size)).fetch,
    stateStore: createStateStore(),
    resilience: { limits: 'sandbox' },
  });
  const normalise = await normaliser(provider as never, size);
  const samples: number[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const before = process.cpuUsage();
    for (let call = 0; call < calls; call += 1) {
      const { documents } = normalise();
      if (documents.length !== size) throw new Error(`${name}: ${documents.length} of ${size} documents`);
    }
    const { user, system } = process.cpuUsage(before);
    // The first block warms up.
    if (block > 0) samples.push((user + system) / 1000 / calls);
  }
  await provider.dispose();
  return {
    row: 'normalise',
    figure: `documents of ${size} validated papers`,
    subject: name,
    value: median(samples),
    unit: 'ms',
    goal: 0.5,
  };
}

export async function normaliseLines({ quick }: { quick: boolean }): Promise<Line[]> {
  const lines: Line[] = [];
  for (const subject of scholarly) lines.push(await measure(subject, quick ? 50 : 500));
  return lines;
}
