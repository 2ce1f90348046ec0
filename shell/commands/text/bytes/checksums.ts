import { createHash } from 'node:crypto';
import type { Program } from '../../../../cluster/machinery/machine.ts';
import { quoteForShell } from '../quote-name.ts';
import { defineTool, type Tool, UsageError } from '../tool.ts';

interface Sum {
  readonly name: string;
  /** The algorithm for node:crypto, its name in BSD's format, hex digits. */
  readonly algorithm: string;
  readonly tag: string;
  readonly digits: number;
}

function sumTool(sum: Sum): Program {
  return defineTool(
    {
      name: sum.name,
      help: `Usage: ${sum.name} [OPTION]... [FILE]...\n\n  -b, -t          binary, text mode\n  -c, --check     read sums from the FILEs and check them\n      --tag       BSD's format\n  -z, --zero      end lines with NUL\n      --ignore-missing --quiet --status --strict -w, --warn   for --check`,
      short: 'bctwz',
      long: {
        binary: 'b',
        check: 'c',
        tag: 'tag',
        text: 't',
        zero: 'z',
        'ignore-missing': 'ignore-missing',
        quiet: 'quiet',
        status: 'status',
        strict: 'strict',
        warn: 'w',
      },
    },
    async (tool) => {
      for (const option of ['ignore-missing', 'quiet', 'status', 'strict', 'warn']) {
        if (!tool.has('c') && tool.has(option === 'warn' ? 'w' : option)) {
          throw new UsageError(`the --${option} option is meaningful only when verifying checksums`);
        }
      }
      for (const path of tool.operands.length > 0 ? tool.operands : ['-']) {
        if (tool.has('c')) await check(tool, sum, path);
        else await print(tool, sum, path);
      }
      return tool.status;
    },
  );
}

export const md5sum = sumTool({ name: 'md5sum', algorithm: 'md5', tag: 'MD5', digits: 32 });
export const sha1sum = sumTool({ name: 'sha1sum', algorithm: 'sha1', tag: 'SHA1', digits: 40 });
export const sha224sum = sumTool({ name: 'sha224sum', algorithm: 'sha224', tag: 'SHA224', digits: 56 });
export const sha256sum = sumTool({ name: 'sha256sum', algorithm: 'sha256', tag: 'SHA256', digits: 64 });
export const sha384sum = sumTool({ name: 'sha384sum', algorithm: 'sha384', tag: 'SHA384', digits: 96 });
export const sha512sum = sumTool({ name: 'sha512sum', algorithm: 'sha512', tag: 'SHA512', digits: 128 });

async function digest(tool: Tool, algorithm: string, reader: ReturnType<Tool['openOrThrow']>): Promise<string> {
  const hash = createHash(algorithm);
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    // In pieces: a large file is one chunk.
    for (let at = 0; at < chunk.length; at += 1 << 20) {
      hash.update(chunk.subarray(at, at + (1 << 20)));
      await tool.breathe();
    }
  }
  return hash.digest('hex');
}

async function print(tool: Tool, sum: Sum, path: string): Promise<void> {
  const reader = await tool.open(path);
  if (!reader) return;
  const value = await digest(tool, sum.algorithm, reader);
  const name = Buffer.from(path).toString('latin1');
  const end = tool.has('z') ? '\0' : '\n';
  const escapes = !tool.has('z') && /[\\\n]/.test(name);
  const shown = escapes ? name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n') : name;
  const mark = escapes ? '\\' : '';
  tool.out.add(
    tool.has('tag')
      ? `${mark}${sum.tag} (${shown}) = ${value}${end}`
      : `${mark}${value} ${tool.has('b') ? '*' : ' '}${shown}${end}`,
  );
}

async function check(tool: Tool, sum: Sum, path: string): Promise<void> {
  const reader = await tool.open(path);
  if (!reader) return;
  const text = (await tool.readWhole(path)).toString();
  const counts = { good: 0, bad: 0, unread: 0, malformed: 0 };
  for (const [index, line] of text.replace(/\n$/, '').split('\n').entries()) {
    const found = new RegExp(
      `^\\\\?(?:([0-9a-fA-F]{${sum.digits}}) [ *](.+)|${sum.tag} \\((.+)\\) = ([0-9a-fA-F]{${sum.digits}}))$`,
    ).exec(line);
    if (!found) {
      if (line.startsWith('#') || line === '') continue;
      counts.malformed++;
      if (tool.has('w')) await tool.warn(`${path}: ${index + 1}: improperly formatted ${sum.tag} checksum line`);
      continue;
    }
    await checkOne(tool, sum, found[2] ?? found[3]!, (found[1] ?? found[4]!).toLowerCase(), counts);
  }
  await tell(tool, path, counts);
}

async function checkOne(
  tool: Tool,
  sum: Sum,
  name: string,
  wanted: string,
  counts: { good: number; bad: number; unread: number },
): Promise<void> {
  const isQuiet = tool.has('status');
  const shown = Buffer.from(name).toString('latin1');
  if (tool.has('ignore-missing') && !tool.files.exists(tool.path(name))) return;
  const reader = await tool.open(name);
  if (!reader) {
    counts.unread++;
    if (!isQuiet) tool.out.add(`${shown}: FAILED open or read\n`);
  } else if ((await digest(tool, sum.algorithm, reader)) === wanted) {
    counts.good++;
    if (!isQuiet && !tool.has('quiet')) tool.out.add(`${shown}: OK\n`);
  } else {
    counts.bad++;
    if (!isQuiet) tool.out.add(`${shown}: FAILED\n`);
  }
}

async function tell(
  tool: Tool,
  path: string,
  counts: { good: number; bad: number; unread: number; malformed: number },
): Promise<void> {
  const { good, bad, unread, malformed } = counts;
  const name = path === '-' ? "'standard input'" : quoteForShell(path);
  if (good + bad + unread === 0 && !tool.has('ignore-missing')) {
    await tool.complain(`${name}: no properly formatted checksum lines found`);
    return;
  }
  const many = (count: number, one: string, more: string) => `WARNING: ${count} ${count === 1 ? one : more}`;
  if (!tool.has('status')) {
    if (malformed > 0)
      await tool.warn(many(malformed, 'line is improperly formatted', 'lines are improperly formatted'));
    if (unread > 0) await tool.warn(many(unread, 'listed file could not be read', 'listed files could not be read'));
    if (bad > 0) await tool.warn(many(bad, 'computed checksum did NOT match', 'computed checksums did NOT match'));
    if (tool.has('ignore-missing') && good + bad === 0) await tool.complain(`${name}: no file was verified`);
  }
  if (bad > 0 || unread > 0 || (malformed > 0 && tool.has('strict')) || good + bad + unread === 0) tool.status = 1;
}
