import { type CallTelemetry, startCall } from './call-telemetry.ts';
import { type LaneState, trackedLanes } from './lanes.ts';
import { createInstruments, observeLanes } from './metrics.ts';
import {
  type OtelContextManager,
  type OtelMeterProvider,
  type OtelTracerProvider,
  type RegisteredApi,
  registeredApi,
} from './otel-api.ts';
import type { CallStart } from './spans.ts';

export type { CallTelemetry } from './call-telemetry.ts';
export { type LaneSource, type LaneState, trackLanes } from './lanes.ts';
export type { OtelContextManager, OtelMeterProvider, OtelTracerProvider } from './otel-api.ts';
export type { CallStart } from './spans.ts';

/** Where calls are reported: given as the setting `telemetry`, or found by `activeTelemetry`. */
export interface Telemetry {
  startCall(call: CallStart): CallTelemetry;
}

export interface TelemetryOptions {
  /** Makes the spans. Without one there are none. */
  tracerProvider?: OtelTracerProvider;
  /** Makes the metrics. Without one there are none. */
  meterProvider?: OtelMeterProvider;
  /** Says which span is the caller's. Default: the registered one. */
  contextManager?: OtelContextManager;
  /** What the gauges show. Default: the lanes of every state store of this process. */
  listLanes?: () => Iterable<LaneState>;
}

/** The instrumentation scope of core's spans and metrics. */
const scope = '@headwater/core';

/**
 * Reports calls to OpenTelemetry providers of your own. A program that has registered an SDK for the whole process needs
 * none of this.
 *
 * @example
 * const telemetry = openTelemetry({ tracerProvider, meterProvider });
 */
export function openTelemetry(options: TelemetryOptions): Telemetry {
  const meter = options.meterProvider?.getMeter(scope);
  if (meter !== undefined) observeLanes(meter, options.listLanes ?? trackedLanes);
  const parts = {
    tracer: options.tracerProvider?.getTracer(scope),
    instruments: meter && createInstruments(meter),
    contextManager: () => options.contextManager ?? registeredApi()?.context,
  };
  return { startCall: (call) => startCall(parts, call) };
}

let found: { api: RegisteredApi; telemetry: Telemetry } | undefined;

/**
 * The OpenTelemetry SDK registered for this process, whenever that was done. `undefined`, after one property read, when
 * there is none.
 */
export function activeTelemetry(): Telemetry | undefined {
  const api = registeredApi();
  if (api === undefined) return undefined;
  const { trace, metrics } = api;
  if (trace === undefined && metrics === undefined) return undefined;
  if (found === undefined || found.api.trace !== trace || found.api.metrics !== metrics) {
    const telemetry = openTelemetry({
      ...(trace === undefined ? {} : { tracerProvider: trace }),
      ...(metrics === undefined ? {} : { meterProvider: metrics }),
    });
    // A copy: the global object is changed in place when another provider is registered.
    found = { api: { ...api }, telemetry };
  }
  return found.telemetry;
}
