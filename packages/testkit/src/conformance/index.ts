import { describe } from 'vitest';
import { cancellationTests } from './cancellation.ts';
import { damagedTests } from './damaged.ts';
import { documentTests } from './documents.ts';
import { lifecycleTests } from './lifecycle.ts';
import type { ProviderConformance } from './options.ts';
import { outcomeTests } from './outcomes.ts';
import { pacingTests } from './pacing.ts';
import { secretTests } from './secrets.ts';
import { toolTests } from './tools.ts';

export type { ConformanceSettings, ProviderConformance } from './options.ts';

/**
 * Declares the tests every provider has to pass, against its own emulator.
 *
 * @example
 * describeProviderConformance('exa', {
 *   create: createExa,
 *   createEmulator: createExaEmulator,
 *   query: { text: 'street trees and heat' },
 *   malformItem: (answer, index) => { answer.results[index] = null; },
 *   toolInputs: { exa_search_web: { query: 'street trees' } },
 * });
 */
export function describeProviderConformance(name: string, suite: ProviderConformance): void {
  describe(`${name} conforms`, () => {
    documentTests(suite);
    outcomeTests(suite);
    damagedTests(suite);
    pacingTests(suite);
    cancellationTests(suite);
    secretTests(suite);
    lifecycleTests(suite);
    toolTests(suite);
  });
}
