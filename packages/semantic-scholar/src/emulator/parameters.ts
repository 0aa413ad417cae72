import type { EmulatorRequest } from '@headwater/testkit';
import { reject } from './answers.ts';

/** The service names every query parameter it does not take. */
export function allowOnly(request: EmulatorRequest, names: readonly string[]): void {
  const unknown = [...request.query].filter(([name]) => !names.includes(name));
  if (unknown.length > 0) {
    reject(`Unacceptable query params: [${unknown.map(([name, value]) => `${name}=${value}`).join(', ')}]`);
  }
}

export function requireQuery(request: EmulatorRequest): string {
  const query = request.query.get('query');
  if (query === null || query.trim() === '') reject('Missing required parameter: query');
  return query;
}

export interface Window {
  offset: number;
  limit: number;
}

/** `offset + limit` must stay below `ceiling`. */
export function readWindow(
  request: EmulatorRequest,
  bounds: { maxLimit: number; ceiling: number; defaultLimit?: number; hint?: string },
): Window {
  const offset = readInteger(request, 'offset', 0, 0, Number.MAX_SAFE_INTEGER);
  const limit = readInteger(request, 'limit', bounds.defaultLimit ?? 100, 1, bounds.maxLimit);
  if (offset + limit >= bounds.ceiling) {
    reject(`offset + limit must be < ${bounds.ceiling}${bounds.hint ? `; ${bounds.hint}` : ''}`);
  }
  return { offset, limit };
}

export function readInteger(
  request: EmulatorRequest,
  name: string,
  fallback: number,
  minimum: number,
  maximum: number,
): number {
  const text = request.query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
    reject(`Unacceptable query params: [${name}=${text}]; ${name} must be between ${minimum} and ${maximum}`);
  }
  return value;
}

export function readList(request: EmulatorRequest, name: string): string[] {
  const text = request.query.get(name);
  return text === null ? [] : text.split(',').map((item) => item.trim());
}

/** One page of a list in the API's envelope; `next` is absent on the last page. */
export function toPage<T>(items: readonly T[], window: Window): { offset: number; next?: number; data: T[] } {
  const data = items.slice(window.offset, window.offset + window.limit);
  const end = window.offset + data.length;
  return { offset: window.offset, ...(end < items.length && { next: end }), data };
}

export function readJsonBody(request: EmulatorRequest): Record<string, unknown> {
  let body: unknown;
  try {
    body = request.json();
  } catch {
    reject('Request body is not valid JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) reject('Request body must be a JSON object');
  return body as Record<string, unknown>;
}

export function readIds(body: Record<string, unknown>, name: string, maximum: number): string[] {
  const ids = body[name];
  if (!Array.isArray(ids) || ids.some((id) => typeof id !== 'string')) reject(`"${name}" must be an array of strings`);
  if (ids.length === 0) reject(`"${name}" must not be empty`);
  if (ids.length > maximum) reject(`"${name}" must have at most ${maximum} entries`);
  return ids as string[];
}
