import { isIsoDate, type SkippedItem, webAddress } from '@headwater/core';
import { lineOrNull, textOrNull } from '../html-text.ts';
import { baseLanguage } from '../languages.ts';
import type { NewsArticle } from '../news-types.ts';
import { placesOf, salvage } from '../salvage.ts';
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
  (references ?? []).flatMap((each) => (each == null ? [] : [{ id: each.id, type: each.type ?? null }]));

export function toTag({ references, ...tag }: WireTag): GuardianTag {
  const { id, webTitle, type = null, webUrl = null, apiUrl = null, sectionId = null, sectionName = null } = tag;
  return { id, webTitle, type, webUrl, apiUrl, sectionId, sectionName, references: presentReferences(references) };
}

export function toContent<Field extends GuardianField>(
  wire: WireContent,
  asked: readonly Field[],
  rank: number,
): GuardianContent<Field> {
  return {
    id: wire.id,
    type: wire.type ?? null,
    webTitle: wire.webTitle,
    webUrl: wire.webUrl,
    apiUrl: wire.apiUrl ?? null,
    sectionId: wire.sectionId ?? null,
    sectionName: wire.sectionName ?? null,
    webPublicationDate: wire.webPublicationDate ?? null,
    pillarId: wire.pillarId ?? null,
    pillarName: wire.pillarName ?? null,
    isHosted: wire.isHosted ?? null,
    fields: toFields(wire.fields ?? {}, asked) as GuardianContent<Field>['fields'],
    tags: salvage(wireTag, wire.tags ?? []).items.map(toTag),
    references: presentReferences(wire.references),
    elements: wire.elements ?? null,
    blocks: wire.blocks ?? null,
    rights: wire.rights ?? null,
    section: wire.section ?? null,
    rank,
  };
}

/** The articles of a list that are whole, and those that are not. */
export function toContents<Field extends GuardianField>(
  list: readonly unknown[],
  asked: readonly Field[],
  offset = 0,
): { items: GuardianContent<Field>[]; skipped: SkippedItem[] } {
  const { items, skipped } = salvage(wireContent, list);
  const places = placesOf(items.length, skipped);
  return { items: items.map((wire, at) => toContent(wire, asked, offset + (places[at] as number))), skipped };
}

export function toSection({ id, webTitle, webUrl = null, apiUrl = null, editions }: WireSection): GuardianSection {
  const present = (editions ?? []).filter((each) => each != null);
  return {
    id,
    webTitle,
    webUrl,
    apiUrl,
    editions: present.map((each) => ({ ...placeOf(each), code: each.code ?? null })),
  };
}

type WirePlace = { id: string } & { [name in 'webTitle' | 'webUrl' | 'apiUrl']?: string | null | undefined };

const placeOf = ({ id, webTitle = null, webUrl = null, apiUrl = null }: WirePlace) => ({
  id,
  webTitle,
  webUrl,
  apiUrl,
});

export function toEdition(wire: WireEdition): GuardianEdition {
  return { ...placeOf(wire), path: wire.path ?? null, edition: wire.edition ?? null };
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
  const url = webAddress(content.webUrl) ?? content.webUrl;
  const contributors = tags.filter(({ type }) => type === 'contributor').map(({ webTitle }) => webTitle);
  return {
    id: lineOrNull(content.id) ?? content.id,
    backend: 'guardian',
    url,
    title: textOrNull(content.webTitle),
    author: textOrNull(fields.byline)?.replaceAll('\n', ' ') ?? textOrNull(contributors.join(', ')),
    source: {
      id: 'the-guardian',
      name: 'The Guardian',
      domain: URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : null,
    },
    publishedAt: webPublicationDate !== null && isIsoDate(webPublicationDate) ? webPublicationDate : null,
    seenAt: null,
    summary: textOrNull(fields.trailText),
    preview: null,
    truncated: false,
    body: textOrNull(fields.bodyText),
    imageUrl: lineOrNull(fields.thumbnail),
    language: fields.lang === null ? null : (baseLanguage(fields.lang) ?? null),
    rank: content.rank,
  };
}
