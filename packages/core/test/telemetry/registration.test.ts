import { context, metrics, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import {
  activeTelemetry,
  type OtelContextManager,
  type OtelMeterProvider,
  type OtelTracerProvider,
  openTelemetry,
} from '../../src/telemetry/index.ts';
import { finished, openSdk, register, search, unregister } from './sdk.ts';

const apiKey = Symbol.for('opentelemetry.js.api.1');

describe('finding the SDK', () => {
  it('finds none, in one property read', () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, apiKey);
    let reads = 0;
    Object.defineProperty(globalThis, apiKey, {
      configurable: true,
      get() {
        reads += 1;
        return undefined;
      },
    });
    try {
      for (let call = 0; call < 10; call += 1) expect(activeTelemetry()).toBeUndefined();
      expect(reads).toBe(10);
    } finally {
      if (before === undefined) delete (globalThis as { [apiKey]?: unknown })[apiKey];
      else Object.defineProperty(globalThis, apiKey, before);
    }
  });

  it('finds one registered later, the next one after it, and notices its end', () => {
    expect(activeTelemetry()).toBeUndefined();
    const first = openSdk();
    register(first);
    const telemetry = activeTelemetry();
    expect(activeTelemetry()).toBe(telemetry);
    telemetry?.startCall(search).event(finished);
    expect(first.spans()).toHaveLength(1);

    unregister();
    expect(activeTelemetry()).toBeUndefined();

    const second = openSdk();
    register(second);
    activeTelemetry()?.startCall(search).event(finished);
    expect([first.spans().length, second.spans().length]).toEqual([1, 1]);
  });

  it('takes a tracer alone and a meter alone', async () => {
    const sdk = openSdk();
    trace.setGlobalTracerProvider(sdk.tracerProvider);
    activeTelemetry()?.startCall(search).event(finished);
    expect(sdk.spans()).toHaveLength(1);
    trace.disable();

    metrics.setGlobalMeterProvider(sdk.meterProvider);
    activeTelemetry()?.startCall(search).event(finished);
    expect((await sdk.points())['headwater.client.call.duration']).toMatchObject([{ count: 1 }]);
    expect(sdk.spans()).toHaveLength(1);
  });

  it('is not misled by a context manager alone', () => {
    context.setGlobalContextManager(openSdk().contextManager);
    expect(activeTelemetry()).toBeUndefined();
  });
});

describe('providers of one’s own', () => {
  it('are used beside a registered one', () => {
    const [own, registered] = [openSdk(), openSdk()];
    register(registered);
    openTelemetry({ tracerProvider: own.tracerProvider }).startCall(search).event(finished);
    expect([own.spans().length, registered.spans().length]).toEqual([1, 0]);
  });

  it('fit by their shape: the SDK’s classes and the API’s types', () => {
    const sdk = openSdk();
    const tracers: OtelTracerProvider[] = [sdk.tracerProvider, trace.getTracerProvider()];
    const meters: OtelMeterProvider[] = [sdk.meterProvider, metrics.getMeterProvider()];
    const managers: OtelContextManager[] = [sdk.contextManager];
    for (const tracerProvider of tracers) {
      for (const meterProvider of meters) {
        for (const contextManager of managers) {
          openTelemetry({ tracerProvider, meterProvider, contextManager }).startCall(search).event(finished);
        }
      }
    }
    expect(sdk.spans()).toHaveLength(2);
  });
});
