import { HeadwaterError } from '@headwater/core';
import { Hono } from 'hono';
import type { ServerContext } from '../context.ts';
import { readJson } from './body.ts';
import { badRequest, ProblemError } from './problem.ts';
import { readSearchRequest } from './search-request.ts';

/** Searches made at the same time; each asks every source. */
const concurrency = 8;

/** `POST /v1/search`: one question to all sources, answered at once and not kept. */
export function searchRoutes({ sources, search }: ServerContext): Hono {
  const app = new Hono();
  let running = 0;

  app.post('/', async (context) => {
    const request = readSearchRequest(await readJson(context.req.raw), sources);
    if (running >= concurrency) throw busy();
    running += 1;
    try {
      const answer = await search.search(request, { signal: context.req.raw.signal });
      return context.json(answer, 200, { 'cache-control': 'no-store' });
    } catch (error) {
      throw asProblem(error);
    } finally {
      running -= 1;
    }
  });

  return app;
}

function asProblem(error: unknown): unknown {
  if (!HeadwaterError.isInstance(error)) return error;
  if (error.code === 'invalid-request') return badRequest(`${error.message}.`, undefined, error.hint);
  if (error.code !== 'cancelled') return error;
  return new ProblemError({
    status: 499,
    kind: 'left',
    title: 'Left',
    detail: 'Whoever asked went away before the answer.',
  });
}

function busy(): ProblemError {
  return new ProblemError({
    status: 503,
    kind: 'busy',
    title: 'Too many searches',
    detail: `${concurrency} searches are being made already.`,
    hint: 'Try again in a few seconds.',
    headers: { 'retry-after': '2' },
  });
}
