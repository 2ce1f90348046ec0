import { FileError } from '../../../cluster/machinery/file-system.ts';
import { absolutePath, baseName, directoryName } from '../../interpreter/path-name.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { isDangling } from './cp.ts';
import { quoted } from './targets.ts';

type Existence = 'all' | 'all-but-last' | 'none';

const MOST_LINKS = 40;

/** The path with every link followed. Throws `FileError`. */
function canonical(call: Call, path: string, existence: Existence, links = 0): string {
  const { files } = call.process.machine;
  if (path === '') throw new FileError('ENOENT', path);
  const absolute = path.startsWith('/') ? path : `${call.process.workingDirectory}/${path}`;
  if (files.exists(absolute)) {
    if (path.endsWith('/') && existence !== 'none' && files.stat(absolute).kind !== 'directory')
      throw new FileError('ENOTDIR', path);
    return files.resolve(absolute);
  }
  if (existence === 'all') {
    files.stat(absolute);
    throw new FileError('ENOENT', path);
  }
  const [parent, name] = [directoryName(absolute), baseName(absolute)];
  if (isDangling(call, absolute)) {
    if (links >= MOST_LINKS) throw new FileError('ELOOP', path);
    const target = files.readLink(absolute);
    return canonical(call, target.startsWith('/') ? target : `${parent}/${target}`, existence, links + 1);
  }
  if (existence === 'all-but-last' && !files.exists(parent)) throw new FileError('ENOENT', path);
  const above = canonical(call, parent, existence, links);
  return absolutePath(name, above);
}

/** realpath(1) */
export const realpath = defineCommand(
  {
    name: 'realpath',
    usage: `Usage: realpath [OPTION]... FILE...
The absolute name of FILE, links followed; all but the last part of it must exist.

  -e, --canonicalize-existing  everything must exist
  -m, --canonicalize-missing   nothing need exist
  -L, --logical                .. before links
  -P, --physical               links as they come (the default)
  -q, --quiet                  no complaints
      --relative-to=DIR        relative to DIR
      --relative-base=DIR      absolute unless below DIR
  -s, --strip, --no-symlinks   follow no links
  -z, --zero                   NUL, not newline
      --help                   this text
      --version                the version`,
    flags: 'emLPqsz',
    long: {
      'canonicalize-existing': 'e',
      'canonicalize-missing': 'm',
      logical: 'L',
      physical: 'P',
      quiet: 'q',
      'relative-to': 'relative-to=',
      'relative-base': 'relative-base=',
      strip: 's',
      'no-symlinks': 's',
      zero: 'z',
    },
  },
  async (call) => {
    if (call.operands.length === 0) return call.misused('missing operand');
    const existence: Existence = call.has('e') ? 'all' : call.has('m') ? 'none' : 'all-but-last';
    const resolve = (path: string) => (call.has('s') ? call.path(path) : canonical(call, path, existence));
    const [to, base] = [call.value('relative-to'), call.value('relative-base')];
    for (const path of call.operands) {
      try {
        const found = resolve(path);
        const from = to === undefined ? (base === undefined ? undefined : resolve(base)) : resolve(to);
        const inBase = base === undefined || `${found}/`.startsWith(`${resolve(base).replace(/\/$/, '')}/`);
        await call.print(
          `${from === undefined || !inBase ? found : relative(from, found)}${call.has('z') ? '\0' : '\n'}`,
        );
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        if (call.has('q')) call.status = 1;
        else await call.complain(`${path === '' ? "''" : path}: ${error.message}`);
      }
    }
    return call.status;
  },
);

function relative(from: string, to: string): string {
  const [a, b] = [from, to].map((path) => path.split('/').filter(Boolean)) as [string[], string[]];
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return [...a.slice(common).map(() => '..'), ...b.slice(common)].join('/') || '.';
}

/** readlink(1) */
export const readlink = defineCommand(
  {
    name: 'readlink',
    usage: `Usage: readlink [OPTION]... FILE...
Where a symbolic link leads, or a file's canonical name.

  -f, --canonicalize            the canonical name; all but its last part must exist
  -e, --canonicalize-existing   the same; everything must exist
  -m, --canonicalize-missing    the same; nothing need exist
  -n, --no-newline              no newline at the end
  -q, --quiet, -s, --silent     no complaints (the default)
  -v, --verbose                 complaints
  -z, --zero                    NUL, not newline
      --help                    this text
      --version                 the version`,
    flags: 'femnqsvz',
    long: {
      canonicalize: 'f',
      'canonicalize-existing': 'e',
      'canonicalize-missing': 'm',
      'no-newline': 'n',
      quiet: 'q',
      silent: 's',
      verbose: 'v',
      zero: 'z',
    },
  },
  async (call) => {
    if (call.operands.length === 0) return call.misused('missing operand');
    const existence: Existence | null = call.has('e')
      ? 'all'
      : call.has('m')
        ? 'none'
        : call.has('f')
          ? 'all-but-last'
          : null;
    const { files } = call.process.machine;
    const end = call.has('z') ? '\0' : call.has('n') && call.operands.length === 1 ? '' : '\n';
    for (const path of call.operands) {
      try {
        await call.print(`${existence ? canonical(call, path, existence) : files.readLink(call.path(path))}${end}`);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        if (call.has('v')) await call.complain(`${path === '' ? "''" : path}: ${error.message}`);
        else call.status = 1;
      }
    }
    return call.status;
  },
);

/** basename(1) */
export const basename = defineCommand(
  {
    name: 'basename',
    usage: `Usage: basename NAME [SUFFIX]
  or:  basename OPTION... NAME...
The last part of NAME, without SUFFIX.

  -a, --multiple       every argument is a NAME
  -s, --suffix=SUFFIX  take SUFFIX away; implies -a
  -z, --zero           NUL, not newline
      --help           this text
      --version        the version`,
    flags: 'az',
    values: 's',
    long: { multiple: 'a', suffix: 's', zero: 'z' },
    stopsAtOperand: true,
  },
  async (call) => {
    const many = call.has('a') || call.has('s');
    const [name, suffix, extra] = call.operands;
    if (name === undefined) return call.misused('missing operand');
    if (!many && extra !== undefined) return call.misused(`extra operand ${quoted(extra).replace(/^'(.*)'$/, '‘$1’')}`);
    const ending = call.value('s') ?? (many ? '' : (suffix ?? ''));
    for (const one of many ? call.operands : [name]) {
      const base = baseName(one);
      const cut = ending !== '' && base !== ending && base.endsWith(ending);
      await call.print(`${cut ? base.slice(0, -ending.length) : base}${call.has('z') ? '\0' : '\n'}`);
    }
    return 0;
  },
);

/** dirname(1) */
export const dirname = defineCommand(
  {
    name: 'dirname',
    usage: `Usage: dirname [OPTION] NAME...
NAME without its last part; . where it has only one.

  -z, --zero     NUL, not newline
      --help     this text
      --version  the version`,
    flags: 'z',
    long: { zero: 'z' },
  },
  async (call) => {
    if (call.operands.length === 0) return call.misused('missing operand');
    await call.print(call.operands.map((name) => `${directoryName(name)}${call.has('z') ? '\0' : '\n'}`).join(''));
    return 0;
  },
);
