import { metrics } from '@opentelemetry/api';
import { type CollectionResult, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

/** A reader that collects when `/metrics` is asked for, and at no other time. */
class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const reader = new PullReader();
const provider = new MeterProvider({ readers: [reader] });

/**
 * Makes `/metrics` the place where the metrics of this process go: those of every client built on `@headwater/core`, and
 * whatever else reports to OpenTelemetry. Only a program that owns its process may do this.
 *
 * @returns false when the process has registered an SDK of its own already; the metrics then go there
 */
export function registerProcessMetrics(): boolean {
  return isRegistered() || metrics.setGlobalMeterProvider(provider);
}

/** Whether the clients of this process report here. */
export function isRegistered(): boolean {
  return metrics.getMeterProvider() === provider;
}

/** What has been measured so far. Nothing, before `registerProcessMetrics`. */
export function collectProcessMetrics(): Promise<CollectionResult> {
  return reader.collect();
}
