import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@headwater/testkit';
import { costUsd } from './budget.ts';
import { narrowed, selectOf } from './list-routes.ts';
import type { Json, Library, Shelf } from './model.ts';
import { notFound, reject } from './problems.ts';

const suggested = ['works', 'authors', 'sources', 'institutions', 'topics', 'keywords', 'publishers', 'funders'];

/** `GET /{entity}/{id}`: any form of an id, of which a merged one answers with a redirect. */
export function singleRoutes(library: Library, merged: Readonly<Record<string, string>>): EmulatorRoute[] {
  return library.paths.map((path) => ({
    method: 'GET',
    path: `/${path}/:id*`,
    limit: 'burst',
    handler: (request) => single(library.shelf(path) as Shelf, request, merged),
  }));
}

function single(shelf: Shelf, request: EmulatorRequest, merged: Readonly<Record<string, string>>): EmulatorReply {
  for (const name of request.query.keys())
    if (!['select', 'api_key', 'mailto'].includes(name)) reject(`${name} is not a valid parameter.`);
  const id = (request.params.id ?? '').replace(/^https?:\/\/openalex\.org\/(?:[a-z-]+\/)?/i, '');
  const into = merged[id.toUpperCase()];
  if (into !== undefined) {
    const search = request.query.size === 0 ? '' : `?${request.query}`;
    return { status: 301, headers: { location: `https://api.openalex.org/${shelf.path}/${into}${search}` }, text: '' };
  }
  const position = shelf.find(id);
  if (position === undefined) return notFound(`${shelf.path} ${id} not found`);
  const select = selectOf(shelf, request.query.get('select'));
  const item = shelf.whole(position);
  return { json: select === undefined ? item : Object.fromEntries(select.map((name) => [name, item[name] ?? null])) };
}

/** `GET /autocomplete` and `GET /autocomplete/{entity}`: names that begin with, or hold a word that begins with, the text. */
export function autocompleteRoutes(library: Library): EmulatorRoute[] {
  const complete = (paths: readonly string[], request: EmulatorRequest): EmulatorReply => {
    const text = request.query.get('q')?.trim().toLowerCase();
    if (!text) return reject('q parameter is required');
    const results = paths.flatMap((path) => suggestions(library, library.shelf(path) as Shelf, text, request));
    return {
      json: {
        meta: { count: results.length, db_response_time_ms: 3, page: 1, per_page: 10, cost_usd: costUsd(request) },
        results: results.slice(0, 10),
      },
    };
  };
  return [
    { method: 'GET', path: '/autocomplete', limit: 'burst', handler: (request) => complete(suggested, request) },
    {
      method: 'GET',
      path: '/autocomplete/:entity',
      limit: 'burst',
      handler: (request) => {
        const entity = request.params.entity ?? '';
        return suggested.includes(entity) ? complete([entity], request) : notFound(`${entity} is not an entity`);
      },
    },
  ];
}

function suggestions(library: Library, shelf: Shelf, text: string, { query }: EmulatorRequest): Json[] {
  const byId = shelf.find(text);
  const positions = byId === undefined ? narrowed(library, shelf, query).map(({ position }) => position) : [byId];
  const begins = (name: string) => name.startsWith(text) || name.includes(` ${text}`);
  return positions
    .map((position) => shelf.item(position))
    .filter((item) => byId !== undefined || begins(String(item.display_name).toLowerCase()))
    .map((item) => ({
      id: item.id,
      display_name: item.display_name,
      entity_type: shelf.path.replace(/s$/, ''),
      external_id: item.doi ?? item.orcid ?? item.ror ?? item.issn_l ?? null,
      cited_by_count: item.cited_by_count,
      works_count: item.works_count ?? null,
      hint:
        shelf.path === 'works'
          ? (item.authorships as Json[]).map((each) => each.raw_author_name).join(', ') || null
          : null,
    }));
}

/** The other host, `content.openalex.org`, stands below `/content` here. */
export function contentRoute(library: Library): EmulatorRoute {
  return {
    method: 'GET',
    path: '/content/works/:file',
    limit: 'burst',
    handler: ({ params }) => {
      const id = /^(W\d+)\.pdf$/i.exec(params.file ?? '')?.[1];
      const position = id === undefined ? undefined : library.works.find(id);
      const item = position === undefined ? undefined : library.works.item(position);
      if (!(item?.has_content as Json | undefined)?.pdf) return notFound('There is no PDF of this work');
      const text = `%PDF-1.4\n% ${item?.title}\n% Invented: a sample of Headwater.\n%%EOF\n`;
      return { headers: { 'content-type': 'application/pdf' }, text };
    },
  };
}
