import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { type ApiAdapter, HealthMonitor, type HealthStatus, ServiceRegistry } from '../src/index.ts';

type Status = HealthStatus['status'];

function adapter(name: string, status: Status | (() => Promise<Status>) = 'healthy') {
  const asked: unknown[] = [];
  let disposed = 0;
  const made: ApiAdapter & { asked: unknown[]; disposed: () => number; become(next: Status): void } = {
    name,
    version: '1.0.0',
    asked,
    disposed: () => disposed,
    become: (next) => {
      status = next;
    },
    configure: () => {},
    healthCheck: async (options) => {
      asked.push(options);
      return {
        status: typeof status === 'function' ? await status() : status,
        checkedAt: new Date(0),
        circuit: 'closed',
      };
    },
    dispose: async () => {
      disposed += 1;
    },
    [Symbol.asyncDispose]: () => made.dispose(),
  };
  return made;
}

describe('ServiceRegistry', () => {
  it('gives back what was registered, in order', () => {
    const registry = new ServiceRegistry();
    const exa = registry.register('exa', adapter('exa'));
    registry.register('s2', adapter('s2'));
    expect(registry.get('exa')).toBe(exa);
    expect(registry.listServices()).toEqual(['exa', 's2']);
  });

  it('refuses a name twice and names what exists when one is unknown', () => {
    const registry = new ServiceRegistry();
    registry.register('exa', adapter('exa'));
    expect(() => registry.register('exa', adapter('exa'))).toThrow(/exa.*registered already/);
    expect(() => registry.get('exo')).toThrow(/exo/);
    expect(() => registry.get('exo')).toThrow(expect.objectContaining({ hint: 'Registered: exa.' }));
  });

  it('falls over to the first healthy alternative, then to a degraded one, then to nothing', async () => {
    const registry = new ServiceRegistry();
    const [down, limited, fine] = [adapter('down', 'unhealthy'), adapter('limited', 'degraded'), adapter('fine')];
    for (const each of [down, limited, fine]) registry.register(each.name, each);
    expect(await registry.getHealthy(['down', 'limited', 'fine'])).toBe(fine);
    expect(await registry.getHealthy(['down', 'limited'])).toBe(limited);
    expect(await registry.getHealthy(['down'])).toBeUndefined();
    expect(await registry.getHealthy()).toBe(fine);
    fine.become('unconfigured');
    expect(await registry.getHealthy('fine')).toBeUndefined();
  });

  it('tells listeners about changes only', async () => {
    const registry = new ServiceRegistry();
    const exa = registry.register('exa', adapter('exa'));
    const changes: string[] = [];
    const stop = registry.on('health-changed', ({ name, previous, health }) =>
      changes.push(`${name} ${previous} ${health.status}`),
    );
    await registry.checkHealth('exa');
    await registry.checkHealth('exa');
    exa.become('unhealthy');
    await registry.checkHealth('exa');
    stop();
    exa.become('healthy');
    await registry.checkHealth('exa');
    expect(changes).toEqual(['exa undefined healthy', 'exa healthy unhealthy']);
    expect(Object.keys(await registry.getHealthStatus())).toEqual(['exa']);
  });

  it('disposes everything, even when one of them fails', async () => {
    const registry = new ServiceRegistry();
    const good = registry.register('good', adapter('good'));
    registry.register('bad', { ...adapter('bad'), dispose: () => Promise.reject(new Error('stuck')) });
    await expect(registry.dispose()).rejects.toThrow(/1 services could not be disposed/);
    expect(good.disposed()).toBe(1);
    await registry.dispose();
    expect(good.disposed()).toBe(1);
  });
});

describe('HealthMonitor', () => {
  function setUp(status: Status | (() => Promise<Status>), options = {}) {
    const clock = createVirtualClock();
    const registry = new ServiceRegistry();
    const service = registry.register('exa', adapter('exa', status));
    const monitor = new HealthMonitor(registry, { clock, random: () => 0.5, intervalMs: 1000, ...options });
    const shown = async () => (await registry.getHealthStatus()).exa?.status;
    return { clock, registry, service, monitor, shown };
  }

  it('checks at once and then every interval, moved by jitter, and stops cleanly', async () => {
    const { clock, service, monitor } = setUp('healthy', { random: () => 0 });
    monitor.start();
    monitor.start();
    await clock.advance(0);
    expect(service.asked).toHaveLength(1);
    await clock.advance(799);
    expect(service.asked).toHaveLength(1);
    await clock.advance(1);
    expect(service.asked).toHaveLength(2);
    monitor.stop();
    await clock.advance(10_000);
    expect(service.asked).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });

  it('never overlaps checks of one service', async () => {
    let running = 0;
    let most = 0;
    const { clock, monitor } = setUp(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 3000));
      running -= 1;
      return 'healthy';
    });
    monitor.start();
    await clock.advance(20_000);
    monitor.stop();
    expect(most).toBe(1);
  });

  it('needs several failures to call a service unhealthy and several successes to call it healthy again', async () => {
    const { clock, service, monitor, shown } = setUp('healthy', { failuresToUnhealthy: 2, successesToHealthy: 2 });
    monitor.start();
    await clock.advance(0);
    service.become('unhealthy');
    await clock.advance(1000);
    expect(await shown()).toBe('degraded');
    await clock.advance(1000);
    expect(await shown()).toBe('unhealthy');
    service.become('healthy');
    await clock.advance(1000);
    expect(await shown()).toBe('unhealthy');
    await clock.advance(1000);
    expect(await shown()).toBe('healthy');
    monitor.stop();
  });

  it('bounds a check that hangs, and one that throws', async () => {
    const hanging = setUp(() => new Promise(() => {}), { timeoutMs: 200 });
    hanging.monitor.start();
    await hanging.clock.advance(300);
    expect((await hanging.registry.getHealthStatus()).exa).toMatchObject({
      status: 'unhealthy',
      reason: expect.stringContaining('200 ms'),
    });
    hanging.monitor.stop();
    const throwing = setUp(() => Promise.reject(new Error('boom')));
    await throwing.monitor.checkAll();
    expect((await throwing.registry.getHealthStatus().catch(() => undefined))?.exa?.reason).toContain('boom');
  });

  it('passes its mode on', async () => {
    const { monitor, service } = setUp('healthy', { mode: 'active' });
    await monitor.checkAll();
    expect(service.asked).toEqual([expect.objectContaining({ mode: 'active' })]);
  });
});
