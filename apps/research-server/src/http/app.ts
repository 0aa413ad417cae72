import { Hono } from 'hono';
import type { ServerContext } from '../context.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { changeGuard, hostGuard, securityHeaders } from './guards.ts';
import { metricsRoutes } from './metrics-routes.ts';
import { pageRoutes } from './page-routes.ts';
import { notFound, ProblemError, problemResponse } from './problem.ts';
import { providerRoutes } from './provider-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { researchRoutes } from './research-routes.ts';
import { searchRoutes } from './search-routes.ts';

export interface AppOptions {
  /** Adds routes of other parts, such as the chat, before the page takes what is left. */
  mount?: (app: Hono, context: ServerContext) => void;
  /** Folder of the built page. */
  pageDirectory?: string;
}

/** Everything the server answers to, as one Hono app. */
export function createApp(context: ServerContext, { mount, pageDirectory }: AppOptions = {}): Hono {
  const app = new Hono();
  app.use(securityHeaders, hostGuard, changeGuard);

  app.route('/', metricsRoutes(context));
  app.get('/healthz', ({ json }) => json({ status: 'ok' }));
  app.get('/readyz', async ({ json }) => {
    await context.storage.database.execute('SELECT 1');
    return json({ status: 'ready', mode: context.sources.mode });
  });
  app.route('/v1/research', reportRoutes(context));
  app.route('/v1/research', researchRoutes(context));
  app.route('/v1/evidence', evidenceRoutes(context));
  app.route('/v1/search', searchRoutes(context));
  app.route('/v1/providers', providerRoutes(context));
  mount?.(app, context);
  app.route('/', pageRoutes(pageDirectory));

  app.notFound(({ req }) => problemResponse(notFound(`There is no ${req.method} ${req.path}.`).details));
  app.onError((error) => {
    if (error instanceof ProblemError) return problemResponse(error.details);
    console.error(error);
    return problemResponse({
      status: 500,
      kind: 'internal',
      title: 'Internal error',
      detail: 'The server met an error of its own. Its log has the details.',
    });
  });
  return app;
}
