import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listPackages, root } from '../lib/repository.mjs';
import { runProcess } from '../lib/run-process.mjs';

const run = (...args: string[]) =>
  runProcess(process.execPath, ['--conditions=@headwater/source', 'tooling/test-integrations.mjs', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: join(root, 'tooling', '.generated', 'compiled') },
    output: 'capture',
    timeoutMs: 60_000,
  });

interface Report {
  passed: number;
  failed: number;
  results: { service: string; name: string; outcome: string; problem?: string; skip?: string }[];
}

describe('pnpm test:integrations', () => {
  test('every provider of the repository passes every case against its emulator', async () => {
    const { code, stdout } = await run('--json');
    const report = JSON.parse(stdout) as Report;
    expect(report.results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(code).toBe(0);
    const services = new Set(report.results.map(({ service }) => service));
    // A package can reach several services: `news (guardian)`.
    const packages = new Set([...services].map((name) => name.replace(/ \(.*\)$/, '')));
    const providers = listPackages(root).filter(({ manifest }) => './emulator' in (manifest.exports ?? {}));
    expect([...packages].sort()).toEqual(providers.map(({ folder }) => folder.replace('packages/', '')).sort());
    expect(report.passed).toBe(35 * services.size);
  });

  test('a live run without the key sends nothing, and says what is missing', async () => {
    const { code, stdout, stderr } = await run('--live', '--service', 'exa', '--json');
    const report = JSON.parse(stdout) as Report;
    expect(stderr).toContain('live: at most');
    expect(report.results.filter(({ outcome }) => outcome !== 'skipped')).toEqual([]);
    expect(report.results[0]?.skip).toContain('EXA_API_KEY');
    expect(code).toBe(1);
  });
});
