import { HeadwaterError, type SourcePage } from '@headwater/core';
import { describe, expect, it } from 'vitest';
import { damage } from '../damage.ts';
import { createRandom } from '../random.ts';
import type { ProviderConformance } from './options.ts';
import { openRig } from './rig.ts';

const FOREVER = Number.POSITIVE_INFINITY;
const DAMAGED_ANSWERS = 150;
const SUBSETS = 12;

/** Whatever comes back, a caller gets documents that can be used, or an error that says what happened. */
export function damagedTests(suite: ProviderConformance): void {
  describe('damaged answers', () => {
    it('end in usable documents or a typed error, wherever the damage is', async () => {
      for (let seed = 1; seed <= DAMAGED_ANSWERS; seed += 1) {
        const { provider, emulator } = openRig(suite);
        const random = createRandom(seed);
        emulator.faults.push({ kind: 'mutate', change: (answer) => damage(answer, random), times: FOREVER });
        const page = await provider.searchDocuments(suite.query).catch((error: unknown) => error);
        if (page instanceof Error) expectTyped(page, seed);
        else expectUsable(page as SourcePage, provider.name, seed);
      }
    });

    it('cost none of the items that are whole', async () => {
      const { documents } = await openRig(suite).provider.searchDocuments(suite.query);
      for (let seed = 1; seed <= SUBSETS; seed += 1) {
        const random = createRandom(seed);
        const broken = documents.map((_, index) => index).filter(() => random() < 0.5);
        const { provider, emulator } = openRig(suite);
        emulator.faults.push({
          kind: 'mutate',
          // From the end, for services where a broken item changes the places of those after it.
          change: (answer) => broken.reduceRight((json, index) => suite.malformItem(json, index) ?? json, answer),
        });
        const page = await provider.searchDocuments(suite.query);
        const kept = documents.filter((_, index) => !broken.includes(index)).map(({ id }) => id);
        expect(
          page.documents.map(({ id }) => id),
          `broken: ${broken}`,
        ).toEqual(kept);
        expect(
          page.skipped.map(({ index }) => index).sort((a, b) => a - b),
          'skipped',
        ).toEqual(broken);
      }
    });
  });
}

function expectTyped(error: Error, seed: number): void {
  if (!HeadwaterError.isInstance(error)) throw new Error(`seed ${seed}: an untyped error`, { cause: error });
  // What an operation throws by mistake is told as a fault of the configuration.
  expect(error.code, `seed ${seed}: ${error.message}`).not.toBe('configuration');
  expect(error.message, `seed ${seed}`).toMatch(/\S/);
}

function expectUsable(page: SourcePage, provider: string, seed: number): void {
  const what = `seed ${seed}: ${JSON.stringify(page).slice(0, 400)}`;
  expect(['ok', 'partial', 'empty'], what).toContain(page.outcome);
  expect(page.outcome === 'partial', what).toBe(page.skipped.length > 0);
  for (const { reason } of page.skipped) expect(reason, what).toMatch(/\S/);
  for (const document of page.documents) {
    expect(document.id.startsWith(`${provider}:`), what).toBe(true);
    expect(document.url, what).toMatch(/^https?:\/\//);
    for (const text of [document.title, document.text, ...document.authors]) expect(text, what).toBeTypeOf('string');
    if (document.publishedAt !== undefined)
      expect(document.publishedAt, what).toMatch(/^\d{4}(?:-\d{2}(?:-\d{2}.*)?)?$/);
    expect(new Set(['full', 'abstract', 'snippet']), what).toContain(document.textKind);
  }
}
