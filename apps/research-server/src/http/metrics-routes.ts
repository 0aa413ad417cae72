import { Hono, type MiddlewareHandler } from 'hono';
import type { ServerContext } from '../context.ts';

/**
 * `GET /metrics` for Prometheus. Mount it before the routes whose event streams are to be counted.
 * The OpenTelemetry SDK is loaded when the first one asks.
 */
export function metricsRoutes({ storage }: Pick<ServerContext, 'storage'>): Hono {
  const app = new Hono();
  let openStreams = 0;

  const countStreams: MiddlewareHandler = async (context, next) => {
    await next();
    const { res } = context;
    if (!res.headers.get('content-type')?.startsWith('text/event-stream') || res.body === null) return;
    openStreams += 1;
    const counted = whenOver(res.body, () => {
      openStreams -= 1;
    });
    context.res = new Response(counted, res);
  };
  app.use('*', countStreams);

  app.get('/metrics', async (context) => {
    const { exposition } = await import('../metrics/exposition.ts');
    const text = await exposition({ database: storage.database, openStreams });
    return context.body(text, 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    });
  });
  return app;
}

/** The same stream. `over` is called once: at its end, at its failure, or when its reader goes away. */
function whenOver(body: ReadableStream<Uint8Array>, over: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let isOver = false;
  const end = () => {
    if (!isOver) over();
    isOver = true;
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          end();
          controller.close();
        } catch (error) {
          end();
          controller.error(error);
        }
      },
      cancel(reason) {
        end();
        return reader.cancel(reason);
      },
    },
    // Nothing is read ahead: what a slow reader has not taken stays where it was.
    { highWaterMark: 0 },
  );
}
