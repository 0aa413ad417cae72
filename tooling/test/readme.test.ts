import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { listPackages, root } from '../lib/repository.mjs';
import { runProcess } from '../lib/run-process.mjs';
import { extractBlocks } from '../readme/blocks.mjs';
import { generateBlocks } from '../readme/generate.mjs';

const folder = join(root, 'tooling', '.generated', 'readme');
const blocks: { readme: string; file: string; line: number; runs: boolean }[] = generateBlocks(root, folder);
const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');

describe('code in READMEs', () => {
  let compilerOutput = '';
  beforeAll(async () => {
    const result = await runProcess(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
      cwd: folder,
      output: 'capture',
    });
    compilerOutput = result.stdout;
  });

  test.each(blocks)('$readme, line $line compiles', ({ file }) => {
    const errors = compilerOutput.split('\n').filter((line) => line.startsWith(`${basename(file)}(`));
    expect(errors).toEqual([]);
  });

  test('the compiler has nothing else to say', () => {
    const ours = blocks.map(({ file }) => `${basename(file)}(`);
    const others = compilerOutput.split('\n').filter((line) => line && !ours.some((start) => line.startsWith(start)));
    expect(others).toEqual([]);
  });

  test.each(blocks.filter(({ runs }) => runs))('$readme, line $line runs', async ({ file }) => {
    const result = await runProcess(process.execPath, ['--conditions=@headwater/source', file], {
      cwd: folder,
      // Every block loads core from its sources: what one has compiled, the next one need not.
      env: { PATH: process.env.PATH, HOME: folder, NODE_COMPILE_CACHE: join(folder, '.compiled') },
      output: 'capture',
      timeoutMs: 60_000,
    });
    expect(`${result.code} ${result.stderr}`).toBe('0 ');
  });

  test.each(listPackages(root).filter(({ manifest }) => !manifest.private))(
    '$folder has a README with an example that runs',
    ({ folder: packageFolder }) => {
      const readme = join(root, packageFolder, 'README.md');
      expect(existsSync(readme), `${packageFolder}/README.md is missing`).toBe(true);
      if (packageFolder.startsWith('apps/')) return; // an application is started, not imported
      const runnable = extractBlocks(readFileSync(readme, 'utf8')).filter(({ runs }: { runs: boolean }) => runs);
      expect(runnable.length).toBeGreaterThan(0);
    },
  );
});

describe('finding blocks', () => {
  const fence = '```';

  test('only ts blocks are taken, with the line their code begins at', () => {
    const markdown = `# Title\n\n${fence}sh\nnpm i\n${fence}\n\n${fence}ts\nconst a = 1;\n${fence}\n${fence}ts no-run\nb();\n${fence}\n`;
    expect(extractBlocks(markdown)).toEqual([
      { line: 8, code: 'const a = 1;\n', runs: true },
      { line: 11, code: 'b();\n', runs: false },
    ]);
  });

  test('a misspelt mark and an open block are errors', () => {
    expect(() => extractBlocks(`${fence}ts norun\n${fence}\n`)).toThrow('line 1: "ts norun" is not known');
    expect(() => extractBlocks(`text\n${fence}ts\nconst a = 1;\n`)).toThrow('line 2: the block is never closed');
  });
});
