import { HeadwaterError, type VendorAnswer, type VendorErrorCode, type VendorFailure } from '@headwater/core';
import { leastWaitMs } from './wikipedia-limits.ts';
import { plainText } from './wikipedia-text.ts';

const shownText = 200;
type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? plainText(value).slice(0, shownText) : undefined;

/** The vendor code of an answer that points to another title. */
export const redirectCode = 'redirect';
/** Nobody there has heard of the wiki's own interface: that says nothing about a page. */
const noSuchAddress = 'no-such-address';

/** What the Action API's words for errors mean; the first that fits. https://www.mediawiki.org/wiki/API:Errors_and_warnings */
const meanings: readonly (readonly [RegExp, VendorErrorCode])[] = [
  [/^(?:ratelimited|actionthrottledtext)$/, 'rate-limited'],
  [/^(?:maxlag|readonly|internal_api_error|cirrussearch-backend|search-error|dbqueryerror)/, 'upstream'],
  [/^(?:mwoauth-|assert(?:user|bot|nameduser)failed|badtoken|session)/, 'authentication'],
  [/^(?:permissiondenied|readapidenied|blocked|autoblocked)/, 'permission'],
  [/^(?:missingtitle|nosuch)/, 'not-found'],
];

const identify = 'Set the option contact to an address or page at which Wikimedia can reach you.';

/** Most errors of the Action API come with status 200. */
export function actionFailure(json: unknown): VendorFailure | undefined {
  const body = fieldsOf(json);
  const first = Array.isArray(body.errors) ? body.errors[0] : body.error;
  if (first === undefined || first === null) return undefined;
  const { code, info, text, html } = fieldsOf(first);
  const vendorCode = typeof code === 'string' ? code : undefined;
  const meant = meanings.find(([pattern]) => pattern.test(vendorCode ?? ''))?.[1] ?? 'invalid-request';
  return {
    code: meant,
    message: textIn(info) ?? textIn(text) ?? textIn(html) ?? 'Wikipedia reports an error without a reason',
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(meant === 'authentication' ? { hint: tokenHint } : {}),
    // Said, because nobody else expects a failing server behind status 200.
    ...(meant === 'upstream' ? { retryable: true, hint: 'Try later.' } : {}),
  };
}

const tokenHint = 'Check WIKIMEDIA_ACCESS_TOKEN or the option apiKey, or leave both out: reading needs no token.';

/** Errors with an error status: of the Action API, of the REST API (`httpCode`), of the older one (`type`), or of a gateway. */
export function parseWikipediaFailure({ status, headers, json }: VendorAnswer): VendorFailure | undefined {
  const { httpReason, errorKey, messageTranslations, type, title, detail, message } = fieldsOf(json);
  const translated = Object.values(fieldsOf(messageTranslations))
    .map(textIn)
    .find((text) => text !== undefined);
  const said = translated ?? textIn(detail) ?? textIn(message) ?? textIn(title) ?? textIn(httpReason);
  const known = typeof errorKey === 'string' || typeof type === 'string' || httpReason !== undefined;
  const vendorCode = typeof errorKey === 'string' ? { vendorCode: errorKey } : {};
  if (status >= 300 && status < 400) {
    return { code: 'not-found', message: 'the title redirects', vendorCode: redirectCode, retryable: false };
  }
  const action = actionFailure(json);
  if (action !== undefined && status !== 429 && (status < 500 || action.code !== 'invalid-request')) return action;
  switch (status) {
    case 401:
      return {
        code: 'authentication',
        message: said ?? 'Wikipedia does not know the token',
        hint: tokenHint,
        ...vendorCode,
      };
    case 403:
      return { code: 'permission', message: said ?? 'Wikipedia refuses the request', hint: identify, ...vendorCode };
    case 404:
      return known
        ? { code: 'not-found', message: said ?? 'there is no such page', ...vendorCode }
        : {
            code: 'not-found',
            message: 'there is no such address at the service',
            vendorCode: noSuchAddress,
            hint: 'Check the option baseUrl.',
          };
    case 429:
      return {
        code: 'rate-limited',
        message: said ?? 'too many requests',
        hint: identify,
        ...(headers.has('retry-after') ? {} : { retryAfterMs: leastWaitMs }),
      };
    default:
      return said === undefined
        ? undefined
        : { code: status >= 500 ? 'upstream' : 'invalid-request', message: said, ...vendorCode };
  }
}

const isNotFound = (error: unknown): error is HeadwaterError =>
  HeadwaterError.isInstance(error) && error.code === 'not-found';

/** The title is a redirect, or written in another way than the wiki does. */
export const isRedirect = (error: unknown): boolean => isNotFound(error) && error.vendorCode === redirectCode;

export const isMissing = (error: unknown): boolean =>
  isNotFound(error) && error.vendorCode !== redirectCode && error.vendorCode !== noSuchAddress;
