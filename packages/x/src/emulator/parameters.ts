import type { EmulatorRequest } from '@headwater/testkit';
import { refuse } from './problems.ts';
import { ENUMS, MEDIA_FIELDS, PLACE_FIELDS, POLL_FIELDS, WORDS, type Wording } from './wording.ts';

/** Reads and checks the parameters of one request, refusing what X refuses. */
export interface Parameters {
  text(name: string): string | undefined;
  required(name: string): string;
  integer(name: string, minimum: number, maximum: number): number | undefined;
  oneOf(name: string, values: readonly string[]): string | undefined;
  list(name: string, allowed?: ReadonlySet<string>, most?: number): string[];
  id(name: string): string | undefined;
  time(name: string): number | undefined;
  flag(name: string): boolean;
}

const TIME = /^\d{4}-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,3})?Z$/;

export function readParameters(request: EmulatorRequest, allowed: readonly string[]): Parameters {
  const { query } = request;
  for (const [name, value] of query) {
    if (!allowed.includes(name)) {
      refuse(name, value, `The query parameter [${name}] is not one of [${allowed.join(',')}]`);
    }
  }
  const text = (name: string): string | undefined => query.get(name) ?? undefined;
  const parameters: Parameters = {
    text,
    required: (name) => text(name) || refuse(name, '', `The \`${name}\` query parameter can not be empty`),
    integer(name, minimum, maximum) {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = Number(value);
      if (/^\d+$/.test(value) && number >= minimum && number <= maximum) return number;
      return refuse(
        name,
        value,
        `The \`${name}\` query parameter value [${value}] is not between ${minimum} and ${maximum}`,
      );
    },
    oneOf(name, values) {
      const value = text(name);
      if (value === undefined || values.includes(value)) return value;
      return refuse(
        name,
        value,
        `The \`${name}\` query parameter value [${value}] is not one of [${values.join(',')}]`,
      );
    },
    list(name, allowedValues, most = 100) {
      const value = text(name);
      if (value === undefined) return [];
      const values = value.split(',');
      if (values.length > most) refuse(name, value.slice(0, 80), `size must be less than or equal to ${most}`);
      for (const each of values) {
        if (each === '' || (allowedValues !== undefined && !allowedValues.has(each))) {
          refuse(name, each, `The \`${name}\` query parameter value [${each}] is not one of the values it takes`);
        }
      }
      return values;
    },
    id(name) {
      const value = text(name);
      if (value === undefined || /^\d{1,19}$/.test(value)) return value;
      return refuse(name, value, `The \`${name}\` query parameter value [${value}] is not valid`);
    },
    time(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const at = TIME.test(value) ? Date.parse(value) : Number.NaN;
      // `Date.parse` moves 31 February into March.
      const isReal = !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === value.slice(0, 10);
      return isReal ? at : refuse(name, value, `Invalid '${name}':'${value}'. Expected YYYY-MM-DDTHH:mm:ssZ`);
    },
    flag: (name) => parameters.oneOf(name, ['true', 'false']) === 'true',
  };
  return parameters;
}

export const POST_FIELD_PARAMETERS = [
  'tweet.fields',
  'post.fields',
  'user.fields',
  'media.fields',
  'poll.fields',
  'place.fields',
  'expansions',
];
export const USER_FIELD_PARAMETERS = ['tweet.fields', 'post.fields', 'user.fields', 'expansions'];

/** What a request wants to see of posts, users and the rest. */
export interface Selection {
  wording: Wording;
  posts: ReadonlySet<string>;
  users: ReadonlySet<string>;
  media: ReadonlySet<string>;
  polls: ReadonlySet<string>;
  places: ReadonlySet<string>;
  expansions: ReadonlySet<string>;
}

/** Which names a request is written in: one of X's two, or whichever it uses. */
export function wordingOf({ query }: EmulatorRequest, fixed: Wording | 'either'): Wording {
  if (fixed !== 'either') return fixed;
  const expansions = query.get('expansions') ?? '';
  return query.has('post.fields') || /_posts?\b|_post_ids?\b/.test(expansions) ? 'post' : 'tweet';
}

export function readSelection(parameters: Parameters, wording: Wording, of: 'posts' | 'users'): Selection {
  const words = WORDS[wording];
  const enums = ENUMS[wording];
  const foreign = parameters.text(words.otherFields);
  if (foreign !== undefined)
    refuse(words.otherFields, foreign, `The query parameter [${words.otherFields}] is not known`);
  const media = of === 'posts';
  return {
    wording,
    posts: new Set(['id', 'text', words.editHistory, ...parameters.list(words.fields, enums.posts)]),
    users: new Set(['id', 'name', 'username', ...parameters.list('user.fields', enums.users)]),
    media: new Set(['media_key', 'type', ...(media ? parameters.list('media.fields', MEDIA_FIELDS) : [])]),
    polls: new Set(['id', 'options', ...(media ? parameters.list('poll.fields', POLL_FIELDS) : [])]),
    places: new Set(['id', 'full_name', ...(media ? parameters.list('place.fields', PLACE_FIELDS) : [])]),
    expansions: new Set(parameters.list('expansions', of === 'posts' ? enums.postExpansions : enums.userExpansions)),
  };
}
