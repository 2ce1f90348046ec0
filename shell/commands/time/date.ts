import { type Call, defineCommand } from '../everyday/define.ts';
import { type ParsedDate, parseDate } from './parse-date.ts';
import { strftime } from './strftime.ts';
import { UTC_ZONE, zoneOf } from './zoned-time.ts';

const ISO: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
};
const RFC_3339: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%d %H:%M:%S%:z',
  ns: '%Y-%m-%d %H:%M:%S.%N%:z',
};

const USAGE = `Usage: date [OPTION]... [+FORMAT]
  or:  date [-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]
Shows the time in the given FORMAT, or sets the system's.

  -d, --date=STRING          the time that STRING says, not now
      --debug                what STRING was taken for
  -f, --file=DATEFILE        like --date, once for each line of DATEFILE
  -I[FMT], --iso-8601[=FMT]  ISO 8601; FMT is date, hours, minutes, seconds or ns
  -R, --rfc-email            RFC 5322
      --rfc-3339=FMT         RFC 3339; FMT is date, seconds or ns
  -r, --reference=FILE       when FILE was last changed
  -s, --set=STRING           set the time that STRING says
  -u, --utc, --universal     Coordinated Universal Time
      --help                 this text
      --version              the version

FORMAT has conversions as strftime(3): %Y %m %d %H %M %S %N %Z %z %:z %a %A %b %B
%e %j %s %F %T %D %R %c %x %X %u %w %U %V %G %I %p and so on; - _ 0 ^ # and a width
may stand after %.`;

/** date(1) */
export const date = defineCommand(
  {
    name: 'date',
    usage: USAGE,
    flags: 'uR',
    values: 'dfrs',
    optional: 'I',
    long: {
      date: 'd',
      debug: 'debug',
      file: 'f',
      'iso-8601': 'I',
      'rfc-email': 'R',
      'rfc-822': 'R',
      'rfc-2822': 'R',
      'rfc-3339': 'rfc-3339=',
      reference: 'r',
      set: 's',
      utc: 'u',
      universal: 'u',
      uct: 'u',
    },
  },
  async (call) => {
    const { machine, environment } = call.process;
    const zone = call.has('u') ? UTC_ZONE : zoneOf(environment['TZ']);
    const [operand, extra] = call.operands;
    if (extra !== undefined) return call.misused(`extra operand ‘${extra}’`);
    const format = await formatOf(call, operand);
    if (format === null) return 1;
    const show = async (text: string): Promise<void> => {
      const moment = parseDate(text, machine.clock.now(), zone);
      if (moment) await call.print(`${shown(format, moment, zone)}\n`);
      else await call.complain(`invalid date ‘${text}’`);
    };
    if (operand !== undefined && !operand.startsWith('+')) return setTime(call, operand);
    const set = call.value('s');
    if (set !== undefined) {
      if (!parseDate(set, machine.clock.now(), zone)) await call.complain(`invalid date ‘${set}’`);
      else {
        await call.complain('cannot set date: Operation not permitted');
        await show(set);
      }
      return 1;
    }
    const text = call.value('d');
    if (text !== undefined) await show(text);
    else if (call.has('f')) await eachLine(call, call.value('f')!, show);
    else {
      const reference = call.value('r');
      let ms = machine.clock.now();
      if (
        reference !== undefined &&
        !(await call.attempt(reference, () => (ms = machine.files.stat(call.path(reference)).modifiedMs)))
      )
        return 1;
      await call.print(`${strftime(format, ms, { zone })}\n`);
    }
    return call.status;
  },
);

function shown(format: string, { ms, nanoseconds }: ParsedDate, zone: Parameters<typeof strftime>[2]['zone']): string {
  return strftime(format, ms, { zone, ...(nanoseconds === undefined ? {} : { nanoseconds }) });
}

async function eachLine(call: Call, path: string, show: (line: string) => Promise<void>): Promise<void> {
  const reader = await call.open(path);
  let rest = '';
  for (let chunk = await reader?.read(); chunk; chunk = await reader?.read()) {
    const lines = (rest + Buffer.from(chunk).toString('utf8')).split('\n');
    rest = lines.pop()!;
    for (const line of lines) await show(line);
  }
  if (rest !== '') await show(rest);
}

async function formatOf(call: Call, operand: string | undefined): Promise<string | null> {
  const chosen = [
    ...(operand?.startsWith('+') ? [operand.slice(1)] : []),
    ...(call.has('R') ? ['%a, %d %b %Y %H:%M:%S %z'] : []),
    ...(call.has('I') ? [ISO[wordOf(ISO, call.value('I') || 'date')] ?? null] : []),
    ...(call.has('rfc-3339') ? [RFC_3339[wordOf(RFC_3339, call.value('rfc-3339')!)] ?? null] : []),
  ];
  if (chosen.length > 1) {
    await call.complain('multiple output formats specified');
    return null;
  }
  if (chosen[0] === null) {
    const [option, words, value] = call.has('I')
      ? ['--iso-8601', ISO, call.value('I')!]
      : ['--rfc-3339', RFC_3339, call.value('rfc-3339')!];
    const valid = Object.keys(words)
      .reverse()
      .map((word) => `\n  - ‘${word}’`);
    if (option === '--iso-8601')
      valid.splice(0, 5, ...['hours', 'minutes', 'date', 'seconds', 'ns'].map((word) => `\n  - ‘${word}’`));
    else valid.splice(0, 3, ...['date', 'seconds', 'ns'].map((word) => `\n  - ‘${word}’`));
    await call.misused(`invalid argument ‘${value}’ for ‘${option}’\nValid arguments are:${valid.join('')}`);
    return null;
  }
  return chosen[0] ?? '%a %b %e %H:%M:%S %Z %Y';
}

/** A word may be cut short. */
function wordOf(words: Readonly<Record<string, string>>, given: string): string {
  return (
    Object.keys(words).find((word) => word === given) ?? Object.keys(words).find((word) => word.startsWith(given)) ?? ''
  );
}

async function setTime(call: Call, operand: string): Promise<number> {
  if (!/^\d{8}(\d{2}|\d{4})?(\.\d{2})?$/.test(operand)) await call.complain(`invalid date ‘${operand}’`);
  else await call.complain('cannot set date: Operation not permitted');
  return 1;
}
