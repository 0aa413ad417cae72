/**
 * The closed list of sentences a report may show without a source. The verifier owns it: a sentence is non-factual only
 * if it is byte-equal to an entry, whatever the writer says of it. None of them takes a parameter.
 */
export const templates = {
  'nothing-found': 'Nothing was found that matches this question.',
  'not-enough-evidence': 'There is not enough evidence in the sources that were searched to answer this question.',
  'related-only': 'The documents that were found touch on parts of the question, but none of them covers it.',
  'no-topic': 'The question names no topic that can be searched for.',
  'nothing-verified': 'No sentence of this report could be verified against its sources.',
} as const;

export type TemplateId = keyof typeof templates;

/** True if the text is exactly the template of that id. */
export function isTemplate(text: string, templateId: string): boolean {
  return Object.hasOwn(templates, templateId) && templates[templateId as TemplateId] === text;
}
