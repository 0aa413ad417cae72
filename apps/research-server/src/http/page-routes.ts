import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Hono } from 'hono';
import { packageRoot } from '../package-root.ts';
import { pageContentSecurityPolicy, renderPageShell } from '../shared/page-shell.ts';
import { notFound } from './problem.ts';

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Paths the page has a view for; see its router. Every other path shows the shell too, but with 404. */
const views = /^\/(?:$|runs$|runs\/[^/]+(?:\/evidence)?$|sources$|chat$)/;

/** The built page. Its file names carry a hash of their content, so they may be kept for ever. */
export function pageRoutes(directory: string = join(packageRoot, 'dist/page')): Hono {
  const app = new Hono();
  let shell: Promise<string> | undefined;

  app.get('/assets/:file', async (context) => {
    const file = context.req.param('file');
    const type = contentTypes[extname(file)];
    const body = type && /^[\w.-]+$/.test(file) ? await read(join(directory, 'assets', file)) : undefined;
    if (!type || !body) throw notFound('There is no such file.');
    return new Response(new Uint8Array(body), {
      headers: { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' },
    });
  });

  app.get('*', async (context) => {
    if (/^\/(?:v1|api|assets)(?:\/|$)/.test(context.req.path)) throw notFound(`There is no ${context.req.path}.`);
    shell ??= readFile(join(directory, 'index.html'), 'utf8').then((html) => renderPageShell(html, ''));
    const html = await shell.catch(() => undefined);
    if (html === undefined) {
      shell = undefined;
      return context.text('The page is not built. Run the build, or use the API under /v1.\n', 503);
    }
    return new Response(html, {
      status: views.test(context.req.path) ? 200 : 404,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'content-security-policy': pageContentSecurityPolicy,
      },
    });
  });

  return app;
}

async function read(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
