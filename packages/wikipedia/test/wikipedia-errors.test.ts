import { describe, expect, it } from 'vitest';
import { failureOf, scripted } from './scripted.ts';

const actionError = (code: string, info = 'What went <i>wrong</i>.') => ({
  error: { code, info, docref: 'See the docs.' },
});

describe('errors inside answers with status 200', () => {
  it.each([
    ['ratelimited', 'rate-limited'],
    ['maxlag', 'upstream'],
    ['readonly', 'upstream'],
    ['internal_api_error_DBQueryError', 'upstream'],
    ['cirrussearch-backend-error', 'upstream'],
    ['mwoauth-invalid-authorization', 'authentication'],
    ['assertuserfailed', 'authentication'],
    ['readapidenied', 'permission'],
    ['badvalue', 'invalid-request'],
    ['invalidtitle', 'invalid-request'],
    ['a-code-of-tomorrow', 'invalid-request'],
  ])('%s is %s', async (vendorCode, code) => {
    const { wikipedia } = scripted({ json: actionError(vendorCode) });
    const error = await failureOf(wikipedia.searchDocuments({ text: 'trees' }));
    expect(error).toMatchObject({ code, vendorCode, status: 200, provider: 'wikipedia', operation: 'searchDocuments' });
    expect(error.message).toContain('What went wrong.');
  });

  it('are found in the newer form as well', async () => {
    const { wikipedia } = scripted({ json: { errors: [{ code: 'badvalue', html: '<b>Bad</b> value' }] } });
    expect(await failureOf(wikipedia.searchDocuments({ text: 'trees' }))).toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('Bad value'),
    });
  });

  it('that say how long to wait are waited out', async () => {
    const { wikipedia, service } = scripted([
      { json: actionError('maxlag', 'Waiting for a server: 6 seconds lagged.'), headers: { 'retry-after': '5' } },
      { json: { batchcomplete: true } },
    ]);
    expect((await wikipedia.searchDocuments({ text: 'trees' })).outcome).toBe('empty');
    const [first, second] = service.requests.map(({ at }) => at) as [number, number];
    expect(second - first).toBeGreaterThanOrEqual(5000);
  });

  it('warnings are none', async () => {
    const { wikipedia } = scripted({
      json: { batchcomplete: true, warnings: { extracts: { warnings: 'too large' } } },
    });
    expect((await wikipedia.searchDocuments({ text: 'trees' })).outcome).toBe('empty');
  });
});

describe('errors with a status', () => {
  it.each([
    [
      'a REST error',
      400,
      {
        errorKey: 'rest-search-limit-error',
        messageTranslations: { en: 'The limit is wrong' },
        httpCode: 400,
        httpReason: 'Bad Request',
      },
      'invalid-request',
      'The limit is wrong',
    ],
    ['an unknown token', 401, { httpCode: 401, httpReason: 'Unauthorized' }, 'authentication', 'Unauthorized'],
    [
      'a caller that says nothing of itself',
      403,
      { httpCode: 403, httpReason: 'Please set a user-agent' },
      'permission',
      'Please set a user-agent',
    ],
    [
      'a failing server',
      500,
      { httpCode: 500, httpReason: 'Internal Server Error' },
      'upstream',
      'Internal Server Error',
    ],
    ['a word of the Action API with a status', 503, actionError('maxlag', 'lagged'), 'upstream', 'lagged'],
  ])('%s', async (_name, status, json, code, said) => {
    const { wikipedia } = scripted({ status, json });
    const error = await failureOf(wikipedia.searchPages('trees'));
    expect(error).toMatchObject({ code, status });
    expect(error.message).toContain(said);
  });

  it('a 404 that is no answer of a wiki is not taken for a missing page', async () => {
    for (const reply of [
      { status: 404, text: '<html>nothing here</html>' },
      { status: 404, json: { hello: 'world' } },
    ]) {
      expect(await failureOf(scripted(reply).wikipedia.getSummary('Osmer'))).toMatchObject({
        code: 'not-found',
        hint: expect.stringContaining('baseUrl'),
      });
    }
    const forms = [
      { httpCode: 404, httpReason: 'Not Found', errorKey: 'rest-nonexistent-title' },
      { type: 'https://mediawiki.org/wiki/HyperSwitch/errors/not_found', title: 'Not found.' },
      { status: 404, type: 'Internal error' },
    ];
    for (const json of forms) expect(await scripted({ status: 404, json }).wikipedia.getSummary('Osmer')).toBeNull();
  });

  it('a limit without a time is waited out for five seconds at least, and says what to do', async () => {
    const { wikipedia, service } = scripted([
      { status: 429, text: 'Too many requests' },
      { json: { batchcomplete: true } },
    ]);
    await wikipedia.searchDocuments({ text: 'trees' });
    const [first, second] = service.requests.map(({ at }) => at) as [number, number];
    expect(second - first).toBeGreaterThanOrEqual(5000);
    const error = await failureOf(
      scripted({ status: 429, text: 'x' }).wikipedia.searchDocuments({ text: 'trees' }, { timeoutMs: 100 }),
    );
    expect(error).toMatchObject({ code: 'rate-limited', retryAfterMs: 5000, hint: expect.stringContaining('contact') });
  });

  it('redirects never open the circuit', async () => {
    const { wikipedia } = scripted(({ path }) =>
      path === '/w/api.php'
        ? { json: { batchcomplete: true, query: { pages: [{ ns: 0, title: 'X', missing: true }] } } }
        : { status: 301, headers: { location: '/' } },
    );
    for (let call = 0; call < 50; call += 1) expect(await wikipedia.getSummary(`Page ${call}`)).toBeNull();
    expect((await wikipedia.healthCheck()).circuit).toBe('closed');
  });
});
