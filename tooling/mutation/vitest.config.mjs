import { project } from '../vitest-preset.mjs';

/** Only the tests of what is mutated: the rest of core's would be run for nothing. */
export default project('mutation', {
  root: 'packages/core',
  include: ['test/resilience/**/*.test.ts', 'test/security/**/*.test.ts'],
  exclude: ['**/simulation.test.ts'],
});
