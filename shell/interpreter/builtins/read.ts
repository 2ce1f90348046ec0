import { sleep } from '../../../cluster/machinery/clock.ts';
import { withFlags } from '../../../cluster/machinery/terminal-attributes.ts';
import { evaluateArithmetic } from '../arithmetic.ts';
import { arithmeticVariables } from '../array-access.ts';
import { readDelimited } from '../read-line.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail } from './builtin.ts';
import { usage } from './usage.ts';

interface ReadOptions {
  raw: boolean;
  array?: string;
  delimiter: string;
  count?: number;
  /** `-N`: exactly so many characters, delimiters among them. */
  exact?: boolean;
  prompt?: string;
  silent: boolean;
  timeoutSeconds?: number;
  timeoutText?: string;
  descriptor: number;
  names: string[];
}

function parse(args: readonly string[]): ReadOptions | string {
  const options: ReadOptions = { raw: false, delimiter: '\n', silent: false, descriptor: 0, names: [] };
  let at = 1;
  for (; at < args.length && /^-./.test(args[at]!); at++) {
    const arg = args[at]!;
    if (arg === '--') {
      at++;
      break;
    }
    for (let index = 1; index < arg.length; index++) {
      const letter = arg[index]!;
      if (letter === 'r') options.raw = true;
      else if (letter === 's') options.silent = true;
      else if (letter === 'e') continue;
      else if ('adnNptui'.includes(letter)) {
        const value = arg.slice(index + 1) || args[++at];
        if (value === undefined) return `-${letter}: option requires an argument`;
        withValue(options, letter, value);
        break;
      } else return `-${letter}: invalid option`;
    }
  }
  options.names = args.slice(at);
  return options;
}

function withValue(options: ReadOptions, letter: string, value: string): void {
  if (letter === 'a') options.array = value;
  else if (letter === 'd') options.delimiter = value[0] ?? '\0';
  else if (letter === 'n' || letter === 'N') {
    options.count = Number(value);
    options.exact = letter === 'N';
  } else if (letter === 'p') options.prompt = value;
  else if (letter === 't') {
    options.timeoutText = value;
    options.timeoutSeconds = /^[0-9]*\.?[0-9]*$/.test(value) ? Number(value) : Number.NaN;
  } else if (letter === 'u') options.descriptor = Number(value);
}

export const read: Builtin = async (shell, args) => {
  const options = parse(args);
  if (typeof options === 'string') {
    await fail(shell, 'read', options);
    return usage(shell, 'read');
  }
  const bad = options.names.find((name) => !/^[A-Za-z_][A-Za-z0-9_]*(\[.*\])?$/.test(name));
  if (bad !== undefined) return fail(shell, 'read', `\`${bad}': not a valid identifier`);
  if (!shell.descriptors.get(options.descriptor)?.input) {
    return fail(shell, 'read', `${options.descriptor}: invalid file descriptor: Bad file descriptor`);
  }
  if (options.timeoutSeconds !== undefined && !(options.timeoutSeconds >= 0))
    return fail(shell, 'read', `${options.timeoutText}: invalid timeout specification`);
  const isTerminal = shell.descriptors.get(options.descriptor)?.isTerminal ?? false;
  if (options.prompt !== undefined && isTerminal) await shell.write(2, options.prompt);
  const terminal = isTerminal ? shell.process.terminal : null;
  const attributes = terminal?.attributes;
  // `-n` wants each character as it is typed (VMIN 1); it is shown unless `-s` says otherwise.
  const off = [...(options.silent ? ['echo'] : []), ...(characterwise(options) ? ['icanon'] : [])];
  if (attributes && off.length > 0) terminal?.setAttributes(withFlags(attributes, [], off));
  try {
    return await readInto(shell, options);
  } finally {
    if (attributes && off.length > 0) terminal?.setAttributes(attributes);
  }
};

const characterwise = ({ count, delimiter }: ReadOptions): boolean => count !== undefined || delimiter !== '\n';

async function readInto(shell: Shell, options: ReadOptions): Promise<number> {
  // `-t 0` only asks whether there is something to read.
  if (options.timeoutSeconds === 0) return shell.descriptors.get(options.descriptor)?.isTerminal ? 1 : 0;
  const line = await readText(shell, options);
  if (line === 'timeout') {
    assignFields(shell, options, '');
    return 142;
  }
  assignFields(shell, options, line?.text ?? '');
  return line === null || line.ended ? 1 : 0;
}

async function readText(
  shell: Shell,
  options: ReadOptions,
): Promise<{ text: string; ended: boolean } | null | 'timeout'> {
  if (options.timeoutSeconds === undefined) return lines(shell, options);
  const timer = new AbortController();
  const late = sleep(shell.machine.clock, options.timeoutSeconds * 1000, timer.signal).then(
    () => 'timeout' as const,
    () => new Promise<never>(() => {}),
  );
  try {
    return await Promise.race([late, lines(shell, options, timer.signal)]);
  } finally {
    timer.abort();
  }
}

/** Without -r a backslash before the newline continues the line. */
async function lines(
  shell: Shell,
  options: ReadOptions,
  giveUp?: AbortSignal,
): Promise<{ text: string; ended: boolean } | null> {
  const delimiter = options.exact ? -1 : options.delimiter.charCodeAt(0);
  let text = '';
  for (;;) {
    const line = await readDelimited(shell, options.descriptor, delimiter, options.count, giveUp);
    if (!line) return text === '' ? null : { text, ended: true };
    text += line.bytes.toString('utf8');
    const continues = !options.raw && !line.ended && /(^|[^\\])(\\\\)*\\$/.test(text);
    if (!continues) return { text, ended: line.ended };
    text = text.slice(0, -1);
  }
}

/** A character, and whether a backslash protected it from being split. */
interface Char {
  readonly char: string;
  readonly quoted: boolean;
}

function charactersOf(text: string, raw: boolean): Char[] {
  const result: Char[] = [];
  const characters = [...text];
  for (let at = 0; at < characters.length; at++) {
    if (!raw && characters[at] === '\\' && at + 1 < characters.length)
      result.push({ char: characters[++at]!, quoted: true });
    else if (raw || characters[at] !== '\\') result.push({ char: characters[at]!, quoted: false });
  }
  return result;
}

const PLAIN_LINE = /^[\w./:,=@+-]+$/;

function assignFields(shell: Shell, options: ReadOptions, text: string): void {
  const separators = shell.variables.get('IFS') ?? ' \t\n';
  const [only] = options.names;
  // One name, and nothing in the line that is read otherwise than it stands.
  if (
    options.names.length === 1 &&
    !only!.endsWith(']') &&
    separators === ' \t\n' &&
    PLAIN_LINE.test(text) &&
    options.array === undefined
  ) {
    shell.variables.set(only!, text);
    return;
  }
  const characters = charactersOf(text, options.raw);
  if (options.array !== undefined) {
    shell.variables.setIndexed(options.array, split(characters, separators, Number.POSITIVE_INFINITY));
    return;
  }
  if (options.names.length === 0) {
    shell.variables.set('REPLY', characters.map(({ char }) => char).join(''));
    return;
  }
  const whole = characters.map(({ char }) => char).join('');
  const fields = options.exact ? [whole] : split(characters, separators, options.names.length);
  for (const [index, name] of options.names.entries()) {
    const element = /^(\w+)\[(.*)\]$/s.exec(name);
    if (element) {
      const key = shell.variables.find(element[1]!)?.associative
        ? element[2]!
        : Number(evaluateArithmetic(element[2]!, arithmeticVariables(shell)));
      shell.variables.setElement(element[1]!, key, fields[index] ?? '');
    } else shell.variables.set(name, fields[index] ?? '');
  }
}

/** At most `limit` fields; the last takes the rest of the line. */
function split(characters: readonly Char[], separators: string, limit: number): string[] {
  const isBlank = (at: number) =>
    at < characters.length &&
    !characters[at]!.quoted &&
    separators.includes(characters[at]!.char) &&
    ' \t\n'.includes(characters[at]!.char);
  const isSeparator = (at: number) =>
    at < characters.length && !characters[at]!.quoted && separators.includes(characters[at]!.char);
  const fields: string[] = [];
  let at = 0;
  let end = characters.length;
  while (isBlank(at)) at++;
  while (end > at && isBlank(end - 1)) end--;
  while (at < end) {
    if (fields.length === limit - 1) {
      fields.push(lastField(characters.slice(at, end), isSeparator, at));
      break;
    }
    let field = '';
    while (at < end && !isSeparator(at)) field += characters[at++]!.char;
    fields.push(field);
    while (isBlank(at)) at++;
    if (isSeparator(at) && !isBlank(at)) {
      at++;
      while (isBlank(at)) at++;
    }
  }
  return fields;
}

/** The rest keeps its separators, except one that ends it and is the only one. */
function lastField(rest: readonly Char[], isSeparator: (at: number) => boolean, offset: number): string {
  const separatorsAt = rest.flatMap((_, index) => (isSeparator(offset + index) ? [index] : []));
  const dropsLast = separatorsAt.length === 1 && separatorsAt[0] === rest.length - 1;
  return (dropsLast ? rest.slice(0, -1) : rest).map(({ char }) => char).join('');
}
