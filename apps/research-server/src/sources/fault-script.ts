import type { Fault } from '@headwater/testkit';
import { z } from 'zod';

const faultSchema = z.strictObject({
  /** The provider whose emulator misbehaves. */
  provider: z.string().min(1),
  /**
   * `throttle`: 429 with `Retry-After`. `error`: an HTTP error status. `outage`: every request fails with 503.
   * `reset`: the connection breaks. `latency`: the answer comes late. `malformed`: the body is not what it should be.
   */
  fault: z.enum(['throttle', 'error', 'outage', 'reset', 'latency', 'malformed']),
  /** How many requests it strikes. Default: 1; an outage has no end unless this is given. */
  times: z.int().min(1).optional(),
  retryAfterSeconds: z.number().min(0).optional(),
  status: z.int().min(400).max(599).optional(),
  delayMs: z.int().min(0).optional(),
});

/** One scripted misfortune of the sandbox. */
export type SandboxFault = z.infer<typeof faultSchema>;

/**
 * Reads a fault script: a JSON list of faults.
 * @throws {Error} saying which entry is wrong and why.
 */
export function parseFaultScript(text: string): SandboxFault[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('the fault script is not valid JSON');
  }
  const result = z.array(faultSchema).safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => `/${issue.path.join('/')} ${issue.message}`);
  throw new Error(`the fault script must be a list of { provider, fault, … }: ${issues.join('; ')}`);
}

/** The faults of one provider, for its emulator. */
export function faultsOf(provider: string, script: readonly SandboxFault[]): Fault[] {
  return script.filter((fault) => fault.provider === provider).map(toFault);
}

function toFault({ fault, times, retryAfterSeconds, status, delayMs }: SandboxFault): Fault {
  const count = times === undefined ? {} : { times };
  switch (fault) {
    case 'throttle':
      return { kind: 'status', status: 429, retryAfter: retryAfterSeconds ?? 1, ...count };
    case 'error':
      return { kind: 'status', status: status ?? 500, ...count };
    case 'outage':
      return { kind: 'outage', status: status ?? 503, ...count };
    case 'reset':
      return { kind: 'reset', ...count };
    case 'latency':
      return { kind: 'latency', ms: delayMs ?? 1_000, ...count };
    case 'malformed':
      return { kind: 'malformed-json', ...count };
  }
}
