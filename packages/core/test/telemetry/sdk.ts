import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type DataPoint, DataPointType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach } from 'vitest';
import type { CallStart } from '../../src/telemetry/index.ts';

/** A reader that collects when it is asked. */
class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export interface Sdk {
  tracerProvider: TracerProvider;
  meterProvider: MeterProvider;
  contextManager: AsyncLocalStorageContextManager;
  /** Ended spans, in the order of their ends. */
  spans(): ReadableSpan[];
  span(name: string): ReadableSpan;
  /** Data points by metric name. Histograms show their count and sum. */
  points(): Promise<Record<string, { value: number; count?: number; attributes: object }[]>>;
}

/** The real SDK, in memory, registered nowhere. */
export function openSdk(): Sdk {
  const exporter = new InMemorySpanExporter();
  const reader = new PullReader();
  const spans = () => exporter.getFinishedSpans();
  return {
    tracerProvider: new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
    meterProvider: new MeterProvider({ readers: [reader] }),
    contextManager: new AsyncLocalStorageContextManager().enable(),
    spans,
    span(name) {
      const found = spans().filter((span) => span.name === name);
      if (found.length !== 1) throw new Error(`${found.length} spans named ${name}, not 1`);
      return found[0] as ReadableSpan;
    },
    async points() {
      const { resourceMetrics, errors } = await reader.collect();
      if (errors.length > 0) throw new AggregateError(errors);
      const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      return Object.fromEntries(
        all.map(({ descriptor, dataPointType, dataPoints }) => [
          descriptor.name,
          (dataPoints as DataPoint<unknown>[]).map(({ value, attributes }) =>
            dataPointType === DataPointType.HISTOGRAM
              ? { count: (value as { count: number }).count, value: (value as { sum: number }).sum, attributes }
              : { value: value as number, attributes },
          ),
        ]),
      );
    },
  };
}

/** Registers the SDK for the process until the test ends, as an application does. */
export function register(sdk: Sdk): void {
  trace.setGlobalTracerProvider(sdk.tracerProvider);
  metrics.setGlobalMeterProvider(sdk.meterProvider);
  context.setGlobalContextManager(sdk.contextManager);
}

export function unregister(): void {
  trace.disable();
  metrics.disable();
  context.disable();
}

afterEach(unregister);

export const search: CallStart = {
  provider: 'gauges',
  version: '1.2.3',
  operation: 'search',
  method: 'POST',
  path: '/gauges/search',
  baseUrl: 'https://gauges.example/v1/',
  safety: 'read',
  billed: true,
};

export const place = { provider: 'gauges', operation: 'search' };

export const finished = {
  type: 'call-finished',
  ...place,
  attempts: 1,
  durationMs: 250,
  bytes: 2048,
  skipped: 0,
} as const;

export const parentOf = (span: ReadableSpan): string | undefined => span.parentSpanContext?.spanId;
export const idOf = (span: ReadableSpan): string => span.spanContext().spanId;
