import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { problem } from './credentials.ts';
import type { Library, StoredRepository } from './repositories.ts';
import { fileShape, issueShape, readmeShape, repositoryShape, textMatches } from './rest-shapes.ts';
import { type Hit, namesStranger, searchFiles, searchIssues, searchRepositories } from './search.ts';
import { readSearch } from './search-syntax.ts';

const window = 1000;

/** Where the caller reached this service: links lead back there. */
export function originOf({ headers }: EmulatorRequest): string {
  const host = headers.get('host');
  return host === null ? 'https://api.github.com' : `http://${host}`;
}

const invalid = (field: string, code: string, message?: string): EmulatorReply =>
  problem(422, 'Validation Failed', {
    errors: [{ resource: 'Search', field, code, ...(message === undefined ? {} : { message }) }],
  });

interface SearchKind<Item> {
  sorts: readonly string[];
  find(library: Library, q: string, sort?: string, order?: string): Hit<Item>[];
  shape(item: Item, origin: string): Record<string, unknown>;
  /** What the text-match media type looks in. */
  text(item: Item): [property: string, text: string];
}

const kinds = {
  repositories: {
    sorts: ['stars', 'forks', 'help-wanted-issues', 'updated'],
    find: searchRepositories,
    shape: repositoryShape,
    text: (item: StoredRepository) => ['description', item.description ?? ''],
  } satisfies SearchKind<StoredRepository>,
  issues: {
    sorts: ['comments', 'reactions', 'reactions-+1', 'interactions', 'created', 'updated'],
    find: searchIssues,
    shape: issueShape,
    text: ({ issue }) => ['body', issue.body ?? ''],
  } satisfies SearchKind<Parameters<typeof issueShape>[0]>,
  code: {
    sorts: ['indexed'],
    find: searchFiles,
    shape: fileShape,
    text: ({ text }) => ['content', text],
  } satisfies SearchKind<Parameters<typeof fileShape>[0]>,
};

export function search(library: Library, kindName: keyof typeof kinds, request: EmulatorRequest): EmulatorReply {
  const kind = kinds[kindName] as SearchKind<unknown>;
  const q = request.query.get('q') ?? '';
  if (q.trim() === '') return invalid('q', 'missing');
  const { words, excludedWords } = readSearch(q);
  if ([...words, ...excludedWords].join(' ').length > 256)
    return invalid('q', 'invalid', 'The search is longer than 256 characters.');
  if ((q.match(/\b(?:AND|OR|NOT)\b/g) ?? []).length > 5)
    return invalid('q', 'invalid', 'More than five AND / OR / NOT operators were used.');
  if (kindName === 'code' && words.length === 0)
    return invalid('q', 'invalid', 'ERROR_TYPE_QUERY_PARSING_FATAL unable to parse query!');
  if (namesStranger(library, q)) {
    return invalid(
      'q',
      'invalid',
      'The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them.',
    );
  }
  const sort = request.query.get('sort') ?? undefined;
  // An unknown sort is ignored, as is an order without one.
  const known = sort !== undefined && kind.sorts.includes(sort) ? sort : undefined;
  const perPage = Math.min(100, Math.max(1, Number(request.query.get('per_page') ?? 30) || 30));
  const page = Math.max(1, Number(request.query.get('page') ?? 1) || 1);
  if ((page - 1) * perPage >= window) return problem(422, 'Only the first 1000 search results are available');
  const hits = kind.find(library, q, known, request.query.get('order') ?? undefined);
  const origin = originOf(request);
  const wantsMatches = (request.headers.get('accept') ?? '').includes('text-match');
  const unquoted = words.flatMap((word) => word.split(/[^\p{L}\p{N}]+/u)).filter((word) => word !== '');
  const items = hits
    .slice(0, window)
    .slice((page - 1) * perPage, page * perPage)
    .map(({ item, score }) => {
      const shaped = kind.shape(item, origin);
      const [property, text] = kind.text(item);
      return {
        ...shaped,
        score,
        ...(wantsMatches ? { text_matches: textMatches(property, text, unquoted, String(shaped.url)) } : {}),
      };
    });
  const last = Math.max(1, Math.ceil(Math.min(window, hits.length) / perPage));
  return {
    headers: linkHeader(request, origin, page, last),
    json: { total_count: hits.length, incomplete_results: false, items },
  };
}

function linkHeader(request: EmulatorRequest, origin: string, page: number, last: number): Record<string, string> {
  const to = (number: number, rel: string): string => {
    const query = new URLSearchParams(request.query);
    query.set('page', String(number));
    return `<${origin}${request.path}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first')] : []),
  ];
  return links.length === 0 ? {} : { link: links.join(', ') };
}

type RepositoryHandler = (repository: StoredRepository, request: EmulatorRequest) => EmulatorReply;

/** Finds the repository of a path; a former name is answered with a redirect to its number. */
export function onRepository(library: Library, suffix: string, handler: RepositoryHandler) {
  return (request: EmulatorRequest): EmulatorReply => {
    const { owner = '', name = '', id } = request.params;
    const repository = id === undefined ? library.find(owner, name) : library.byId(Number(id));
    if (repository === undefined) return problem(404, 'Not Found');
    const isFormer = id === undefined && repository.fullName.toLowerCase() !== `${owner}/${name}`.toLowerCase();
    if (!isFormer) return handler(repository, request);
    const url = `${originOf(request)}/repositories/${repository.id}${suffix}`;
    return {
      status: 301,
      headers: { location: url },
      json: { message: 'Moved Permanently', url, documentation_url: 'https://docs.github.com/rest' },
    };
  };
}

export const showRepository: RepositoryHandler = (repository, request) => ({
  json: repositoryShape(repository, originOf(request)),
});
export const showTopics: RepositoryHandler = (repository) => ({ json: { names: repository.topics } });
export const showReadme: RepositoryHandler = (repository, request) => {
  const ref = request.query.get('ref');
  const readme =
    ref === null || ref === 'main' || ref === 'HEAD' ? readmeShape(repository, originOf(request)) : undefined;
  return readme === undefined ? problem(404, 'Not Found') : { json: readme };
};
