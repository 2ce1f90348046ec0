import { joinPath } from '../../interpreter/path-name.ts';
import { formatTime } from '../../interpreter/time-format.ts';
import { type Call, defineCommand } from './define.ts';
import { humanSize, modeText } from '../files/file-mode.ts';

export const realpath = defineCommand(
  { name: 'realpath', usage: 'Usage: realpath FILE...', flags: 'esmq' },
  async (call) => {
    const { files } = call.process.machine;
    for (const path of call.operands) {
      let resolved = '';
      if (await call.attempt(path, () => (resolved = files.resolve(call.path(path)))))
        await call.print(`${resolved}\n`);
    }
    return call.status;
  },
);

export const readlink = defineCommand(
  { name: 'readlink', usage: 'Usage: readlink [-f] FILE...', flags: 'fenm' },
  async (call) => {
    const { files } = call.process.machine;
    for (const path of call.operands) {
      const absolute = call.path(path);
      if (call.has('f') || call.has('e')) {
        if (files.exists(absolute)) await call.print(`${files.resolve(absolute)}\n`);
        else call.status = 1;
      } else if (isLink(call, absolute)) await call.print(`${files.readLink(absolute)}\n`);
      else call.status = 1;
    }
    return call.status;
  },
);

function isLink(call: Call, path: string): boolean {
  const { files } = call.process.machine;
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  if (!files.exists(parent) || files.stat(parent).kind !== 'directory') return false;
  return files.list(parent).includes(path.slice(path.lastIndexOf('/') + 1)) && files.linkStat(path).kind === 'link';
}

const KINDS = {
  file: 'regular file',
  directory: 'directory',
  link: 'symbolic link',
  device: 'character special file',
} as const;

export const stat = defineCommand(
  { name: 'stat', usage: 'Usage: stat [-c FORMAT] FILE...', flags: 'L', values: 'c', long: { format: 'c' } },
  async (call) => {
    const { files } = call.process.machine;
    for (const path of call.operands) {
      let text = '';
      await call.attempt(`cannot statx '${path}'`, () => {
        const found = call.has('L') ? files.stat(call.path(path)) : files.linkStat(call.path(path));
        const kind = found.kind === 'file' && found.sizeBytes === 0 ? 'regular empty file' : KINDS[found.kind];
        const time = formatTime('%Y-%m-%d %H:%M:%S.%N %z', found.modifiedMs);
        const octal = (found.mode & 0o7777).toString(8);
        const values: Readonly<Record<string, string>> = {
          n: path,
          s: String(found.sizeBytes),
          a: octal,
          A: modeText(found),
          F: kind,
          U: found.owner,
          G: found.group,
          u: String(found.uid),
          g: String(found.gid),
          y: time,
          Y: String(Math.floor(found.modifiedMs / 1000)),
        };
        const format = call.value('c');
        if (format !== undefined) text = `${format.replace(/%([a-zA-Z])/g, (all, letter) => values[letter] ?? all)}\n`;
        else {
          text = `  File: ${path}\n  Size: ${values['s']!.padEnd(10)}\t${kind}\nAccess: (${octal.padStart(4, '0')}/${modeText(found)})  Uid: (${values['u']!.padStart(5)}/${found.owner.padStart(8)})   Gid: (${values['g']!.padStart(5)}/${found.group.padStart(8)})\nModify: ${time}\n`;
        }
      });
      await call.print(text);
    }
    return call.status;
  },
);

export const du = defineCommand(
  {
    name: 'du',
    usage: 'Usage: du [-s] [-h] [-a] [FILE]...',
    flags: 'shack',
    long: { summarize: 's', 'human-readable': 'h', all: 'a' },
  },
  async (call) => {
    for (const path of call.operands.length > 0 ? call.operands : ['.']) {
      if (call.process.machine.files.exists(call.path(path))) await measure(call, path, 0);
      else await call.complain(`cannot access '${path}': No such file or directory`);
    }
    return call.status;
  },
);

async function measure(call: Call, path: string, depth: number): Promise<number> {
  const { files } = call.process.machine;
  await call.breathe();
  const found = files.linkStat(call.path(path));
  let blocks = found.kind === 'link' || found.kind === 'device' ? 0 : Math.ceil(found.sizeBytes / 4096) * 4;
  if (found.kind === 'directory')
    for (const name of files.list(call.path(path))) blocks += await measure(call, joinPath(path, name), depth + 1);
  const shown = depth === 0 || (!call.has('s') && (found.kind === 'directory' || call.has('a')));
  if (shown) await call.print(`${call.has('h') ? humanSize(blocks * 1024) : blocks}\t${path}\n`);
  return blocks;
}

/** What the files of a machine may hold together. */
const DISK_KIB = 65_536;

export const df = defineCommand(
  { name: 'df', usage: 'Usage: df [-h] [FILE]...', flags: 'hTk', long: { 'human-readable': 'h' } },
  async (call) => {
    const used = Math.ceil(call.process.machine.files.usedBytes() / 1024);
    const size = (kib: number) => (call.has('h') ? humanSize(kib * 1024) : String(kib));
    const percent = `${Math.ceil((used / DISK_KIB) * 100)}%`;
    const head = call.has('h')
      ? 'Filesystem      Size  Used Avail Use% Mounted on'
      : 'Filesystem     1K-blocks      Used Available Use% Mounted on';
    const [wide, narrow] = call.has('h') ? [5, 5] : [10, 9];
    await call.print(
      `${head}\n${'overlay'.padEnd(14)} ${size(DISK_KIB).padStart(wide - 1)} ${size(used).padStart(narrow)} ${size(DISK_KIB - used).padStart(narrow)} ${percent.padStart(4)} /\n`,
    );
    return 0;
  },
);
