import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { baseName, joinPath } from '../../../interpreter/path-name.ts';
import { formatTime } from '../../../interpreter/time-format.ts';
import { defineTool, type Tool, ToolError, UsageError } from '../tool.ts';
import { contextFormat, normalFormat, type Paint, type Side, sideBySide, unifiedFormat } from './diff-formats.ts';
import { changesOf } from './edit-script.ts';

const HELP = `Usage: diff [OPTION]... FILES

  -q, --brief  -s, --report-identical-files
  -c, -C NUM, --context[=NUM]   -u, -U NUM, --unified[=NUM]   -y, --side-by-side   --normal
  -W, --width=NUM  --suppress-common-lines  -L, --label=LABEL  --color[=WHEN]
  -r, --recursive  -N, --new-file
  -i, -b, -w, -B, -Z   ignore case, amount of white space, white space, blank lines, trailing space
Exit status is 0 if inputs are the same, 1 if different, 2 if trouble.`;
/** Bytes of a file that can be compared. */
const MAX_BYTES = 4 * 1024 * 1024;

/** diff(1) */
export const diff = defineTool(
  {
    name: 'diff',
    help: HELP,
    version: '(GNU diffutils) 3.8',
    trouble: 2,
    usageHint: "diff: Try 'diff --help' for more information.\n",
    short: 'aqscC:uU:yW:L:rNPibwBZEtTpd',
    long: {
      text: 'a',
      brief: 'q',
      'report-identical-files': 's',
      context: 'c?',
      unified: 'u?',
      'side-by-side': 'y',
      width: 'W=',
      label: 'L=',
      recursive: 'r',
      'new-file': 'N',
      'ignore-case': 'i',
      'ignore-space-change': 'b',
      'ignore-all-space': 'w',
      'ignore-blank-lines': 'B',
      'ignore-trailing-space': 'Z',
      'ignore-tab-expansion': 'E',
      'expand-tabs': 't',
      'suppress-common-lines': 'suppress',
      color: 'color?',
      normal: 'normal',
      minimal: 'd',
    },
  },
  async (tool) => {
    const [left, right, extra] = tool.operands;
    if (right === undefined) throw new UsageError(`missing operand after '${left ?? 'diff'}'`);
    if (extra !== undefined) throw new UsageError(`extra operand '${extra}'`);
    for (const path of [left!, right]) {
      if (path !== '-' && !/^\/dev\/fd\//.test(path) && !tool.files.exists(tool.path(path)) && !tool.has('N')) {
        await tool.complain(`${path}: No such file or directory`, 2);
      }
    }
    if (tool.status > 0) return tool.status;
    const [isLeft, isRight] = [tool.isDirectory(left!), tool.isDirectory(right)];
    if (isLeft && isRight) await compareDirectories(tool, left!, right);
    else
      await compareFiles(
        tool,
        isLeft ? joinPath(left!, baseName(right)) : left!,
        isRight ? joinPath(right, baseName(left!)) : right,
        null,
      );
    return tool.status;
  },
);

async function compareDirectories(tool: Tool, left: string, right: string): Promise<void> {
  const list = (path: string) => (tool.isDirectory(path) ? tool.files.list(tool.path(path)) : []);
  const [ours, theirs] = [new Set(list(left)), new Set(list(right))];
  for (const name of [...new Set([...ours, ...theirs])].sort()) {
    await tool.breathe();
    const [a, b] = [joinPath(left, name), joinPath(right, name)];
    const bothDirectories = tool.isDirectory(a) && tool.isDirectory(b);
    if (!(ours.has(name) && theirs.has(name)) && !tool.has('N')) {
      tool.out.add(`Only in ${ours.has(name) ? left : right}: ${name}\n`);
      tool.status = Math.max(tool.status, 1);
    } else if (bothDirectories || (tool.has('N') && (tool.isDirectory(a) || tool.isDirectory(b)))) {
      if (tool.has('r')) await compareDirectories(tool, a, b);
      else tool.out.add(`Common subdirectories: ${a} and ${b}\n`);
    } else if (tool.isDirectory(a) !== tool.isDirectory(b)) {
      const kind = (path: string) => (tool.isDirectory(path) ? 'directory' : 'regular file');
      tool.out.add(`File ${a} is a ${kind(a)} while file ${b} is a ${kind(b)}\n`);
      tool.status = Math.max(tool.status, 1);
    } else
      await compareFiles(
        tool,
        a,
        b,
        ['diff', ...tool.process.args.slice(1).filter((arg) => arg.startsWith('-')), a, b].join(' '),
      );
  }
}

/** `header` stands before what differs (in directories). */
async function compareFiles(tool: Tool, left: string, right: string, header: string | null): Promise<void> {
  const [a, b] = [await readSide(tool, left, 0), await readSide(tool, right, 1)];
  if (a.bytes.equals(b.bytes)) {
    if (tool.has('s')) tool.out.add(`Files ${left} and ${right} are identical\n`);
    return;
  }
  const isBinary =
    !tool.has('a') && (a.bytes.subarray(0, 32_768).includes(0) || b.bytes.subarray(0, 32_768).includes(0));
  const changes = isBinary ? null : changesOf(comparable(tool, a.side), comparable(tool, b.side));
  const kept = changes?.filter(
    ({ from, to, start, end }) =>
      !tool.has('B') ||
      [...a.side.lines.slice(from, to), ...b.side.lines.slice(start, end)].some((line) => line !== ''),
  );
  if (kept?.length === 0) {
    if (tool.has('y') && !tool.has('suppress'))
      tool.out.add(sideBySide(a.side, b.side, [], Number(tool.value('W') ?? 130), false));
    if (tool.has('s')) tool.out.add(`Files ${left} and ${right} are identical\n`);
    return;
  }
  tool.status = Math.max(tool.status, 1);
  if (tool.has('q') || !kept)
    tool.out.add(`${isBinary && !tool.has('q') ? 'Binary files' : 'Files'} ${left} and ${right} differ\n`);
  else tool.out.add((header === null ? '' : `${header}\n`) + formatted(tool, a.side, b.side, kept));
}

function formatted(tool: Tool, left: Side, right: Side, changes: NonNullable<ReturnType<typeof changesOf>>): string {
  const when = tool.has('color') ? (tool.value('color') ?? 'auto') : 'never';
  const isColored = when === 'always' || (when === 'auto' && tool.process.stdoutIsTerminal);
  const paint: Paint = (color, text) => (isColored ? `\x1b[${color}m${text}\x1b[0m` : text);
  const style = tool.options.findLast(({ key }) => ['c', 'C', 'u', 'U', 'y', 'normal'].includes(key));
  const context = Number(style?.value ?? 3);
  if (!Number.isInteger(context)) throw new ToolError(`invalid context length '${style?.value}'`);
  if (style?.key === 'y') return sideBySide(left, right, changes, Number(tool.value('W') ?? 130), tool.has('suppress'));
  if (style?.key === 'u' || style?.key === 'U') return unifiedFormat(left, right, changes, context, paint);
  if (style?.key === 'c' || style?.key === 'C') return contextFormat(left, right, changes, context);
  return normalFormat(left, right, changes, paint);
}

function comparable(tool: Tool, side: Side): string[] {
  const mark = tool.has('b', 'w', 'Z') || side.endsInNewline ? '' : '\0';
  return side.lines.map((line, index) => {
    let text = line;
    if (tool.has('w')) text = text.replace(/\s+/g, '');
    else if (tool.has('b')) text = text.replace(/\s+/g, ' ').trimEnd();
    else if (tool.has('Z')) text = text.trimEnd();
    if (tool.has('i')) text = text.toLowerCase();
    return index === side.lines.length - 1 ? text + mark : text;
  });
}

async function readSide(tool: Tool, path: string, index: 0 | 1): Promise<{ bytes: Buffer; side: Side }> {
  let bytes = Buffer.alloc(0);
  const absolute = tool.path(path);
  const isFile = path !== '-' && tool.files.exists(absolute);
  try {
    if (isFile || path === '-' || !tool.has('N')) bytes = Buffer.from(await tool.readWhole(path));
  } catch (error) {
    throw error instanceof FileError ? new ToolError(`${path}: ${error.message}`) : error;
  }
  if (bytes.length > MAX_BYTES) throw new ToolError(`${path}: File too large`);
  const lines = bytes.toString('latin1').split('\n');
  const endsInNewline = lines.at(-1) === '';
  if (endsInNewline) lines.pop();
  const modified = isFile
    ? tool.files.stat(absolute).modifiedMs
    : tool.has('N') && path !== '-'
      ? 0
      : tool.process.machine.clock.now();
  const fraction = String(Math.floor(modified) % 1000).padStart(3, '0');
  const isContext = tool.has('c', 'C');
  const time = formatTime(isContext ? '%a %b %e %H:%M:%S %Y' : `%Y-%m-%d %H:%M:%S.${fraction}000000 +0000`, modified);
  return { bytes, side: { name: path, label: tool.values('L')[index] ?? `${path}\t${time}`, lines, endsInNewline } };
}
