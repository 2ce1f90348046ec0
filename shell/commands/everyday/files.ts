import { FileError } from '../../../cluster/machinery/file-system.ts';
import { baseName, joinPath } from '../../interpreter/path-name.ts';
import { type Call, defineCommand } from './define.ts';

export const mkdir = defineCommand(
  {
    name: 'mkdir',
    usage: 'Usage: mkdir [-p] [-m MODE] DIRECTORY...',
    flags: 'pv',
    values: 'm',
    long: { parents: 'p', mode: 'm' },
  },
  async (call) => {
    if (call.operands.length === 0) await call.complain('missing operand');
    for (const path of call.operands) {
      const mode = call.value('m');
      const options = { recursive: call.has('p'), ...(mode ? { mode: Number.parseInt(mode, 8) } : {}) };
      await call.attempt(`cannot create directory ‘${path}’`, () =>
        call.process.machine.files.makeDirectory(call.path(path), options),
      );
    }
    return call.status;
  },
);

export const rmdir = defineCommand({ name: 'rmdir', usage: 'Usage: rmdir DIRECTORY...', flags: 'p' }, async (call) => {
  const { files } = call.process.machine;
  for (const path of call.operands) {
    if (files.exists(call.path(path)) && files.linkStat(call.path(path)).kind !== 'directory') {
      await call.complain(`failed to remove '${path}': Not a directory`);
    } else await call.attempt(`failed to remove '${path}'`, () => files.remove(call.path(path)));
  }
  return call.status;
});

export const rm = defineCommand(
  { name: 'rm', usage: 'Usage: rm [-f] [-r] FILE...', flags: 'frRiv', long: { force: 'f', recursive: 'r' } },
  async (call) => {
    const { files } = call.process.machine;
    if (call.operands.length === 0 && !call.has('f'))
      await call.complain("missing operand\nTry 'rm --help' for more information.");
    const recursive = call.has('r') || call.has('R');
    for (const path of call.operands) {
      const absolute = call.path(path);
      if (absolute === '/') {
        await call.complain(
          "it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe",
        );
        continue;
      }
      await call.attempt(`cannot remove '${path}'`, () => {
        try {
          files.linkStat(absolute);
        } catch (error) {
          if (call.has('f')) return;
          throw error;
        }
        files.remove(absolute, { recursive: recursive || directoryRefused(call, path) });
      });
    }
    return call.status;
  },
);

function directoryRefused(call: Call, path: string): boolean {
  if (call.process.machine.files.linkStat(call.path(path)).kind === 'directory') throw new FileError('EISDIR', path);
  return false;
}

export const touch = defineCommand(
  { name: 'touch', usage: 'Usage: touch [-c] FILE...', flags: 'acm', values: 'd' },
  async (call) => {
    const { files, clock } = call.process.machine;
    for (const path of call.operands) {
      await call.attempt(`cannot touch '${path}'`, () => {
        if (files.exists(call.path(path))) files.setModified(call.path(path), clock.now());
        else if (!call.has('c')) files.write(call.path(path), new Uint8Array());
      });
    }
    return call.status;
  },
);

/** Where `source` goes when the target is a directory. */
function targetOf(call: Call, source: string, target: string): string {
  const { files } = call.process.machine;
  const path = call.path(target);
  const into = files.exists(path) && files.stat(path).kind === 'directory' && !call.has('T');
  return into ? joinPath(target, baseName(source)) : target;
}

async function operandsOf(call: Call): Promise<{ sources: string[]; target: string } | null> {
  const [...sources] = call.operands;
  const target = sources.pop();
  if (target === undefined || sources.length === 0) {
    await call.complain(
      target === undefined ? 'missing file operand' : `missing destination file operand after '${target}'`,
    );
    return null;
  }
  const { files } = call.process.machine;
  const isDirectory = files.exists(call.path(target)) && files.stat(call.path(target)).kind === 'directory';
  if (sources.length > 1 && !isDirectory) {
    await call.complain(`target '${target}': No such file or directory`);
    return null;
  }
  return { sources, target };
}

export const cp = defineCommand(
  { name: 'cp', usage: 'Usage: cp [-r] [-p] SOURCE... DEST', flags: 'rRapfvT', long: { recursive: 'r', archive: 'a' } },
  async (call) => {
    const found = await operandsOf(call);
    if (!found) return 1;
    const { files } = call.process.machine;
    const recursive = call.has('r') || call.has('R') || call.has('a');
    for (const source of found.sources) {
      if (!files.exists(call.path(source))) await call.complain(`cannot stat '${source}': No such file or directory`);
      else if (files.stat(call.path(source)).kind === 'directory' && !recursive) {
        await call.complain(`-r not specified; omitting directory '${source}'`);
      } else {
        const target = targetOf(call, source, found.target);
        await call.attempt(`cannot create regular file '${target}'`, () =>
          copy(call, call.path(source), call.path(target)),
        );
      }
    }
    return call.status;
  },
);

function copy(call: Call, source: string, target: string): void {
  const { files } = call.process.machine;
  const stat = files.stat(source);
  if (stat.kind !== 'directory') {
    files.write(target, files.read(source), stat.mode);
    return;
  }
  if (`${target}/`.startsWith(`${source}/`)) throw new FileError('EINVAL', target);
  files.makeDirectory(target, { recursive: true, mode: stat.mode });
  for (const name of files.list(source)) copy(call, joinPath(source, name), joinPath(target, name));
}

export const mv = defineCommand({ name: 'mv', usage: 'Usage: mv SOURCE... DEST', flags: 'finvT' }, async (call) => {
  const found = await operandsOf(call);
  if (!found) return 1;
  const { files } = call.process.machine;
  for (const source of found.sources) {
    const target = targetOf(call, source, found.target);
    if (!files.exists(call.path(source))) await call.complain(`cannot stat '${source}': No such file or directory`);
    else
      await call.attempt(`cannot move '${source}' to '${target}'`, () =>
        files.rename(call.path(source), call.path(target)),
      );
  }
  return call.status;
});

export const ln = defineCommand(
  { name: 'ln', usage: 'Usage: ln -s TARGET [LINK]', flags: 'sfn', long: { symbolic: 's', force: 'f' } },
  async (call) => {
    const { files } = call.process.machine;
    const [target, link] = call.operands;
    if (target === undefined) {
      await call.complain('missing file operand');
      return 1;
    }
    const path = targetOf(call, target, link ?? '.');
    await call.attempt(`failed to create ${call.has('s') ? 'symbolic' : 'hard'} link '${path}'`, () => {
      if (call.has('f') && files.exists(call.path(path))) files.remove(call.path(path));
      if (call.has('s')) files.link(target, call.path(path));
      else files.write(call.path(path), files.read(call.path(target)));
    });
    return call.status;
  },
);
