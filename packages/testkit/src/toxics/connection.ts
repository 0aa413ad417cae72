import type { Socket } from 'node:net';
import type { Clock, TimerHandle } from '@headwater/core';
import { createLink } from './link.ts';
import type { Toxic, ToxicDirection } from './types.ts';

export interface Connection {
  /** Looks at the toxics again. */
  refresh(): void;
  cut(how: 'close' | 'reset'): void;
}

/** Joins a client's socket and the service's by two links, until both have closed. */
export function join(
  client: Socket,
  service: Socket,
  clock: Clock,
  random: () => number,
  current: () => readonly Toxic[],
): Connection {
  let timer: TimerHandle | undefined;
  let over = false;
  const chances = new Map<Toxic, boolean>();
  // Drawn once per connection and toxic: an unlucky connection stays unlucky.
  const strikes = (toxic: Toxic): boolean => {
    const { probability = 1 } = toxic;
    const drawn = chances.get(toxic) ?? random() < probability;
    chances.set(toxic, drawn);
    return drawn;
  };
  const toxics = (direction?: ToxicDirection) =>
    current().filter(
      (toxic) => (direction === undefined || (toxic.direction ?? 'downstream') === direction) && strikes(toxic),
    );

  const link = (from: Socket, to: Socket, direction: ToxicDirection) =>
    createLink({ from, to, clock, random, toxics: () => toxics(direction), cut });
  const up = link(client, service, 'upstream');
  const down = link(service, client, 'downstream');

  function cut(how: 'close' | 'reset'): void {
    over = true;
    timer?.cancel();
    up.stop();
    down.stop();
    for (const socket of [client, service]) {
      if (socket.destroyed) continue;
      // Node cannot reset what it is ending already (the socket would never close), and would first wait for a peer
      // that does not read; an ordinary end is the best there is then.
      const canReset = !socket.connecting && !socket.writableEnded && socket.writableLength === 0;
      if (how === 'reset' && canReset) socket.resetAndDestroy();
      else socket.destroy();
    }
  }

  function refresh(): void {
    if (over) return;
    timer?.cancel();
    timer = undefined;
    const all = toxics();
    const reset = all.find(({ kind }) => kind === 'reset') as Extract<Toxic, { kind: 'reset' }> | undefined;
    const timeout = all.find(({ kind }) => kind === 'timeout') as Extract<Toxic, { kind: 'timeout' }> | undefined;
    if (reset !== undefined) timer = clock.setTimeout(() => cut('reset'), reset.ms ?? 0);
    else if (timeout?.ms !== undefined) timer = clock.setTimeout(() => cut('close'), timeout.ms);
    // Whoever waits behind a timeout for an end would wait for ever once the other side has gone.
    else if (timeout !== undefined && (up.ended || down.ended)) cut('close');
    up.refresh();
    down.refresh();
  }

  for (const socket of [client, service]) {
    socket.once('end', () => {
      if (toxics().some(({ kind }) => kind === 'timeout')) cut('close');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => cut(error.code === 'ECONNRESET' ? 'reset' : 'close'));
    // A side that is gone without having said goodbye takes the other with it.
    socket.once('close', () => {
      const other = socket === client ? service : client;
      if (!socket.readableEnded || other.destroyed) cut('close');
    });
  }
  refresh();
  return { refresh, cut };
}
