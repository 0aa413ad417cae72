// Everything `npm test` proves: build, static checks, packed packages, every test. The last line is `N passed, N failed`,
// alone; a failed build, check, package step or a test file that could not be loaded counts as one failure.
// With arguments, which go to vitest (`npm test -- --project exa`), only the build and those tests run.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runChecks } from './check.mjs';
import { root } from './lib/repository.mjs';
import { runProcess } from './lib/run-process.mjs';
import { verifyPackages } from './verify-packages.mjs';

const report = join(root, 'node_modules', '.cache', 'headwater', 'tests.json');
const totals = { passed: 0, failed: 0, skipped: 0 };

async function build() {
  console.log('building every package');
  const args = ['run', 'build', '--output-logs=errors-only', '--log-order=grouped'];
  const result = await runProcess('turbo', args, { cwd: root, output: 'capture' });
  if (result.code !== 0) console.log(result.stdout + result.stderr);
  totals[result.code === 0 ? 'passed' : 'failed'] += 1;
}

async function check() {
  for (const { problems } of await runChecks(root)) totals[problems.length === 0 ? 'passed' : 'failed'] += 1;
}

async function verify() {
  const { passed, failed } = await verifyPackages();
  totals.passed += passed;
  totals.failed += failed;
}

/** Files that failed before their first test ran have no failing test to count. */
function filesThatDidNotLoad(results) {
  return results.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
}

async function test(filters) {
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters];
  const { code } = await runProcess('vitest', args, { cwd: root });
  const before = totals.failed;
  try {
    const results = JSON.parse(readFileSync(report, 'utf8'));
    totals.passed += results.numPassedTests;
    totals.failed += results.numFailedTests + filesThatDidNotLoad(results.testResults);
    totals.skipped += results.numPendingTests + results.numTodoTests;
    if (results.numPassedTests + results.numFailedTests === 0) totals.failed += 1;
  } catch (error) {
    console.log(`vitest left no report: ${error.message}`);
    totals.failed += 1;
  }
  // An error outside every test, or a worker that died, fails the run without failing a test.
  if (code !== 0 && totals.failed === before) totals.failed += 1;
}

const filters = process.argv.slice(2);
await build();
if (filters.length === 0) {
  await check();
  await verify();
}
await test(filters);
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed === 0 ? 0 : 1;
