import { bestSentence } from './excerpts.ts';
import type { EmulatorPage } from './pages.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** An answer put together from sentences of the pages, each with its page. The emulator writes nothing itself. */
export function composeAnswer(
  pages: readonly EmulatorPage[],
  query: string,
): { text: string; sources: EmulatorPage[] } {
  const found = pages.slice(0, 3).flatMap((page) => {
    const sentence = bestSentence(page.text, query);
    return sentence === undefined ? [] : [{ sentence, page }];
  });
  // A sentence that shares much less with the question than the best one is about something else.
  const most = Math.max(...found.map(({ sentence }) => sentence.shared));
  const chosen = found.filter(({ sentence }) => sentence.shared * 2 > most);
  return { text: chosen.map(({ sentence }) => sentence.text).join(' '), sources: chosen.map(({ page }) => page) };
}

/** A value of the schema's shape, its strings taken from the pages. */
export function fillSchema(schema: JsonSchema, pages: readonly EmulatorPage[], query: string): unknown {
  const first = Array.isArray(schema.enum) ? schema.enum[0] : undefined;
  if (first !== undefined) return first;
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
      return Object.fromEntries(properties.map(([name, property]) => [name, fillSchema(property, pages, query)]));
    }
    case 'array':
      return pages.slice(0, 3).map((page) => fillSchema((schema.items ?? {}) as JsonSchema, [page], query));
    case 'number':
    case 'integer':
      return pages.length;
    case 'boolean':
      return pages.length > 0;
    case 'null':
      return null;
    default:
      return composeAnswer(pages, query).text;
  }
}

/** `output` of a search with an output schema: content, and for each field the pages behind it. */
export function synthesize(schema: JsonSchema, pages: readonly EmulatorPage[], query: string): object {
  const isObject = schema.type === 'object';
  const content = isObject ? fillSchema(schema, pages, query) : composeAnswer(pages, query).text;
  const fields = isObject ? Object.keys(content as object) : ['content'];
  const citations = pages.slice(0, 3).map((page) => ({ url: page.url, title: page.title ?? '' }));
  return { content, grounding: fields.map((field) => ({ field, citations, confidence: 'low' })) };
}
