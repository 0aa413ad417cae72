import type { HeadwaterError } from '@headwater/core';
import { describe, expect, it } from 'vitest';
import { type EmulatorReply, failureOf, scriptedGdelt, scriptedGuardian, scriptedNewsApi } from './scripted.ts';

interface Expected {
  code: HeadwaterError['code'];
  attempts: number;
  hint?: RegExp;
  message?: RegExp;
  vendorCode?: string;
  retryAfterMs?: number;
}

type Case = [name: string, reply: EmulatorReply, expected: Expected];

const own = (status: number, code: string, message = 'What went wrong.'): EmulatorReply => ({
  status,
  json: { status: 'error', code, message },
});
const page = '<!doctype html><title>Just a moment</title>';

describe('errors of NewsAPI', () => {
  it.each<Case>([
    ['no key', own(401, 'apiKeyMissing'), { code: 'authentication', attempts: 1, hint: /X-Api-Key/ }],
    ['a wrong key', own(401, 'apiKeyInvalid'), { code: 'authentication', attempts: 1, hint: /NEWS_API_KEY/ }],
    ['a disabled key', own(401, 'apiKeyDisabled'), { code: 'authentication', attempts: 1 }],
    ['a spent key', own(429, 'apiKeyExhausted'), { code: 'quota-exhausted', attempts: 1, retryAfterMs: 43_200_000 }],
    ['the day’s requests', own(429, 'rateLimited'), { code: 'quota-exhausted', attempts: 1, hint: /only costs more/ }],
    ['Cloudflare’s limit', { status: 429, text: 'error code: 1015' }, { code: 'rate-limited', attempts: 5 }],
    ['missing parameters', own(400, 'parametersMissing'), { code: 'invalid-request', attempts: 1 }],
    [
      'an unknown source',
      own(400, 'sourceDoesNotExist'),
      { code: 'invalid-request', attempts: 1, hint: /sources\(\)/ },
    ],
    [
      'too far back',
      own(426, 'parameterInvalid', 'You are trying to request results too far in the past.'),
      { code: 'invalid-request', attempts: 1, hint: /later from/ },
    ],
    ['a browser', own(426, 'corsNotAllowed'), { code: 'permission', attempts: 1, hint: /localhost/ }],
    ['no User-Agent', own(400, 'userAgentMissing'), { code: 'invalid-request', attempts: 1, hint: /User-Agent/ }],
    ['a failure', own(500, 'unexpectedError'), { code: 'upstream', attempts: 5 }],
    [
      'a code of tomorrow',
      own(400, 'notYetKnown'),
      { code: 'invalid-request', attempts: 1, vendorCode: 'notYetKnown' },
    ],
    ['a code of tomorrow with 401', own(401, 'toString'), { code: 'authentication', attempts: 1 }],
    ['an error inside a 200', own(200, 'apiKeyInvalid'), { code: 'authentication', attempts: 1 }],
    ['an unknown error inside a 200', own(200, 'notYetKnown'), { code: 'upstream', attempts: 1 }],
    ['a challenge', { status: 403, text: page }, { code: 'permission', attempts: 1 }],
    ['a gateway’s page', { status: 502, text: page }, { code: 'upstream', attempts: 5 }],
    ['a page with status 200', { text: page }, { code: 'response-invalid', attempts: 5 }],
    ['an answer without articles', { json: { status: 'ok' } }, { code: 'response-invalid', attempts: 1 }],
    ['JSON that says nothing', { status: 400, json: null }, { code: 'invalid-request', attempts: 1 }],
  ])('%s', async (_name, reply, expected) => {
    const { newsApi, service } = scriptedNewsApi(reply);
    await check(failureOf(newsApi.everything('trees')), service.requests, reply, expected);
  });
});

const said = (status: number, message: string): EmulatorReply => ({
  status,
  json: { response: { status: 'error', message } },
});

describe('errors of the Guardian', () => {
  it.each<Case>([
    [
      'a wrong key',
      { status: 401, json: { message: 'Unauthorized' } },
      { code: 'authentication', attempts: 1, hint: /GUARDIAN_API_KEY/ },
    ],
    [
      'a key for something else',
      { status: 403, json: { message: 'Forbidden' } },
      { code: 'authentication', attempts: 1 },
    ],
    [
      'bad parameters',
      said(400, 'page-size must be an integer'),
      { code: 'invalid-request', attempts: 1, message: /page-size/ },
    ],
    ['nothing there', said(404, 'not found'), { code: 'not-found', attempts: 1 }],
    ['withdrawn', said(410, 'rights'), { code: 'not-found', attempts: 1, vendorCode: 'content-withdrawn' }],
    ['a burst', { status: 429, json: { message: 'API rate limit exceeded' } }, { code: 'rate-limited', attempts: 5 }],
    [
      'the day’s calls',
      { status: 429, headers: { 'x-ratelimit-remaining-day': '0' }, json: { message: 'API rate limit exceeded' } },
      { code: 'quota-exhausted', attempts: 1, hint: /next day/ },
    ],
    [
      'an error inside a 200',
      said(200, 'something is off'),
      { code: 'invalid-request', attempts: 1, message: /something is off/ },
    ],
    ['a gateway’s time-out', { status: 504, text: page }, { code: 'upstream', attempts: 5 }],
    ['a page with status 200', { text: page }, { code: 'response-invalid', attempts: 5 }],
    ['an answer without its wrapper', { json: { results: [] } }, { code: 'response-invalid', attempts: 1 }],
  ])('%s', async (_name, reply, expected) => {
    const { guardian, service } = scriptedGuardian(reply);
    await check(failureOf(guardian.search('trees')), service.requests, reply, expected);
  });
});

describe('errors of GDELT', () => {
  it.each<Case>([
    [
      'a rejected query',
      { text: 'Your search was too broad.' },
      { code: 'invalid-request', attempts: 1, message: /too broad/ },
    ],
    [
      'a bad request',
      { status: 400, text: 'No such mode.' },
      { code: 'invalid-request', attempts: 1, message: /No such mode/ },
    ],
    ['load', { status: 503, text: 'busy' }, { code: 'upstream', attempts: 5 }],
    ['a page with status 200', { text: page }, { code: 'response-invalid', attempts: 5 }],
    ['half an answer', { text: '{"articles":[{"url":"https://a.ex' }, { code: 'response-invalid', attempts: 5 }],
    [
      'throttling without end',
      { status: 429, text: 'Please limit requests' },
      { code: 'rate-limited', attempts: 2, retryAfterMs: 300_000 },
    ],
  ])('%s', async (_name, reply, expected) => {
    const { gdelt, service } = scriptedGdelt(reply);
    await check(failureOf(gdelt.articles('trees')), service.requests, reply, expected);
  });
});

async function check(
  failing: Promise<HeadwaterError>,
  requests: readonly unknown[],
  reply: EmulatorReply,
  { hint, message, ...expected }: Expected,
): Promise<void> {
  const error = await failing;
  expect(error).toMatchObject({ ...expected, provider: 'news', status: reply.status ?? 200 });
  expect(error.operation).toMatch(/^(?:newsapi\.everything|guardian\.search|gdelt\.articles)$/);
  if (hint !== undefined) expect(error.hint).toMatch(hint);
  if (message !== undefined) expect(error.message).toMatch(message);
  expect(requests).toHaveLength(expected.attempts);
}
