import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endpoints } from '../checks/endpoints.mjs';
import { readEndpointTables, renderEndpointTables } from '../lib/endpoint-tables.mjs';
import { fixtureTree } from './fixture-tree.ts';

test('endpoint tables: every claim names a test that is there, or a reason, and the document says the same', () => {
  const table = {
    service: 'Exa API',
    docs: 'https://docs.example',
    read: '2026-09',
    endpoints: [
      {
        endpoint: 'POST /search',
        call: 'search()',
        test: 'exa.test.ts: sends every option',
        parameters: { query: true, stream: { unsupported: 'comes with another package' } },
      },
    ],
  };
  const tree = (endpointsJson: object) =>
    fixtureTree({
      'packages/exa/endpoints.json': JSON.stringify(endpointsJson),
      'packages/exa/test/exa.test.ts': "it('sends every option', () => {});\n",
      'packages/semantic-scholar/endpoints.json': '[]',
      'packages/arxiv/endpoints.json': '[]',
      'docs/endpoints.md': '',
    });
  const root = tree(table);
  expect(endpoints(root)).toEqual([expect.stringContaining('not up to date')]);
  const document = renderEndpointTables(readEndpointTables(root));
  expect(document).toContain('1 endpoints, 2 parameters; 2 supported, 1 not');
  writeFileSync(join(root, 'docs/endpoints.md'), document);
  expect(endpoints(root)).toEqual([]);

  const [endpoint] = table.endpoints;
  const wrong = (change: object) => endpoints(tree({ ...table, endpoints: [{ ...endpoint, ...change }] })).join('\n');
  expect(wrong({ test: 'exa.test.ts: sends nothing' })).toContain('holds no test "sends nothing"');
  expect(wrong({ test: 'gone.test.ts: sends every option' })).toContain('there is no packages/exa/test/gone.test.ts');
  expect(wrong({ parameters: { query: { unsupported: '' } } })).toContain('POST /search, query: no reason why not');
  expect(wrong({ parameters: { query: 7 } })).toContain('names no test');
  expect(endpoints(fixtureTree({})).join('\n')).toContain('no endpoints.json');
});
