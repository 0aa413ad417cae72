import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createToxicProxy, createVirtualClock, type Toxic, type ToxicProxy } from '../src/index.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Peer {
  socket: Socket;
  readonly text: string;
  readonly ended: boolean;
  readonly closed: 'no' | 'orderly' | 'reset';
}

function peer(socket: Socket): Peer {
  let text = '';
  let ended = false;
  let closed: Peer['closed'] = 'no';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('end', () => {
    ended = true;
  });
  let failed = false;
  socket.on('error', () => {
    failed = true;
  });
  socket.on('close', () => {
    closed = failed ? 'reset' : 'orderly';
  });
  return {
    socket,
    get text() {
      return text;
    },
    get ended() {
      return ended;
    },
    get closed() {
      return closed;
    },
  };
}

/** A proxy in front of a server that gives back what it gets, on a clock that only the test moves. */
async function rig(...toxics: Toxic[]) {
  const clock = createVirtualClock();
  const served: Peer[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    served.push(peer(socket));
    socket.on('data', (chunk) => socket.write(chunk));
    socket.on('end', () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const proxy = await createToxicProxy({ upstream: `http://127.0.0.1:${port}/base/`, clock, seed: 7 });
  await proxy.set(...toxics);
  cleanUps.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => {
      for (const { socket } of served) socket.destroy();
    },
    () => proxy.close(),
  );
  const open = () => {
    const client = peer(connect({ port: Number(new URL(proxy.url).port), host: '127.0.0.1', allowHalfOpen: true }));
    cleanUps.push(() => client.socket.destroy());
    return client;
  };
  return { clock, proxy, served, open };
}

/** Lets what is on its way through the kernel arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const echoed = (client: Peer, text: string) => expect.poll(() => client.text).toBe(text);

describe('a proxy without toxics', () => {
  it('carries bytes both ways and ends with the client', async () => {
    const { proxy, open } = await rig();
    const client = open();
    client.socket.write('hello');
    await echoed(client, 'hello');
    expect(proxy.openSockets).toBe(2);
    client.socket.end();
    await expect.poll(() => client.closed).toBe('orderly');
    await expect.poll(() => proxy.openSockets).toBe(0);
    expect(proxy.accepted).toBe(1);
  });

  it('carries a megabyte unchanged', async () => {
    const { open } = await rig();
    const client = open();
    const text = Array.from({ length: 131_072 }, (_, index) => (index % 10_000_000).toString().padStart(8)).join('');
    client.socket.write(text);
    await expect.poll(() => client.text.length).toBe(text.length);
    expect(client.text).toBe(text);
  });

  it('keeps the path of its upstream', async () => {
    const { proxy } = await rig();
    expect(proxy.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/base$/);
  });
});

describe('latency', () => {
  it.each(['upstream', 'downstream'] as const)('delays %s by its time, not by less', async (direction) => {
    const { clock, open } = await rig({ kind: 'latency', ms: 100, direction });
    const client = open();
    client.socket.write('ping');
    await expect.poll(() => clock.pendingTimers).toBe(1);
    await clock.advance(99);
    await settle();
    expect(client.text).toBe('');
    await clock.advance(1);
    await echoed(client, 'ping');
  });

  it('with jitter stays within it and keeps the order', async () => {
    const { clock, open } = await rig({ kind: 'latency', ms: 100, jitterMs: 50 });
    const client = open();
    for (let number = 0; number < 10; number += 1) {
      client.socket.write(String(number));
      await settle();
    }
    await clock.advance(49);
    await settle();
    expect(client.text).toBe('');
    await clock.advance(101);
    await echoed(client, '0123456789');
  });
});

describe('down', () => {
  it('refuses new connections, resets open ones, and ends when it is taken away', async () => {
    const { proxy, open } = await rig();
    const before = open();
    before.socket.write('x');
    await echoed(before, 'x');
    await proxy.set({ kind: 'down' });
    await expect.poll(() => before.closed).toBe('reset');
    expect(proxy.openSockets).toBe(0);
    const during = open();
    await expect.poll(() => during.closed).toBe('reset');
    expect(proxy.accepted).toBe(1);
    await proxy.set();
    const after = open();
    after.socket.write('y');
    await echoed(after, 'y');
  });

  it('goes up and down many times on one port', async () => {
    const { proxy, open } = await rig();
    const { url } = proxy;
    for (let round = 0; round < 20; round += 1) {
      await proxy.set({ kind: 'down' });
      await proxy.set();
    }
    expect(proxy.url).toBe(url);
    const client = open();
    client.socket.write('x');
    await echoed(client, 'x');
  });
});

describe('bandwidth', () => {
  it('lets no more through than it says', async () => {
    const { clock, open } = await rig({ kind: 'bandwidth', bytesPerSecond: 1000 });
    const client = open();
    client.socket.write('x'.repeat(500));
    await expect.poll(() => clock.pendingTimers).toBe(1);
    for (const [time, most] of [
      [200, 250],
      [400, 450],
      [600, 500],
    ] as const) {
      for (let elapsed = 0; elapsed < 200; elapsed += 25) {
        await clock.advance(25);
        await settle();
      }
      expect(client.text.length).toBeLessThanOrEqual(most);
      expect(client.text.length).toBeGreaterThanOrEqual(Math.min(500, time * 0.8));
    }
    await echoed(client, 'x'.repeat(500));
  });
});

describe('slow close', () => {
  it('holds back the end, not the data', async () => {
    const { clock, open } = await rig({ kind: 'slow-close', ms: 300 });
    const client = open();
    client.socket.end('bye');
    await echoed(client, 'bye');
    await expect.poll(() => clock.pendingTimers).toBe(1);
    await clock.advance(299);
    await settle();
    expect(client.ended).toBe(false);
    await clock.advance(1);
    await expect.poll(() => client.closed).toBe('orderly');
  });

  it('is not forgotten when toxics change meanwhile', async () => {
    const { clock, proxy, open } = await rig({ kind: 'slow-close', ms: 300 });
    const client = open();
    client.socket.end('bye');
    await echoed(client, 'bye');
    await expect.poll(() => clock.pendingTimers).toBe(1);
    await proxy.set({ kind: 'slow-close', ms: 300 }, { kind: 'latency', ms: 1 });
    await clock.advance(300);
    await expect.poll(() => client.closed).toBe('orderly');
  });
});

describe('timeout', () => {
  it('accepts and never answers, and lets go of whoever leaves', async () => {
    const { clock, proxy, open } = await rig({ kind: 'timeout' });
    const client = open();
    client.socket.write('anybody?');
    await expect.poll(() => proxy.accepted).toBe(1);
    await clock.advance(3_600_000);
    await settle();
    expect(client.text).toBe('');
    expect(client.closed).toBe('no');
    client.socket.end();
    await expect.poll(() => proxy.openSockets).toBe(0);
  });

  it('with a time closes after it', async () => {
    const { clock, open } = await rig({ kind: 'timeout', ms: 200 });
    const client = open();
    await expect.poll(() => clock.pendingTimers).toBe(1);
    await clock.advance(200);
    await expect.poll(() => client.ended).toBe(true);
    expect(client.text).toBe('');
  });

  it('taken away, delivers what was held', async () => {
    const { proxy, open } = await rig({ kind: 'timeout' });
    const client = open();
    client.socket.write('late');
    await expect.poll(() => proxy.accepted).toBe(1);
    await settle();
    await proxy.set();
    await echoed(client, 'late');
  });
});

describe('reset', () => {
  it('breaks the connection after its time', async () => {
    const { clock, open } = await rig({ kind: 'reset', ms: 100 });
    const client = open();
    client.socket.write('x');
    await echoed(client, 'x');
    await clock.advance(100);
    await expect.poll(() => client.closed).toBe('reset');
  });
});

describe('slicer', () => {
  it('delivers everything, in pieces', async () => {
    const { clock, open } = await rig({ kind: 'slicer', bytes: 10, ms: 5 });
    const client = open();
    const text = 'the quick brown fox jumps over the lazy dog '.repeat(4);
    client.socket.write(text);
    await expect.poll(() => client.text.length).toBeGreaterThan(0);
    expect(client.text.length).toBeLessThanOrEqual(15);
    for (let step = 0; step < 100 && client.text.length < text.length; step += 1) {
      const before = client.text.length;
      await clock.advance(5);
      await settle();
      expect(client.text.length - before).toBeLessThanOrEqual(15);
    }
    expect(client.text).toBe(text);
  });
});

describe('data limit', () => {
  it.each(['upstream', 'downstream'] as const)('closes %s after exactly its bytes', async (direction) => {
    const { served, open } = await rig({ kind: 'data-limit', bytes: 7, direction });
    const client = open();
    client.socket.write('0123456789');
    await expect.poll(() => client.ended).toBe(true);
    if (direction === 'downstream') expect(client.text).toBe('0123456');
    else await expect.poll(() => served[0]?.text).toBe('0123456');
  });
});

describe('chances', () => {
  const struck = async (proxy: ToxicProxy, open: () => Peer): Promise<string> => {
    let pattern = '';
    for (let number = 0; number < 20; number += 1) {
      const client = open();
      client.socket.write('0123456789');
      await expect.poll(() => client.ended || client.text.length === 10).toBe(true);
      pattern += client.ended ? 'x' : '.';
      client.socket.destroy();
    }
    expect(proxy.accepted).toBe(20);
    return pattern;
  };

  it('strike some connections, the same ones for the same seed', async () => {
    const toxic: Toxic = { kind: 'data-limit', bytes: 3, probability: 0.5 };
    const first = await rig(toxic);
    const second = await rig(toxic);
    const pattern = await struck(first.proxy, first.open);
    expect(pattern).toMatch(/x/);
    expect(pattern).toMatch(/\./);
    expect(await struck(second.proxy, second.open)).toBe(pattern);
  });
});

describe('the end', () => {
  it.each([
    ['no toxic', []],
    ['latency', [{ kind: 'latency', ms: 1e6 }]],
    ['timeout', [{ kind: 'timeout' }]],
    ['slow close', [{ kind: 'slow-close', ms: 1e6 }]],
    ['bandwidth', [{ kind: 'bandwidth', bytesPerSecond: 1 }]],
  ] satisfies [string, Toxic[]][])('with %s leaves no socket and no timer', async (_name, toxics) => {
    const { clock, proxy, open } = await rig(...toxics);
    const clients = [open(), open(), open()];
    for (const client of clients) client.socket.write('x'.repeat(100));
    clients[0]?.socket.end();
    await expect.poll(() => proxy.accepted).toBe(3);
    await settle();
    await proxy.close();
    expect(proxy.openSockets).toBe(0);
    expect(clock.pendingTimers).toBe(0);
    await proxy.close();
  });

  it('by disconnect reaches a service that a slow close still holds, though its client has gone', async () => {
    const { proxy, served, open } = await rig({ kind: 'slow-close', ms: 1e6, direction: 'upstream' });
    for (let number = 0; number < 20; number += 1) {
      const client = open();
      client.socket.write('x');
      await echoed(client, 'x');
      client.socket.destroy();
    }
    await expect.poll(() => served.length).toBe(20);
    await settle();
    expect(proxy.openSockets).toBeGreaterThan(0);
    await proxy.disconnect();
    expect(proxy.openSockets).toBe(0);
  });

  it('by disconnect reaches connections that are just ending', async () => {
    const { proxy, open } = await rig();
    for (let number = 0; number < 50; number += 1) {
      const client = open();
      client.socket.write('x');
      await echoed(client, 'x');
      client.socket.end();
      for (let turn = 0; turn < number % 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      await proxy.disconnect();
      expect(proxy.openSockets).toBe(0);
    }
  });

  it('of a service that cannot be reached is the end of the connection', async () => {
    const proxy = await createToxicProxy({ upstream: 'http://127.0.0.1:1' });
    cleanUps.push(() => proxy.close());
    const client = peer(connect(Number(new URL(proxy.url).port), '127.0.0.1'));
    await expect.poll(() => client.closed).not.toBe('no');
    await expect.poll(() => proxy.openSockets).toBe(0);
  });
});
