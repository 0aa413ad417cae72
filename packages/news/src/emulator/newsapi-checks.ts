import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';

/** Thrown by checks; answered as `{ status: 'error', code, message }`. */
export class NewsApiProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  toReply(): EmulatorReply {
    return { status: this.status, json: { status: 'error', code: this.code, message: this.message } };
  }
}

export const invalid = (message: string): never => {
  throw new NewsApiProblem(400, 'parameterInvalid', message);
};

const languages = 'ar de en es fr he it nl no pt ru sv ud zh'.split(' ');
export const categories = 'business entertainment general health science sports technology'.split(' ');

const dayMs = 86_400_000;
const historyMs = 31 * dayMs;

/** Comma-separated values. */
export function listed(request: EmulatorRequest, name: string): string[] {
  return (request.query.get(name) ?? '').split(',').filter((part) => part !== '');
}

export function checkText(request: EmulatorRequest, name: string): string | undefined {
  const text = request.query.get(name) ?? undefined;
  if (text !== undefined && encodeURIComponent(text).length > 500) invalid(`${name} is longer than 500 characters`);
  return text;
}

export function checkChoice(request: EmulatorRequest, name: string, known: readonly string[]): string | undefined {
  const value = request.query.get(name) ?? undefined;
  if (value !== undefined && !known.includes(value)) invalid(`${name}: "${value}" is not one of ${known.join(', ')}`);
  return value;
}

export const checkLanguage = (request: EmulatorRequest): string | undefined =>
  checkChoice(request, 'language', languages);

function whole(request: EmulatorRequest, name: string, fallback: number, most: number): number {
  const given = request.query.get(name);
  if (given === null) return fallback;
  const number = Number(given);
  if (!/^\d+$/.test(given) || number < 1 || number > most) invalid(`${name} must be a whole number from 1 to ${most}`);
  return number;
}

export interface Slice {
  start: number;
  end: number;
}

/** The part of the results a request asks for. The developer plan ends after 100 results. */
export function checkPage(request: EmulatorRequest, usualSize: number, isDeveloper: boolean): Slice {
  const size = whole(request, 'pageSize', usualSize, 100);
  const page = whole(request, 'page', 1, 1_000_000);
  if (isDeveloper && page * size > 100) {
    const message = `You have requested too many results. Developer accounts are limited to a max of 100 results. You are trying to request results ${(page - 1) * size} to ${page * size}. Please upgrade to a paid plan if you need more results.`;
    throw new NewsApiProblem(426, 'maximumResultsReached', message);
  }
  return { start: (page - 1) * size, end: page * size };
}

/** A date bound in epoch milliseconds; without a zone it is UTC. */
export function checkDate(request: EmulatorRequest, name: string, isDeveloper: boolean): number | undefined {
  const text = request.query.get(name);
  if (text === null) return undefined;
  const zoned = /T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : text.includes('T') ? `${text}Z` : `${text}T00:00:00Z`;
  const instant = /^\d{4}-\d{2}-\d{2}(?:T|$)/.test(text) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(instant)) invalid(`${name}: "${text}" is not an ISO 8601 date`);
  if (isDeveloper && name === 'from' && instant < request.clock.now() - historyMs) {
    const oldest = new Date(request.clock.now() - historyMs).toISOString().slice(0, 10);
    const message = `You are trying to request results too far in the past. Your plan permits you to request articles as far back as ${oldest}, but you have requested ${text}. You may need to upgrade to a paid plan.`;
    throw new NewsApiProblem(426, 'parameterInvalid', message);
  }
  return instant;
}
