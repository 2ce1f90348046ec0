import { FileError } from '../../../cluster/machinery/file-system.ts';
import { runChild } from './child.ts';
import { type Call, defineCommand } from './define.ts';

/** env(1) */
export const env = defineCommand(
  {
    name: 'env',
    usage: `Usage: env [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]

  -i, --ignore-environment  begin with nothing
  -0, --null                end each line with NUL
  -u, --unset=NAME          without that variable
  -C, --chdir=DIR           in that directory
  -S, --split-string=S      S is several arguments`,
    flags: 'i0v',
    values: 'uCS',
    long: {
      'ignore-environment': 'i',
      null: '0',
      unset: 'u',
      chdir: 'C',
      'split-string': 'S',
      debug: 'v',
    },
    usageStatus: 125,
    stopsAtOperand: true,
  },
  async (call) => {
    const args = [...call.values('S').flatMap(splitString), ...call.operands];
    const clean = call.has('i') || args[0] === '-';
    if (args[0] === '-') args.shift();
    const environment: Record<string, string> = clean ? {} : { ...call.process.environment };
    for (const name of call.values('u')) {
      if (name === '' || name.includes('=')) {
        await call.complain(`cannot unset ‘${name}’: Invalid argument`, 125);
        return 125;
      }
      delete environment[name];
    }
    while (args[0]?.includes('=')) {
      const [name = '', value = ''] = args.shift()!.split(/=(.*)/s);
      environment[name] = value;
    }
    if (args.length === 0) return print(call, environment);
    if (call.has('0')) return call.misused('cannot specify --null (-0) with command', 125);
    return run(call, args, environment);
  },
);

async function print(call: Call, environment: Readonly<Record<string, string>>): Promise<number> {
  if (call.has('C')) return call.misused('must specify command with --chdir (-C)', 125);
  const end = call.has('0') ? '\0' : '\n';
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}${end}`);
  await call.print(lines.join(''));
  return 0;
}

async function run(
  call: Call,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const directory = call.value('C');
  if (directory === undefined) return runChild(call.process, 'env', args, { environment });
  const workingDirectory = call.path(directory);
  try {
    const { kind } = call.process.machine.files.stat(workingDirectory);
    if (kind !== 'directory') throw new FileError('ENOTDIR', directory);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await call.complain(`cannot change directory to '${directory}': ${error.message}`, 125);
    return 125;
  }
  return runChild(call.process, 'env', args, { environment, workingDirectory });
}

/** Words with quotes and backslashes, as a `#!` line has them. */
function splitString(text: string): string[] {
  return Array.from(text.matchAll(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/gs), ([word]) =>
    word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs, (_, single, double, char) => single ?? double ?? char),
  );
}
