// What a consumer gets: packs every published package, lints the tarballs, installs @headwater/exa from them into an empty
// project, compiles its types there and runs the first example of its README. With --runtimes also one emulated call in
// each runtime, the installed size and the import time. The last line is `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root } from './lib/repository.mjs';
import { runProcess } from './lib/run-process.mjs';
import * as consumer from './packed/consumer.mjs';
import { checkTypeResolution, lintTarball, pack, publishedPackages } from './packed/pack.mjs';
import { callInRuntime, provideRuntimes, runtimeNames, writePrograms } from './packed/runtimes.mjs';
import { extractBlocks } from './readme/blocks.mjs';

const kilobytes = (bytes) => `${Math.round(bytes / 1024)} KB`;

/** The steps in order. Each returns its problems; later ones build on what earlier ones left in `work`. */
function planSteps({ runtimes }, work) {
  const project = consumer.createProject(join(work, 'consumer'));
  const tarballs = {};
  const packSteps = publishedPackages().map((entry) => ({
    name: `${entry.manifest.name}: packed, linted, types resolve`,
    async run() {
      const tarball = await pack(entry, work);
      tarballs[entry.manifest.name] = tarball;
      return (await Promise.all([lintTarball(tarball), checkTypeResolution(tarball)])).flat();
    },
  }));
  const installSteps = [
    {
      name: '@headwater/exa installs into an empty project',
      async run() {
        const problems = await consumer.installTarballs(project, [
          tarballs['@headwater/core'],
          tarballs['@headwater/exa'],
        ]);
        if (problems.length > 0) return problems;
        const { bytes, packages } = consumer.installedSize(project);
        console.log(`    installed: ${kilobytes(bytes)} in ${packages} packages`);
        return [];
      },
    },
    {
      name: 'the emulator installs beside it',
      run: () => consumer.installTarballs(project, [tarballs['@headwater/testkit']]),
    },
    {
      name: 'types compile with lib ES2022 and DOM, no ambient types, every declaration checked',
      run() {
        consumer.importEverything(project, 'types.ts', [
          '@headwater/core',
          '@headwater/exa',
          '@headwater/exa/emulator',
        ]);
        return consumer.compile(project, ['types.ts']);
      },
    },
    {
      name: 'the first example of the README runs',
      async run() {
        const blocks = extractBlocks(readFileSync(join(root, 'packages/exa/README.md'), 'utf8'));
        const example = blocks.find(({ runs }) => runs);
        if (!example) return ['packages/exa/README.md has no ts block that runs'];
        writeFileSync(join(project, 'example.ts'), example.code);
        return (await consumer.runFile(project, 'example.ts')).problems;
      },
    },
  ];
  const runtimeSteps = runtimeNames.map((runtime) => ({
    name: `one call in ${runtime}`,
    async run() {
      const paths = await provideRuntimes();
      const modulePath = createRequire(join(project, 'package.json')).resolve('@headwater/exa/emulator');
      const { createExaEmulator, SANDBOX_API_KEY } = await import(pathToFileURL(modulePath).href);
      const server = await createExaEmulator().listen();
      try {
        writePrograms(project, { url: server.url, key: SANDBOX_API_KEY });
        return await callInRuntime(runtime, project, paths);
      } finally {
        await server.close();
      }
    },
  }));
  const measureSteps = ['@headwater/core', '@headwater/exa'].map((name) => ({
    name: `import time of ${name}`,
    async run() {
      const { bareMs, fetchMs, importingMs } = await consumer.importTime(project, name);
      const above = (base) => `${(importingMs - base).toFixed(1)} ms`;
      console.log(`    ${above(bareMs)} above a bare process, ${above(fetchMs)} above one that uses fetch`);
      return [];
    },
  }));
  return [...packSteps, ...installSteps, ...(runtimes ? [...runtimeSteps, ...measureSteps] : [])];
}

/**
 * Runs every step and prints one line for each.
 *
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function verifyPackages(options = { runtimes: false }) {
  const work = mkdtempSync(join(tmpdir(), 'headwater-packed-'));
  const totals = { passed: 0, failed: 0 };
  try {
    for (const { name, run } of planSteps(options, work)) {
      const startedAt = performance.now();
      const problems = await run().catch((error) => [error.stack]);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      totals[problems.length === 0 ? 'passed' : 'failed'] += 1;
      console.log(`${problems.length === 0 ? '✓' : '✗'} package: ${name} (${seconds} s)`);
      for (const problem of problems) console.log(problem.trim().replace(/^/gm, '    '));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return totals;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const build = await runProcess('turbo', ['run', 'build', '--output-logs=errors-only'], {
    cwd: root,
    output: 'capture',
  });
  if (build.code !== 0) console.log(build.stdout + build.stderr);
  const { passed, failed } = await verifyPackages({ runtimes: process.argv.includes('--runtimes') });
  const buildFailed = build.code === 0 ? 0 : 1;
  console.log(`\n${passed} passed, ${failed + buildFailed} failed`);
  process.exitCode = failed + buildFailed === 0 ? 0 : 1;
}
