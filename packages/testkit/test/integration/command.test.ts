import { createStateStore, ServiceRegistry } from '@headwater/core';
import { describe, expect, it } from 'vitest';
import { type IntegrationReport, IntegrationTestSuite, runIntegrationCommand } from '../../src/integration/index.ts';
import { brokenSources } from './broken-sources.ts';
import { createToySource, toy } from './toy-source.ts';

const broken = { ...toy, create: brokenSources['asks twice for everything'] as typeof toy.create };
const suite = new IntegrationTestSuite({ emulated: { toy, broken } });

async function run(args: string[], of = suite): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    write(text: string) {
      written[name] += text;
    },
  });
  const code = await runIntegrationCommand(of, args, { stdout: stream('stdout'), stderr: stream('stderr') });
  return { code, ...written };
}

describe('the command', () => {
  it('says beforehand what it will do, prints the cases and the sum, and ends with 0', async () => {
    const { code, stdout, stderr } = await run(['--service', 'toy']);
    expect(code).toBe(0);
    expect(stderr).toBe('35 cases against emulators; nothing is sent to any service.\n');
    expect(stdout).toMatch(/^toy · connectivity\n {2}ok {4}answers a query {2}\[documents 5, requests 1]\n/);
    expect(stdout).toMatch(/\n35 passed, 0 failed, 0 skipped \(emulated, [\d.]+ s\)\n$/);
    expect(stdout).not.toContain('broken');
  });

  it('shows for a failure what was done, what went wrong and what to do, and ends with 1', async () => {
    const { code, stdout } = await run(['--', '--service=broken']);
    expect(code).toBe(1);
    expect(stdout).toContain('  FAIL  answers a query  [documents 5, requests 2]\n        did:        searched once\n');
    expect(stdout).toContain('        problem:    one search sent 2 requests\n        what to do: Compare the request');
  });

  it('prints JSON', async () => {
    const { code, stdout } = await run(['--json', '--service', 'toy']);
    const report = JSON.parse(stdout) as IntegrationReport;
    expect([code, report.mode, report.passed, report.results.length]).toEqual([0, 'emulated', 35, 35]);
    expect(report.results[0]).toEqual({
      service: 'toy',
      group: 'connectivity',
      name: 'answers a query',
      outcome: 'passed',
      did: 'searched once',
      figures: { documents: 5, requests: 1 },
    });
  });

  it('ends with 1 when nothing could be tested', async () => {
    const registry = new ServiceRegistry();
    registry.register('toy', createToySource({ apiKey: '', stateStore: createStateStore() }));
    const { code, stdout, stderr } = await run(['--live'], new IntegrationTestSuite({ registry }));
    expect(code).toBe(1);
    expect(stderr).toContain('live: at most 13 to toy requests, retries included, none of them billed.');
    expect(stdout).toContain('0 passed, 0 failed, 8 skipped');
  });

  it.each([
    [['--srevice', 'toy'], '"--srevice" is not known'],
    [['toy'], '"toy" is not known'],
    [['--service'], '--service needs a name'],
    [['--service', '--json'], '--service needs a name'],
    [['--json=yes'], '"--json=yes" is not known'],
    [['--allow-billed'], '--allow-billed needs --live'],
    [['--service', 'exa'], 'there is no service "exa" to test. Known: toy, broken.'],
    [['--live'], 'the service "toy" is not in the registry'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain('--allow-billed   with --live');
  });

  it('prints its usage', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Exit code') });
  });
});
