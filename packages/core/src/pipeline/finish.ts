import type { HeadwaterError } from '../errors/headwater-error.ts';
import type { AnyOperation, Call, CallState } from './call.ts';
import type { ResponseInfo } from './operation.ts';

/** How a call ended. */
export interface Finish {
  /** Malformed items that were left out. */
  skipped: number;
  response?: Partial<ResponseInfo> | undefined;
  error?: HeadwaterError;
}

/**
 * Tells observers and telemetry, and writes the audit log. A promise only where the audit log makes its calls wait; it
 * rejects when the record could not be stored.
 */
export function finishCall(call: Call<AnyOperation>, state: CallState, finish: Finish): Promise<void> | undefined {
  const { report, settings } = call;
  if (report.watched) tell(call, state, finish);
  return settings.audit === undefined ? undefined : record(call, state, finish);
}

function tell(
  { report, scope }: Call<AnyOperation>,
  { progress }: CallState,
  { skipped, response, error }: Finish,
): void {
  const { costUsd, cache, coalesced } = response ?? {};
  const requestId = response?.requestId ?? error?.requestId;
  report.emit({
    type: 'call-finished',
    provider: report.provider,
    operation: report.operation,
    attempts: coalesced ? 0 : progress.attempts,
    durationMs: scope.elapsedMs,
    bytes: coalesced ? 0 : progress.bytes,
    skipped,
    ...(cache === undefined ? {} : { cache }),
    ...(coalesced && { coalesced }),
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(error === undefined ? {} : { errorCode: error.code }),
  });
}

function record(
  { report, scope, settings }: Call<AnyOperation>,
  { progress, secrets }: CallState,
  { response, error }: Finish,
): Promise<void> | undefined {
  const entry = {
    actor: settings.actor,
    provider: report.provider,
    operation: report.operation,
    outcome: error?.code ?? 'ok',
    attempts: response?.coalesced ? 0 : progress.attempts,
    status: response?.status ?? error?.status,
    requestId: response?.requestId ?? error?.requestId,
    costUsd: response?.costUsd,
    durationMs: Math.round(scope.elapsedMs),
  };
  return settings.audit?.record(entry, [...secrets]);
}
