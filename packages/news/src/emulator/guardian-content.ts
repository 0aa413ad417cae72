import type { EmulatorArticle } from './synthetic-articles.ts';

/** The path an article has at this newspaper: section, date, name. */
export function pathOf({ section, publishedAt, url }: EmulatorArticle): string {
  const [year, month, day] = publishedAt.slice(0, 10).split('-') as [string, string, string];
  const name = new URL(url).pathname.split('/').at(-1);
  return `${section}/${year}/${months[Number(month) - 1]}/${day}/${name}`;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** A name that can belong to nobody, in place of the newspaper's. */
export const WEB = 'https://www.guardian-sample.example';
export const API = 'https://content.guardian-sample.example';

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The fields of an article. All are texts, whatever they hold. */
function allFields(article: EmulatorArticle): Record<string, string> {
  const { title, description, body, author, publishedAt, imageUrl, language } = article;
  return {
    headline: title,
    trailText: `<strong>Sample:</strong> ${escapeHtml(description ?? body.slice(0, 100))}`,
    standfirst: `<p>${escapeHtml(description ?? title)}</p>`,
    body: `<p>${body.split('. ').map(escapeHtml).join('.</p> <p>')}</p>`,
    bodyText: body,
    ...(author === null ? {} : { byline: author }),
    ...(imageUrl === null ? {} : { thumbnail: imageUrl }),
    wordcount: String(body.split(' ').length),
    charCount: String(body.length),
    shortUrl: `${WEB}/p/${pathOf(article).length}`,
    lastModified: publishedAt,
    firstPublicationDate: publishedAt,
    publication: 'a paper that does not exist',
    productionOffice: 'UK',
    commentable: 'true',
    isPremoderated: 'false',
    shouldHideAdverts: 'false',
    showInRelatedContent: 'true',
    legallySensitive: 'false',
    lang: language,
  };
}

export interface GuardianTagRecord {
  id: string;
  type: string;
  webTitle: string;
  webUrl: string;
  apiUrl: string;
  sectionId?: string;
  sectionName?: string;
}

function tag(id: string, type: string, webTitle: string, section?: string): GuardianTagRecord {
  const links = { webUrl: `${WEB}/${id}`, apiUrl: `${API}/${id}` };
  return {
    id,
    type,
    webTitle,
    ...links,
    ...(section === undefined ? {} : { sectionId: section, sectionName: capital(section) }),
  };
}

export function tagsOf({ section, title, author }: EmulatorArticle): GuardianTagRecord[] {
  const subject = title.split(' in ')[0] as string;
  const slug = subject.toLowerCase().replaceAll(' ', '-');
  return [
    tag(`${section}/${slug}`, 'keyword', subject, section),
    tag('tone/news', 'tone', 'News'),
    tag('type/article', 'type', 'Article'),
    ...(author === null ? [] : [tag(`profile/${author.toLowerCase().replaceAll(' ', '')}`, 'contributor', author)]),
  ];
}

const chosen = (value: string | null): string[] => (value ?? '').split(',').filter((name) => name !== '');

/** One article with what the request asks to show of it. */
export function toContent(article: EmulatorArticle, query: URLSearchParams): object {
  const id = pathOf(article);
  const fields = chosen(query.get('show-fields'));
  const tags = chosen(query.get('show-tags'));
  const own = allFields(article);
  const shown = Object.entries(own).filter(([name]) => fields.includes('all') || fields.includes(name));
  return {
    id,
    type: 'article',
    sectionId: article.section,
    sectionName: capital(article.section),
    webPublicationDate: article.publishedAt,
    webTitle: article.title,
    webUrl: `${WEB}/${id}`,
    apiUrl: `${API}/${id}`,
    ...(shown.length > 0 && { fields: Object.fromEntries(shown) }),
    ...(tags.length > 0 && { tags: tagsOf(article).filter(({ type }) => tags.includes('all') || tags.includes(type)) }),
    ...(query.has('show-references') && { references: [] }),
    ...(query.has('show-rights') && { rights: { syndicatable: 'false', subscriptionDatabases: 'false' } }),
    ...(query.has('show-elements') && { elements: [] }),
    ...(query.has('show-blocks') && {
      blocks: { totalBodyBlocks: 1, body: [{ id: '1', bodyTextSummary: article.body }] },
    }),
    ...(query.get('show-section') === 'true' && { section: sectionRecord(article.section) }),
    isHosted: false,
    pillarId: 'pillar/news',
    pillarName: 'News',
  };
}

export function sectionRecord(id: string): {
  id: string;
  webTitle: string;
  webUrl: string;
  apiUrl: string;
  editions: object[];
} {
  const place = { id, webTitle: capital(id), webUrl: `${WEB}/${id}`, apiUrl: `${API}/${id}` };
  return { ...place, editions: [{ ...place, code: 'default' }] };
}
