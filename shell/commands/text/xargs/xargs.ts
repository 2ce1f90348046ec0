import { emptyReader } from '../../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { startChild } from '../../everyday/child.ts';
import { quoteForShell } from '../quote-name.ts';
import { defineTool, type Tool, ToolError } from '../tool.ts';
import { type Item, itemsOf } from './xargs-items.ts';

/** Bytes of one command line, as GNU xargs' own limit. */
const MOST_BYTES = 131_072;

/** xargs(1): commands start as their arguments come. */
export const xargs = defineTool(
  {
    name: 'xargs',
    help: `Usage: xargs [OPTION]... COMMAND [INITIAL-ARGS]...\n\n  -0, --null             items end in NUL      -a, --arg-file=FILE  read FILE\n  -d, --delimiter=CHAR   items end in CHAR     -E END  stop at the item END\n  -I R                   put each line in place of R in the command\n  -L, --max-lines=N      lines a command       -n, --max-args=N  arguments a command\n  -P, --max-procs=N      commands at a time (0: all)\n  -r, --no-run-if-empty  -s, --max-chars=N  -t, --verbose  -x, --exit`,
    version: '(GNU findutils) 4.9.0',
    short: '0a:d:E:e::I:i::L:l::n:P:prs:tx',
    stopsAtOperand: true,
    long: {
      null: '0',
      'arg-file': 'a=',
      delimiter: 'd=',
      eof: 'e?',
      replace: 'i?',
      'max-lines': 'l?',
      'max-args': 'n=',
      'open-tty': 'o',
      'max-procs': 'P=',
      interactive: 'p',
      'no-run-if-empty': 'r',
      'max-chars': 's=',
      'show-limits': 'show-limits',
      verbose: 't',
      exit: 'x',
      'process-slot-var': 'x=',
    },
  },
  async (tool) => new Xargs(tool).run(),
);

class Xargs {
  readonly #tool: Tool;
  readonly #command: readonly string[];
  readonly #replace: string | null;
  readonly #arguments: number;
  readonly #lines: number;
  readonly #bytes: number;
  readonly #parallel: number;
  readonly #running = new Set<Promise<void>>();
  #status = 0;
  #aborted = false;

  constructor(tool: Tool) {
    this.#tool = tool;
    this.#command = tool.operands.length > 0 ? tool.operands : ['echo'];
    // Of -I, -L and -n the last counts.
    const last = tool.options.findLast(({ key }) => ['I', 'i', 'L', 'l', 'n'].includes(key));
    const isReplace =
      last?.key === 'I' || last?.key === 'i' || (last?.key === 'n' && last.value === '1' && tool.has('I', 'i'));
    this.#replace = isReplace ? (tool.value('I', 'i') ?? '{}') : null;
    this.#arguments = last?.key === 'n' && !isReplace ? this.#number('n', 1) : Number.POSITIVE_INFINITY;
    this.#lines = last?.key === 'L' || last?.key === 'l' ? Number(last.value ?? 1) : Number.POSITIVE_INFINITY;
    this.#bytes = tool.has('s') ? this.#number('s', 1) : MOST_BYTES;
    this.#parallel = tool.has('P') ? this.#number('P', 0) || Number.POSITIVE_INFINITY : 1;
  }

  #number(key: string, least: number): number {
    const text = this.#tool.value(key) ?? '';
    if (!/^-?\d+$/.test(text))
      throw new ToolError(`invalid number "${text}" for -${key} option\nTry 'xargs --help' for more information.`);
    if (Number(text) < least) {
      throw new ToolError(
        `value ${text} for -${key} option should be >= ${least}\nTry 'xargs --help' for more information.`,
      );
    }
    return Number(text);
  }

  async run(): Promise<number> {
    const file = this.#tool.value('a');
    const delimiter = this.#tool.has('0') ? '\0' : delimiterOf(this.#tool.value('d'));
    const options = { delimiter, byLine: this.#replace !== null, end: this.#tool.value('E', 'e') };
    const reader = file === undefined ? this.#tool.process.stdin : openArguments(this.#tool, file);
    let batch: Item[] = [];
    let any = false;
    const first = this.#command.reduce((sum, word) => sum + word.length + 1, 0);
    let bytes = first;
    const flush = async () => {
      if (batch.length > 0) await this.#start(batch.map(({ text }) => text));
      batch = [];
      bytes = first;
    };
    for await (const item of itemsOf(reader, options)) {
      any = true;
      const size = Buffer.byteLength(item.text) + 1;
      if (bytes + size > this.#bytes) {
        if (batch.length === 0) throw new ToolError('argument line too long');
        await flush();
      }
      batch.push(item);
      bytes += size;
      const lines = batch.filter(({ endsLine }) => endsLine).length;
      if (this.#replace !== null || batch.length >= this.#arguments || lines >= this.#lines) await flush();
      if (this.#aborted) break;
    }
    if (!this.#aborted) await flush();
    if (!any && !this.#tool.has('r') && this.#replace === null) await this.#start([]);
    await Promise.all(this.#running);
    return this.#status;
  }

  async #start(items: readonly string[]): Promise<void> {
    const { process } = this.#tool;
    const replace = this.#replace;
    const args =
      replace === null
        ? [...this.#command, ...items]
        : this.#command.map((word, index) => (index === 0 ? word : word.replaceAll(replace, items[0]!)));
    if (this.#tool.has('t')) await process.stderr.write(Buffer.from(`${args.map(quoteForShell).join(' ')}\n`));
    while (this.#running.size >= this.#parallel) await Promise.race(this.#running);
    if (this.#aborted) return;
    const child = startChild(process, args, { stdin: emptyReader });
    if ('message' in child) {
      this.#aborted = true;
      this.#status = child.status;
      await process.stderr.write(Buffer.from(`xargs: ${child.message.replace(/‘(.*)’/, (_, name: string) => name)}\n`));
      return;
    }
    const done = child.exited.then(async ({ code, signal }) => {
      await this.#ended(args[0]!, code ?? 0, signal);
      this.#running.delete(done);
    });
    this.#running.add(done);
    if (this.#parallel === 1) await done;
  }

  async #ended(name: string, code: number, signal: string | undefined): Promise<void> {
    const tell = (what: string) => this.#tool.process.stderr.write(Buffer.from(`xargs: ${name}: ${what}\n`));
    if (signal) {
      this.#aborted = true;
      this.#status = 125;
      await tell(`terminated by signal ${SIGNALS[signal] ?? signal}`);
    } else if (code === 255) {
      this.#aborted = true;
      this.#status = 124;
      await tell('exited with status 255; aborting');
    } else if (code !== 0 && this.#status === 0) this.#status = 123;
  }
}

function openArguments(tool: Tool, path: string) {
  try {
    return tool.openOrThrow(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new ToolError(`Cannot open input file ‘${path}’: ${error.message}`);
  }
}

const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGPIPE: 13,
  SIGTERM: 15,
};

function delimiterOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const known: Readonly<Record<string, string>> = {
    '\\n': '\n',
    '\\t': '\t',
    '\\0': '\0',
    '\\r': '\r',
    '\\\\': '\\',
    '\\a': '\x07',
  };
  const found = known[text];
  if (found !== undefined) return found;
  if (/^\\x[0-9a-fA-F]{1,2}$/.test(text)) return String.fromCharCode(Number.parseInt(text.slice(2), 16));
  if (text.length !== 1) {
    throw new ToolError(
      `Invalid input delimiter specification ${text}: the delimiter must be either a single character or an escape sequence starting with \\.`,
    );
  }
  return text;
}
