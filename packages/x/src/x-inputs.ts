import { instantOf, isIsoDate } from '@headwater/core';
import {
  array,
  boolean,
  number,
  oneOf,
  optional,
  refine,
  type Schema,
  strictObject,
  string,
} from '@headwater/core/schema';
import { archiveStart, batchSize, queryLength, recentDays, ruleLength, timelineStart } from './x-limits.ts';
import type { XAccess, XCountsOptions, XPostOptions, XStreamRule, XTimeOptions, XUserOptions } from './x-types.ts';

// What callers give. Unknown names are refused, and nothing is sent that X would refuse or charge for in vain.

const name = string({ pattern: /^[A-Za-z0-9_.]{1,60}$/ });
const names = optional(array(name, { maxLength: 60 }));
const id = string({ pattern: /^\d{1,19}$/ });
const token = optional(string({ pattern: /^[\w.~+/=-]{1,512}$/ }));
const time = optional(refine(string(), isIsoDate, 'expected an ISO 8601 date or time such as 2026-05-31T00:00:00Z'));

const userFields = { userFields: names, postFields: names, expansions: names };
const postFields = { ...userFields, mediaFields: names, pollFields: names, placeFields: names };
const times = { startTime: time, endTime: time, sinceId: optional(id), untilId: optional(id) };
const pageOf = (minimum: number, maximum: number) => ({
  maxResults: number({ integer: true, minimum, maximum }),
  token,
});

const dayMs = 86_400_000;

/** The instant in X's form, to the second. A day alone is its beginning, or its end where the bound is exclusive. */
export function toInstant(text: string, bound: 'start' | 'end'): string {
  const at = instantOf(text, 'start');
  const shifted = bound === 'end' && !text.includes('T') ? at + dayMs : at;
  return `${new Date(shifted).toISOString().slice(0, 19)}Z`;
}

export interface TimeRules {
  now: () => number;
  /** Earliest start; `recent` is seven days ago. */
  from: 'recent' | 'archive' | 'timeline';
}

const earliest = { archive: archiveStart, timeline: timelineStart };

function timeProblem({ startTime, endTime, sinceId, untilId }: XTimeOptions, { now, from }: TimeRules) {
  const start = startTime === undefined ? undefined : Date.parse(toInstant(startTime, 'start'));
  const end = endTime === undefined ? undefined : Date.parse(toInstant(endTime, 'end'));
  const first = from === 'recent' ? now() - recentDays * dayMs : Date.parse(earliest[from]);
  if (start !== undefined && start < first) {
    return from === 'recent'
      ? 'startTime is more than seven days ago: use the archive (searchAll, countAll)'
      : `startTime is before ${earliest[from]}`;
  }
  if (end !== undefined && end <= first) return 'endTime is before the first post there is';
  if (start !== undefined && start >= now()) return 'startTime is in the future';
  if (end !== undefined && end > now()) return 'endTime is in the future';
  if (start !== undefined && end !== undefined && start >= end) return 'startTime must be before endTime';
  if (startTime !== undefined && sinceId !== undefined) return 'startTime and sinceId cannot both be given';
  return sinceId !== undefined && untilId !== undefined && BigInt(sinceId) >= BigInt(untilId)
    ? 'sinceId must be older than untilId'
    : undefined;
}

/** Each rule is checked apart, so that the message names the one that is broken. */
function withTimes<Input extends XTimeOptions>(schema: Schema<Input>, rules: TimeRules): Schema<Input> {
  const problems = [
    'startTime is more than seven days ago: use the archive (searchAll, countAll)',
    `startTime is before ${archiveStart}`,
    `startTime is before ${timelineStart}`,
    'endTime is before the first post there is',
    'startTime is in the future',
    'endTime is in the future',
    'startTime must be before endTime',
    'startTime and sinceId cannot both be given',
    'sinceId must be older than untilId',
  ];
  return problems.reduce(
    (checked, problem) => refine(checked, (input) => timeProblem(input, rules) !== problem, problem),
    schema,
  );
}

const queryOf = (archive: 'recent' | 'all', access: XAccess) => {
  const longest = queryLength(archive, access);
  const filled = refine(string(), (query) => query.trim() !== '', 'must not be empty');
  return refine(
    filled,
    (query) => [...query].length <= longest,
    `must have at most ${longest} characters here: shorten it or ask in parts`,
  );
};

export interface PageInput {
  maxResults: number;
  token?: string | undefined;
}
export interface SearchInput extends XPostOptions, XTimeOptions, PageInput {
  query: string;
  sortOrder?: string | undefined;
}

export function searchInput(archive: 'recent' | 'all', access: XAccess, now: () => number): Schema<SearchInput> {
  const schema = strictObject({
    query: queryOf(archive, access),
    sortOrder: optional(name),
    ...times,
    ...postFields,
    ...pageOf(10, archive === 'recent' ? 100 : 500),
  });
  return withTimes(schema as Schema<SearchInput>, { now, from: archive === 'recent' ? 'recent' : 'archive' });
}

export interface CountsInput extends Omit<XCountsOptions, 'cursor'> {
  token?: string | undefined;
}
export function countsInput(archive: 'recent' | 'all', access: XAccess, now: () => number): Schema<CountsInput> {
  const schema = strictObject({
    query: queryOf(archive, access),
    granularity: optional(oneOf(['minute', 'hour', 'day'])),
    countFields: names,
    token,
    ...times,
  });
  return withTimes(schema as Schema<CountsInput>, { now, from: archive === 'recent' ? 'recent' : 'archive' });
}

export interface TimelineInput extends XPostOptions, XTimeOptions, PageInput {
  id: string;
  exclude?: readonly string[] | undefined;
}
export function timelineInput(kind: 'posts' | 'mentions', now: () => number): Schema<TimelineInput> {
  const shape = { id, ...times, ...postFields, ...pageOf(5, 100) };
  const schema = kind === 'posts' ? strictObject({ ...shape, exclude: names }) : strictObject(shape);
  return withTimes(schema as Schema<TimelineInput>, { now, from: 'timeline' });
}

export interface PostInput extends XPostOptions {
  id: string;
}
export const postInput = strictObject({ id, ...postFields }) as Schema<PostInput>;

export interface IdsInput extends XPostOptions {
  ids: readonly string[];
}
export const postIdsInput = strictObject({
  ids: array(id, { minLength: 1, maxLength: batchSize }),
  ...postFields,
}) as Schema<IdsInput>;
export const userIdsInput = strictObject({
  ids: array(id, { minLength: 1, maxLength: batchSize }),
  ...userFields,
}) as Schema<IdsInput>;

const username = string({ pattern: /^[A-Za-z0-9_]{1,15}$/ });
export interface UsernameInput extends XUserOptions {
  username: string;
}
export const usernameInput = strictObject({ username, ...userFields }) as Schema<UsernameInput>;
export interface UsernamesInput extends XUserOptions {
  usernames: readonly string[];
}
export const usernamesInput = strictObject({
  usernames: array(username, { minLength: 1, maxLength: batchSize }),
  ...userFields,
}) as Schema<UsernamesInput>;
export interface UserInput extends XUserOptions {
  id: string;
}
export const userInput = strictObject({ id, ...userFields }) as Schema<UserInput>;

const ruleId = string({ pattern: /^\d{1,19}$/ });
export interface ListRulesInput extends PageInput {
  ids?: readonly string[] | undefined;
}
export const listRulesInput = strictObject({
  ids: optional(array(ruleId, { minLength: 1, maxLength: 1000 })),
  ...pageOf(1, 1000),
}) as Schema<ListRulesInput>;

export interface AddRulesInput {
  add: readonly { value: XStreamRule['value']; tag?: string | undefined }[];
  dryRun?: boolean | undefined;
}
const ruleValue = refine(
  refine(string(), (value) => value.trim() !== '', 'must not be empty'),
  (value) => [...value].length <= ruleLength,
  `must have at most ${ruleLength} characters`,
);
export const addRulesInput = strictObject({
  add: array(strictObject({ value: ruleValue, tag: optional(string()) }), { minLength: 1, maxLength: 1000 }),
  dryRun: optional(boolean()),
}) as Schema<AddRulesInput>;

export interface DeleteRulesInput {
  ids?: readonly string[] | undefined;
  values?: readonly string[] | undefined;
  all?: boolean | undefined;
  dryRun?: boolean | undefined;
}
const deleteShape = strictObject({
  ids: optional(array(ruleId, { minLength: 1, maxLength: 1000 })),
  values: optional(array(ruleValue, { minLength: 1, maxLength: 1000 })),
  all: optional(boolean()),
  dryRun: optional(boolean()),
}) as Schema<DeleteRulesInput>;
export const deleteRulesInput = refine(
  deleteShape,
  ({ ids, values, all }) => [ids, values, all].filter((given) => given !== undefined && given !== false).length === 1,
  'expected exactly one of ids, values and all: true',
);

export interface ConnectionsInput extends PageInput {
  status?: string | undefined;
  endpoints?: readonly string[] | undefined;
  connectionFields?: readonly string[] | undefined;
}
export const connectionsInput = strictObject({
  status: optional(name),
  endpoints: names,
  connectionFields: names,
  ...pageOf(1, 100),
}) as Schema<ConnectionsInput>;
export const closeInput = strictObject({ endpoint: optional(name) });
export interface UsageInput {
  days?: number | undefined;
  usageFields?: readonly string[] | undefined;
}
export const usageInput = strictObject({
  days: optional(number({ integer: true, minimum: 1, maximum: 90 })),
  usageFields: names,
}) as Schema<UsageInput>;
