import { isIsoDate, type SkippedItem } from '@headwater/core';
import { lineOrNull, textOrNull } from '../html-text.ts';
import { baseLanguage } from '../languages.ts';
import { domainOf, newsArticle } from '../news-article.ts';
import type { NewsArticle } from '../news-types.ts';
import { orNull } from '../or-null.ts';
import {
  type WireContent,
  type WireEdition,
  type WireItem,
  type WireSection,
  type WireTag,
  wireContent,
  wireTag,
} from './guardian-schemas.ts';
import type {
  GuardianContent,
  GuardianEdition,
  GuardianField,
  GuardianItem,
  GuardianSection,
  GuardianTag,
} from './guardian-types.ts';
import { salvage } from './salvage.ts';

const numbers = new Set(['wordcount', 'charCount', 'starRating', 'score', 'internalPageCode']);
const booleans = new Set(
  'commentable isPremoderated allowUgc shouldHideAdverts showInRelatedContent hasStoryPackage liveBloggingNow isInappropriateForSponsorship legallySensitive isLive showAffiliateLinks'.split(
    ' ',
  ),
);

/** Every value comes as a text. One that is not what its field holds is `null`. */
function coerce(name: string, value: unknown): string | number | boolean | null {
  if (numbers.has(name)) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : null;
  }
  if (booleans.has(name)) return String(value) === 'true' ? true : String(value) === 'false' ? false : null;
  return typeof value === 'string' ? value : null;
}

function toFields(given: Record<string, unknown>, asked: readonly GuardianField[]): Record<string, unknown> {
  const names = asked.includes('all') ? Object.keys(given) : asked;
  return Object.fromEntries(
    names.map((name) => [name, coerce(name, Object.hasOwn(given, name) ? given[name] : undefined)]),
  );
}

const presentReferences = (references: WireContent['references']) =>
  (references ?? []).flatMap((each) => (each == null ? [] : [{ id: each.id, ...orNull(each, 'type') }]));

export function toTag(wire: WireTag): GuardianTag {
  return {
    id: wire.id,
    webTitle: wire.webTitle,
    ...orNull(wire, 'type', 'webUrl', 'apiUrl', 'sectionId', 'sectionName'),
    references: presentReferences(wire.references),
  };
}

export function toContent<Field extends GuardianField>(
  wire: WireContent,
  asked: readonly Field[],
  rank: number,
): GuardianContent<Field> {
  return {
    id: wire.id,
    webTitle: wire.webTitle,
    webUrl: wire.webUrl,
    ...orNull(wire, 'type', 'apiUrl', 'sectionId', 'sectionName', 'webPublicationDate', 'pillarId', 'pillarName'),
    ...orNull(wire, 'isHosted', 'elements', 'blocks', 'rights', 'section'),
    fields: toFields(wire.fields ?? {}, asked) as GuardianContent<Field>['fields'],
    tags: salvage(wireTag, wire.tags ?? [], toTag).items,
    references: presentReferences(wire.references),
    rank,
  };
}

/** The articles of a list that are whole, and those that are not. */
export function toContents<Field extends GuardianField>(
  list: readonly unknown[],
  asked: readonly Field[],
  offset = 0,
): { items: GuardianContent<Field>[]; skipped: SkippedItem[] } {
  return salvage(wireContent, list, (wire, index) => toContent(wire, asked, offset + index));
}

export function toSection(wire: WireSection): GuardianSection {
  return {
    id: wire.id,
    webTitle: wire.webTitle,
    ...orNull(wire, 'webUrl', 'apiUrl'),
    editions: (wire.editions ?? []).flatMap((each) =>
      each == null ? [] : [{ id: each.id, ...orNull(each, 'webTitle', 'webUrl', 'apiUrl', 'code') }],
    ),
  };
}

export function toEdition(wire: WireEdition): GuardianEdition {
  return { id: wire.id, ...orNull(wire, 'webTitle', 'webUrl', 'apiUrl', 'path', 'edition') };
}

const lists = ['results', 'leadContent', 'storyPackage', 'editorsPicks', 'mostViewed', 'relatedContent'] as const;

export function toItem<Field extends GuardianField>(
  { response }: WireItem,
  asked: readonly Field[],
): GuardianItem<Field> {
  const { content, tag, section, edition } = response;
  const read = lists.map((name) => [name, toContents(response[name] ?? [], asked)] as const);
  return {
    content: content ? toContent(content, asked, 0) : null,
    tag: tag ? toTag(tag) : null,
    section: section ? toSection(section) : null,
    edition: edition ? toEdition(edition) : null,
    ...(Object.fromEntries(read.map(([name, { items }]) => [name, items])) as Pick<
      GuardianItem<Field>,
      (typeof lists)[number]
    >),
    skipped: read.flatMap(([, { skipped }]) => skipped),
  };
}

/** Fields a shared search asks for. */
export const articleFields = ['trailText', 'bodyText', 'byline', 'thumbnail', 'lang'] as const;

export function toNewsArticle(content: GuardianContent<(typeof articleFields)[number]>): NewsArticle {
  const { fields, tags, webPublicationDate } = content;
  const contributors = tags.filter(({ type }) => type === 'contributor').map(({ webTitle }) => webTitle);
  return newsArticle('guardian', content.webUrl, {
    id: lineOrNull(content.id) ?? content.id,
    title: textOrNull(content.webTitle),
    author: textOrNull(fields.byline)?.replaceAll('\n', ' ') ?? textOrNull(contributors.join(', ')),
    source: { id: 'the-guardian', name: 'The Guardian', domain: domainOf(content.webUrl) },
    publishedAt: webPublicationDate !== null && isIsoDate(webPublicationDate) ? webPublicationDate : null,
    summary: textOrNull(fields.trailText),
    body: textOrNull(fields.bodyText),
    imageUrl: lineOrNull(fields.thumbnail),
    language: baseLanguage(fields.lang ?? '') ?? null,
    rank: content.rank,
  });
}
