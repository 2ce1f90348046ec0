import { BrokenPipe, type ByteWriter } from '../../../cluster/machinery/byte-stream.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import type { Command } from './command.ts';
import type { Connection } from './connection.ts';
import { CookieJar } from './cookies.ts';
import { CurlError, UsageError } from './errors.ts';
import { fileOrInput } from './file-or-input.ts';
import { HELP, VERSION } from './help.ts';
import { transferAll } from './operate.ts';
import { type CommandLine, type CurlOptions, parseOptions } from './options.ts';
import { endMeter, parallelMeter, startMeter } from './progress.ts';
import { dumpTrace, NO_TRACE, type Trace, verboseTrace } from './trace.ts';
import type { Transfer } from './transfer.ts';
import { warningText } from './warning.ts';

const HINT = "curl: try 'curl --help' or 'curl --manual' for more information\n";

/** curl 7.88.1 for HTTP and HTTPS over the machine's network. */
export async function curl(started: Process): Promise<number> {
  const error = (text: string) => started.stderr.write(Buffer.from(text));
  let line: CommandLine;
  try {
    line = await parseOptions(await withRunFile(started), (name) => configText(started, name));
  } catch (failure) {
    if (!(failure instanceof UsageError)) throw failure;
    await error(`curl: ${failure.message}\n${HINT}`);
    return 2;
  }
  const process = redirected(started, line.groups[0]!);
  const { switches } = line.groups[0]!;
  if (switches.has('help') || switches.has('version')) {
    await process.stdout.write(Buffer.from(switches.has('help') ? HELP : VERSION));
    return 0;
  }
  for (const warning of line.warnings) await error(warningText(warning));
  return refused(line, error).then((status) => status ?? run(process, line));
}

/** What is wrong with the command line as a whole: exit code 2. */
async function refused(
  { groups, warnings }: CommandLine,
  error: (text: string) => Promise<void>,
): Promise<number | null> {
  for (const options of groups) {
    if (options.urls.length === 0) {
      const named = warnings.length > 0 || options.switches.size + options.values.size + options.headers.length > 0;
      await error(named ? `curl: no URL specified!\n${HINT}` : HINT);
      return 2;
    }
    const sends = options.data.length > 0 && !options.switches.has('get');
    if (options.switches.has('head') && (sends || options.form.length > 0)) {
      const asked = options.form.length > 0 ? 'multipart formpost (-F, --form)' : 'POST (-d, --data)';
      await error(
        warningText(`You can only select one HTTP request method! You asked for both ${asked} and HEAD (-I, --head).`),
      );
      return 2;
    }
  }
  return null;
}

/** ~/.curlrc is read first unless -q is the first argument. */
async function withRunFile(process: Process): Promise<string[]> {
  const args = process.args.slice(1);
  const path = `${process.environment['HOME'] ?? ''}/.curlrc`;
  const skips = args[0] === '--disable' || /^-q/.test(args[0] ?? '');
  return skips || !process.machine.files.exists(path) ? args : ['-K', path, ...args];
}

async function configText(process: Process, name: string): Promise<string | null> {
  try {
    return (await fileOrInput(process, name)).toString('utf8');
  } catch (error) {
    if (error instanceof CurlError) return null;
    throw error;
  }
}

/** --stderr */
function redirected(process: Process, options: CurlOptions): Process {
  const name = options.values.get('stderr');
  if (name === undefined) return process;
  const stderr = name === '-' ? process.stdout : fileWriter(process, name);
  return new Proxy(process, { get: (target, key) => (key === 'stderr' ? stderr : propertyOf(target, key)) });
}

function propertyOf(target: Process, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key, target);
  return typeof value === 'function' ? value.bind(target) : value;
}

function fileWriter(process: Process, name: string): ByteWriter {
  const path = absolutePath(name, process.workingDirectory);
  process.machine.files.write(path, new Uint8Array());
  return { write: async (bytes) => process.machine.files.append(path, bytes), close: () => {} };
}

async function run(process: Process, { groups }: CommandLine): Promise<number> {
  const pool = { idle: [] as Connection[], next: 0 };
  const cookies = new CookieJar(() => process.machine.clock.now());
  const trace = traceOf(process, groups[0]!);
  const count = { next: 0 };
  const done: Transfer[] = [];
  let exitCode = 0;
  try {
    for (const options of groups) {
      const problem = await prepare(process, options, cookies);
      if (problem) return problem;
      const command = newCommand({ process, options, trace, pool, cookies }, done);
      exitCode = await transferAll(command, count);
      if (options.switches.has('parallel')) await process.stderr.write(Buffer.from(parallelMeter(done)));
      await saveCookies(process, options, cookies);
      if (process.signal.aborted) return 130;
      if (exitCode !== 0 && options.switches.has('fail-early')) return exitCode;
    }
    return exitCode;
  } catch (failure) {
    if (failure instanceof BrokenPipe) return 23;
    throw failure;
  } finally {
    for (const connection of pool.idle) connection.raw.destroy();
  }
}

function newCommand(parts: Omit<Command, 'started' | 'ended'>, done: Transfer[]): Command {
  return {
    ...parts,
    started: (transfer) => startMeter(parts, transfer),
    ended: async (transfer) => {
      if (!done.includes(transfer)) done.push(transfer);
      if (!transfer.metered || !transfer.begun) return;
      transfer.metered = false;
      transfer.endedMs = parts.process.machine.clock.now();
      if (!parts.options.switches.has('parallel')) await endMeter(parts, transfer);
    },
  };
}

/** Reads what the options name: the format of -w, the files of -b. */
async function prepare(process: Process, options: CurlOptions, cookies: CookieJar): Promise<number | null> {
  const format = options.values.get('write-out');
  if (format?.startsWith('@')) {
    const text = await configText(process, format.slice(1));
    if (text === null) {
      await process.stderr.write(Buffer.from(`curl: Failed to open ${format.slice(1)}\n${HINT}`));
      return 2;
    }
    options.values.set('write-out', text.replace(/[\r\n]/g, ''));
  }
  for (const name of options.cookies) {
    if (name.includes('=')) continue;
    const text = await configText(process, name);
    if (text !== null) cookies.load(text, hostOf(options.urls[0] ?? ''));
  }
  return null;
}

const hostOf = (url: string): string => /^(?:[a-z]+:\/\/)?([^/:]*)/i.exec(url)?.[1] ?? '';

async function saveCookies(process: Process, options: CurlOptions, cookies: CookieJar): Promise<void> {
  const name = options.values.get('cookie-jar');
  if (name === undefined) return;
  const text = Buffer.from(cookies.text());
  if (name === '-') await process.stdout.write(text);
  else process.machine.files.write(absolutePath(name, process.workingDirectory), text);
}

function traceOf(process: Process, { values, switches, outputs }: CurlOptions): Trace {
  const file = values.get('trace-ascii') ?? values.get('trace');
  if (file !== undefined) {
    const output = file === '-' ? process.stdout : file === '%' ? process.stderr : fileWriter(process, file);
    return dumpTrace(output, !values.has('trace-ascii'));
  }
  if (!switches.has('verbose')) return NO_TRACE;
  return verboseTrace(process.stderr, process.stdoutIsTerminal && outputs.length === 0);
}
