import { type Call, defineCommand } from '../everyday/define.ts';
import { parseMode } from './mode-change.ts';
import { OwnerNames } from './owner-names.ts';
import { isDirectory, quoted } from './targets.ts';

const MODE = 0o755;

/** install(1): copies with a mode of their own, and makes directories. */
export const install = defineCommand(
  {
    name: 'install',
    usage: `Usage: install [OPTION]... SOURCE... DEST
       install [OPTION]... -t DIRECTORY SOURCE...
       install [OPTION]... -d DIRECTORY...

  -d, --directory              make directories
  -D                           make what leads to DEST, too
  -m, --mode=MODE              rwxr-xr-x unless told
  -o, --owner=OWNER  -g, --group=GROUP
  -p, --preserve-timestamps
  -t, --target-directory=DIR
  -T, --no-target-directory
  -v, --verbose`,
    flags: 'cdDpTvsC',
    values: 'mogt',
    long: {
      directory: 'd',
      mode: 'm',
      owner: 'o',
      group: 'g',
      'preserve-timestamps': 'p',
      'target-directory': 't',
      'no-target-directory': 'T',
      verbose: 'v',
      compare: 'C',
      strip: 's',
    },
  },
  async (call) => {
    const text = call.value('m');
    const change = text === undefined ? null : parseMode(text, 0);
    if (text !== undefined && !change) {
      await call.complain(`invalid mode ‘${text}’`);
      return 1;
    }
    const mode = change ? change(0, call.has('d')) : MODE;
    if (call.has('d')) return directories(call, mode);
    const target = call.value('t');
    const sources = [...call.operands];
    const last = target ?? (sources.length > 1 ? sources.pop() : undefined);
    if (sources.length === 0) return call.misused('missing file operand');
    if (last === undefined) return call.misused(`missing destination file operand after ${quoted(sources[0]!)}`);
    const into = target !== undefined || (!call.has('T') && isDirectory(call, last));
    if (!into && sources.length > 1) {
      await call.complain(`target ${quoted(last)}: ${reasonFor(call, last)}`);
      return 1;
    }
    for (const source of sources) {
      const name = source.replace(/\/+$/, '').replace(/^.*\//, '');
      await copy(call, source, into ? `${last.replace(/\/+$/, '')}/${name}` : last, mode);
    }
    return call.status;
  },
);

function reasonFor(call: Call, path: string): string {
  return call.process.machine.files.exists(call.path(path)) ? 'Not a directory' : 'No such file or directory';
}

async function directories(call: Call, mode: number): Promise<number> {
  if (call.operands.length === 0) return call.misused('missing file operand');
  for (const path of call.operands) {
    if (await makeAll(call, path)) setAttributes(call, path, mode);
  }
  return call.status;
}

/** With what leads there, told one by one. */
async function makeAll(call: Call, path: string): Promise<boolean> {
  const clean = path.replace(/(?<=.)\/+$/, '');
  const ends = [...Array.from(clean.matchAll(/(?<=[^/])\//g), ({ index }) => clean.slice(0, index)), clean];
  for (const at of ends) {
    if (isDirectory(call, at)) continue;
    const made = await call.attempt(`cannot create directory ${quoted(at)}`, () =>
      call.process.machine.files.makeDirectory(call.path(at)),
    );
    if (!made) return false;
    if (call.has('v')) await call.print(`install: creating directory ${quoted(at)}\n`);
  }
  return true;
}

async function copy(call: Call, source: string, target: string, mode: number): Promise<void> {
  const { files } = call.process.machine;
  const [from, to] = [call.path(source), call.path(target)];
  if (!files.exists(from)) return call.complain(`cannot stat ${quoted(source)}: No such file or directory`);
  if (isDirectory(call, source)) return call.complain(`omitting directory ${quoted(source)}`);
  if (isDirectory(call, target))
    return call.complain(`cannot overwrite directory ${quoted(target)} with non-directory`);
  const slash = target.lastIndexOf('/');
  if (call.has('D') && slash > 0 && !(await makeAll(call, target.slice(0, slash)))) return;
  const isReplaced = files.exists(to);
  if (isReplaced && files.stat(from).inode === files.stat(to).inode)
    return call.complain(`${quoted(source)} and ${quoted(target)} are the same file`);
  const done = await call.attempt(`cannot create regular file ${quoted(target)}`, () => {
    const bytes = files.read(from);
    if (isReplaced) files.remove(to);
    files.write(to, bytes, mode);
    const { accessedMs, modifiedMs } = files.stat(from);
    if (!call.has('p')) return;
    files.setAccessed(to, accessedMs);
    files.setModified(to, modifiedMs);
  });
  if (!done) return;
  if (isReplaced && call.has('v')) await call.print(`removed ${quoted(target)}\n`);
  if (call.has('v')) await call.print(`${quoted(source)} -> ${quoted(target)}\n`);
  setAttributes(call, target, mode);
}

function setAttributes(call: Call, path: string, mode: number): void {
  const { files } = call.process.machine;
  const at = call.path(path);
  files.setMode(at, mode);
  const names = new OwnerNames(files);
  const { uid, gid } = files.stat(at);
  const [owner, group] = [call.value('o'), call.value('g')];
  if (owner === undefined && group === undefined) return;
  files.setOwner(
    at,
    owner === undefined ? uid : (names.userNumber(owner) ?? uid),
    group === undefined ? gid : (names.groupNumber(group) ?? gid),
  );
}
