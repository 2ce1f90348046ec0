import type { Cluster, TraceLog } from '../../../cluster/cluster.ts';
import type { Machine, Process, ProcessTable, Program, ProgramTable } from '../../../cluster/machinery/machine.ts';
import { createPrograms } from '../../../shell/programs.ts';
import { traceField } from '../../sessions/trace-field.ts';
import { wireTrace } from './wire-types.ts';

/** What the checker's own programs reach beside their machine. */
export interface CheckerDoor {
  readonly traces: TraceLog;
  readonly limitLink: Cluster['limitLink'];
  readonly kept: Map<string, string>;
}

const doors = new WeakMap<ProcessTable, CheckerDoor>();

export function giveCheckerDoor(checker: Machine, door: CheckerDoor): void {
  doors.set(checker.processes, door);
}

const DEFAULT_COUNT = 200;
const MAXIMUM_COUNT = 1000;
/** Probes under way at once when a share is measured. */
const PARALLEL = 20;
const PROBE_TIMEOUT_MS = 3_000;

/**
 * `trace URL FIELD...` (a line each, of one request), `trace URL --share FIELD [--count N]`, `trace URL --json`, each with
 * `[--from client|pod/NS/NAME|node/NAME]` behind the URL: docs/authoring.md.
 */
const trace: Program = async (process) => {
  const { url, from, words } = readPlace(process.args.slice(1));
  const [what, field, countWord, countText] = words;
  if (!url || !what)
    return usage(process, 'trace URL FIELD... | trace URL --share FIELD [--count N] | trace URL --json');
  const { traces } = doorOf(process);
  const options = { origin: 'check' as const, timeoutMs: PROBE_TIMEOUT_MS, ...(from && { from }) };
  const probe = async () => wireTrace(await traces.probe(url, options));
  if (what === '--json') return print(process, JSON.stringify(await probe()));
  if (what !== '--share') {
    const traced = await probe();
    return print(process, words.map((word) => traceField(traced, word) ?? 'null').join('\n'));
  }
  const count = countWord === '--count' ? Number(countText) : DEFAULT_COUNT;
  if (!field || !Number.isInteger(count) || count < 1 || count > MAXIMUM_COUNT) {
    return usage(process, `trace URL --share FIELD [--count N], N from 1 to ${MAXIMUM_COUNT}`);
  }
  let set = 0;
  for (let sent = 0; sent < count; sent += PARALLEL) {
    const some = await Promise.all(Array.from({ length: Math.min(PARALLEL, count - sent) }, probe));
    set += some.filter((one) => !['0', 'false', '', '[]', null].includes(traceField(one, field))).length;
  }
  return print(process, String(Math.round((set / count) * 100)));
};

function readPlace(args: readonly string[]): { url: string | undefined; from: string | undefined; words: string[] } {
  const [url, ...words] = args;
  return words[0] === '--from' ? { url, from: words[1], words: words.slice(2) } : { url, from: undefined, words };
}

const keep: Program = async (process) => {
  const [, name, value] = process.args;
  if (!name || value === undefined) return usage(process, 'keep NAME VALUE');
  doorOf(process).kept.set(name, value);
  return 0;
};

const kept: Program = async (process) => {
  const value = doorOf(process).kept.get(process.args[1] ?? '');
  return value === undefined ? 1 : print(process, value);
};

/** `fault link NODE NODE BYTES|off`: docs/authoring.md. IPv4 needs 68 bytes of any link (RFC 791, section 3.2). */
const fault: Program = async (process) => {
  const [, kind, node = '', other = '', carried = ''] = process.args;
  const bytes = carried === 'off' ? null : Number(carried);
  const isSize = bytes === null || (Number.isInteger(bytes) && bytes >= 68 && bytes <= 65_535);
  if (kind !== 'link' || carried === '' || !isSize) return usage(process, 'fault link NODE NODE BYTES|off');
  if (doorOf(process).limitLink(node, other, bytes)) return 0;
  await process.stderr.write(Buffer.from(`fault: there is no link between ${node} and ${other}\n`));
  return 1;
};

const own: Readonly<Record<string, Program>> = { trace, keep, kept, fault };
const base = createPrograms('client');

/** What the checker can run: all of the client's programs, and those of checks. One table for all checkers. */
export const checkerPrograms: ProgramTable = Object.freeze({
  find: (name: string) => own[name] ?? base.find(name),
  names: () => [...base.names(), ...Object.keys(own)].sort(),
});

function doorOf(process: Process): CheckerDoor {
  const door = doors.get(process.machine.processes);
  if (!door) throw new Error('a program of checks runs on a machine that is no checker');
  return door;
}

async function print(process: Process, line: string): Promise<number> {
  await process.stdout.write(Buffer.from(`${line}\n`));
  return 0;
}

async function usage(process: Process, text: string): Promise<number> {
  await process.stderr.write(Buffer.from(`usage: ${text}\n`));
  return 2;
}
