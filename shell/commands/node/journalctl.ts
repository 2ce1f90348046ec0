import { readerOf } from '../../../cluster/machinery/byte-stream.ts';
import type { JournalEntry } from '../../../cluster/machinery/node-services.ts';
import { compilePosix, ExpressionError } from '../../tools/posix-expression.ts';
import { runChild } from '../everyday/child.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { parseDate } from '../time/parse-date.ts';
import { UTC_ZONE } from '../time/zoned-time.ts';
import { JOURNAL_FORMATS, type JournalFormat, journalLine } from './journal-text.ts';

const FOLLOWED_LINES = 10;

/** journalctl(1) of systemd 252: what the node's journal tells. */
export const journalctl = defineCommand(
  {
    name: 'journalctl',
    usage: `Usage: journalctl [OPTIONS...] [MATCHES...]

  -u, --unit=UNIT     of one unit
  -n, --lines[=N]     the last ones, 10 unless told
  -f, --follow        and those to come
  -r, --reverse       the newest first
  -e, --pager-end     at the end
  -S, --since=DATE    from then on
  -U, --until=DATE    until then
  -o, --output=MODE   ${JOURNAL_FORMATS.join(', ')}
  -g, --grep=PATTERN  whose message matches
  -t, --identifier=ID of one program
      --no-pager`,
    flags: 'fremxabkqlN',
    values: 'uSUogtp',
    optional: 'n',
    rewrite: withLineCounts,
    version: 'systemd 252 (252.36-1~deb12u1)',
    long: {
      unit: 'u',
      lines: 'n',
      follow: 'f',
      reverse: 'r',
      'pager-end': 'e',
      since: 'S',
      until: 'U',
      output: 'o',
      grep: 'g',
      identifier: 't',
      priority: 'p',
      catalog: 'x',
      all: 'a',
      boot: 'b',
      dmesg: 'k',
      quiet: 'q',
      'no-pager': 'no-pager',
      'no-hostname': 'no-hostname',
      'no-tail': 'no-tail',
      utc: 'utc',
    },
  },
  async (call) => {
    const format = call.value('o') ?? 'short';
    if (!isFormat(format)) return unknownFormat(call, format);
    const matches = await matcherOf(call);
    if (!matches) return 1;
    const { services, hostname } = call.process.machine;
    const all = (services?.journal.entries() ?? []).filter(matches);
    const follow = call.has('f');
    const count = linesOf(call, follow);
    const shown = count === undefined ? all : all.slice(Math.max(0, all.length - count));
    const ordered = call.has('r') ? [...shown].reverse() : shown;
    const textOf = (entry: JournalEntry) => journalLine(entry, hostname, format);
    const text = ordered.map(textOf).join('');
    if (!follow) return show(call, text || '-- No entries --\n');
    await call.print(text);
    await followEntries(call, matches, textOf);
    return 0;
  },
);

/** `-n 5` is two words, though the number may be missing. */
function withLineCounts(args: readonly string[]): string[] {
  const result: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    const next = args[at + 1];
    if ((/^-[a-zA-Z]*n$/.test(word) || word === '--lines') && next !== undefined && /^(?:\+?\d+|all)$/.test(next)) {
      result.push(word === '--lines' ? `--lines=${next}` : `${word}${next}`);
      at++;
    } else result.push(word);
  }
  return result;
}

function isFormat(text: string): text is JournalFormat {
  return (JOURNAL_FORMATS as readonly string[]).includes(text);
}

async function unknownFormat(call: Call, format: string): Promise<number> {
  await call.process.stderr.write(Buffer.from(`Unknown output format '${format}'.\n`));
  return 1;
}

function linesOf(call: Call, follow: boolean): number | undefined {
  if (!call.has('n')) return follow && !call.has('no-tail') ? FOLLOWED_LINES : undefined;
  const text = call.value('n') ?? '';
  return text === 'all' ? undefined : Number(text || FOLLOWED_LINES);
}

/** Which entries are wanted; undefined after complaining. */
async function matcherOf(call: Call): Promise<((entry: JournalEntry) => boolean) | undefined> {
  const units = call.values('u').map((unit) => unit.replace(/\.service$/, ''));
  const identifiers = call.values('t');
  const [from, until] = [timeOf(call, 'S'), timeOf(call, 'U')];
  for (const [option, ms] of [
    ['S', from],
    ['U', until],
  ] as const) {
    if (ms !== null) continue;
    await call.process.stderr.write(Buffer.from(`Failed to parse timestamp: ${call.value(option)}\n`));
    return undefined;
  }
  const pattern = call.value('g');
  let expression: ReturnType<typeof compilePosix> | undefined;
  try {
    expression =
      pattern === undefined ? undefined : compilePosix(pattern, { extended: true, ignoreCase: !/[A-Z]/.test(pattern) });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    await call.process.stderr.write(Buffer.from(`Bad pattern "${pattern}": ${error.message}\n`));
    return undefined;
  }
  // The kernel's own messages are not in it.
  if (call.has('k')) return () => false;
  return ({ unit, identifier, atMs, message }) =>
    (units.length === 0 || units.includes(unit)) &&
    (identifiers.length === 0 || identifiers.includes(identifier)) &&
    atMs >= (from ?? 0) &&
    atMs <= (until ?? Number.POSITIVE_INFINITY) &&
    (expression?.matcher(message).find() ?? true);
}

/** systemd.time(7): `-1h` besides what date(1) reads. Undefined: not asked for; null: no time. */
function timeOf(call: Call, option: string): number | undefined | null {
  const text = call.value(option);
  if (text === undefined) return undefined;
  const now = call.process.machine.clock.now();
  const midnight = Math.floor(now / 86_400_000) * 86_400_000;
  if (text === 'today') return midnight;
  if (text === 'yesterday') return midnight - 86_400_000;
  const units: Readonly<Record<string, string>> = { s: 'seconds', m: 'minutes', min: 'minutes', h: 'hours', d: 'days' };
  const relative = /^-?(\d+) ?(s|min|m|h|d)(?: ago)?$/.exec(text);
  const words = relative ? `${relative[1]} ${units[relative[2]!]} ago` : text;
  return parseDate(words, now, UTC_ZONE)?.ms ?? null;
}

async function show(call: Call, text: string): Promise<number> {
  const { process } = call;
  if (!process.stdoutIsTerminal || call.has('no-pager')) {
    await call.print(text);
    return 0;
  }
  const args = ['less', '-FRSXMK', ...(call.has('e') ? ['+G'] : [])];
  return runChild(process, 'journalctl', args, { stdin: readerOf(Buffer.from(text)) });
}

async function followEntries(
  call: Call,
  matches: (entry: JournalEntry) => boolean,
  textOf: (entry: JournalEntry) => string,
): Promise<void> {
  const { journal } = call.process.machine.services ?? {};
  const { signal } = call.process;
  const waiting: JournalEntry[] = [];
  let wake = () => {};
  const stop = journal?.onEntry((entry) => {
    if (matches(entry)) waiting.push(entry);
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!signal.aborted) {
      for (const entry of waiting.splice(0)) await call.print(textOf(entry));
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop?.();
  }
}
