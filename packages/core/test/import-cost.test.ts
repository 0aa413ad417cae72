import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const core = fileURLToPath(new URL('../src/index.ts', import.meta.url));

it('loading core does not make Node load its fetch, which takes longer than all of core', async () => {
  const loaded = (code: string) =>
    `${code}; console.log(process.moduleLoadList.includes('NativeModule internal/deps/undici/undici'))`;
  const run = async (code: string) =>
    (
      await promisify(execFile)(process.execPath, [
        '--conditions=@headwater/source',
        '--input-type=module',
        '--eval',
        loaded(code),
      ])
    ).stdout.trim();
  expect(await run(`await import(${JSON.stringify(core)})`)).toBe('false');
  expect(await run('new Response()'), 'what would show it').toBe('true');
});
