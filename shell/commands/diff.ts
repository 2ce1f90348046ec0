import { posix } from 'node:path';
import { formatPatch, type StructuredPatchHunk, structuredPatch } from 'diff';
import { readAll } from '../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../cluster/machinery/file-system.ts';
import type { Process } from '../../cluster/machinery/machine.ts';
import { descriptorOf } from '../tools/descriptor-path.ts';

const HELP = `Usage: diff [OPTION]... FILES

  -u, -U NUM, --unified[=NUM]  lines of context around each change (3)
  -q, --brief                  only say whether the files differ
  -s, --report-identical-files say so when they do not
  -i, -b, -w, -B               ignore case, amount of white space, white space, blank lines
  -N, --new-file               take absent files as empty
  -L LABEL, --label=LABEL      name instead of the file's
      --help                   this text

Exit status is 0 if the files are the same, 1 if they differ, 2 if there is trouble.
`;

/** Bytes of a file that can be compared. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Beyond this many edits the comparison is given up. */
const MAX_EDITS = 20_000;

interface DiffOptions {
  context: number | null;
  brief: boolean;
  sayIdentical: boolean;
  ignore: Set<string>;
  absentIsEmpty: boolean;
  labels: string[];
  names: string[];
}

interface Side {
  readonly name: string;
  readonly text: string;
  readonly modifiedMs: number;
}

class DiffTrouble extends Error {}

/** GNU diff: the normal and the unified format. */
export async function diff(process: Process): Promise<number> {
  const args = process.args.slice(1);
  if (args.includes('--help')) {
    await process.stdout.write(Buffer.from(HELP));
    return 0;
  }
  try {
    const options = readArguments(args);
    const [first = '', second = ''] = options.names;
    const sides = [
      await readSide(process, first, second, options),
      await readSide(process, second, first, options),
    ] as const;
    const text = compare(sides[0], sides[1], options);
    await process.stdout.write(Buffer.from(text));
    return text === '' || /^Files .* are identical\n$/.test(text) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof DiffTrouble)) throw error;
    await process.stderr.write(Buffer.from(`diff: ${error.message}\n`));
    return 2;
  }
}

function compare(left: Side, right: Side, options: DiffOptions): string {
  const [a, b] = [comparable(left.text, options.ignore), comparable(right.text, options.ignore)];
  const names = `${left.name} and ${right.name}`;
  if (a === b) return options.sayIdentical ? `Files ${names} are identical\n` : '';
  if (options.brief) return `Files ${names} differ\n`;
  if (left.text.includes('\0') || right.text.includes('\0')) return `Binary files ${names} differ\n`;
  const patch = structuredPatch(left.name, right.name, a, b, '', '', {
    context: options.context ?? 0,
    maxEditLength: MAX_EDITS,
  });
  if (!patch) return `Files ${names} differ\n`;
  if (options.context === null) return patch.hunks.map(normalHunk).join('');
  const head = (mark: string, side: Side, label: string | undefined) =>
    label === undefined ? `${mark} ${side.name}\t${timestamp(side.modifiedMs)}\n` : `${mark} ${label}\n`;
  const body = formatPatch({ ...patch, oldHeader: '', newHeader: '' }).replace(/^[\s\S]*?(?=^@@)/m, '');
  // A count of one is left out, as GNU diff does.
  const short = body.replace(/^@@ -(\d+)(?:,1)?((?:,\d+)?) \+(\d+)(?:,1)?((?:,\d+)?) @@/gm, '@@ -$1$2 +$3$4 @@');
  return head('---', left, options.labels[0]) + head('+++', right, options.labels[1]) + short;
}

/** Options -i -b -w -B compare, and here also show, the text without what they ignore. */
function comparable(text: string, ignore: ReadonlySet<string>): string {
  if (ignore.size === 0) return text;
  let lines = text.split('\n');
  if (ignore.has('B')) lines = lines.filter((line, at) => line.trim() !== '' || at === lines.length - 1);
  if (ignore.has('w')) lines = lines.map((line) => line.replace(/\s+/g, ''));
  else if (ignore.has('b')) lines = lines.map((line) => line.replace(/\s+/g, ' ').trimEnd());
  const result = lines.join('\n');
  return ignore.has('i') ? result.toLowerCase() : result;
}

/** One change in the format of POSIX diff: `3,4c3` and the lines. */
function normalHunk(hunk: StructuredPatchHunk): string {
  const removed = hunk.lines.filter((line) => line.startsWith('-'));
  const added = hunk.lines.filter((line) => line.startsWith('+'));
  const kind = removed.length === 0 ? 'a' : added.length === 0 ? 'd' : 'c';
  const range = (start: number, count: number) => {
    // The line before, where the library counts the line itself.
    if (count === 0) return String(start - 1);
    return count === 1 ? String(start) : `${start},${start + count - 1}`;
  };
  const missing = (mark: string) => {
    const at = hunk.lines.findIndex((line) => line.startsWith('\\'));
    return at > 0 && hunk.lines.some((line, i) => line.startsWith('\\') && hunk.lines[i - 1]!.startsWith(mark))
      ? '\\ No newline at end of file\n'
      : '';
  };
  const head = `${range(hunk.oldStart, hunk.oldLines)}${kind}${range(hunk.newStart, hunk.newLines)}\n`;
  const old = removed.map((line) => `< ${line.slice(1)}\n`).join('') + missing('-');
  const fresh = added.map((line) => `> ${line.slice(1)}\n`).join('') + missing('+');
  return head + old + (kind === 'c' ? '---\n' : '') + fresh;
}

function timestamp(ms: number): string {
  const text = new Date(ms).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 23)}000000 +0000`;
}

async function readSide(process: Process, name: string, other: string, options: DiffOptions): Promise<Side> {
  const { files, clock } = process.machine;
  const now = clock.now();
  let path = posix.resolve(process.workingDirectory, name);
  const number = name === '-' ? 0 : descriptorOf(path);
  try {
    if (number !== undefined) {
      const input = number === 0 ? process.stdin : process.descriptors?.get(number)?.input;
      const bytes = input ? await readAll(input, MAX_BYTES) : new Uint8Array();
      return { name, text: Buffer.from(bytes).toString(), modifiedMs: now };
    }
    if (options.absentIsEmpty && !files.exists(path)) return { name, text: '', modifiedMs: 0 };
    if (files.stat(path).kind === 'directory') {
      const otherPath = posix.resolve(process.workingDirectory, other);
      const isPair = other === '-' || (files.exists(otherPath) && files.stat(otherPath).kind === 'directory');
      if (isPair) throw new DiffTrouble(`${name}: Is a directory; this diff compares files`);
      // A directory and a file: the file of the same name in the directory.
      name = posix.join(name, posix.basename(other));
      path = posix.resolve(process.workingDirectory, name);
    }
    const { kind, sizeBytes, modifiedMs } = files.stat(path);
    if (sizeBytes > MAX_BYTES) throw new DiffTrouble(`${name}: File too large`);
    return { name, text: kind === 'file' ? Buffer.from(files.read(path)).toString() : '', modifiedMs };
  } catch (error) {
    if (error instanceof FileError) throw new DiffTrouble(`${name}: ${error.message}`);
    if (error instanceof RangeError) throw new DiffTrouble(`${name}: File too large`);
    throw error;
  }
}

function readArguments(args: readonly string[]): DiffOptions {
  const ignore = new Set<string>();
  const options: DiffOptions = {
    context: null,
    brief: false,
    sayIdentical: false,
    ignore,
    absentIsEmpty: false,
    labels: [],
    names: [],
  };
  const long: Record<string, string> = {
    ...{ '--unified': 'u', '--brief': 'q', '--report-identical-files': 's', '--new-file': 'N', '--label': 'L' },
    ...{ '--ignore-case': 'i', '--ignore-space-change': 'b', '--ignore-all-space': 'w', '--ignore-blank-lines': 'B' },
  };
  const rest = [...args];
  const take = (letter: string, value: string | undefined): void => {
    if (letter === 'u') options.context = Number(value ?? 3);
    else if (letter === 'U') options.context = Number(value ?? rest.shift() ?? 3);
    else if (letter === 'L') options.labels.push(value ?? rest.shift() ?? '');
    else if (letter === 'q') options.brief = true;
    else if (letter === 's') options.sayIdentical = true;
    else if (letter === 'N') options.absentIsEmpty = true;
    else if ('ibwB'.includes(letter)) ignore.add(letter);
    else if (!'adrtp'.includes(letter)) throw new DiffTrouble(`invalid option -- '${letter}'`);
  };
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg.startsWith('--') && arg !== '--') {
      const [name = '', value] = arg.split(/=(.*)/s);
      const letter = long[name];
      if (!letter && !name.startsWith('--color')) throw new DiffTrouble(`unrecognized option '${arg}'`);
      if (letter) take(letter, value);
    } else if (arg.startsWith('-') && arg !== '-') {
      for (let at = 1; at < arg.length; at++) {
        const takesRest = 'UL'.includes(arg[at]!);
        take(arg[at]!, takesRest ? arg.slice(at + 1) || undefined : undefined);
        if (takesRest) break;
      }
    } else options.names.push(arg);
  }
  const { names } = options;
  if (names.length < 2) throw new DiffTrouble(`missing operand${names[0] ? ` after '${names[0]}'` : ''}`);
  if (names.length > 2) throw new DiffTrouble(`extra operand '${names[2]}'`);
  return options;
}
