import type { AddressInfo, Server, Socket } from 'node:net';
import { realClock } from '../clock/real-clock.ts';
import { createRandom } from '../random.ts';
import { type Connection, join } from './connection.ts';
import type { Toxic, ToxicProxy, ToxicProxyOptions } from './types.ts';

/** Below every system's range of ports for outgoing connections, so that nobody takes the port while the proxy is down. */
const firstPort = 20_000;
const ports = 12_000;

/**
 * A TCP proxy that breaks connections in eight ways, at run time and by a seed (Node only). It copies bytes and knows
 * nothing of HTTP; what a client makes of it is the client's own doing.
 */
export async function createToxicProxy(options: ToxicProxyOptions): Promise<ToxicProxy> {
  const { seed = 1, clock = realClock } = options;
  const { connect, createServer } = await import('node:net');
  const upstream = new URL(options.upstream);
  const random = createRandom(seed);
  const sockets = new Set<Socket>();
  const connections = new Set<Connection>();
  let toxics: readonly Toxic[] = [];
  let accepted = 0;
  let closed = false;

  function track(socket: Socket): void {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  }

  function accept(client: Socket): void {
    accepted += 1;
    const service = connect({ host: upstream.hostname, port: Number(upstream.port || 80), allowHalfOpen: true });
    client.setNoDelay(true);
    service.setNoDelay(true);
    track(client);
    track(service);
    const connection = join(client, service, clock, random, () => toxics);
    connections.add(connection);
    for (const socket of [client, service]) {
      socket.once('close', () => {
        if (client.closed && service.closed) connections.delete(connection);
      });
    }
  }

  const server = createServer({ allowHalfOpen: true }, accept);
  const port = await listenAnywhere(server);

  async function disconnect(): Promise<void> {
    const gone = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const connection of [...connections]) connection.cut('reset');
    await Promise.all(gone);
  }

  /** Changes of state one after the other: a port is bound and given back in the order asked for. */
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work, work);
    return last;
  };

  return {
    url: `http://127.0.0.1:${port}${upstream.pathname.replace(/\/$/, '')}`,
    get toxics() {
      return toxics;
    },
    get accepted() {
      return accepted;
    },
    get openSockets() {
      return sockets.size;
    },
    set: (...next) =>
      inTurn(async () => {
        toxics = next;
        if (closed) return;
        if (next.some(({ kind }) => kind === 'down')) {
          await stopListening(server);
          await disconnect();
          return;
        }
        if (!server.listening) await listenOn(server, port);
        for (const connection of [...connections]) connection.refresh();
      }),
    disconnect,
    close: () =>
      inTurn(async () => {
        closed = true;
        const stopped = stopListening(server);
        await disconnect();
        await stopped;
      }),
  };
}

async function listenAnywhere(server: Server): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await listenOn(server, firstPort + Math.floor(Math.random() * ports));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries === 50) throw error;
    }
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    // `close` waits for open connections; the port itself is given back at once.
    server.close();
    setImmediate(resolve);
  });
}
