import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

export interface TestServer {
  url: string;
  /** Connections that are open now. */
  sockets: Set<Socket>;
  close(): Promise<void>;
}

export const text = 'Street trees cool a block mainly by shade. '.repeat(50);
const gzipped = gzipSync(text);

type Route = (request: IncomingMessage, response: ServerResponse) => void;

const encoded = (encoding: string, body: Uint8Array): Route => {
  return (_request, response) => void response.writeHead(200, { 'content-encoding': encoding }).end(body);
};

const routes: Record<string, Route> = {
  '/text': (_request, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end(text),
  '/bom': (_request, response) => void response.end(Buffer.from('\uFEFF{"a":1}')),
  '/not-utf8': (_request, response) => void response.end(Buffer.from([0x61, 0xff, 0x62])),
  '/not-json': (_request, response) => void response.end('<html>'),
  '/empty': (_request, response) => void response.end(),
  '/204': (_request, response) => void response.writeHead(204, { 'x-kept': 'yes' }).end(),
  '/304': (_request, response) => void response.writeHead(304, { etag: '"1"' }).end(),
  '/503': (_request, response) => void response.writeHead(503, 'Busy', { 'retry-after': '2' }).end('busy'),
  '/999': (_request, response) => void response.writeHead(999, 'Denied').end('denied'),
  '/early-hints': (_request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.end('after hints');
  },
  '/cookies': (_request, response) => {
    response.setHeader('set-cookie', ['a=1; Path=/', 'b=2']);
    response.setHeader('x-twice', ['one', 'two']);
    response.end();
  },
  '/latin1': (_request, response) => void response.setHeader('x-name', 'M\xfcller').end(),
  '/form': (_request, response) =>
    void response.setHeader('content-type', 'application/x-www-form-urlencoded').end('a=1&b=two+words'),
  '/gzip': encoded('gzip', gzipped),
  '/x-gzip': encoded('x-gzip', gzipped),
  '/deflate': encoded('deflate', deflateSync(text)),
  '/deflate-raw': encoded('deflate', deflateRawSync(text)),
  '/br': encoded('br', brotliCompressSync(text)),
  '/zstd': encoded('zstd', zstdCompressSync(text)),
  '/twice': encoded('gzip, br', brotliCompressSync(gzipped)),
  '/unknown-coding': encoded('made-up', Buffer.from(text)),
  '/gzip-empty': encoded('gzip', Buffer.alloc(0)),
  '/gzip-malformed': encoded('gzip', Buffer.from('this is no gzip at all')),
  '/gzip-cut': encoded('gzip', gzipped.subarray(0, gzipped.length - 12)),
  '/six-codings': encoded('gzip, gzip, gzip, gzip, gzip, gzip', gzipped),
  '/bomb': encoded('gzip', gzipSync(Buffer.alloc(20_000_000))),
  '/chunks': (_request, response) => {
    response.write('one ');
    setImmediate(() => {
      response.write('two ');
      setImmediate(() => response.end('three'));
    });
  },
  '/large': (_request, response) => void response.end(Buffer.alloc(5_000_000, 'x')),
  '/reset-before-headers': (request) => void request.socket.destroy(),
  '/reset-in-body': (request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half', () => request.socket.destroy());
  },
  '/never': () => {},
  '/never-ends': (_request, response) => void response.write('first'),
  '/error-then-open': (_request, response) => void response.writeHead(302, { location: '/text' }).end(),
  '/no-location': (_request, response) => void response.writeHead(302).end('nowhere'),
  '/bad-location': (_request, response) => void response.writeHead(302, { location: 'http://[' }).end(),
  '/to-ftp': (_request, response) => void response.writeHead(302, { location: 'ftp://files.example/' }).end(),
  '/to-userinfo': (_request, response) =>
    void response.writeHead(302, { location: 'http://name:secret@files.example/' }).end(),
  '/large-redirect': (_request, response) =>
    void response.writeHead(302, { location: '/text' }).end(Buffer.alloc(200_000)),
};

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const { method, url, headers } = request;
  const body = Buffer.concat(chunks).toString('latin1');
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ method, url, headers, body }));
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://local');
  const route = routes[url.pathname];
  if (route !== undefined) route(request, response);
  else if (url.pathname === '/redirect') {
    const status = Number(url.searchParams.get('status') ?? 302);
    const location = url.searchParams.get('to') ?? '/echo';
    request.resume();
    request.on('end', () => response.writeHead(status, { location }).end('moved'));
  } else if (url.pathname.startsWith('/hop/')) {
    const left = Number(url.pathname.slice('/hop/'.length));
    response.writeHead(302, { location: left > 1 ? `/hop/${left - 1}` : '/text' }).end();
  } else if (url.pathname === '/header') {
    response.setHeader('x-returned', request.headers['x-sent'] ?? '').end();
  } else {
    // A request that was given up is not answered.
    echo(request, response).catch(() => request.socket.destroy());
  }
}

export async function startTestServer(make: (listener: Route) => Server = createServer): Promise<TestServer> {
  const server = make(answer);
  // Idle connections go soon, so that a test can wait until none is left.
  server.keepAliveTimeout = 1000;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sockets,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
