// `pnpm test:integrations [--service exa] [--live [--allow-billed]] [--json]`: every provider of this repository against its
// emulator or, on demand, against the real service with the keys of the environment. Runs from the sources, without a build.
import { ServiceRegistry } from '../packages/core/src/index.ts';
import { IntegrationTestSuite, runIntegrationCommand } from '../packages/testkit/src/integration/index.ts';
import { root } from './lib/repository.mjs';
import { loadServices } from './lib/services.mjs';

const emulated = await loadServices(root);
const registry = new ServiceRegistry();
for (const [name, { create }] of Object.entries(emulated)) registry.register(name, create({}));
const suite = new IntegrationTestSuite({ registry, emulated });
process.exitCode = await runIntegrationCommand(suite, process.argv.slice(2), process);
await registry.dispose();
