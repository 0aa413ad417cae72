// `pnpm test:integrations [--service exa] [--live [--allow-billed]] [--json]`: every provider of this repository against its
// emulator or, on demand, against the real service with the keys of the environment. Runs from the sources, without a build.
import { ServiceRegistry } from '../packages/core/src/index.ts';
import { createExaEmulator } from '../packages/exa/src/emulator/index.ts';
import { createExa } from '../packages/exa/src/index.ts';
import { createSemanticScholarEmulator } from '../packages/semantic-scholar/src/emulator/index.ts';
import { createSemanticScholar } from '../packages/semantic-scholar/src/index.ts';
import { IntegrationTestSuite, runIntegrationCommand } from '../packages/testkit/src/integration/index.ts';

/** One entry a provider: how to make it and its emulator, a query its samples answer, and what a broken item is. */
const emulated = {
  exa: {
    create: createExa,
    createEmulator: createExaEmulator,
    query: { text: 'street trees in a heat wave' },
    malformItem: (answer, index) => {
      answer.results[index] = null;
    },
  },
  'semantic-scholar': {
    create: createSemanticScholar,
    createEmulator: createSemanticScholarEmulator,
    query: { text: 'street trees in a heat wave' },
    malformItem: (answer, index) => {
      answer.data[index] = null;
    },
  },
};

const registry = new ServiceRegistry();
for (const [name, { create }] of Object.entries(emulated)) registry.register(name, create());
const suite = new IntegrationTestSuite({ registry, emulated });
process.exitCode = await runIntegrationCommand(suite, process.argv.slice(2), process);
await registry.dispose();
