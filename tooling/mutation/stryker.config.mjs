/**
 * Mutation testing of the parts a mistake in is dearest: the policies, signing, the audit log and the URL guard.
 * `pnpm mutation` runs all of it; `pnpm mutation --mutate 'packages/core/src/resilience/circuit.ts'` one file.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: [
    'packages/core/src/resilience/**/*.ts',
    'packages/core/src/security/{signing,audit,url-guard}/**/*.ts',
    '!packages/core/src/**/index.ts',
  ],
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'tooling/mutation/vitest.config.mjs', related: true },
  inPlace: false,
  // The sandbox holds what the tests import, nothing else.
  ignorePatterns: ['/*', '!/tooling', '!/packages', '/packages/*', '!/packages/core', '!/packages/testkit', '!/*.json'],
  tempDirName: '.generated/mutation',
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  incremental: true,
  incrementalFile: '.generated/mutation-incremental.json',
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: false },
  thresholds: { high: 95, low: 90, break: 85 },
};
