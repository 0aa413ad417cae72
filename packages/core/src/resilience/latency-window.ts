/** Buckets grow by this factor, so that a quantile is at most 7 % too high, never too low. */
const growth = 1.07;
const smallestMs = 0.1;
const perLog = 1 / Math.log(growth);
/** Reaches past five minutes. */
const buckets = 224;
/** Samples of one generation; quantiles look at two. */
const generationSize = 512;
/** New samples after which the quantiles are read again. */
const refreshEvery = 16;

/**
 * Streaming quantiles of the last 512 to 1,024 successes in under a kilobyte: two histograms with logarithmic buckets,
 * the older one thrown away whenever the newer one is full. Allocates nothing before the first sample.
 */
export class LatencyWindow {
  #current: Uint16Array | undefined;
  #previous: Uint16Array | undefined;
  #currentSize = 0;
  #previousSize = 0;
  #sinceRefresh = refreshEvery;
  #p50 = 0;
  #p98 = 0;

  /** Samples the quantiles are made of. */
  get samples(): number {
    return this.#currentSize + this.#previousSize;
  }

  /**
   * One answer's time. Of a request that was given up for a faster twin, record the time it had taken until then: left
   * out, the slow ones would be forgotten and the window would call ordinary answers slow.
   */
  record(latencyMs: number): void {
    if (!(latencyMs >= 0)) return;
    if (this.#current === undefined || this.#previous === undefined) {
      this.#current = new Uint16Array(buckets);
      this.#previous = new Uint16Array(buckets);
    }
    if (this.#currentSize === generationSize) {
      [this.#current, this.#previous] = [this.#previous, this.#current];
      this.#current.fill(0);
      this.#previousSize = generationSize;
      this.#currentSize = 0;
    }
    const bucket = bucketOf(latencyMs);
    this.#current[bucket] = (this.#current[bucket] as number) + 1;
    this.#currentSize += 1;
    this.#sinceRefresh += 1;
  }

  /** Median in milliseconds, some samples old at most; `undefined` without samples. */
  get p50(): number | undefined {
    this.#refresh();
    return this.samples === 0 ? undefined : this.#p50;
  }

  /** The time 98 of 100 stay below, in milliseconds. */
  get p98(): number | undefined {
    this.#refresh();
    return this.samples === 0 ? undefined : this.#p98;
  }

  #refresh(): void {
    if (this.#sinceRefresh < refreshEvery) return;
    this.#sinceRefresh = 0;
    this.#p50 = this.#quantile(0.5);
    this.#p98 = this.#quantile(0.98);
  }

  #quantile(share: number): number {
    const rank = Math.ceil(this.samples * share);
    let seen = 0;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      seen += (this.#current?.[bucket] ?? 0) + (this.#previous?.[bucket] ?? 0);
      if (seen >= rank) return smallestMs * growth ** (bucket + 1);
    }
    return smallestMs * growth ** buckets;
  }
}

function bucketOf(latencyMs: number): number {
  return Math.min(buckets - 1, Math.max(0, Math.floor(Math.log(latencyMs / smallestMs) * perLog)));
}
