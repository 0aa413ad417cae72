import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFailure } from './explain-failure.mjs';
import { runProcess } from './run-process.mjs';
import { SetupError } from './toolchain.mjs';

const workspaceFolders = ['packages', 'apps', 'examples'];

function packageFolders(root) {
  return workspaceFolders
    .filter((parent) => existsSync(join(root, parent)))
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(parent, name)))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort();
}

/** Everything that decides what an install produces, as one hash. */
function describeInstall(root, folders) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  const manifests = [root, ...folders.map((folder) => join(root, folder))].map((folder) =>
    join(folder, 'package.json'),
  );
  for (const file of [join(root, 'pnpm-lock.yaml'), join(root, 'pnpm-workspace.yaml'), ...manifests]) {
    hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function isInstalled(root, folders, description) {
  const stamp = join(root, 'node_modules', '.headwater-installed');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== description) return false;
  return folders.every((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const hasDependencies = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
    return !hasDependencies || existsSync(join(root, folder, 'node_modules'));
  });
}

/** `pnpm install --frozen-lockfile`, skipped when the lockfile and every manifest are those of the last install. */
export async function installWorkspace(root, env, say) {
  const folders = packageFolders(root);
  const description = describeInstall(root, folders);
  if (isInstalled(root, folders, description)) return;
  say('installing dependencies: pnpm install --frozen-lockfile');
  const startedAt = performance.now();
  // NODE_ENV=production would leave out what the build needs; CI keeps pnpm from asking questions.
  const result = await runProcess('pnpm', ['install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    env: { ...env, NODE_ENV: 'development', CI: env.CI ?? 'true' },
    output: 'tee',
  });
  if (result.code !== 0) {
    throw new SetupError(`could not install the dependencies: ${explainFailure(result.stderr + result.stdout)}`);
  }
  writeFileSync(join(root, 'node_modules', '.headwater-installed'), description);
  say(`dependencies ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
