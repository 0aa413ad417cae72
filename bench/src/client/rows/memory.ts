import type { BenchOptions } from '../options.ts';
import { startServer } from '../processes.ts';
import type { Line } from '../report.ts';
import { runProgram } from '../run-program.ts';

interface Result {
  calls: number;
  bytesPerCall: number;
  heap: number;
  listeners: number;
  timers: number;
  handles: number;
}

/** A slope below this is the collector's noise: 100 KB over 100,000 calls. */
const noiseBytesPerCall = 1;

export async function memoryLines({ quick }: BenchOptions): Promise<Line[]> {
  const calls = quick ? 10_000 : 100_000;
  const server = await startServer();
  try {
    const lines: Line[] = [];
    for (const [transport, subject] of [
      ['global', 'headwater, global fetch'],
      ['node', 'headwater, Node transport'],
      ['bare', 'fetch'],
    ] as const) {
      const result = await runProgram<Result>('memory', [server.url, String(calls), transport], ['--expose-gc']);
      const heap = `heap ${(result.heap / 2 ** 20).toFixed(1)} MB after ${result.calls} calls`;
      const line = (what: string, value: number, unit: string, goal: number, detail?: string): Line => ({
        row: 'memory',
        figure: `${calls} calls, ${what}`,
        subject,
        // A heap that shrinks grows by nothing.
        value: Math.max(0, value),
        unit,
        ...(transport === 'bare' ? {} : { goal }),
        ...(detail === undefined ? {} : { detail }),
      });
      lines.push(
        line('heap growth per call', result.bytesPerCall, 'bytes', noiseBytesPerCall, heap),
        line('listeners left on a signal', result.listeners, '', 0),
        line('timers more than before', result.timers, '', 0),
        line('handles more than before', result.handles, '', 0),
      );
    }
    return lines.sort((a, b) => a.figure.localeCompare(b.figure));
  } finally {
    server.stop();
  }
}
