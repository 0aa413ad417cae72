import type { EmulatorRequest } from './types.ts';

/** The shape is the emulated service's own, known to the test that changes it. */
export type ServiceJson = any;

/** What goes wrong. */
export type FaultAction =
  /** Answers normally after `ms` more milliseconds. */
  | { kind: 'latency'; ms: number }
  /** Never answers; ends when the client goes away. */
  | { kind: 'hang' }
  /** Answers with a status; the body is the service's own error shape unless given. */
  | {
      kind: 'status';
      status: number;
      headers?: Record<string, string>;
      /** A string is sent as it is, anything else as JSON. */
      body?: unknown;
      /** `Retry-After`: a number of seconds, or a date sent in HTTP form. */
      retryAfter?: number | Date;
    }
  /** Closes the connection before the head of the answer. */
  | { kind: 'reset' }
  /** Closes the connection in the middle of the body. */
  | { kind: 'truncated-body'; afterBytes?: number }
  /** A complete answer whose JSON stops in the middle. */
  | { kind: 'malformed-json' }
  /** A web page where JSON was expected. @default status 200 */
  | { kind: 'html'; status?: number }
  /** Sends the head and part of the body, then nothing until the client goes away. */
  | { kind: 'stalled-body'; afterBytes?: number }
  /** Sends the body in pieces with a pause before each. */
  | { kind: 'slow-body'; everyMs: number; chunkBytes?: number }
  /**
   * Changes the JSON of an otherwise good answer: returns the new value, or changes the given copy in place. An answer that is text
   * (XML, say) is given as a string and replaced by the string that is returned.
   */
  | { kind: 'mutate'; change: (json: ServiceJson, request: EmulatorRequest) => unknown }
  /** Every request fails until the fault is removed: with `status`, or by a closed connection when there is none. */
  | { kind: 'outage'; status?: number };

/** Which requests a fault is for. All that is given must hold. */
export interface FaultMatch {
  method?: string;
  /** The whole path, or a pattern for it. */
  path?: string | RegExp;
  /** Position, from 1, among the requests that this fault's `method`, `path` and `when` match. */
  nth?: number | readonly number[];
  when?: (request: EmulatorRequest) => boolean;
  /** Chance from 0 to 1, drawn from the emulator's seed. */
  probability?: number;
  /** Start of a time window, in milliseconds since the emulator was made or reset. */
  fromMs?: number;
  /** End of that window, exclusive. */
  untilMs?: number;
}

export type Fault = FaultAction &
  FaultMatch & {
    /**
     * How often the fault strikes. @default 1; unlimited for an outage and with `nth`, `probability` or a time window
     */
    times?: number;
  };

export interface FaultScript {
  /** Adds faults behind the ones already there. The first that matches a request strikes; latencies add up. */
  push(...faults: Fault[]): void;
  /** Replaces all faults. */
  set(faults: readonly Fault[]): void;
  /** Removes all faults, or only the given ones. */
  clear(...faults: Fault[]): void;
  /** Faults that can still strike. */
  readonly pending: readonly Fault[];
  /** How often faults have struck since the last reset. */
  readonly struck: number;
}

export interface PickedFaults {
  latencyMs: number;
  fault?: Fault;
}

interface Entry {
  fault: Fault;
  seen: number;
  left: number;
}

export interface FaultEngine {
  script: FaultScript;
  pick(request: EmulatorRequest, elapsedMs: number): PickedFaults;
  reset(): void;
}

export function createFaultEngine(createDice: () => () => number): FaultEngine {
  let entries: Entry[] = [];
  let struck = 0;
  let dice = createDice();

  const script: FaultScript = {
    push(...faults) {
      entries.push(...faults.map((fault) => ({ fault, seen: 0, left: fault.times ?? defaultTimes(fault) })));
    },
    set(faults) {
      entries = [];
      script.push(...faults);
    },
    clear(...faults) {
      entries = faults.length === 0 ? [] : entries.filter((entry) => !faults.includes(entry.fault));
    },
    get pending() {
      return entries.filter((entry) => entry.left > 0).map((entry) => entry.fault);
    },
    get struck() {
      return struck;
    },
  };

  return {
    script,
    pick(request, elapsedMs) {
      const picked: PickedFaults = { latencyMs: 0 };
      for (const entry of entries) {
        const { fault } = entry;
        const isLatency = fault.kind === 'latency';
        if (!isAddressed(fault, request)) continue;
        entry.seen += 1;
        if (entry.left <= 0 || (picked.fault && !isLatency)) continue;
        if (!isDue(fault, entry.seen, elapsedMs)) continue;
        if (fault.probability !== undefined && dice() >= fault.probability) continue;
        entry.left -= 1;
        struck += 1;
        if (isLatency) picked.latencyMs += fault.ms;
        else picked.fault = fault;
      }
      return picked;
    },
    reset() {
      entries = [];
      struck = 0;
      dice = createDice();
    },
  };
}

function defaultTimes(fault: Fault): number {
  const isSelective = fault.nth ?? fault.probability ?? fault.fromMs ?? fault.untilMs;
  return fault.kind === 'outage' || isSelective !== undefined ? Number.POSITIVE_INFINITY : 1;
}

function isAddressed(fault: Fault, request: EmulatorRequest): boolean {
  if (fault.method && fault.method.toUpperCase() !== request.method) return false;
  if (typeof fault.path === 'string' && fault.path !== request.path) return false;
  if (fault.path instanceof RegExp && request.path.search(fault.path) < 0) return false;
  return fault.when?.(request) ?? true;
}

function isDue(fault: Fault, seen: number, elapsedMs: number): boolean {
  const { nth, fromMs = 0, untilMs = Number.POSITIVE_INFINITY } = fault;
  if (nth !== undefined && !(typeof nth === 'number' ? nth === seen : nth.includes(seen))) return false;
  return elapsedMs >= fromMs && elapsedMs < untilMs;
}
