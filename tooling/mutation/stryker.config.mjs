import { area, name } from './areas.mjs';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [`${area.sources}/**/*.ts`, '!**/index.ts'],
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'tooling/mutation/vitest.config.mjs' },
  // The sandbox holds what the tests import, nothing else.
  ignorePatterns: [
    '/*',
    '!/tooling',
    '!/docs',
    '!/packages',
    '/packages/*',
    '!/packages/core',
    '!/packages/testkit',
    '!/*.json',
  ],
  tempDirName: `.generated/mutation-${name}`,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 8_000,
  incremental: true,
  incrementalFile: `.generated/mutation-${name}.json`,
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: false },
  thresholds: { high: 95, low: 90, break: 85 },
};
