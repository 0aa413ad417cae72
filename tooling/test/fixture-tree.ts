import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export const workspacePackages = [
  'core',
  'testkit',
  'graphql',
  'evidence',
  'federated-search',
  'mastra',
  'exa',
  'semantic-scholar',
  'arxiv',
];
const foreignPackages = ['undici', 'zod', 'ai', 'exa-js', 'fast-xml-parser', '@mastra/core'];

/** A repository in miniature: every layer has one package, installed as a workspace would be. Gone after the test. */
export function fixtureTree(files: Record<string, string>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-tree-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const name of workspacePackages) {
    const exports = { '.': { '@headwater/source': './src/index.ts', default: './dist/index.js' } };
    write(`packages/${name}/package.json`, JSON.stringify({ name: `@headwater/${name}`, type: 'module', exports }));
    write(`packages/${name}/src/index.ts`, `export const name = '${name}';\n`);
    mkdirSync(join(root, 'node_modules/@headwater'), { recursive: true });
    symlinkSync(join(root, 'packages', name), join(root, 'node_modules/@headwater', name));
  }
  for (const name of foreignPackages) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, type: 'module', exports: './index.js' }));
    write(`node_modules/${name}/index.js`, 'export const value = 1;\n');
  }
  for (const [path, text] of Object.entries(files)) write(path, text);
  return root;
}
