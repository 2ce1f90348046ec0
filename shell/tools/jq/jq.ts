import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { haltedProcess } from '../../../cluster/machinery/machine-process.ts';
import { openForReading } from '../../interpreter/open-path.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import { openerOf } from '../process-files.ts';
import { Halt } from './builtins/filters.ts';
import { Compiler } from './compile.ts';
import { Break, JqSyntaxError } from './failure.ts';
import { FileInputs } from './input.ts';
import { JsonSyntaxError, parseJson } from './json-parser.ts';
import { InputError, JsonStream } from './json-stream.ts';
import { compactText, DEFAULT_COLORS, jsonText, type TextOptions } from './json-text.ts';
import { isTruthy, JqError, type Json } from './json-value.ts';
import { type Item, Machine, PAUSE, type Run } from './machine.ts';
import { globalsOf, JQ_HELP, JQ_USAGE, type JqOptions, readOptions, UsageError } from './options.ts';
import { parseFilter } from './parser.ts';

const FULL = 32_768;
/** Exit status after input that is no JSON. */
const BROKEN_INPUT = 4;

/** jq(1); it streams, value by value. */
export async function jq(process: Process): Promise<number> {
  const complain = (text: string) => process.stderr.write(Buffer.from(text));
  try {
    const options = readOptions(process.args.slice(1));
    if (options.flags.has('h')) {
      await process.stdout.write(Buffer.from(JQ_HELP));
      return 0;
    }
    if (options.flags.has('V')) {
      await process.stdout.write(Buffer.from('jq-1.6\n'));
      return 0;
    }
    if (options.program === null && options.programFile === null) {
      await complain(`${JQ_USAGE}Try jq --help for more.\n`);
      return 2;
    }
    return await runJq(process, options);
  } catch (error) {
    if (error instanceof UsageError) {
      await complain(
        `jq: ${error.message}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n`,
      );
      return 2;
    }
    if (error instanceof JqSyntaxError) {
      await complain(syntaxComplaint(error));
      return 3;
    }
    throw error;
  }
}

/** The message, the program, and blanks up to the place under it. */
function syntaxComplaint({ message, source, at, isSyntax }: JqSyntaxError): string {
  const line = source.slice(0, at).split('\n').length;
  const hint = isSyntax ? ' (Unix shell quoting issues?)' : '';
  const padding = ' '.repeat(Math.max(0, at));
  const first = `jq: error: ${message}${hint} at <top-level>, line ${line}:\n${source}${padding}\n`;
  if (!isSyntax || !/^\s*if\b/.test(source) || !/unexpected \$?end/.test(message))
    return `${first}jq: 1 compile error\n`;
  return `${first}jq: error: Possibly unterminated 'if' statement at <top-level>, line ${line}:\n${source}\njq: 2 compile errors\n`;
}

async function readText(process: Process, name: string): Promise<string> {
  const { input } = openForReading(openerOf(process), absolutePath(name, process.workingDirectory));
  return Buffer.from(await readAll(input)).toString();
}

async function namedValue(process: Process, { kind, name, text }: JqOptions['named'][number]): Promise<Json> {
  if (kind === 'arg') return text;
  if (kind === 'argjson') return argumentJson(text, `--argjson`);
  try {
    const content = await readText(process, text);
    if (kind === 'rawfile') return content;
    const stream = new JsonStream();
    stream.push(content);
    stream.end();
    const values: Json[] = [];
    for (let value = stream.next(); value !== undefined; value = stream.next()) values.push(value);
    return values;
  } catch (error) {
    if (!(error instanceof FileError) && !(error instanceof InputError)) throw error;
    const reason = error instanceof FileError ? `Could not open ${text}: ${error.message}` : error.message;
    throw new UsageError(`Bad JSON in --${kind} ${name} ${text}: ${reason}`);
  }
}

function argumentJson(text: string, option: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new UsageError(`invalid JSON text passed to ${option}`);
  }
}

async function runJq(process: Process, options: JqOptions): Promise<number> {
  const named = new Map<string, Json>();
  for (const argument of options.named) named.set(argument.name, await namedValue(process, argument));
  const positional = options.positional.map(({ text, json }) => (json ? argumentJson(text, '--jsonargs') : text));
  const { flags } = options;
  const mode = { raw: flags.has('R'), slurp: flags.has('s'), stream: flags.has('stream') };
  const inputs = new FileInputs(process, options.files, mode);
  const machine = new Machine(inputs, process.environment, () => process.machine.clock.now());
  const source = options.program ?? (await programOf(process, options.programFile ?? ''));
  const compiler = new Compiler(machine, source, globalsOf(named, positional));
  const run = compiler.compile(parseFilter(source), null);
  return new Session(process, options, { machine, inputs, run }).run();
}

async function programOf(process: Process, name: string): Promise<string> {
  try {
    return await readText(process, name);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new UsageError(`Could not open ${name}: ${error.message}`);
  }
}

interface Parts {
  readonly machine: Machine;
  readonly inputs: FileInputs;
  readonly run: Run;
}

/** A program that runs over its inputs. */
class Session {
  readonly #process: Process;
  readonly #options: JqOptions;
  readonly #parts: Parts;
  readonly #text: TextOptions;
  #output = '';
  #status = 0;
  /** Of -e: whether the last output was true; null before the first. */
  #last: boolean | null = null;

  constructor(process: Process, options: JqOptions, parts: Parts) {
    this.#process = process;
    this.#options = options;
    this.#parts = parts;
    const { flags, indent } = options;
    const isColored = flags.has('C') || (process.stdoutIsTerminal && !flags.has('M'));
    this.#text = {
      indent: Math.max(0, indent),
      tab: indent < 0,
      sortKeys: flags.has('S'),
      ascii: flags.has('a'),
      colors: isColored ? DEFAULT_COLORS : null,
    };
    parts.inputs.beforeWait = () => this.#flush();
  }

  async run(): Promise<number> {
    try {
      await this.#runInputs();
    } catch (error) {
      if (error instanceof Halt) {
        await this.#flush();
        await this.#process.stderr.write(Buffer.from(error.message));
        return error.code;
      }
      if (!(error instanceof InputError)) throw error;
      await this.#complain(`parse error: ${error.message}\n`, BROKEN_INPUT);
    }
    await this.#flush();
    const status = this.#status || this.#parts.inputs.status;
    if (!this.#options.flags.has('e') || status !== 0) return status;
    return this.#last === null ? 4 : this.#last ? 0 : 1;
  }

  async #runInputs(): Promise<void> {
    if (this.#options.flags.has('n')) {
      await this.#runOne(null);
      return;
    }
    for (;;) {
      const taken = this.#parts.inputs.take();
      if (taken === 'none') return;
      if (taken instanceof Promise) await taken;
      else await this.#runOne(taken.value);
    }
  }

  #place(): string {
    const { inputs } = this.#parts;
    if (this.#options.flags.has('n') && inputs.line === 0) return '<unknown>';
    return `<stdin>:${inputs.line}`;
  }

  async #runOne(input: Json): Promise<void> {
    try {
      for (const item of this.#parts.run(null, input, undefined)) await this.#take(item);
    } catch (error) {
      // A null error is quiet.
      if (error instanceof JqError && error.value === null) return;
      if (error instanceof JqError) await this.#complain(this.#errorText(error.value), 5);
      else if (error instanceof Break) await this.#complain('jq: error (at <unknown>): break\n', 5);
      else if (error instanceof RangeError) await this.#complain(`jq: error (at ${this.#place()}): Out of memory\n`, 5);
      else throw error;
    }
  }

  async #take(item: Item): Promise<void> {
    const { machine } = this.#parts;
    if (item === PAUSE) {
      this.#process.signal.throwIfAborted();
      const waitFor = machine.waitFor;
      machine.waitFor = null;
      if (waitFor) await waitFor;
      const halted = haltedProcess(this.#process);
      if (halted) await halted;
      if (this.#output.length >= FULL) await this.#flush();
      return;
    }
    this.#last = isTruthy(item);
    this.#print(item);
    if (this.#output.length >= FULL || machine.messages !== '') await this.#flush();
    const halted = machine.isDue ? haltedProcess(this.#process) : null;
    if (halted) await halted;
  }

  #print(value: Json): void {
    const { flags } = this.#options;
    const isRaw = flags.has('r') || flags.has('j') || flags.has('raw0');
    if (flags.has('seq')) this.#output += '\x1e';
    const isText = isRaw && typeof value === 'string' && !flags.has('a');
    this.#output += isText ? value : jsonText(value, this.#text);
    if (flags.has('raw0')) this.#output += '\0';
    else if (!flags.has('j')) this.#output += '\n';
  }

  #errorText(value: Json): string {
    const at = this.#place();
    if (typeof value === 'string') return `jq: error (at ${at}): ${value}\n`;
    return `jq: error (at ${at}) (not a string): ${compactText(value)}\n`;
  }

  async #complain(text: string, status: number): Promise<void> {
    this.#status = status;
    await this.#flush();
    await this.#process.stderr.write(Buffer.from(text));
  }

  async #flush(): Promise<void> {
    const { machine } = this.#parts;
    if (machine.messages !== '') {
      const { messages } = machine;
      machine.messages = '';
      await this.#process.stderr.write(Buffer.from(messages));
    }
    if (this.#output === '') return;
    const text = this.#output;
    this.#output = '';
    await this.#process.stdout.write(Buffer.from(text));
  }
}
