import { ConfigurationError } from '@headwater/core';
import { type PreparedLive, prepareEmulated, prepareLive } from './prepare.ts';
import { declareCase, type ReadyCase, runCase } from './run-case.ts';
import {
  type CaseResult,
  type IntegrationPlan,
  type IntegrationReport,
  type IntegrationRunOptions,
  type IntegrationTestSuiteOptions,
  integrationGroups,
  type TestFramework,
} from './types.ts';

/**
 * Tests whether services can be used as they are set up: connectivity, rate limiting, circuit breaker, error handling,
 * transformation. Against emulators it injects faults and takes seconds, because time is virtual. Live it injects none,
 * sends no more than `plan` says, and spends nothing unless `allowBilled` is given.
 *
 * @example
 * const suite = new IntegrationTestSuite({
 *   emulated: { exa: { create: createExa, createEmulator: createExaEmulator, query, malformItem } },
 * });
 * console.log(formatReport(await suite.run()));
 */
export class IntegrationTestSuite {
  readonly #options: IntegrationTestSuiteOptions;

  constructor(options: IntegrationTestSuiteOptions) {
    this.#options = options;
  }

  /** Names of the services it knows: those of the registry, then those that are only emulated. */
  get services(): string[] {
    const { registry, emulated = {} } = this.#options;
    return [...new Set([...(registry?.listServices() ?? []), ...Object.keys(emulated)])];
  }

  /**
   * What a run with these options would do. Sends nothing.
   *
   * @throws {ConfigurationError} when a service or a group is not known
   */
  plan(options: IntegrationRunOptions = {}): IntegrationPlan {
    const { cases, live } = this.#prepare(options);
    return {
      mode: options.live ? 'live' : 'emulated',
      cases: cases.map(({ service, group, name, skip }) => ({
        service,
        group,
        name,
        ...(skip === undefined ? {} : { skip }),
      })),
      requests: Object.fromEntries([...live].map(([name, { requests }]) => [name, requests])),
      costUsd: [...live.values()].reduce((sum, { costUsd }) => sum + costUsd, 0),
    };
  }

  /**
   * Runs the cases one after another. A case that fails is in the report; it is not thrown.
   *
   * @param onResult told after each case
   * @throws {ConfigurationError} when a service or a group is not known
   */
  async run(
    options: IntegrationRunOptions = {},
    onResult: (result: CaseResult) => void = () => {},
  ): Promise<IntegrationReport> {
    const startedAt = performance.now();
    const { cases, live } = this.#prepare(options);
    const results: CaseResult[] = [];
    for (const ready of cases) {
      const result = await runCase(ready, patienceOf(options));
      results.push(result);
      onResult(result);
    }
    const count = (outcome: CaseResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
    return {
      mode: options.live ? 'live' : 'emulated',
      passed: count('passed'),
      failed: count('failed'),
      skipped: count('skipped'),
      searchRequests: Object.fromEntries([...live].map(([name, { session }]) => [name, session.budget.spent.requests])),
      durationMs: Math.round(performance.now() - startedAt),
      results,
    };
  }

  /**
   * Declares the cases with a test framework's own functions. One that cannot be run is declared as skipped, with the
   * reason in its name.
   *
   * @example
   * import { describe, it } from 'vitest';
   * suite.register({ describe, it });
   */
  register({ describe, it }: TestFramework, options: IntegrationRunOptions = {}): void {
    const { cases } = this.#prepare(options);
    for (const service of new Set(cases.map((ready) => ready.service))) {
      describe(`${service}, ${options.live ? 'live' : 'emulated'}`, () => {
        for (const group of integrationGroups) {
          const ofGroup = cases.filter((ready) => ready.service === service && ready.group === group);
          if (ofGroup.length === 0) continue;
          describe(group, () => {
            for (const ready of ofGroup) declareCase(it, ready, patienceOf(options));
          });
        }
      });
    }
  }

  #prepare(options: IntegrationRunOptions): { cases: ReadyCase[]; live: Map<string, PreparedLive> } {
    const { groups = integrationGroups, services = this.services, allowBilled = false } = options;
    for (const name of services) demandKnown('service', name, this.services);
    for (const group of groups) demandKnown('group', group, integrationGroups);
    const { registry, emulated = {}, queries = {} } = this.#options;
    const live = new Map<string, PreparedLive>();
    const cases = services.flatMap((name) => {
      if (!options.live)
        return prepareEmulated(name, Object.hasOwn(emulated, name) ? emulated[name] : undefined, groups);
      if (!registry?.has(name)) {
        throw new ConfigurationError(`the service "${name}" is not in the registry, so it cannot be tested live`, {
          hint: 'Register it, or leave `live` out to test it against its emulator.',
        });
      }
      const prepared = prepareLive(name, registry.get(name), queries[name] ?? { text: 'water' }, groups, allowBilled);
      live.set(name, prepared);
      return prepared.cases;
    });
    return { cases, live };
  }
}

const patienceOf = ({ patienceMs, live }: IntegrationRunOptions) => patienceMs ?? (live ? 120_000 : 20_000);

function demandKnown(what: string, name: string, all: readonly string[]): void {
  if (all.includes(name)) return;
  throw new ConfigurationError(`there is no ${what} "${name}" to test`, {
    hint: `Known: ${all.join(', ') || 'none'}.`,
  });
}
