#!/usr/bin/env node
// Provides Node, pnpm and the dependencies where they are missing, then runs a script of the root package.json:
//
//   node tooling/bootstrap.mjs SCRIPT [ARGUMENT…]
//
// Plain JavaScript without dependencies, because it has to run on Node 18 before anything is installed.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text) => process.stderr.write(`[headwater] ${text}\n`);

/** Splits `a && b --c` into programs and arguments. Anything that would need a shell is refused, not misread. */
function parseScript(name, text) {
  return text.split('&&').map((step) => {
    if (/["'`$|&;<>*?\\]/.test(step)) {
      throw new Error(`root script "${name}" needs a shell: move it into a file under tooling/`);
    }
    return step.trim().split(/\s+/);
  });
}

async function main([name, ...args]) {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const text = Object.hasOwn(scripts, name ?? '') ? scripts[name] : undefined;
  if (text === undefined || text.includes('tooling/bootstrap.mjs')) {
    const runnable = Object.keys(scripts).filter((key) => !scripts[key].includes('tooling/bootstrap.mjs'));
    say(`usage: node tooling/bootstrap.mjs SCRIPT [ARGUMENT…], where SCRIPT is one of ${runnable.join(', ')}`);
    return 2;
  }
  const { provideToolchain } = await import('./lib/toolchain.mjs');
  const { installWorkspace } = await import('./lib/install-workspace.mjs');
  const { runProcess } = await import('./lib/run-process.mjs');
  const env = await provideToolchain(root, say);
  if (name !== 'pnpm') await installWorkspace(root, env, say);
  const steps = parseScript(name, text);
  for (const [index, [program, ...fixed]] of steps.entries()) {
    const last = index === steps.length - 1;
    // Only the last step owns stdout, so that `SCRIPT --json > file` holds nothing but the result.
    const options = { cwd: root, env, output: last ? 'inherit' : 'stderr' };
    const result = await runProcess(program, last ? [...fixed, ...args] : fixed, options);
    if (result.missing) say(`"${program}", which the script "${name}" runs, was not found`);
    if (result.code !== 0 || last) return result.code;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error.constructor.name !== 'SetupError') throw error;
  say(error.message);
  process.exitCode = 1;
}
