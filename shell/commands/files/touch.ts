import { type Call, defineCommand } from '../everyday/define.ts';
import { parseDate } from '../time/parse-date.ts';
import { zoneOf } from '../time/zoned-time.ts';
import { quoted } from './targets.ts';

/** touch(1) */
export const touch = defineCommand(
  {
    name: 'touch',
    usage: `Usage: touch [OPTION]... FILE...
Sets when files were accessed and changed to now; makes those that are missing.

  -a                     only the time of access
  -c, --no-create        make no files
  -d, --date=STRING      the time that STRING says, not now
  -f                     (ignored)
  -h, --no-dereference   links themselves, not what they lead to
  -m                     only the time of change
  -r, --reference=FILE   the times of FILE
  -t STAMP               [[CC]YY]MMDDhhmm[.ss], not now
      --time=WORD        access, atime, use: like -a; modify, mtime: like -m
      --help             this text
      --version          the version`,
    flags: 'acfhm',
    values: 'drt',
    long: { 'no-create': 'c', date: 'd', 'no-dereference': 'h', reference: 'r', time: 'time=' },
  },
  async (call) => {
    const { files } = call.process.machine;
    if (call.operands.length === 0) return call.misused('missing file operand');
    const times = await timesOf(call);
    if (!times) return 1;
    const onlyAccess = call.has('a') || ['access', 'atime', 'use'].includes(call.value('time') ?? '');
    const onlyChange = call.has('m') || ['modify', 'mtime'].includes(call.value('time') ?? '');
    for (const path of call.operands) {
      const absolute = call.path(path);
      const isNew = !files.exists(absolute);
      if (isNew && (call.has('c') || call.has('h'))) continue;
      let created = false;
      const subject = isNew ? `cannot touch ${quoted(path)}` : `cannot touch ${quoted(path)}`;
      await call.attempt(subject, () => {
        if (isNew) {
          files.write(absolute, new Uint8Array());
          created = true;
        }
        if (files.linkStat(absolute).kind === 'link' && call.has('h')) return;
        if (onlyAccess || !onlyChange) files.setAccessed(absolute, times.accessedMs);
        if (onlyChange || !onlyAccess) files.setModified(absolute, times.modifiedMs);
        if (created && files.stat(absolute).kind === 'file') return;
      });
    }
    return call.status;
  },
);

interface Times {
  readonly accessedMs: number;
  readonly modifiedMs: number;
}

async function timesOf(call: Call): Promise<Times | null> {
  const { files, clock } = call.process.machine;
  const zone = zoneOf(call.process.environment['TZ']);
  let base: Times = { accessedMs: clock.now(), modifiedMs: clock.now() };
  const reference = call.value('r');
  if (
    reference !== undefined &&
    !(await call.attempt(
      `failed to get attributes of ${quoted(reference)}`,
      () => (base = files.stat(call.path(reference))),
    ))
  )
    return null;
  const text = call.value('d');
  if (text !== undefined) {
    const [accessed, modified] = [parseDate(text, base.accessedMs, zone), parseDate(text, base.modifiedMs, zone)];
    if (accessed && modified) return { accessedMs: accessed.ms, modifiedMs: modified.ms };
    await call.complain(`invalid date format ‘${text}’`);
    return null;
  }
  const stamp = call.value('t');
  if (stamp === undefined) return base;
  const found = /^(?:(\d\d)?(\d\d))?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(stamp);
  const [, century, year, month, day, hour, minute, second] = found ?? [];
  const short = Number(year ?? 0);
  const full =
    year === undefined
      ? new Date(clock.now()).getUTCFullYear()
      : century === undefined
        ? short + (short < 69 ? 2000 : 1900)
        : Number(century + year);
  const moment =
    found &&
    parseDate(
      `${String(full).padStart(4, '0')}-${month}-${day} ${hour}:${minute}:${second ?? '00'}`,
      clock.now(),
      zone,
    );
  if (moment) return { accessedMs: moment.ms, modifiedMs: moment.ms };
  await call.complain(`invalid date format ‘${stamp}’`);
  return null;
}
