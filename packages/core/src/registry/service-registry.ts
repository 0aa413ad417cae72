import type { ApiAdapter, HealthStatus } from '../contract/adapter.ts';
import { ConfigurationError } from '../errors/kinds.ts';

export interface HealthChange {
  name: string;
  previous: HealthStatus['status'] | undefined;
  health: HealthStatus;
}

/** Holds adapters by name, and what is known of their health. */
export class ServiceRegistry implements AsyncDisposable {
  readonly #services = new Map<string, ApiAdapter>();
  readonly #health = new Map<string, HealthStatus>();
  readonly #listeners = new Set<(change: HealthChange) => void>();

  /**
   * @throws {ConfigurationError} when the name is taken: a silent replacement would leave its callers with a
   * disposed or differently configured service
   */
  register<Adapter extends ApiAdapter>(name: string, adapter: Adapter): Adapter {
    if (this.#services.has(name)) {
      throw new ConfigurationError(`a service named "${name}" is registered already`, {
        hint: 'Use another name, or unregister the first.',
      });
    }
    this.#services.set(name, adapter);
    return adapter;
  }

  /** Takes a service out without disposing it. */
  unregister(name: string): ApiAdapter | undefined {
    const adapter = this.#services.get(name);
    this.#services.delete(name);
    this.#health.delete(name);
    return adapter;
  }

  /** @throws {ConfigurationError} when there is none of this name */
  get<Adapter extends ApiAdapter = ApiAdapter>(name: string): Adapter {
    const adapter = this.#services.get(name);
    if (adapter === undefined) {
      const known = this.listServices().join(', ') || 'none';
      throw new ConfigurationError(`there is no service named "${name}"`, { hint: `Registered: ${known}.` });
    }
    return adapter as Adapter;
  }

  has(name: string): boolean {
    return this.#services.has(name);
  }

  /** Names, in the order of registration. */
  listServices(): string[] {
    return [...this.#services.keys()];
  }

  /**
   * The first of these services that can be used: healthy ones before degraded ones, in the order given.
   *
   * @param names alternatives, best first. Default: every registered service
   * @returns `undefined` when none is usable
   */
  async getHealthy<Adapter extends ApiAdapter = ApiAdapter>(
    names: string | readonly string[] = this.listServices(),
  ): Promise<Adapter | undefined> {
    let degraded: Adapter | undefined;
    for (const name of typeof names === 'string' ? [names] : names) {
      const adapter = this.get<Adapter>(name);
      const { status } = await this.checkHealth(name);
      if (status === 'healthy') return adapter;
      if (status === 'degraded') degraded ??= adapter;
    }
    return degraded;
  }

  /** The last known health of every service; services never checked are checked now, passively. */
  async getHealthStatus(): Promise<Record<string, HealthStatus>> {
    const entries = this.listServices().map(
      async (name) => [name, this.#health.get(name) ?? (await this.checkHealth(name))] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }

  /** Asks one service (passively unless told otherwise) and remembers the answer. */
  async checkHealth(name: string, options?: Parameters<ApiAdapter['healthCheck']>[0]): Promise<HealthStatus> {
    const health = await this.get(name).healthCheck(options);
    this.recordHealth(name, health);
    return health;
  }

  /** Remembers a service's health and tells listeners when its status or circuit changed. */
  recordHealth(name: string, health: HealthStatus): void {
    if (!this.#services.has(name)) return;
    const previous = this.#health.get(name);
    this.#health.set(name, health);
    if (previous?.status === health.status && previous.circuit === health.circuit) return;
    for (const listener of [...this.#listeners]) listener({ name, previous: previous?.status, health });
  }

  /** @returns a function that ends the subscription */
  on(event: 'health-changed', listener: (change: HealthChange) => void): () => void {
    if (event !== 'health-changed') throw new ConfigurationError(`there is no event "${String(event)}"`);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Disposes every service, in parallel. Idempotent. Throws an `AggregateError` when some could not be. */
  async dispose(): Promise<void> {
    const adapters = [...this.#services.values()];
    this.#services.clear();
    this.#health.clear();
    this.#listeners.clear();
    const results = await Promise.allSettled(adapters.map((adapter) => adapter.dispose()));
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} services could not be disposed`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
