import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGuardedFetch } from '../../src/node/guarded-fetch.ts';
import type { GuardedFetchOptions } from '../../src/security/guarded-fetch-types.ts';

export const cleanups: (() => Promise<void> | void)[] = [];
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
  address: string | undefined;
}

export async function serve(server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

/** A server that notes what it receives. */
export async function listen(listener: RequestListener, host?: string) {
  const seen: Seen[] = [];
  const server = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({
      method: request.method as string,
      url: request.url as string,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      address: request.socket.localAddress,
    });
    listener(request, response);
  });
  const port = await serve(server, host);
  return { seen, port, server, url: `http://127.0.0.1:${port}` };
}

export const redirect =
  (status: number, location: string | undefined): RequestListener =>
  (_request, response) => {
    response.writeHead(status, location === undefined ? {} : { location }).end('moved');
  };

/** Trusts this machine, and says that every name leads to it. */
export const local: GuardedFetchOptions = { allow: ['127.0.0.0/8', '::1'], resolve: () => ['127.0.0.1'] };
export const localFetch = createGuardedFetch(local);
