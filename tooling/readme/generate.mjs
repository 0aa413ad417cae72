import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { listPackages } from '../lib/repository.mjs';
import { extractBlocks } from './blocks.mjs';

/** Every README whose code is proven: the root's and each package's. */
export function listReadmes(root) {
  return ['README.md', ...listPackages(root).map(({ folder }) => `${folder}/README.md`)].filter((path) =>
    existsSync(join(root, path)),
  );
}

/** What a package has installed, scoped names included. */
function installedNames(modules) {
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
    );
}

/** Links every workspace package, and everything any of them has installed, where the generated files find it. */
function linkModules(root, folder) {
  const links = new Map();
  for (const { folder: packageFolder, manifest } of listPackages(root)) {
    const modules = join(root, packageFolder, 'node_modules');
    for (const name of installedNames(modules)) {
      if (!links.has(name)) links.set(name, join(modules, name));
    }
    links.set(manifest.name, join(root, packageFolder));
  }
  for (const [name, target] of links) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link, 'junction');
  }
}

/**
 * Writes every TypeScript block and every example to a file of its own, in a folder where the packages' names resolve to their sources.
 *
 * @returns {{ readme: string, file: string, line: number, runs: boolean }[]} `file` is absolute
 */
export function generateBlocks(root, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  linkModules(root, folder);
  const settings = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: { types: ['node'] },
    include: ['*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  return [...exampleFiles(root, folder), ...readmeBlocks(root, folder)];
}

/** The files of examples/, as blocks that begin at line 1. */
function exampleFiles(root, folder) {
  return readdirSync(join(root, 'examples'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const file = join(folder, `example-${name}`);
      copyFileSync(join(root, 'examples', name), file);
      return { readme: `examples/${name}`, file, line: 1, runs: true };
    });
}

function readmeBlocks(root, folder) {
  return listReadmes(root).flatMap((readme) =>
    extractBlocks(readFileSync(join(root, readme), 'utf8')).map(({ line, code, runs }) => {
      const file = join(
        folder,
        `${readme.replace(/\/?README\.md$/, '').replaceAll('/', '-') || 'root'}-line-${line}.ts`,
      );
      // An empty export makes a block without imports a module, so that its names stay its own.
      writeFileSync(file, `${code}export {};\n`);
      return { readme, file, line, runs };
    }),
  );
}
