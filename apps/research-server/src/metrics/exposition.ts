import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import type { Database } from '../storage/database.ts';
import { collectProcessMetrics, isRegistered } from './process-metrics.ts';
import { runMetrics, streamMetrics } from './server-metrics.ts';

/** What OpenTelemetry's units are called at the end of a name in Prometheus. */
const unitNames: Record<string, string> = { s: 'seconds', By: 'bytes', '{request}/s': 'per_second' };

// Core's meters have one name each, so the scope would be the same label everywhere.
const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);

export interface ExpositionSources {
  database: Database;
  openStreams: number;
}

const elsewhere =
  '# headwater_client_* is not here: this process reports its metrics to an OpenTelemetry SDK of its own, or to none.\n';

/** Everything `/metrics` shows, in the text format of Prometheus, version 0.0.4. */
export async function exposition({ database, openStreams }: ExpositionSources): Promise<string> {
  const [measured, runs] = await Promise.all([collectProcessMetrics(), runMetrics(database)]);
  for (const error of measured.errors) console.error('a metric could not be collected:', error);
  const { resource, scopeMetrics } = measured.resourceMetrics;
  const scope = { name: '@headwater/research-server' };
  const all = [...scopeMetrics, { scope, metrics: [...runs, ...streamMetrics(openStreams)] }];
  const text = serializer.serialize({
    resource,
    scopeMetrics: all.map((one) => ({ ...one, metrics: one.metrics.map(withUnitInName) })),
  });
  return `${text.trimEnd()}\n${isRegistered() ? '' : elsewhere}`;
}

/**
 * The unit belongs to a metric's name in Prometheus. The collector and Prometheus' own OTLP endpoint add it, the serializer
 * does not: without this a dashboard would fit only one of them.
 */
function withUnitInName(metric: MetricData): MetricData {
  const unit = unitNames[metric.descriptor.unit];
  if (unit === undefined || metric.descriptor.name.endsWith(unit)) return metric;
  return { ...metric, descriptor: { ...metric.descriptor, name: `${metric.descriptor.name}.${unit}` } };
}
