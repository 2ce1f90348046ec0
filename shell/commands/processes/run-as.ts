import { statusOf } from '../../interpreter/jobs.ts';
import { runChild, startChild } from '../everyday/child.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { isDirectory } from '../files/targets.ts';

/** nice(1): nothing here is slower for it. */
export const nice = defineCommand(
  {
    name: 'nice',
    usage: `Usage: nice [OPTION] [COMMAND [ARG]...]
Runs COMMAND with another niceness, or shows the present one.

  -n, --adjustment=N  add N to the niceness, not 10
      --help          this text
      --version       the version`,
    values: 'n',
    long: { adjustment: 'n' },
    numeric: 'n',
    stopsAtOperand: true,
    usageStatus: 125,
  },
  async (call) => {
    const adjustment = call.value('n');
    if (adjustment !== undefined && !/^[+-]?\d+$/.test(adjustment)) {
      await call.complain(`invalid adjustment ‘${adjustment}’`);
      return 125;
    }
    if (call.operands.length > 0) return runChild(call.process, 'nice', call.operands);
    if (adjustment !== undefined) return call.misused('a command must be given with an adjustment', 125);
    await call.print('0\n');
    return 0;
  },
);

/** nohup(1) */
export const nohup = defineCommand(
  {
    name: 'nohup',
    usage: `Usage: nohup COMMAND [ARG]...
  or:  nohup OPTION
Runs COMMAND so that it goes on when the terminal hangs up.

      --help     this text
      --version  the version

Output to a terminal goes to nohup.out, or to $HOME/nohup.out.`,
    stopsAtOperand: true,
    usageStatus: 125,
  },
  async (call) => {
    const { process } = call;
    if (call.operands.length === 0) return call.misused('missing operand', 125);
    process.onSignal('SIGHUP', () => {});
    const ignored = process.stdinIsTerminal ? 'ignoring input' : '';
    if (!process.stdoutIsTerminal) {
      if (ignored) await process.stderr.write(Buffer.from('nohup: ignoring input\n'));
      return runDetached(call, undefined);
    }
    const path = isDirectory(call, '.') ? 'nohup.out' : `${process.environment['HOME']}/nohup.out`;
    const { files } = process.machine;
    const opened = await call.attempt(`failed to open '${path}'`, () => {
      if (!files.exists(call.path(path))) files.write(call.path(path), new Uint8Array(), 0o600);
    });
    if (!opened) return 125;
    await process.stderr.write(
      Buffer.from(`nohup: ${ignored ? `${ignored} and ` : ''}appending output to '${path}'\n`),
    );
    return runDetached(call, path);
  },
);

async function runDetached(call: Call, path: string | undefined): Promise<number> {
  const { process } = call;
  const target = path === undefined ? undefined : call.path(path);
  const output =
    target === undefined
      ? undefined
      : { write: async (bytes: Uint8Array) => process.machine.files.append(target, bytes), close: () => {} };
  const child = startChild(process, call.operands, output ? { stdout: output, stderr: output } : {});
  if ('message' in child) {
    await call.complain(`failed to run command ${child.message}`, child.status);
    return child.status;
  }
  return statusOf(await child.exited);
}

/** setsid(1) */
export const setsid = defineCommand(
  {
    name: 'setsid',
    usage: `Usage:
 setsid [options] <program> [arguments ...]

Runs a program in a session of its own.

Options:
 -c, --ctty   with this terminal as its own
 -f, --fork   always fork
 -w, --wait   wait for it, and exit as it does

 -h, --help     this text
 -V, --version  the version`,
    flags: 'cfw',
    long: { ctty: 'c', fork: 'f', wait: 'w' },
    stopsAtOperand: true,
  },
  async (call) => {
    if (call.operands.length === 0) {
      await call.process.stderr.write(
        Buffer.from("setsid: no command specified\nTry 'setsid --help' for more information.\n"),
      );
      return 1;
    }
    return runChild(call.process, 'setsid', call.operands);
  },
);
