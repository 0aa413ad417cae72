import { InvalidRequestError, ResponseInvalidError } from '@headwater/core';
import type { Schema } from '@headwater/core/schema';
import type { X2jOptions } from 'fast-xml-parser';
import { childrenOf, type Element, textOf } from './arxiv-element.ts';
import { readEntry } from './arxiv-entry.ts';
import { errorEntry, inFeedFailure } from './arxiv-errors.ts';
import type { ArxivFeed } from './arxiv-types.ts';
import { oneLine } from './arxiv-xml.ts';

const lists = new Set(['entry', 'author', 'category', 'link', 'arxiv:affiliation']);

/** No entities (ours are read later, once), no numbers (`2107.05580` ends in a zero), lists always lists. */
const parserOptions: X2jOptions = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: '#cdata',
  maxNestedTags: 32,
  // Half the time: nothing here asks where an element stands.
  jPath: false,
  isArray: (name) => lists.has(name),
};

/** A page of a gateway or half a feed passes mostly, so it is asked for again. */
function notAFeed(operation: string, what: string): ResponseInvalidError {
  return new ResponseInvalidError(`the answer is ${what} where an Atom feed was expected`, {
    provider: 'arxiv',
    operation,
    status: 200,
    retryable: true,
    hint: 'Check the option baseUrl if this goes on.',
  });
}

/** The parser takes longer to import than all the rest: it is loaded by the first call, before its time begins to count. */
export async function loadParser(): Promise<typeof import('fast-xml-parser')> {
  return import('fast-xml-parser');
}

async function parseXml(text: string, operation: string): Promise<Element> {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text) || /<html[\s>]/i.test(text.slice(0, 1000)))
    throw notAFeed(operation, 'a web page');
  if (!/^\ufeff?\s*</.test(text)) throw notAFeed(operation, text.trim() === '' ? 'empty' : 'plain text');
  const { XMLParser, XMLValidator } = await loadParser();
  if (XMLValidator.validate(text) !== true) throw notAFeed(operation, 'cut off or malformed XML');
  try {
    return new XMLParser(parserOptions).parse(text) as Element;
  } catch {
    // What the parser says can hold the text; the text can hold anything.
    throw notAFeed(operation, 'XML that cannot be read');
  }
}

/** Reads a feed. One entry that is malformed never costs the others. */
async function readFeed(text: string, operation: string, emptyFirstPage: 'fault' | 'answer'): Promise<ArxivFeed> {
  const root = await parseXml(text, operation);
  const feed = root.feed as Element | undefined;
  if (typeof feed !== 'object' || feed === null) throw notAFeed(operation, 'other XML');
  const entries = childrenOf(feed, 'entry');
  const refusal = entries
    .map((entry) => [textOf(entry, 'id'), textOf(entry, 'summary')] as const)
    .find(([id]) => errorEntry.test(id));
  if (refusal !== undefined) {
    const { message, ...details } = inFeedFailure(...refusal);
    throw new InvalidRequestError(`${message} (HTTP 200)`, { provider: 'arxiv', operation, status: 200, ...details });
  }
  const total = countOf(feed, 'opensearch:totalResults', operation);
  const start = countOf(feed, 'opensearch:startIndex', operation);
  const perPage = countOf(feed, 'opensearch:itemsPerPage', operation);
  if (entries.length === 0 && start < total && (start > 0 || emptyFirstPage === 'fault')) {
    // https://github.com/lukasschwab/arxiv.py/issues/43: the next try mostly brings what this one left out.
    throw new ResponseInvalidError(`the page at ${start} is empty although there are ${total} papers`, {
      provider: 'arxiv',
      operation,
      status: 200,
      retryable: true,
      hint: 'Try later, with a smaller page, or narrow the query.',
    });
  }
  const read = entries.map(readEntry);
  return {
    title: oneLine(textOf(feed, 'title')),
    updated: textOf(feed, 'updated') || null,
    total,
    start,
    perPage,
    papers: read.flatMap(({ paper }) => paper ?? []),
    skipped: read.flatMap(({ reason }, index) => (reason === undefined ? [] : { index, reason })),
  };
}

function countOf(feed: Element, name: string, operation: string): number {
  const text = textOf(feed, name).trim();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ResponseInvalidError(`the feed has no number in ${name}`, {
    provider: 'arxiv',
    operation,
    status: 200,
    hint: 'The service may have changed; look for a newer version of this package.',
  });
}

/**
 * The schema of an answer: text in, feed out. What the text turns out to be is thrown as the error it is, because a schema's
 * own issues cannot say that asking again helps.
 *
 * @param emptyFirstPage whether a feed without entries that counts some is a fault. Among ids it is not: unknown ones may count.
 */
export function feedSchema(operation: string, emptyFirstPage: 'fault' | 'answer'): Schema<ArxivFeed> {
  return {
    '~standard': {
      version: 1,
      vendor: 'headwater',
      validate: async (text) => ({ value: await readFeed(String(text), operation, emptyFirstPage) }),
    },
  };
}
