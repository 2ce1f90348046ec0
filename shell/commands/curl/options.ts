import { UsageError } from './errors.ts';
import { type OptionDefinition, optionOfLetter, optionOfName } from './option-table.ts';
import { rateMistake } from './rate.ts';

export type DataKind = 'ascii' | 'raw' | 'binary' | 'urlencode' | 'json';

/** What one group of URLs is asked with; `--next` begins another. */
export interface CurlOptions {
  urls: string[];
  /** -o and -O in their order, one for each URL; '' stands for the URL's own file name. */
  outputs: string[];
  /** -T, one for each URL. */
  uploads: string[];
  method: string | null;
  headers: string[];
  data: { kind: DataKind; text: string }[];
  /** -F and --form-string. */
  form: { text: string; literal: boolean }[];
  queries: string[];
  cookies: string[];
  values: Map<string, string>;
  switches: Set<string>;
  resolve: string[];
  connectTo: string[];
}

/** What holds for the whole command, whichever group it stands in. */
const GLOBAL_SWITCHES = new Set(
  'silent show-error verbose fail-early parallel no-progress-meter progress-bar version help trace-time styled-output'.split(
    ' ',
  ),
);
const GLOBAL_VALUES = new Set(['trace', 'trace-ascii', 'stderr', 'parallel-max', 'rate']);

export interface CommandLine {
  readonly groups: CurlOptions[];
  readonly warnings: string[];
  /** -K, in their order, read where they stand. */
  readonly readConfig: (name: string) => Promise<string | null>;
}

const newGroup = (): CurlOptions => ({
  urls: [],
  outputs: [],
  uploads: [],
  method: null,
  headers: [],
  data: [],
  form: [],
  queries: [],
  cookies: [],
  values: new Map(),
  switches: new Set(),
  resolve: [],
  connectTo: [],
});

/** Throws UsageError. Each group of the result has what holds for all. */
export async function parseOptions(
  args: readonly string[],
  readConfig: CommandLine['readConfig'],
): Promise<CommandLine> {
  const line: CommandLine = { groups: [newGroup()], warnings: [], readConfig };
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (argument === '--') {
      for (const url of args.slice(at + 1)) line.groups.at(-1)!.urls.push(url);
      break;
    }
    if (argument.startsWith('--')) at += await takeLong(line, argument, args[at + 1]);
    else if (argument.startsWith('-') && argument.length > 1) at += await takeShort(line, argument, args[at + 1]);
    else line.groups.at(-1)!.urls.push(argument);
  }
  shareGlobals(line.groups);
  return line;
}

function shareGlobals(groups: readonly CurlOptions[]): void {
  for (const group of groups) {
    for (const other of groups) {
      for (const name of other.switches) if (GLOBAL_SWITCHES.has(name)) group.switches.add(name);
      for (const [name, value] of other.values) if (GLOBAL_VALUES.has(name)) group.values.set(name, value);
    }
  }
}

/** How many further arguments it took. */
async function takeLong(line: CommandLine, argument: string, next: string | undefined): Promise<number> {
  const found = optionOfName(argument.slice(2));
  if (typeof found === 'string') throw new UsageError(`option ${argument}: is ${found}`);
  if (found.option.kind === 'flag') {
    if (found.off) line.groups.at(-1)!.switches.delete(found.option.name);
    else await apply(line, found.option, '', argument);
    return 0;
  }
  if (next === undefined) throw new UsageError(`option ${argument}: requires parameter`);
  await apply(line, found.option, next, argument);
  return 1;
}

async function takeShort(line: CommandLine, argument: string, next: string | undefined): Promise<number> {
  for (let place = 1; place < argument.length; place++) {
    const option = optionOfLetter(argument[place]!);
    if (!option) throw new UsageError(`option ${argument}: is unknown`);
    if (option.kind === 'flag') {
      await apply(line, option, '', argument);
      continue;
    }
    const rest = argument.slice(place + 1);
    if (!rest && next === undefined) throw new UsageError(`option ${argument}: requires parameter`);
    await apply(line, option, rest || next!, argument);
    return rest ? 0 : 1;
  }
  return 0;
}

async function apply(line: CommandLine, option: OptionDefinition, text: string, typed: string): Promise<void> {
  const { name, kind } = option;
  const valid = kind === 'number' ? /^-?\d+$/ : /^\d+(\.\d*)?$/;
  if ((kind === 'number' || kind === 'decimal') && !valid.test(text)) {
    throw new UsageError(`option ${typed}: expected a proper numerical parameter`);
  }
  const mistake = name === 'rate' ? rateMistake(text) : null;
  if (mistake) throw new UsageError(`option ${typed}: ${mistake}`);
  const group = line.groups.at(-1)!;
  if (name === 'next') line.groups.push(newGroup());
  else if (name === 'config') await readInto(line, text);
  else if (conflicts(group, name)) throw new UsageError(`option ${typed}: is badly used here`);
  else set(group, option, text);
}

const conflicts = ({ switches }: CurlOptions, name: string): boolean =>
  (name === 'fail' && switches.has('fail-with-body')) || (name === 'fail-with-body' && switches.has('fail'));

const DATA_KINDS: ReadonlyMap<string, DataKind> = new Map([
  ['data', 'ascii'],
  ['data-ascii', 'ascii'],
  ['data-raw', 'raw'],
  ['data-binary', 'binary'],
  ['data-urlencode', 'urlencode'],
  ['json', 'json'],
]);

const LISTS: ReadonlyMap<string, (group: CurlOptions) => string[]> = new Map([
  ['header', (group) => group.headers],
  ['resolve', (group) => group.resolve],
  ['connect-to', (group) => group.connectTo],
  ['url', (group) => group.urls],
  ['output', (group) => group.outputs],
  ['upload-file', (group) => group.uploads],
  ['url-query', (group) => group.queries],
  ['cookie', (group) => group.cookies],
]);

/** Of the versions asked for the last one counts. */
const VERSIONS: readonly string[] = ['http1.0', 'http1.1', 'http2', 'http2-prior-knowledge', 'http3'];

function set(group: CurlOptions, { name, kind }: OptionDefinition, text: string): void {
  const data = DATA_KINDS.get(name);
  const list = LISTS.get(name);
  if (data) group.data.push({ kind: data, text });
  else if (list) list(group).push(text);
  else if (name === 'form' || name === 'form-string') group.form.push({ text, literal: name === 'form-string' });
  else if (name === 'request') group.method = text;
  else if (name === 'remote-name') group.outputs.push('');
  else if (kind !== 'flag') group.values.set(name, text);
  else {
    if (VERSIONS.includes(name)) for (const version of VERSIONS) group.switches.delete(version);
    group.switches.add(name);
  }
}

/** Configuration files that name each other. */
const CONFIG_DEPTH = 8;
const depths = new WeakMap<CommandLine, number>();

/** -K: an option a line, with or without dashes, its value after a blank, `=` or `:` (curl(1)). */
export async function readInto(line: CommandLine, name: string): Promise<void> {
  const depth = depths.get(line) ?? 0;
  if (depth >= CONFIG_DEPTH) return;
  const text = await line.readConfig(name);
  if (text === null) throw new UsageError(`cannot read config from '${name}'`);
  depths.set(line, depth + 1);
  for (const [index, whole] of text.split('\n').entries()) {
    const trimmed = whole.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, word = '', rest = ''] = /^([^\s=:]+)[\s=:]*(.*)$/.exec(trimmed) ?? [];
    const option = configOption(word);
    if (!option) {
      line.warnings.push(`${name}:${index + 1}: warning: '${word}' is unknown`);
      continue;
    }
    await apply(line, option, option.kind === 'flag' ? '' : configValue(rest), word);
  }
  depths.set(line, depth);
}

function configOption(word: string): OptionDefinition | undefined {
  if (/^-[^-]$/.test(word)) return optionOfLetter(word[1]!);
  const found = optionOfName(word.replace(/^--/, ''));
  return typeof found === 'string' ? undefined : found.option;
}

function configValue(text: string): string {
  if (!text.startsWith('"')) return text.split(/\s/)[0] ?? '';
  const inside = /^"((?:[^"\\]|\\.)*)/.exec(text)?.[1] ?? '';
  const escapes: ReadonlyMap<string, string> = new Map([
    ['n', '\n'],
    ['r', '\r'],
    ['t', '\t'],
    ['v', '\v'],
  ]);
  return inside.replace(/\\(.)/g, (_, letter: string) => escapes.get(letter) ?? letter);
}
