import { ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type MetricData,
  type MetricDescriptor,
} from '@opentelemetry/sdk-metrics';
import type { RunMode, RunState } from '../shared/api.ts';
import type { Database } from '../storage/database.ts';

const states: readonly RunState[] = ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled'];
const modes: readonly RunMode[] = ['live', 'sandbox'];

/** Upper bounds of run durations, in seconds. */
const boundaries = [1, 2, 5, 10, 20, 30, 60, 120, 300];

const labels = (state: unknown, mode: unknown) => ({ 'headwater.run.state': state, 'headwater.mode': mode }) as const;

/**
 * Metrics of the runs, read from the database: they outlast a restart, and every replica on one database shows the
 * same.
 */
export async function runMetrics(database: Database): Promise<MetricData[]> {
  const seconds = '(julianday(finished_at) - julianday(started_at)) * 86400';
  const bucket = boundaries.map((bound, index) => `WHEN seconds <= ${bound} THEN ${index}`).join(' ');
  const { rows } = await database.execute(
    `SELECT state, mode, CASE WHEN seconds IS NULL THEN NULL ${bucket} ELSE ${boundaries.length} END AS bucket,
       COUNT(*) AS runs, TOTAL(seconds) AS seconds
     FROM (SELECT state, mode, ${seconds} AS seconds FROM runs) GROUP BY 1, 2, 3`,
  );
  const known = states.flatMap((state) => modes.map((mode) => ({ state, mode })));
  const of = (state: RunState, mode: RunMode) => rows.filter((row) => row.state === state && row.mode === mode);
  const durations = known.flatMap(({ state, mode }) => {
    const counts = Array<number>(boundaries.length + 1).fill(0);
    let sum = 0;
    for (const { bucket: index, runs, seconds: total } of of(state, mode)) {
      if (index === null) continue;
      counts[Number(index)] = Number(runs);
      sum += Number(total);
    }
    const count = counts.reduce((all, one) => all + one, 0);
    // Microseconds: a date in SQLite is no more exact than that.
    const value = { buckets: { boundaries, counts }, count, sum: Math.round(sum * 1e6) / 1e6 };
    return count === 0 ? [] : [point(value, labels(state, mode))];
  });
  const runs = known.map(({ state, mode }) =>
    point(
      of(state, mode).reduce((sum, row) => sum + Number(row.runs), 0),
      labels(state, mode),
    ),
  );
  return [
    gauge('headwater.server.runs', '{run}', 'Runs in the database.', runs),
    {
      descriptor: descriptor('headwater.server.run.duration', 's', 'From the start of a run to its end.'),
      dataPointType: DataPointType.HISTOGRAM,
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPoints: durations,
    },
  ];
}

export function streamMetrics(openStreams: number): MetricData[] {
  return [
    gauge('headwater.server.event_streams', '{stream}', 'Event streams that are being read.', [point(openStreams, {})]),
  ];
}

function gauge(name: string, unit: string, description: string, dataPoints: DataPoint<number>[]): MetricData {
  return {
    descriptor: descriptor(name, unit, description),
    dataPointType: DataPointType.GAUGE,
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPoints,
  };
}

function descriptor(name: string, unit: string, description: string): MetricDescriptor {
  return { name, unit, description, valueType: ValueType.DOUBLE };
}

function point<Value>(value: Value, attributes: DataPoint<Value>['attributes']): DataPoint<Value> {
  // The text format carries no times: Prometheus takes the time of its scrape.
  return { value, attributes, startTime: [0, 0], endTime: [0, 0] };
}
