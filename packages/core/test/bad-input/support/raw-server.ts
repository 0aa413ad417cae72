import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A request as it came over the wire, head and body. */
export interface RawRequest {
  head: string;
  body: string;
  /** Position among all requests of this server, from 1. */
  number: number;
  /** Position among the requests of this connection, from 1. */
  onConnection: number;
}

export interface RawServer extends AsyncDisposable {
  url: string;
  requests: RawRequest[];
  /** TCP connections accepted so far. */
  accepted: number;
  /** TCP connections open now. */
  readonly open: number;
  /** Bytes written by handlers that count them with `send`. */
  sent: number;
}

export type RawHandler = (socket: Socket, request: RawRequest, server: RawServer) => void;

/**
 * A server that speaks only as much HTTP as a test makes it: it reads whole requests and hands the bare socket to
 * `handle`, so that an answer can break every rule.
 */
export async function rawServer(handle: RawHandler): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    server.accepted += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // The client may leave in the middle of an answer; that is what many of these tests want.
    socket.on('error', () => {});
    let received = '';
    let onConnection = 0;
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (let next = takeRequest(received); next !== undefined; next = takeRequest(received)) {
        received = next.rest;
        onConnection += 1;
        const request = { ...next.request, number: server.requests.length + 1, onConnection };
        server.requests.push(request);
        handle(socket, request, server);
      }
    });
  });
  const server: RawServer = {
    url: '',
    requests: [],
    accepted: 0,
    sent: 0,
    get open() {
      return sockets.size;
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  server.url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  return server;
}

function takeRequest(received: string): { request: { head: string; body: string }; rest: string } | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = received.slice(0, end);
  const length = Number(/^content-length: *(\d+)$/im.exec(head)?.[1] ?? 0);
  const bodyStart = end + 4;
  if (received.length < bodyStart + length) return undefined;
  return {
    request: { head, body: received.slice(bodyStart, bodyStart + length) },
    rest: received.slice(bodyStart + length),
  };
}

/** A whole HTTP/1.1 answer. */
export function answer(body: string | Uint8Array, headers: readonly string[] = [], status = '200 OK'): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const given = headers.some((header) => /^content-type:/i.test(header));
  const lines = [
    `HTTP/1.1 ${status}`,
    ...(given ? [] : ['Content-Type: application/json']),
    `Content-Length: ${bytes.byteLength}`,
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes]);
}

/** Serves one and the same answer to everybody. */
export function answering(bytes: Uint8Array | string): RawHandler {
  return (socket) => void socket.write(bytes);
}

/** Writes pieces as long as the client takes them, with back-pressure, counting what left. */
export function pour(socket: Socket, piece: Uint8Array, server: RawServer, limitBytes: number): void {
  const write = () => {
    while (!socket.destroyed && server.sent < limitBytes) {
      server.sent += piece.byteLength;
      if (!socket.write(piece)) {
        socket.once('drain', write);
        return;
      }
    }
    if (!socket.destroyed) socket.end();
  };
  write();
}
