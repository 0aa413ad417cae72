import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import type { EmulatorPost, EmulatorUser } from './archive.ts';
import {
  POST_FIELD_PARAMETERS,
  readParameters,
  readSelection,
  USER_FIELD_PARAMETERS,
  wordingOf,
} from './parameters.ts';
import { notAuthorized, notFound, type ProblemFields, problem, refuse } from './problems.ts';
import { projectPosts, projectUsers } from './projection.ts';
import { envelope, type XHandler, type XService } from './service.ts';

type Found<Item> = { item: Item } | { error: ProblemFields };

function findPost({ archive }: XService, id: string, parameter: string): Found<EmulatorPost> {
  if (!/^\d{1,19}$/.test(id)) refuse(parameter, id, `The \`${parameter}\` query parameter value [${id}] is not valid`);
  const post = archive.post(id);
  const author = post && archive.user(post.authorId);
  if (post === undefined || author === undefined) return { error: notFound('tweet', parameter, id) };
  return author.protected || author.suspended ? { error: notAuthorized('tweet', parameter, id) } : { item: post };
}

function checkUser(user: EmulatorUser | undefined, parameter: string, value: string): Found<EmulatorUser> {
  if (user === undefined) return { error: notFound('user', parameter, value) };
  if (!user.suspended) return { item: user };
  const detail = `User has been suspended: [${value}].`;
  return {
    error: problem('resource-not-found', 'Forbidden', detail, {
      value,
      resource_id: value,
      resource_type: 'user',
      parameter,
    }),
  };
}

function findUserById({ archive }: XService, id: string, parameter: string): Found<EmulatorUser> {
  if (!/^\d{1,19}$/.test(id)) refuse(parameter, id, `The \`${parameter}\` query parameter value [${id}] is not valid`);
  return checkUser(archive.user(id), parameter, id);
}

function findUserByName({ archive }: XService, name: string, parameter: string): Found<EmulatorUser> {
  if (!/^[A-Za-z0-9_]{1,15}$/.test(name)) {
    refuse(parameter, name, `The \`${parameter}\` query parameter value [${name}] does not match ^[A-Za-z0-9_]{1,15}$`);
  }
  return checkUser(archive.userNamed(name), parameter, name);
}

function answerPosts(
  service: XService,
  request: EmulatorRequest,
  values: readonly string[],
  parameter: string,
  single: boolean,
): EmulatorReply {
  const names = [...(single ? [] : ['ids']), ...POST_FIELD_PARAMETERS];
  const selection = readSelection(readParameters(request, names), wordingOf(request, service.wording), 'posts');
  const found = values.map((value) => findPost(service, value, parameter));
  service.meter.admit();
  const posts = found.flatMap((each) => ('item' in each ? [each.item] : []));
  const answer = projectPosts(posts, service.archive, selection);
  service.meter.chargePosts(answer, request.clock.now());
  const errors = found.flatMap((each) => ('error' in each ? [each.error] : []));
  return envelope({ ...answer, errors: [...errors, ...answer.errors] }, undefined, single);
}

function answerUsers(
  service: XService,
  request: EmulatorRequest,
  found: readonly Found<EmulatorUser>[],
  extra: readonly string[],
): EmulatorReply {
  const parameters = readParameters(request, [...extra, ...USER_FIELD_PARAMETERS]);
  const selection = readSelection(parameters, wordingOf(request, service.wording), 'users');
  service.meter.admit();
  const users = found.flatMap((each) => ('item' in each ? [each.item] : []));
  const answer = projectUsers(users, service.archive, selection);
  service.meter.chargeUsers(answer, request.clock.now());
  const errors = found.flatMap((each) => ('error' in each ? [each.error] : []));
  return envelope({ ...answer, errors }, undefined, extra.length === 0);
}

const listOf = (request: EmulatorRequest, name: string): string[] => {
  const values = (request.query.get(name) ?? '').split(',').filter((value) => value !== '');
  if (values.length === 0) refuse(name, '', `The \`${name}\` query parameter can not be empty`);
  if (values.length > 100) refuse(name, '', `${name}: size must be between 1 and 100`);
  return values;
};

export const post: XHandler = (service, request) =>
  answerPosts(service, request, [request.params.id ?? ''], 'id', true);
export const posts: XHandler = (service, request) =>
  answerPosts(service, request, listOf(request, 'ids'), 'ids', false);
export const user: XHandler = (service, request) =>
  answerUsers(service, request, [findUserById(service, request.params.id ?? '', 'id')], []);
export const users: XHandler = (service, request) =>
  answerUsers(
    service,
    request,
    listOf(request, 'ids').map((id) => findUserById(service, id, 'ids')),
    ['ids'],
  );
export const userByUsername: XHandler = (service, request) =>
  answerUsers(service, request, [findUserByName(service, request.params.username ?? '', 'username')], []);
export const usersByUsernames: XHandler = (service, request) => {
  const found = listOf(request, 'usernames').map((name) => findUserByName(service, name, 'usernames'));
  return answerUsers(service, request, found, ['usernames']);
};
