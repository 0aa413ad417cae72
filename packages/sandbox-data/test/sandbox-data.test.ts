import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadSciFact, loadWikipediaPassages } from '../src/index.ts';

// White space that is not one plain space, or NUL: text a quote offset could trip over.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNCLEAN = /^\s|\s$|\s\s|[\u0000-\u001f]/;

describe('SciFact', async () => {
  const abstracts = await loadSciFact();

  it('holds every abstract and sentence once', () => {
    expect(abstracts).toHaveLength(5183);
    expect(abstracts.flatMap((abstract) => abstract.sentences)).toHaveLength(45_952);
    expect(new Set(abstracts.map((abstract) => abstract.id)).size).toBe(5183);
    expect(abstracts.find((abstract) => abstract.id === 4983)?.title).toMatch(/^Microstructural development of human/);
  });

  it('holds clean, well-formed text and nothing but text', () => {
    for (const { title, sentences, ...rest } of abstracts) {
      expect([title, ...sentences].filter((text) => UNCLEAN.test(text) || !text.isWellFormed())).toEqual([]);
      expect(Object.keys(rest)).toEqual(['id', 'structured']);
    }
  });
});

describe('Wikipedia passages', async () => {
  const passages = await loadWikipediaPassages();

  it('holds every passage once, clean and with a title', () => {
    expect(passages).toHaveLength(2600);
    expect(new Set(passages.map((passage) => passage.id)).size).toBe(2600);
    for (const { id, title, text, ...rest } of passages) {
      expect([title, text].filter((value) => value === '' || UNCLEAN.test(value) || !value.isWellFormed())).toEqual([]);
      expect(rest, id).toEqual({});
    }
  });
});

it('ships each collection with its licence, and no other file', async () => {
  const data = new URL('../data/', import.meta.url);
  const files = (await readdir(data, { recursive: true })).filter((file) => file.includes('.')).sort();
  expect(files).toEqual([
    'nq/ATTRIBUTION.md',
    'nq/passages.jsonl.gz',
    'scifact/ATTRIBUTION.md',
    'scifact/abstracts.jsonl.gz',
  ]);
  expect(await readFile(new URL('scifact/ATTRIBUTION.md', data), 'utf8')).toContain('ODC-By');
  expect(await readFile(new URL('nq/ATTRIBUTION.md', data), 'utf8')).toContain('CC BY-SA 3.0');
});
