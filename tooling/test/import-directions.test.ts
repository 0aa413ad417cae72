import { describe, expect, test } from 'vitest';
import { importDirections } from '../checks/import-directions.mjs';
import { fixtureTree } from './fixture-tree.ts';

/** One file that breaks one rule: where it stands, what it imports, and the rule that must say so. */
const violations: [file: string, imports: string, rule: string][] = [
  ['packages/exa/src/a.ts', '@headwater/semantic-scholar', 'provider-imports-only-core'],
  ['packages/exa/src/a.ts', '@headwater/mastra', 'provider-imports-only-core'],
  ['packages/exa/src/a.ts', '@headwater/evidence', 'provider-imports-only-core'],
  ['packages/exa/src/a.ts', '@headwater/testkit', 'provider-imports-only-core'],
  ['packages/exa/src/a.ts', '@mastra/core', 'provider-imports-only-core'],
  ['packages/exa/src/a.ts', 'ai', 'provider-imports-only-core'],
  ['packages/exa/src/a.ts', 'exa-js', 'provider-imports-only-core'],
  ['packages/exa/src/a.ts', 'zod', 'provider-imports-only-core'],
  ['packages/exa/src/a.ts', 'fast-xml-parser', 'provider-imports-only-core'],
  ['packages/arxiv/src/a.ts', 'exa-js', 'provider-imports-only-core'],
  ['packages/exa/src/a.ts', 'node:fs', 'provider-imports-only-core'],
  ['packages/exa/src/a.ts', 'not-installed', 'provider-imports-only-core'],
  ['packages/exa/src/a.ts', './emulator/index.ts', 'client-knows-no-emulator'],
  ['packages/exa/src/emulator/a.ts', '../exa-schemas.ts', 'emulator-shares-nothing-with-its-client'],
  ['packages/exa/src/emulator/a.ts', 'node:http', 'emulator-imports-only-testkit'],
  ['packages/exa/src/emulator/a.ts', '@headwater/evidence', 'emulator-imports-only-testkit'],
  ['packages/exa/test/a.test.ts', '@headwater/semantic-scholar', 'provider-tests-know-no-other-provider'],
  ['packages/core/src/a.ts', '@headwater/exa', 'core-imports-only-what-is-below'],
  ['packages/core/src/a.ts', 'ai', 'core-imports-only-what-is-below'],
  ['packages/core/src/a.ts', 'zod', 'zod-stays-behind-the-facade'],
  ['packages/core/src/a.ts', 'node:crypto', 'core-runs-everywhere'],
  ['packages/core/src/a.ts', 'undici', 'undici-stays-in-the-transport'],
  ['packages/graphql/src/a.ts', '@headwater/exa', 'graphql-imports-only-what-is-below'],
  ['packages/federated-search/src/a.ts', '@headwater/exa', 'federated-search-imports-only-what-is-below'],
  ['packages/testkit/src/a.ts', '@headwater/exa', 'testkit-imports-only-what-is-below'],
  ['packages/evidence/src/a.ts', '@headwater/exa', 'evidence-imports-only-what-is-below'],
  ['packages/evidence/src/verify/a.ts', '../rank.ts', 'verifier-stands-alone'],
  ['packages/evidence/src/verify/a.ts', '@headwater/core', 'verifier-stands-alone'],
  ['packages/mastra/src/a.ts', '@headwater/evidence', 'mastra-imports-only-what-is-below'],
  ['packages/mastra/src/a.ts', '../../../apps/server/src/a.ts', 'packages-know-no-app'],
  ['apps/server/page/src/a.ts', '../../src/runs.ts', 'page-knows-only-the-api-types'],
  ['apps/server/page/src/a.ts', '@headwater/core', 'page-bundles-no-package'],
  ['apps/server/src/shared/a.ts', '../runs.ts', 'shared-stays-light'],
  ['apps/server/src/a.ts', '../page/src/main.ts', 'server-knows-no-page'],
];

const targets = {
  'packages/exa/src/emulator/index.ts': 'export const value = 1;\n',
  'packages/exa/src/exa-schemas.ts': 'export const value = 1;\n',
  'packages/evidence/src/rank.ts': 'export const value = 1;\n',
  'apps/server/src/runs.ts': 'export const value = 1;\n',
  'apps/server/src/a.ts': 'export const value = 1;\n',
  'apps/server/page/src/main.ts': 'export const value = 1;\n',
};

describe('import directions', () => {
  test.each(violations)('%s may not import %s', async (file, imported, rule) => {
    const root = fixtureTree({ ...targets, [file]: `import * as other from '${imported}';\nexport { other };\n` });
    const problems = await importDirections(root);
    expect(problems.filter((problem: string) => problem.startsWith(file)).join('\n')).toContain(`(${rule})`);
  });

  test('what points down is allowed, and types may cross where they are harmless', async () => {
    const root = fixtureTree({
      ...targets,
      'packages/exa/src/index.ts': "export { name } from '@headwater/core';\nexport * from './exa-limits.ts';\n",
      'packages/exa/src/exa-limits.ts': 'export const limit = 5;\n',
      'packages/exa/src/emulator/index.ts':
        "export { name } from '@headwater/testkit';\nexport { limit } from '../exa-limits.ts';\n",
      'packages/exa/test/a.test.ts': "import 'exa-js';\nimport 'node:fs';\nimport '@headwater/testkit';\n",
      'packages/arxiv/src/index.ts': "export { value } from 'fast-xml-parser';\n",
      'packages/semantic-scholar/src/index.ts': "export { name } from '@headwater/graphql';\n",
      'packages/federated-search/src/index.ts': "export { name } from '@headwater/evidence';\n",
      'packages/core/src/index.ts': "export const name = 'core';\n",
      'packages/core/src/node/transport/index.ts': "export * from 'undici';\n",
      'packages/core/src/schema/index.ts': "export * from 'zod';\n",
      'packages/core/src/node/index.ts': "export * from 'node:http';\n",
      'packages/evidence/src/index.ts': "export * from '@headwater/core';\nexport type Report = { title: string };\n",
      'packages/evidence/src/verify/index.ts':
        "import type { Report } from '../index.ts';\nexport const verify = (report: Report) => report;\n",
      'packages/mastra/src/index.ts': "export * from '@headwater/core';\nexport { value } from '@mastra/core';\n",
      'apps/server/src/shared/api.ts':
        "import type { name } from '@headwater/core';\nexport type Name = typeof name;\n",
      'apps/server/page/src/main.ts':
        "import type { Report } from '@headwater/evidence';\nexport * from '../../src/shared/api.ts';\nexport type R = Report;\n",
      'apps/server/src/runs.ts': "export * from '@headwater/exa';\nexport * from '@headwater/evidence';\n",
    });
    expect(await importDirections(root)).toEqual([]);
  });

  test('two files that need each other are found', async () => {
    const root = fixtureTree({
      'packages/core/src/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
      'packages/core/src/b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
    });
    expect((await importDirections(root)).join('\n')).toContain('(no-circle)');
  });
});
