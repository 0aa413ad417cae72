import { createRequire } from 'node:module';
import type { Agent } from 'undici';
import { ConfigurationError } from '../../errors/kinds.ts';

/** What the transport needs of an undici dispatcher (`Agent`, `ProxyAgent`, `MockAgent`, …), version 8. */
export interface TransportDispatcher {
  dispatch(options: any, handler: any): boolean;
  close(): Promise<void>;
}

/** The part of undici's controller that is used here. */
export interface DispatchController {
  abort(reason: unknown): void;
  pause(): void;
  resume(): void;
}

/** The callbacks of one request, see undici's `Dispatcher.dispatch`. */
export interface DispatchHandler {
  onRequestStart(controller: DispatchController): void;
  onResponseStart(
    controller: DispatchController,
    status: number,
    headers: Record<string, string | string[]>,
    statusText?: string,
  ): void;
  onResponseData(controller: DispatchController, chunk: Uint8Array): void;
  onResponseEnd(controller: DispatchController): void;
  onResponseError(controller: DispatchController | undefined, error: Error): void;
}

/** @throws {ConfigurationError} when undici is not installed */
export function createAgent(options: Agent.Options): TransportDispatcher {
  return new (loadUndici().Agent)(options);
}

/** undici is an optional peer: only who uses this transport installs it. */
function loadUndici(): typeof import('undici') {
  try {
    return createRequire(import.meta.url)('undici');
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'MODULE_NOT_FOUND') throw error;
    throw new ConfigurationError('the Node transport needs the package undici', {
      hint: 'Run: npm install undici',
      cause: error,
    });
  }
}
