/**
 * What an `AbortController` does, for a tenth of its cost: most calls are never cancelled, and most transports need the
 * real signal only when they are the global `fetch`. The signal is made when somebody asks for it.
 */
export class Cancellation {
  /** Nearly always the only one, and a set for it would cost more than all the rest. */
  #callback: ((reason: unknown) => void) | undefined;
  #others: Set<(reason: unknown) => void> | undefined;
  #controller: AbortController | undefined;
  #cancelled = false;
  #reason: unknown;

  get cancelled(): boolean {
    return this.#cancelled;
  }

  get reason(): unknown {
    return this.#reason;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#cancelled) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Only the first reason counts. */
  cancel(reason: unknown): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#reason = reason;
    const [callback, others] = [this.#callback, this.#others];
    this.#callback = undefined;
    this.#others = undefined;
    this.#controller?.abort(reason);
    callback?.(reason);
    for (const other of others ?? []) other(reason);
  }

  /** Calls back once: now, if it is cancelled already. Returns how to stop listening. */
  onCancel(callback: (reason: unknown) => void): () => void {
    if (this.#cancelled) {
      callback(this.#reason);
      return () => {};
    }
    if (this.#callback === undefined) {
      this.#callback = callback;
      return () => {
        if (this.#callback === callback) this.#callback = undefined;
      };
    }
    this.#others ??= new Set();
    const others = this.#others.add(callback);
    return () => void others.delete(callback);
  }

  throwIfCancelled(): void {
    if (this.#cancelled) throw this.#reason;
  }
}
