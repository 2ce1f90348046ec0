import { readAll, readerOf } from '../../../cluster/machinery/byte-stream.ts';
import type { RunningProcess, SignalName } from '../../../cluster/machinery/machine.ts';
import { signalOf } from '../../interpreter/builtins/jobs.ts';
import { statusOf } from '../../interpreter/jobs.ts';
import { runChild, startChild } from './child.ts';
import { type Call, defineCommand } from './define.ts';
import { durationMs } from './duration.ts';

export const env = defineCommand(
  {
    name: 'env',
    usage: 'Usage: env [-i] [-u NAME] [NAME=VALUE]... [COMMAND [ARG]...]',
    flags: 'i0',
    values: 'uC',
    stopsAtOperand: true,
  },
  async (call) => {
    const environment: Record<string, string> = call.has('i') ? {} : { ...call.process.environment };
    const unset = call.value('u');
    if (unset) delete environment[unset];
    const args = [...call.operands];
    while (args[0]?.includes('=')) {
      const [name = '', ...value] = args.shift()!.split('=');
      environment[name] = value.join('=');
    }
    if (args.length > 0) return runChild(call.process, 'env', args, { environment });
    await call.print(
      Object.entries(environment)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    return 0;
  },
);

export const timeout = defineCommand(
  {
    name: 'timeout',
    usage: 'Usage: timeout [-s SIGNAL] [-k DURATION] DURATION COMMAND [ARG]...',
    flags: 'v',
    values: 'sk',
    long: { signal: 's', 'kill-after': 'k', foreground: 'f', 'preserve-status': 'p' },
    stopsAtOperand: true,
  },
  async (call) => {
    const [text, ...args] = call.operands;
    const ms = text === undefined ? null : durationMs(text);
    if (ms === null && text !== undefined && args.length > 0)
      return call.misused(`invalid time interval ‘${text}’`, 125);
    if (ms === null || args.length === 0) {
      await call.process.stderr.write(Buffer.from("Try 'timeout --help' for more information.\n"));
      return 125;
    }
    const child = startChild(call.process, args);
    if ('message' in child) {
      await call.complain(`failed to run command ${child.message}`);
      return child.status;
    }
    const signal = signalOf(call.value('s') ?? 'TERM') ?? 'SIGTERM';
    return await endAfter(call, child, ms, signal);
  },
);

async function endAfter(call: Call, child: RunningProcess, ms: number, signal: SignalName): Promise<number> {
  const { clock, processes } = call.process.machine;
  let late = false;
  const cancel =
    ms === 0 || ms === Number.POSITIVE_INFINITY
      ? () => {}
      : clock.schedule(ms, () => {
          late = true;
          processes.signal(child.pid, signal);
        });
  const status = statusOf(await child.exited);
  cancel();
  return late ? (signal === 'SIGKILL' ? 137 : 124) : status;
}

/** How many arguments, and how long a line, one command gets: as xargs' own limits. */
const MAXIMUM_ARGUMENTS = 5000;

export const xargs = defineCommand(
  {
    name: 'xargs',
    usage: 'Usage: xargs [-0] [-d DELIM] [-n MAX] [-I REPLACE] [-P MAX] [-r] [-t] [COMMAND [ARG]...]',
    flags: '0rt',
    values: 'nIPdLs',
    long: { null: '0', 'no-run-if-empty': 'r', 'max-args': 'n', 'max-procs': 'P' },
    stopsAtOperand: true,
  },
  async (call) => {
    const command = call.operands.length > 0 ? call.operands : ['echo'];
    const text = Buffer.from(await readAll(call.process.stdin)).toString('utf8');
    const replace = call.value('I');
    const items = itemsOf(call, text, replace !== undefined);
    const size = replace === undefined ? Number(call.value('n') ?? call.value('L') ?? MAXIMUM_ARGUMENTS) : 1;
    const batches: string[][] = [];
    for (let at = 0; at < items.length; at += size) batches.push(items.slice(at, at + size));
    if (batches.length === 0 && !call.has('r') && replace === undefined) batches.push([]);
    const lines = batches.map((batch) =>
      replace === undefined ? [...command, ...batch] : command.map((word) => word.replaceAll(replace, batch[0]!)),
    );
    let status = 0;
    const parallel = Math.max(1, Number(call.value('P') ?? 1) || 8);
    for (let at = 0; at < lines.length; at += parallel) {
      const running = lines.slice(at, at + parallel).map(async (args) => {
        if (call.has('t')) await call.process.stderr.write(Buffer.from(`${args.join(' ')}\n`));
        return runChild(call.process, 'xargs', args, { stdin: readerOf(new Uint8Array()) });
      });
      for (const one of await Promise.all(running)) {
        if (one === 127 || one === 126) return one;
        if (one !== 0) status = 123;
      }
    }
    return status;
  },
);

function itemsOf(call: Call, text: string, byLine: boolean): string[] {
  const delimiter = call.has('0') ? '\0' : call.value('d')?.replace('\\n', '\n');
  if (delimiter !== undefined)
    return text.split(delimiter).filter((item, index, all) => index < all.length - 1 || item !== '');
  if (byLine)
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  return Array.from(text.matchAll(/(?:'([^']*)'|"([^"]*)"|\\(.)|([^\s'"\\]))+/gs), ([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"|\\(.)/gs, (_, single, double, char) => single ?? double ?? char),
  );
}
