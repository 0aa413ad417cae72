import { ServiceRegistry } from '@headwater/core';
import { describe, expect, it } from 'vitest';
import { formatReport, type IntegrationReport, IntegrationTestSuite } from '../../src/integration/index.ts';
import { emulatedCases } from '../../src/integration/prepare.ts';
import { brokenSources } from './broken-sources.ts';
import { createToySource, toy } from './toy-source.ts';

const suite = new IntegrationTestSuite({ emulated: { toy } });

describe('a well-behaved service', () => {
  // The same cases as tests of this run, the way a user declares them.
  suite.register({ describe, it });

  it('passes every case, and says what was done', async () => {
    const report = await suite.run();
    expect(formatReport({ ...report, results: report.results.filter(({ outcome }) => outcome !== 'passed') })).toMatch(
      /^\d+ passed, 0 failed, 0 skipped/,
    );
    expect(report.passed).toBe(emulatedCases.length);
    for (const { did, figures, name } of report.results) {
      expect(did, name).toMatch(/\S/);
      expect(Object.keys(figures), name).not.toEqual([]);
    }
  });
});

describe('broken services', () => {
  const reports: Record<string, IntegrationReport> = {};

  it.each(Object.entries(brokenSources))('one that %s is found out', async (name, create) => {
    const broken = new IntegrationTestSuite({ emulated: { toy: { ...toy, create } } });
    // A case that hangs costs its whole patience, so the source that always does is asked only a few.
    const few = name === 'never answers' ? { groups: ['connectivity' as const] } : {};
    const report = await broken.run({ patienceMs: 500, ...few });
    reports[name] = report;
    const failed = report.results.filter(({ outcome }) => outcome === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const result of failed) {
      expect(result.problem, result.name).toMatch(/\S/);
      expect(result.advice, result.name).toMatch(/\S/);
    }
  });

  it('every case fails for at least one of them', () => {
    const failed = Object.values(reports).flatMap(({ results }) =>
      results.filter(({ outcome }) => outcome === 'failed'),
    );
    const unmoved = emulatedCases.filter((known) => !failed.some(({ name }) => name === known.name));
    expect(unmoved.map(({ name }) => name)).toEqual([]);
  });

  it.each([
    ['swallows every error', 'an unreachable service is a network error, in time', 'expected to fail, and succeeded'],
    ['calls fetch by itself', 'a burst is paced by the plan', 'the service refused 19 requests'],
    [
      'sends a request for every health check',
      'a passive health check sends nothing',
      '4 requests came from health checks',
    ],
    ['is asked on a plan of its own', 'its published plan fits the service’s own limits', 'the service refused'],
    ['shows its key', 'no secret is in an error, an event or the health', 'shown: canary-key'],
    ['is deaf to its caller', 'a cancelled call ends at once and sends nothing more', 'hangs'],
    ['hands out whatever came', 'nothing found is an empty answer', 'the outcome is "ok"'],
  ])('one that %s fails "%s" for the right reason', (broken, name, problem) => {
    const result = reports[broken]?.results.find((candidate) => candidate.name === name);
    expect(result?.problem).toContain(problem);
  });
});

describe('choosing', () => {
  it('runs only the services and groups asked for', async () => {
    const two = new IntegrationTestSuite({ emulated: { toy, other: toy } });
    expect(two.services).toEqual(['toy', 'other']);
    const report = await two.run({ services: ['other'], groups: ['connectivity', 'transformation'] });
    expect(new Set(report.results.map(({ service }) => service))).toEqual(new Set(['other']));
    expect(new Set(report.results.map(({ group }) => group))).toEqual(new Set(['connectivity', 'transformation']));
    expect(report.failed).toBe(0);
  });

  it('refuses names it does not know', async () => {
    await expect(suite.run({ services: ['exa'] })).rejects.toThrow('there is no service "exa" to test');
    expect(() => suite.plan({ groups: ['speed' as never] })).toThrow('there is no group "speed" to test');
    expect(() => suite.plan({ live: true })).toThrow('not in the registry');
  });

  it('skips, with the reason, a registered service that has no emulator', async () => {
    const registry = new ServiceRegistry();
    registry.register('rivers', createToySource({}));
    const registered = new IntegrationTestSuite({ registry });
    const report = await registered.run();
    expect(report).toMatchObject({ passed: 0, failed: 0, skipped: emulatedCases.length });
    expect(report.results[0]?.skip).toContain('no emulator was given for it');

    const declared: string[] = [];
    const it = Object.assign(() => declared.push('run'), { skip: (name: string) => declared.push(name) });
    registered.register({ describe: (_name, body) => body(), it });
    expect(declared).toHaveLength(emulatedCases.length);
    expect(declared[0]).toContain('no emulator was given for it');
  });
});
