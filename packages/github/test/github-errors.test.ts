import { HeadwaterError } from '@headwater/core';
import type { EmulatorReply } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { type GitHubProvider, rateLimitKind } from '../src/index.ts';
import { openScripted } from './open-github.ts';

const answering = openScripted;

async function failureOf(
  reply: EmulatorReply,
  call = (github: GitHubProvider): Promise<unknown> => github.rest.getRepository('a/b'),
) {
  const { github, service } = answering(reply);
  const error = await call(github).then(
    () => expect.unreachable('the call succeeded'),
    (thrown) => thrown,
  );
  if (!HeadwaterError.isInstance(error)) throw error;
  return { error, sent: service.requests.length };
}

const repository = {
  data: { repository: { id: 'R', name: 'b', nameWithOwner: 'a/b', url: 'https://github.example/a/b' } },
};
const body = (message: string, errors?: unknown) => ({
  message,
  documentation_url: 'https://docs.github.com/rest',
  errors,
});

describe('errors of REST', () => {
  it.each<[string, EmulatorReply, object]>([
    [
      'a bad token',
      { status: 401, json: body('Bad credentials') },
      { code: 'authentication', hint: expect.stringContaining('GITHUB_TOKEN') },
    ],
    [
      'missing rights',
      {
        status: 403,
        headers: { 'x-ratelimit-remaining': '4000', 'x-accepted-github-permissions': 'contents=read' },
        json: body('Resource not accessible by personal access token'),
      },
      { code: 'permission', hint: expect.stringContaining('contents=read') },
    ],
    [
      'single sign-on',
      {
        status: 403,
        headers: { 'x-github-sso': 'required; url=https://github.example' },
        json: body('Resource protected by organization SAML enforcement.'),
      },
      { code: 'permission', hint: expect.stringContaining('single sign-on') },
    ],
    [
      'no user agent',
      { status: 403, json: body('Request forbidden. Please make sure your request has a User-Agent header') },
      { code: 'permission', hint: expect.stringContaining('User-Agent') },
    ],
    [
      'nothing there',
      { status: 404, json: body('Not Found') },
      { code: 'not-found', hint: expect.stringContaining('Private') },
    ],
    ['a retired version', { status: 410, json: body('Gone') }, { code: 'not-found' }],
    [
      'legal reasons',
      { status: 451, json: body('Repository access blocked') },
      { code: 'not-found', hint: expect.stringContaining('legal') },
    ],
    [
      'a refused field',
      { status: 422, json: body('Validation Failed', [{ resource: 'Search', field: 'q', code: 'missing' }]) },
      { code: 'invalid-request', message: expect.stringContaining('q missing') },
    ],
    [
      'a refusal in texts',
      { status: 422, json: body('Validation Failed', ['too long', 7, null]) },
      { code: 'invalid-request', message: expect.stringContaining('too long') },
    ],
    ['an unknown version', { status: 400, json: body('"1" is not a supported version') }, { code: 'invalid-request' }],
    [
      'a redirect that leads away',
      { status: 301, headers: { location: 'https://elsewhere.example/' }, json: body('Moved') },
      { code: 'upstream', retryable: false },
    ],
  ])('%s', async (_name, reply, expected) => {
    const { error, sent } = await failureOf(reply);
    expect(error).toMatchObject(expected);
    expect(sent).toBe(1);
  });

  it('tries a service that failed again, HTML or not', async () => {
    for (const reply of [
      { status: 503, json: body('Unavailable') },
      { status: 502, text: '<html>Unicorn!</html>' },
    ]) {
      const { error, sent } = await failureOf(reply);
      expect([error.code, sent]).toEqual(['upstream', 5]);
    }
  });
});

describe('limits', () => {
  const reset = (clock: { now(): number }, seconds: number) => String(Math.floor(clock.now() / 1000) + seconds);

  it.each([403, 429])('primary, with status %i: waits for the reset', async (status) => {
    const { github, service, clock } = answering([]);
    service.faults.push({
      kind: 'status',
      status,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset(clock, 20) },
      body: body('API rate limit exceeded for user ID 1.'),
    });
    service.faults.push({ kind: 'status', status: 200, body: { names: ['a'] } });
    const started = clock.now();
    expect(await github.rest.getTopics('a/b', { timeoutMs: 60_000 })).toEqual(['a']);
    expect(clock.now() - started).toBeGreaterThanOrEqual(20_000);
    expect(service.requests).toHaveLength(2);
  });

  it('primary, further away than the deadline: fails at once and says when', async () => {
    const { github, service, clock } = answering([]);
    service.faults.push({
      kind: 'status',
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset(clock, 1800) },
      body: body('API rate limit exceeded for user ID 1.'),
    });
    const error = await github.rest.getTopics('a/b').catch((thrown) => thrown);
    expect(rateLimitKind(error)).toBe('primary');
    expect(error.retryAfterMs).toBeGreaterThan(1_790_000);
    expect(service.requests).toHaveLength(1);
  });

  it('secondary, with and without retry-after', async () => {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    const told = await failureOf({
      status: 403,
      headers: { 'retry-after': '90', 'x-ratelimit-remaining': '100' },
      json: body(message),
    });
    expect(rateLimitKind(told.error)).toBe('secondary');
    expect(told.error.retryAfterMs).toBe(90_000);
    const silent = await failureOf({ status: 429, json: body(message) });
    expect(rateLimitKind(silent.error)).toBe('secondary');
    expect(silent.error.retryAfterMs).toBe(60_000);
    expect(silent.sent).toBe(1);
  });

  it('of other errors there is none', async () => {
    const { error } = await failureOf({ status: 404, json: body('Not Found') });
    expect(rateLimitKind(error)).toBeUndefined();
    expect(rateLimitKind(new Error('x'))).toBeUndefined();
  });

  it('inside a 200 of GraphQL', async () => {
    const reply: EmulatorReply = {
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' },
      json: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for user ID 1.' }] },
    };
    const { error, sent } = await failureOf(reply, (github) => github.getRepository('a/b'));
    expect([rateLimitKind(error), error.code, sent]).toEqual(['primary', 'rate-limited', 1]);
    const secondary = await failureOf(
      { json: { errors: [{ message: 'You have exceeded a secondary rate limit.' }] } },
      (github) => github.getRepository('a/b'),
    );
    expect([rateLimitKind(secondary.error), secondary.error.retryAfterMs]).toEqual(['secondary', 60_000]);
  });

  it('are not read into the answer that spends the last point', async () => {
    const { github } = answering({
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' },
      json: { ...repository, errors: [{ type: 'FORBIDDEN', path: ['repository', 'issues'], message: 'Not this.' }] },
    });
    expect((await github.getRepository('a/b')).name).toBe('b');
  });
});

describe('errors of GraphQL', () => {
  const get = (github: GitHubProvider) => github.getRepository('a/b');

  it.each<[string, EmulatorReply, object]>([
    [
      'not found',
      {
        json: {
          data: { repository: null },
          errors: [{ type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve' }],
        },
      },
      { code: 'not-found' },
    ],
    [
      'forbidden',
      { json: { data: { repository: null }, errors: [{ type: 'FORBIDDEN', message: 'Resource protected' }] } },
      { code: 'permission' },
    ],
    [
      'scopes',
      { json: { data: { repository: null }, errors: [{ type: 'INSUFFICIENT_SCOPES', message: 'needs read:org' }] } },
      { code: 'permission', hint: expect.stringContaining('scopes') },
    ],
    ['null without a word', { json: { data: { repository: null } } }, { code: 'not-found' }],
    [
      'an invalid query',
      { json: { errors: [{ message: "Field 'x' doesn't exist", extensions: { code: 'undefinedField' } }] } },
      { code: 'invalid-request', vendorCode: 'undefinedField' },
    ],
    ['a bad token', { status: 401, json: body('Bad credentials') }, { code: 'authentication' }],
    [
      'a timeout',
      { status: 502, json: body("We couldn't respond to your request in time. Sorry about that.") },
      { code: 'upstream', vendorCode: 'QUERY_TIMEOUT' },
    ],
  ])('%s', async (_name, reply, expected) => {
    const { error, sent } = await failureOf(reply, get);
    expect(error).toMatchObject(expected);
    expect(sent).toBe(1);
  });

  it('tries again when something went wrong over there', async () => {
    const { github, service } = answering([
      {
        json: {
          data: null,
          errors: [
            { message: 'Something went wrong while executing your query. Please include `AB:12` when reporting.' },
          ],
        },
      },
      { json: repository },
    ]);
    expect((await github.getRepository('a/b')).nameWithOwner).toBe('a/b');
    expect(service.requests).toHaveLength(2);
  });

  it('asks for half as many after a timeout, not for the same again', async () => {
    const slow = { status: 502, json: body("We couldn't respond to your request in time.") };
    const { github, service } = answering([
      slow,
      slow,
      { json: { data: { search: { repositoryCount: 0, pageInfo: { hasNextPage: false }, nodes: [] } } } },
    ]);
    await github.searchRepositories({ text: 'a', pageSize: 50 }).pages().next();
    const asked = service.requests.map(({ bodyText }) => JSON.parse(bodyText).variables.first);
    expect(asked).toEqual([50, 25, 12]);
  });
});
