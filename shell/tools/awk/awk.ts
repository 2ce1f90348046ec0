import type { Process } from '../../../cluster/machinery/machine.ts';
import { AwkFatal, AwkSyntaxError } from './failure.ts';
import { AWK_HELP, AWK_VERSION, type AwkOptions, readOptions } from './options.ts';
import { parseProgram } from './parse-program.ts';
import { Run } from './run.ts';
import { ProgramRun } from './run-program.ts';
import { unescapeText } from './string-escapes.ts';
import type { AwkProgram } from './syntax.ts';
import { inputValue } from './value.ts';

const FATAL = 2;

/** awk(1) as GNU awk has it; it streams, record by record. */
export async function awk(process: Process): Promise<number> {
  const complain = (text: string) => process.stderr.write(Buffer.from(text));
  try {
    const options = await readOptions(process);
    if (typeof options === 'string') {
      await process.stdout.write(Buffer.from(options === 'help' ? AWK_HELP : AWK_VERSION));
      return 0;
    }
    const { program, warnings } = parseProgram(options.sources);
    if (warnings.length > 0) await complain(`${warnings.join('\n')}\n`);
    const origin = options.sources[0]?.origin ?? 'cmd. line';
    return await runProgram(process, options, { program, origin });
  } catch (error) {
    if (error instanceof AwkSyntaxError) {
      await complain(`${error.lines.join('\n')}\n`);
      return 1;
    }
    if (!(error instanceof AwkFatal)) throw error;
    await complain(`awk: fatal: ${error.message}\n`);
    return FATAL;
  }
}

interface Parsed {
  readonly program: AwkProgram;
  readonly origin: string;
}

async function runProgram(process: Process, options: AwkOptions, { program, origin }: Parsed): Promise<number> {
  const run = new Run(process, origin);
  prepare(run, options);
  try {
    return await new ProgramRun(run, program).run();
  } catch (error) {
    const message = fatalMessage(error);
    await run.streams.closeAll();
    const place = error instanceof AwkFatal && !error.hasPlace ? '' : `${origin}:${run.line}: ${placeOf(run)}`;
    await process.stderr.write(Buffer.from(`awk: ${place}fatal: ${message}\n`));
    return FATAL;
  }
}

function fatalMessage(error: unknown): string {
  if (error instanceof AwkFatal) return error.message;
  // The host's own limits: nested too deep, or a text too long.
  if (error instanceof RangeError) return 'memory exhausted';
  throw error;
}

function placeOf(run: Run): string {
  if (run.recordNumber === 0) return '';
  const name = run.toText(run.scalar('FILENAME').value) || '-';
  return `(FILENAME=${name} FNR=${run.fileRecordNumber}) `;
}

function prepare(run: Run, { fieldSeparator, assignments, operands }: AwkOptions): void {
  const { environment, args, pid } = run.process;
  run.fill('ENVIRON', Object.entries(environment));
  const words = [args[0] ?? 'awk', ...operands];
  run.fill(
    'ARGV',
    words.map((word, index) => [String(index), word]),
  );
  run.scalar('ARGC').value = words.length;
  run.fill('PROCINFO', [
    ['version', '5.2.1'],
    ['pid', String(pid)],
    ['platform', 'posix'],
  ]);
  if (fieldSeparator !== null) run.assign('FS', unescapeText(fieldSeparator));
  for (const text of assignments) {
    const at = text.indexOf('=');
    run.assign(text.slice(0, at), inputValue(unescapeText(text.slice(at + 1))));
  }
}
