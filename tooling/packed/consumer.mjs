import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { explainFailure } from '../lib/explain-failure.mjs';
import { runProcess } from '../lib/run-process.mjs';

const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');

/** An empty project somewhere else, as a consumer would start it. */
export function createProject(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  return folder;
}

/** `npm install` of tarballs; what they depend on comes from the registry, from npm's cache where it can. */
export async function installTarballs(project, tarballs) {
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const result = await runProcess('npm', ['install', ...quiet, ...tarballs], {
    cwd: project,
    output: 'capture',
    timeoutMs: 180_000,
  });
  return result.code === 0 ? [] : [`npm install: ${explainFailure(result.stderr + result.stdout)}`];
}

/** Type-checks files of the project with the strictest settings a consumer can have. */
export async function compile(project, files) {
  const settings = {
    compilerOptions: {
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      types: [],
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      allowImportingTsExtensions: true,
    },
    files,
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(settings));
  const result = await runProcess(process.execPath, [compiler, '-p', '.', '--pretty', 'false'], {
    cwd: project,
    output: 'capture',
  });
  return result.code === 0 ? [] : result.stdout.trim().split('\n');
}

/** A file that imports everything the given modules export, so that no type escapes the compiler. */
export function importEverything(project, file, modules) {
  const lines = modules.map((name, index) => `import * as module${index} from '${name}';`);
  const uses = modules.map((_name, index) => `module${index}`).join(', ');
  writeFileSync(join(project, file), `${lines.join('\n')}\nexport const all = [${uses}];\n`);
}

/** Runs a file of the project with Node and returns what it printed. */
export async function runFile(project, file, { node = process.execPath, env = process.env } = {}) {
  const result = await runProcess(node, [file], { cwd: project, env, output: 'capture', timeoutMs: 60_000 });
  return { problems: result.code === 0 ? [] : [result.stderr || result.stdout], output: result.stdout };
}

function folderBytes(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? folderBytes(path) : entry.isFile() ? statSync(path).size : 0);
  }, 0);
}

/** The size of everything that `npm install` brought, and how many packages it is. */
export function installedSize(project) {
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  const installed = Object.keys(lock.packages).filter((path) => path !== '' && !lock.packages[path].optional);
  return { bytes: folderBytes(join(project, 'node_modules')), packages: installed.length };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function processTime(project, code, env) {
  const startedAt = performance.now();
  const result = await runProcess(process.execPath, ['--input-type=module', '-e', code], {
    cwd: project,
    env,
    output: 'capture',
  });
  if (result.code !== 0) throw new Error(result.stderr);
  return performance.now() - startedAt;
}

/**
 * How long a fresh process takes that imports the module, that does nothing, and that only uses Node's own fetch classes,
 * which Node loads at their first use and every HTTP client pays for. Medians, taken in turn so that a busy machine slows
 * all alike.
 */
export async function importTime(project, module, runs = 15) {
  const programs = { bare: '', fetch: "new Request('http://localhost');", importing: `import '${module}';` };
  const times = { bare: [], fetch: [], importing: [] };
  for (let run = 0; run < runs; run += 1) {
    for (const [name, code] of Object.entries(programs)) times[name].push(await processTime(project, code));
  }
  return { bareMs: median(times.bare), fetchMs: median(times.fetch), importingMs: median(times.importing) };
}
