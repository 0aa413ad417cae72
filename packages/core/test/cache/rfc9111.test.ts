import { describe, expect, it } from 'vitest';
import { freshness } from './requirements-freshness.ts';
import { selecting } from './requirements-selecting.ts';
import { serving } from './requirements-serving.ts';
import { stale } from './requirements-stale.ts';
import { storing } from './requirements-storing.ts';
import { validating } from './requirements-validating.ts';

const groups = {
  'Storing answers': storing,
  'Selecting a stored answer': selecting,
  Freshness: freshness,
  Validation: validating,
  'Stale answers': stale,
  'Serving and forgetting': serving,
};

describe.each(Object.entries(groups))('%s', (_title, requirements) => {
  it.each(requirements)('$id ($section): $text', ({ check }) => check());
});

const cell = (text: string) => text.replaceAll('|', '\\|');

function render(): string {
  const parts = Object.entries(groups).map(([title, requirements]) => {
    const rows = requirements.map(({ id, section, text }) => `| ${section} | ${cell(text)} | \`${id}\` |`);
    return [`## ${title}`, '', '| section | requirement | test |', '| --- | --- | --- |', ...rows].join('\n');
  });
  return `${[
    '# What the cache does, by the standards',
    'Every row is a requirement of RFC 9111 (caching), 9110 (HTTP), 5861 (stale answers) or 8246 (immutable) in our own words, and the test in `packages/core/test/cache` that fails when it is not met. The table is made from the tests, and a test compares the two.',
    'The cache is a private one: it serves one user agent, partitioned by credential. Where it differs from the standards on purpose is in [decision 5](decisions/0005-cache.md).',
    ...parts,
  ].join('\n\n')}\n`;
}

describe('the table in the documentation', () => {
  it('has every requirement once', () => {
    const ids = Object.values(groups).flatMap((requirements) => requirements.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is what the tests say', async () => {
    await expect(render()).toMatchFileSnapshot('../../../../docs/cache-conformance.md');
  });
});
