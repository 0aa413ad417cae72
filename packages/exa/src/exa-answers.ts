import type { CallResult } from '@headwater/core';
import type { WireAnswer, WireCitation } from './exa-answer-schemas.ts';
import type { ExaAnswerContent, ExaAnswerOptions, ExaAnswerResponse, ExaCitation } from './exa-answer-types.ts';

/** Puts the text where it was asked for: an empty one, not a missing one. */
export function toCitation<Options extends ExaAnswerOptions>(
  { text, ...citation }: WireCitation,
  options: Options,
): ExaCitation<Options> {
  const page = {
    ...citation,
    id: citation.id ?? citation.url,
    title: citation.title ?? null,
    ...(options.text ? { text: text ?? '' } : text != null && { text }),
  };
  return page as unknown as ExaCitation<Options>;
}

export function toAnswerResponse<Options extends ExaAnswerOptions>(
  { value, skipped }: CallResult<WireAnswer>,
  options: Options,
): ExaAnswerResponse<Options> {
  const { answer, citations, ...rest } = value;
  // Without a schema the type promises text, whatever came.
  const isPromised = typeof answer === 'string' || options.outputSchema !== undefined;
  return {
    ...rest,
    answer: (isPromised ? answer : JSON.stringify(answer)) as ExaAnswerContent<Options>,
    citations: (citations ?? []).map((citation) => toCitation(citation, options)),
    skipped,
  };
}
