import type { SourceProvider } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import {
  createExa,
  type ExaAgentOutput,
  type ExaAgentRun,
  type ExaContentsOptions,
  type ExaResult,
  type ExaSettings,
  exa,
} from '../src/index.ts';

expectTypeOf(exa).toExtend<SourceProvider<ExaSettings>>();
createExa({
  apiKey: async () => 'token',
  baseUrl: 'https://proxy.example',
  headers: {},
  resilience: { limits: 'sandbox' },
});
// @ts-expect-error a key is a string or a function
createExa({ apiKey: 7 });

// Without contents there is no text to read.
const [bare] = (await exa.search('q')).results;
expectTypeOf(bare?.title).toEqualTypeOf<string | null | undefined>();
// @ts-expect-error text was not asked for
bare?.text;

// What was asked for is there.
const [withText] = (await exa.search({ query: 'q', contents: { text: { maxCharacters: 100 } } })).results;
expectTypeOf<NonNullable<typeof withText>['text']>().toEqualTypeOf<string>();
// @ts-expect-error highlights were not asked for
withText?.highlights;
const [withAll] = (await exa.search({ query: 'q', contents: { text: true, highlights: true, summary: true } })).results;
expectTypeOf<NonNullable<typeof withAll>['highlights']>().toEqualTypeOf<string[]>();
expectTypeOf<NonNullable<typeof withAll>['summary']>().toEqualTypeOf<string>();

// `false` is not asking, and a choice made at run time leaves it open.
const [without] = (await exa.search({ query: 'q', contents: { text: false } })).results;
// @ts-expect-error text was declined
without?.text;
const [perhaps] = (await exa.search({ query: 'q', contents: { text: Math.random() > 0.5 } })).results;
expectTypeOf<NonNullable<typeof perhaps>['text']>().toEqualTypeOf<string | undefined>();
expectTypeOf<ExaResult<ExaContentsOptions>['text']>().toEqualTypeOf<string | undefined>();

// The same options for pages whose addresses are known; text is the default there.
const pages = await exa.getContents(['https://a.example/']);
expectTypeOf<(typeof pages.succeeded)[number]['text']>().toEqualTypeOf<string>();
expectTypeOf(pages.failed[0]?.httpStatus).toEqualTypeOf<number | undefined>();
const summaries = await exa.getContents('https://a.example/', { summary: true });
expectTypeOf<(typeof summaries.results)[number]['summary']>().toEqualTypeOf<string>();
// @ts-expect-error only a summary was asked for
summaries.results[0]?.text;

// Categories and types are open; names are not.
exa.search({ query: 'q', type: 'deep-reasoning', category: 'a category of tomorrow' });
// @ts-expect-error startDate is not a name Exa knows
exa.search({ query: 'q', startDate: '2024-01-01' });
// @ts-expect-error contents options are the flat kind
exa.getContents(['https://a.example/'], { contents: { text: true } });

const { result, response } = await exa.search('q').withResponse();
expectTypeOf(result.costDollars?.total).toEqualTypeOf<number | null | undefined>();
expectTypeOf(response.requestId).toEqualTypeOf<string | undefined>();

// An answer is text unless a schema was given; citations hold text only when it was asked for.
const plain = await exa.answer('q');
expectTypeOf(plain.answer).toEqualTypeOf<string>();
// @ts-expect-error the text of citations was not asked for
plain.citations[0]?.text;
const structured = await exa.answer({ query: 'q', text: true, outputSchema: { type: 'object' } });
expectTypeOf(structured.answer).toEqualTypeOf<string | Record<string, unknown>>();
expectTypeOf<(typeof structured.citations)[number]['text']>().toEqualTypeOf<string>();
const declined = await exa.answer({ query: 'q', text: false });
// @ts-expect-error the text of citations was declined
declined.citations[0]?.text;
const left = await exa.answer({ query: 'q', text: Math.random() > 0.5 });
expectTypeOf<(typeof left.citations)[number]['text']>().toEqualTypeOf<string | undefined>();
// @ts-expect-error streaming has a method of its own
exa.answer({ query: 'q', stream: true });

for await (const chunk of exa.answerStream({ query: 'q', text: true })) {
  expectTypeOf(chunk.content).toEqualTypeOf<string | undefined>();
  expectTypeOf<NonNullable<typeof chunk.citations>[number]['text']>().toEqualTypeOf<string>();
}

// A streamed search needs a schema; its results are those of `search`.
// @ts-expect-error without an outputSchema Exa does not stream
exa.searchStream({ query: 'q' });
for await (const chunk of exa.searchStream({ query: 'q', outputSchema: { type: 'text' }, contents: { text: true } })) {
  if (chunk.type === 'results') expectTypeOf<(typeof chunk.results)[number]['text']>().toEqualTypeOf<string>();
  if (chunk.type === 'text-delta') expectTypeOf(chunk.delta).toEqualTypeOf<string>();
  // @ts-expect-error only text pieces have one
  if (chunk.type === 'done') chunk.delta;
}

// A run's status and effort are open; its output is null until it is completed.
const run = await exa.agentRuns.create({ query: 'q', effort: 'an effort of tomorrow' });
expectTypeOf(run.output).toEqualTypeOf<ExaAgentOutput | null>();
expectTypeOf(await exa.agentRuns.wait(run.id)).toEqualTypeOf<ExaAgentRun>();
for await (const event of exa.agentRuns.watch(run.id)) expectTypeOf(event.data).toEqualTypeOf<unknown>();
// @ts-expect-error a budget is an object
exa.agentRuns.create({ query: 'q', budget: 3 });
expectTypeOf((await exa.getContext('q')).response).toEqualTypeOf<string>();
const [similar] = (await exa.findSimilar({ url: 'https://a.example/', contents: { summary: true } })).results;
expectTypeOf<NonNullable<typeof similar>['summary']>().toEqualTypeOf<string>();
