import { Hono } from 'hono';
import { z } from 'zod';
import type { ServerContext } from '../context.ts';
import { readJson, validate } from './body.ts';
import { checkSourceNames, sourceNames } from './source-names.ts';

const checkSchema = z.strictObject(
  { sources: sourceNames.optional() },
  { error: (issue) => (issue.code === 'invalid_type' ? 'The body must be a JSON object.' : undefined) },
);

/** The board: how every source is. Reading it asks nobody; a check asks those that can be checked for free. */
export function providerRoutes({ board, sources }: ServerContext): Hono {
  const app = new Hono();
  const headers = { 'cache-control': 'no-store' };

  app.get('/', async ({ json }) => json(await board.read(), 200, headers));

  app.post('/check', async ({ req, json }) => {
    // A body is always announced by its type; the guards see to that.
    const body = req.header('content-type') === undefined ? {} : await readJson(req.raw);
    const { sources: names } = validate(checkSchema, body);
    checkSourceNames(names, sources);
    return json(await board.check(names), 200, headers);
  });

  return app;
}
