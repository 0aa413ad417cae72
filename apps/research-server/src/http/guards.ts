import type { MiddlewareHandler } from 'hono';
import { isLoopbackName } from '../config.ts';
import { ProblemError } from './problem.ts';

const stateless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses requests under a foreign name. A page whose own name was made to point at this machine (DNS rebinding) still
 * sends that name.
 */
export const hostGuard: MiddlewareHandler = async (context, next) => {
  // A call from inside this process has no header; whatever comes over the network has one.
  const host = context.req.header('host') ?? new URL(context.req.url).host;
  if (!isLoopbackName(host.replace(/:\d+$/, ''))) {
    throw new ProblemError({
      status: 403,
      kind: 'host-refused',
      title: 'Host refused',
      detail: 'This server answers only under the name of this machine: localhost, 127.0.0.1 or [::1].',
      pointer: 'Host',
    });
  }
  await next();
};

/** Refuses changes asked for by other sites, and bodies a plain HTML form could send. */
export const changeGuard: MiddlewareHandler = async (context, next) => {
  if (stateless.has(context.req.method)) return next();
  const origin = context.req.header('origin');
  const isForeign = origin !== undefined && origin !== new URL(context.req.url).origin;
  const site = context.req.header('sec-fetch-site');
  if (isForeign || site === 'cross-site' || site === 'same-site') {
    throw new ProblemError({
      status: 403,
      kind: 'origin-refused',
      title: 'Origin refused',
      detail: 'Changes are accepted only from this server’s own page and from programs that send no Origin.',
      pointer: 'Origin',
    });
  }
  const contentType = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  const hasBody = context.req.header('content-length') !== '0' && context.req.raw.body !== null;
  const isJson = contentType === 'application/json';
  if (context.req.method === 'POST' && !isJson && (hasBody || contentType !== undefined)) {
    throw new ProblemError({
      status: 415,
      kind: 'not-json',
      title: 'Unsupported media type',
      detail: `The body must be JSON; it came as ${contentType ? JSON.stringify(contentType) : 'an unnamed type'}.`,
      pointer: 'Content-Type',
      hint: 'Send Content-Type: application/json.',
      headers: { 'accept-post': 'application/json' },
    });
  }
  await next();
};

/** Headers every answer carries. Routes that serve the page add its content security policy. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  const defaults: Record<string, string> = {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  };
  for (const [name, value] of Object.entries(defaults)) if (!headers.has(name)) headers.set(name, value);
};
