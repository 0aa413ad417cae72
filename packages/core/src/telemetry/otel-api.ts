/**
 * The part of the OpenTelemetry API that core calls, as shapes. Its objects are found where every installed copy of
 * `@opentelemetry/api` 1.x puts them, under one global symbol, so that core needs no copy of its own. All of it has been
 * there unchanged since version 1.3, and any provider of an SDK can be handed in.
 */
export type AttributeValue = string | number | boolean;
export type Attributes = Record<string, AttributeValue>;

export interface OtelContext {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): OtelContext;
  deleteValue(key: symbol): OtelContext;
}

export interface OtelContextManager {
  active(): OtelContext;
  with<Result>(context: OtelContext, run: () => Result): Result;
}

export interface OtelSpan {
  setAttribute(name: string, value: AttributeValue): unknown;
  addEvent(name: string, attributes?: Attributes): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  isRecording(): boolean;
  end(): void;
}

export interface OtelTracerProvider {
  getTracer(name: string): OtelTracer;
}

export interface OtelTracer {
  startSpan(name: string, options?: { kind?: number; attributes?: Attributes }, context?: OtelContext): OtelSpan;
}

export interface OtelMeterProvider {
  getMeter(name: string): OtelMeter;
}

export interface InstrumentOptions {
  description?: string;
  unit?: string;
  advice?: { explicitBucketBoundaries?: number[] };
}

export interface OtelMeter {
  createCounter(name: string, options?: InstrumentOptions): OtelCounter;
  createHistogram(name: string, options?: InstrumentOptions): OtelHistogram;
  createObservableGauge(name: string, options?: InstrumentOptions): OtelObservableGauge;
}

export interface OtelCounter {
  add(value: number, attributes?: Attributes): void;
}

export interface OtelHistogram {
  record(value: number, attributes?: Attributes): void;
}

export interface OtelObservableGauge {
  addCallback(callback: (result: { observe(value: number, attributes?: Attributes): void }) => void): void;
}

/** Values of the API's enumerations, which are part of its contract. */
export const spanKind = { internal: 0, client: 2 } as const;
export const errorStatus = 2;

/** What an SDK has registered for the whole process. Each part may be missing. */
export interface RegisteredApi {
  readonly trace?: OtelTracerProvider;
  readonly metrics?: OtelMeterProvider;
  readonly context?: OtelContextManager;
}

const apiKey = Symbol.for('opentelemetry.js.api.1');
const spanKey = Symbol.for('OpenTelemetry Context Key SPAN');

/** One property read: `undefined` in a process where nothing of OpenTelemetry was ever registered. */
export function registeredApi(): RegisteredApi | undefined {
  return (globalThis as { [apiKey]?: RegisteredApi })[apiKey];
}

/** The context of work done on behalf of `span`. */
export function contextWith(span: OtelSpan, parent: OtelContext): OtelContext {
  return parent.setValue(spanKey, span);
}

/** A context with nothing in it, for programs that trace without a context manager. */
export const emptyContext: OtelContext = contextOf(new Map());

function contextOf(values: ReadonlyMap<symbol, unknown>): OtelContext {
  return {
    getValue: (key) => values.get(key),
    setValue: (key, value) => contextOf(new Map(values).set(key, value)),
    deleteValue: (key) => contextOf(new Map([...values].filter(([name]) => name !== key))),
  };
}
