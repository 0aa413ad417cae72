import { RateLimitedError, type ToolDefinition } from '@headwater/core';
import { describe, expect, test } from 'vitest';
import { createResearchTools } from '../src/index.ts';
import { fakeSource, makeDocument } from './sources.ts';

const finding = (name: string, kind: 'web' | 'academic' | 'news' | 'social') =>
  fakeSource(name, () => ({ documents: [makeDocument(name, 'a', { kind })] }), {
    kinds: [kind],
    costPerSearchUsd: 0.01,
  });

function toolOf(tools: readonly ToolDefinition[], id: string): ToolDefinition {
  const tool = tools.find((candidate) => candidate.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

/** As a framework does: check the input, run, check the output. */
async function run(tool: ToolDefinition, input: object) {
  const checked = await tool.input.standard['~standard'].validate(input);
  if (checked.issues) throw new Error(checked.issues.map(({ message }) => message).join('; '));
  const output = await tool.execute(checked.value);
  const valid = await tool.output.standard['~standard'].validate(output);
  if (valid.issues) throw new Error(`the output breaks its schema: ${JSON.stringify(valid.issues)}`);
  return output;
}

describe('the composed tools', () => {
  test('there is one for each group that is given', () => {
    const [web, papers, news] = [finding('web', 'web'), finding('papers', 'academic'), finding('news', 'news')];
    const ids = (settings: object) => createResearchTools(settings).map(({ id }) => id);
    expect(ids({ web: [web], academic: [papers], platforms: [news] })).toEqual([
      'web_search',
      'academic_search',
      'social_and_news_research',
    ]);
    expect(ids({ academic: [papers] })).toEqual(['academic_search']);
    expect(ids({})).toEqual([]);
  });

  test('each says what it asks and costs, and that it only reads', () => {
    const sources = [finding('one', 'web'), finding('two', 'web')];
    const tool = toolOf(createResearchTools({ web: sources }), 'web_search');
    expect(tool.hints).toEqual({ readOnly: true, idempotent: true, costUsd: 0.02 });
    expect(tool.description).toContain('one, two');
    expect(tool.input.json).toMatchObject({ type: 'object', required: ['query'] });
  });

  test('web_search passes days and hosts on and cuts long texts', async () => {
    const source = fakeSource(
      'web',
      () => ({ documents: [makeDocument('web', 'a', { kind: 'web', text: 'x'.repeat(500), textKind: 'full' })] }),
      { kinds: ['web'] },
    );
    const tool = toolOf(createResearchTools({ web: [source] }), 'web_search');
    const filters = { since: '2024-01-01', includeDomains: ['nature.com'] };
    const output = await run(tool, { query: 'rivers', maxCharacters: 100, ...filters });
    expect(source.asked[0]?.query).toEqual({ text: 'rivers', limit: 10, ...filters });
    expect(output.documents[0]).toMatchObject({ textKind: 'snippet', foundBy: ['web'], synthetic: true, doi: null });
    expect(output.documents[0].text).toHaveLength(100);
  });

  test('academic_search turns years into days, both ends included', async () => {
    const source = finding('papers', 'academic');
    const tool = toolOf(createResearchTools({ academic: [source] }), 'academic_search');
    await run(tool, { query: 'rivers', fromYear: 2019, toYear: 2020, openAccess: true, limit: 3 });
    expect(source.asked[0]?.query).toEqual({
      text: 'rivers',
      limit: 3,
      since: '2019-01-01',
      until: '2020-12-31',
      openAccess: true,
    });
    await expect(run(tool, { query: 'rivers', fromYear: 2021, toYear: 2020 })).rejects.toThrow(/fromYear/);
    await expect(run(tool, { query: 'rivers', fromYear: 20 })).rejects.toThrow(/>=1000/);
  });

  test('social_and_news_research asks the chosen platforms and tells their outcomes apart', async () => {
    const throttled = fakeSource(
      'x',
      () => {
        throw new RateLimitedError('slow down', { status: 429 });
      },
      { kinds: ['social'] },
    );
    const [news, forum] = [finding('news', 'news'), finding('forum', 'social')];
    const tool = toolOf(createResearchTools({ platforms: [news, throttled, forum] }), 'social_and_news_research');
    const output = await run(tool, { query: 'rivers', platforms: ['news', 'x'] });
    expect(output.outcome).toBe('partial');
    expect(output.sources).toEqual([
      { name: 'news', outcome: 'ok', found: 1, reason: null, unsupportedFilters: [] },
      { name: 'x', outcome: 'throttled', found: 0, reason: 'too many requests (429)', unsupportedFilters: [] },
    ]);
    expect(forum.asked).toEqual([]);
    await expect(run(tool, { query: 'rivers', platforms: ['myspace'] })).rejects.toThrow(/news/);
  });

  test('when nobody answered the output says so instead of an empty list alone', async () => {
    const broken = fakeSource('x', () => {
      throw new RateLimitedError('slow down');
    });
    const output = await run(toolOf(createResearchTools({ academic: [broken] }), 'academic_search'), {
      query: 'rivers',
    });
    expect(output).toMatchObject({ outcome: 'failed', documents: [], sources: [{ outcome: 'throttled' }] });
  });

  test('a cut never leaves half a character', async () => {
    const source = fakeSource('web', () => ({ documents: [makeDocument('web', 'a', { text: '😀'.repeat(200) })] }));
    const tool = toolOf(createResearchTools({ web: [source] }), 'web_search');
    const output = await run(tool, { query: 'x', maxCharacters: 101 });
    expect(output.documents[0].text.isWellFormed()).toBe(true);
  });
});
