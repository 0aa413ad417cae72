import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ConnectionCut } from './body-faults.ts';
import type { IncomingRequest, WireAnswer } from './exchange.ts';
import type { Answerer } from './in-process.ts';
import type { EmulatorServer } from './types.ts';

/** Serves an emulator on a real port. Node's HTTP server is loaded here and nowhere else. */
export async function listen(
  basePath: string,
  answer: Answerer,
  options: { port?: number; host?: string } = {},
): Promise<EmulatorServer> {
  const { port = 0, host = '127.0.0.1' } = options;
  const { createServer } = await import('node:http');
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    // Only reading the request can fail here: the client left while sending it.
    serve(request, response, answer).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const hostName = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${hostName}:${address.port}${basePath}`,
    get connections() {
      return sockets.size;
    },
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, answer: Answerer): Promise<void> {
  const client = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) client.abort(new Error('the client closed the connection'));
  });
  const incoming = await read(request);
  const { record, answer: pending } = answer(incoming, client.signal);
  let isCutByFault = false;
  client.signal.addEventListener('abort', () => {
    record.aborted = !isCutByFault;
  });
  try {
    await send(await pending, response, client.signal);
    record.finished = true;
  } catch (error) {
    if (client.signal.aborted) return;
    isCutByFault = error instanceof ConnectionCut;
    if (isCutByFault || response.headersSent) response.socket?.resetAndDestroy();
    else response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
  }
}

async function read(request: IncomingMessage): Promise<IncomingRequest> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece as Uint8Array);
  const headers = new Headers();
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    headers.append(request.rawHeaders[index] as string, request.rawHeaders[index + 1] as string);
  }
  const url = new URL(request.url ?? '/', 'http://emulator');
  const bodyText = Buffer.concat(pieces).toString('utf8');
  return { method: request.method ?? 'GET', url, headers, bodyText, transport: 'socket' };
}

async function send(answer: WireAnswer, response: ServerResponse, signal: AbortSignal): Promise<void> {
  if (answer.kind === 'reset') throw new ConnectionCut();
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.flushHeaders();
  for await (const chunk of answer.body ?? []) {
    // Waiting for each write gives back-pressure, and puts the bytes before a cut on the wire.
    await untilAborted(signal, (done) => response.write(chunk, done));
  }
  await untilAborted(signal, (done) => response.end(done));
}

function untilAborted(signal: AbortSignal, start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const leave = (): void => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    start(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
  });
}
