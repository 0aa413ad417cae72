import { createStateStore } from '@headwater/core';
import { SANDBOX_API_KEY } from '@headwater/testkit';
import type { ServerConfig } from '../config.ts';
import { joinWords } from '../shared/format.ts';
import { StartupProblem } from '../startup-problem.ts';
import { catalogue } from './catalogue.ts';
import { type SandboxCollections, sandboxCollections } from './corpora.ts';
import { faultsOf } from './fault-script.ts';
import { lazyEmulators } from './lazy-emulators.ts';
import { flagsOf, type SourceSet } from './source-set.ts';

/**
 * The sandbox: the real clients, their whole pipeline, and emulated services over stored documents, all in this process.
 * @throws {StartupProblem} when the fault script names a source the sandbox does not have.
 */
export async function createSandbox(
  { limits, sandboxFaults }: Pick<ServerConfig, 'limits' | 'sandboxFaults'>,
  collections: SandboxCollections = sandboxCollections,
): Promise<SourceSet> {
  const names = catalogue.map(({ name }) => name);
  const stranger = sandboxFaults.find((fault) => !names.includes(fault.provider));
  if (stranger) {
    throw new StartupProblem(
      'Headwater cannot start: the fault script does not fit the sandbox.',
      `It names the source ${JSON.stringify(stranger.provider)}; the sandbox has ${joinWords(names)}.`,
      'Correct the fault script (--sandbox-faults or HEADWATER_SANDBOX_FAULTS) and start again.',
    );
  }
  const settings = {
    apiKey: SANDBOX_API_KEY,
    stateStore: createStateStore(),
    ...(limits === 'sandbox' ? { resilience: { limits: 'sandbox' } } : {}),
  };
  const made = await Promise.all(
    catalogue.map(async (source) => {
      const services = lazyEmulators(
        () => source.emulate({ limits }, collections),
        source.firstSearch,
        faultsOf(source.name, sandboxFaults),
      );
      const provider = await source.connect({ ...settings, fetch: services.fetch });
      return { services, entry: { provider, ...flagsOf(source) } };
    }),
  );
  return {
    mode: 'sandbox',
    limits,
    entries: made.map(({ entry }) => entry),
    async warm() {
      await Promise.all(made.flatMap(({ services, entry }) => (entry.onRequest ? [] : [services.warm()])));
    },
    async close() {
      await Promise.all(made.map(({ entry }) => entry.provider.dispose()));
    },
  };
}
