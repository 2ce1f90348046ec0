import type { RuntimeLogLine } from '../../../cluster/machinery/node-services.ts';
import type { CrictlCall } from './crictl.ts';
import { CrictlError } from './crictl-options.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `crictl logs [-f] [--tail N] [--since TIME] [-t] ID` */
export async function printLogs({ process, runtime, options }: CrictlCall): Promise<number> {
  const id = options.operands[0];
  if (id === undefined) throw new CrictlError('ID cannot be empty');
  const found = runtime.containers().find((one) => one.id.startsWith(id));
  if (!found) {
    throw new CrictlError(
      `rpc error: code = NotFound desc = an error occurred when try to find container "${id}": not found`,
    );
  }
  const sinceMs = sinceOf(options.value('since'), process.machine.clock.now());
  const tail = options.has('tail') ? Number(options.value('tail')) : -1;
  const follow = options.has('follow');
  const last = runtime.logs(found.id, false, process.signal);
  const lines: RuntimeLogLine[] = [];
  for await (const line of last) if (line.atMs >= sinceMs) lines.push(line);
  const print = async ({ atMs, stream, bytes }: RuntimeLogLine) => {
    const time = options.has('timestamps') ? `${new Date(atMs).toISOString().replace('Z', '000000Z')} ` : '';
    const target = stream === 'stderr' ? process.stderr : process.stdout;
    await target.write(Buffer.concat([Buffer.from(time), bytes]));
  };
  for (const line of tail >= 0 ? lines.slice(Math.max(0, lines.length - tail)) : lines) await print(line);
  if (!follow || found.state !== 'Running') return 0;
  let skipped = lines.length;
  for await (const line of runtime.logs(found.id, true, process.signal)) if (skipped-- <= 0) await print(line);
  return 0;
}

/** A time, or how long ago. */
function sinceOf(text: string | undefined, nowMs: number): number {
  if (text === undefined) return Number.NEGATIVE_INFINITY;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length > 0 && parts.map(([whole]) => whole).join('') === text) {
    return nowMs - parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
  }
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new CrictlError(`parsing timestamp: ${JSON.stringify(text)}`);
  return time;
}
