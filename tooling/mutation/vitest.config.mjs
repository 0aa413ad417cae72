import { project } from '../vitest-preset.mjs';
import { area } from './areas.mjs';

/** Only the tests of what is mutated; simulations see the whole, and are too slow to run for every mutant. */
export default project('mutation', {
  root: 'packages/core',
  include: [area.tests],
  exclude: ['**/simulation.test.ts'],
  // A mutant that makes a test wait for ever is to cost seconds, not the run.
  testTimeout: 3_000,
  isolate: false,
});
