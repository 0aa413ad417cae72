import type { HealthStatus } from '../contract/adapter.ts';
import { type Clock, processClock, type TimerHandle } from '../contract/clock.ts';
import type { ServiceRegistry } from './service-registry.ts';

export interface HealthMonitorOptions {
  /** Mean time between two checks of one service, in milliseconds; each is moved by up to 20 %. @default 30000 */
  intervalMs?: number;
  /** Bound of one check in milliseconds. @default 5000 */
  timeoutMs?: number;
  /** Checks in a row that must fail before a service counts as unhealthy. @default 2 */
  failuresToUnhealthy?: number;
  /** Checks in a row that must succeed before it counts as healthy again. @default 2 */
  successesToHealthy?: number;
  /** `active` uses free probes where a provider has one. @default 'passive' */
  mode?: 'passive' | 'active';
  clock?: Clock;
  random?: () => number;
}

interface Streak {
  shown: HealthStatus['status'] | undefined;
  failures: number;
  successes: number;
}

const jitterShare = 0.2;

/** Checks every registered service now and then, one check of a service at a time, and tells the registry. */
export class HealthMonitor implements Disposable {
  readonly #registry: ServiceRegistry;
  readonly #options: Required<HealthMonitorOptions>;
  readonly #streaks = new Map<string, Streak>();
  #timer: TimerHandle | undefined;
  #running = false;

  constructor(registry: ServiceRegistry, options: HealthMonitorOptions = {}) {
    this.#registry = registry;
    this.#options = {
      intervalMs: 30_000,
      timeoutMs: 5_000,
      failuresToUnhealthy: 2,
      successesToHealthy: 2,
      mode: 'passive',
      clock: processClock(),
      random: Math.random,
      ...options,
    };
  }

  /** Starts checking; the first round begins at once. Idempotent. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#round();
  }

  stop(): void {
    this.#running = false;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /** Checks every service once, now. */
  async checkAll(): Promise<void> {
    await Promise.all(this.#registry.listServices().map((name) => this.#check(name)));
  }

  async #round(): Promise<void> {
    await this.checkAll();
    if (!this.#running) return;
    const { clock, intervalMs, random } = this.#options;
    const delayMs = intervalMs * (1 - jitterShare + random() * 2 * jitterShare);
    // The next round is set only when this one has ended, so rounds never overlap.
    this.#timer = clock.setTimeout(() => void this.#round(), delayMs);
    this.#timer.unref?.();
  }

  async #check(name: string): Promise<void> {
    const health = await this.#ask(name);
    if (health === undefined) return;
    this.#registry.recordHealth(name, { ...health, status: this.#settle(name, health.status) });
  }

  async #ask(name: string): Promise<HealthStatus | undefined> {
    if (!this.#registry.has(name)) return undefined;
    const { clock, timeoutMs, mode } = this.#options;
    const controller = new AbortController();
    let timer: TimerHandle | undefined;
    const late = new Promise<HealthStatus>((resolve) => {
      timer = clock.setTimeout(() => {
        controller.abort();
        resolve(failed(clock, `the health check took longer than ${timeoutMs} ms`));
      }, timeoutMs);
      timer.unref?.();
    });
    try {
      const check = this.#registry.get(name).healthCheck({ mode, timeoutMs, signal: controller.signal });
      return await Promise.race([check, late]);
    } catch (error) {
      return failed(clock, `the health check failed: ${(error as Error)?.message ?? String(error)}`);
    } finally {
      timer?.cancel();
    }
  }

  /** One bad check does not make a service bad, nor one good check a good one. */
  #settle(name: string, status: HealthStatus['status']): HealthStatus['status'] {
    const streak = this.#streaks.get(name) ?? { shown: undefined, failures: 0, successes: 0 };
    this.#streaks.set(name, streak);
    const bad = status === 'unhealthy';
    streak.failures = bad ? streak.failures + 1 : 0;
    streak.successes = bad ? 0 : streak.successes + 1;
    const { failuresToUnhealthy, successesToHealthy } = this.#options;
    if (streak.shown === undefined) streak.shown = status;
    else if (bad) streak.shown = streak.failures >= failuresToUnhealthy ? 'unhealthy' : degrade(streak.shown);
    else if (streak.shown !== 'unhealthy' || streak.successes >= successesToHealthy) streak.shown = status;
    return streak.shown;
  }
}

function degrade(status: HealthStatus['status']): HealthStatus['status'] {
  return status === 'healthy' ? 'degraded' : status;
}

function failed(clock: Clock, reason: string): HealthStatus {
  return { status: 'unhealthy', checkedAt: new Date(clock.now()), circuit: 'closed', reason };
}
