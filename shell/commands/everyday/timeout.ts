import type { RunningProcess, SignalName } from '../../../cluster/machinery/machine.ts';
import { signalOf } from '../../interpreter/builtins/jobs.ts';
import { statusOf } from '../../interpreter/jobs.ts';
import { startChild } from './child.ts';
import { type Call, defineCommand } from './define.ts';
import { durationMs } from './duration.ts';

const TIMED_OUT = 124;
const FAILED = 125;
const KILLED = 137;

/** timeout(1) */
export const timeout = defineCommand(
  {
    name: 'timeout',
    usage: `Usage: timeout [OPTION] DURATION COMMAND [ARG]...

  -s, --signal=SIGNAL       what to send instead of TERM
  -k, --kill-after=DURATION send KILL so long after that
  -v, --verbose             say what is sent
      --preserve-status     exit as the command does
      --foreground          leave its children alone

DURATION is a number and s, m, h or d.`,
    flags: 'v',
    values: 'sk',
    long: {
      signal: 's',
      'kill-after': 'k',
      verbose: 'v',
      foreground: 'foreground',
      'preserve-status': 'preserve-status',
    },
    usageStatus: FAILED,
    stopsAtOperand: true,
  },
  async (call) => {
    const [text, ...args] = call.operands;
    if (text === undefined || args.length === 0) {
      await call.process.stderr.write(Buffer.from("Try 'timeout --help' for more information.\n"));
      return FAILED;
    }
    const name = call.value('s') ?? 'TERM';
    const signal = signalOf(name);
    if (!signal) return call.misused(`‘${name}’: invalid signal`, FAILED);
    const killText = call.value('k');
    for (const duration of [killText, text])
      if (duration !== undefined && durationMs(duration) === null)
        return call.misused(`invalid time interval ‘${duration}’`, FAILED);
    const child = startChild(call.process, args);
    if ('message' in child) {
      await call.complain(`failed to run command ${child.message}`, child.status);
      return child.status;
    }
    const killMs = killText === undefined ? null : durationMs(killText);
    return endAfter(call, child, { ms: durationMs(text)!, killMs, signal, command: args[0]! });
  },
);

interface Ending {
  readonly ms: number;
  /** After the first signal; null: never. */
  readonly killMs: number | null;
  readonly signal: SignalName;
  readonly command: string;
}

async function endAfter(call: Call, child: RunningProcess, { ms, killMs, signal, command }: Ending): Promise<number> {
  const { clock } = call.process.machine;
  let sent: SignalName | undefined;
  let cancel = () => {};
  const after = (delayMs: number, name: SignalName, then: () => void) => {
    if (delayMs === 0 || delayMs === Number.POSITIVE_INFINITY) return;
    cancel = clock.schedule(delayMs, () => {
      sent = name;
      const end = () => {
        call.process.machine.processes.signal(child.pid, name);
        then();
      };
      if (call.has('v')) void say(call, `sending signal ${name.slice(3)} to command ‘${command}’`).then(end, end);
      else end();
    });
  };
  after(ms, signal, () => after(killMs ?? 0, 'SIGKILL', () => {}));
  const status = statusOf(await child.exited);
  cancel();
  if (sent === undefined || call.has('preserve-status')) return status;
  return sent === 'SIGKILL' ? KILLED : TIMED_OUT;
}

async function say(call: Call, text: string): Promise<void> {
  await call.process.stderr.write(Buffer.from(`timeout: ${text}\n`));
}
