import { absolutePath } from '../../interpreter/path-name.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { CompressionError, gzipWriter } from './compression.ts';
import { archiveReader, archiveWriter, decompressed } from './tar-archive.ts';
import { TarWriter } from './tar-create.ts';
import { TarReader } from './tar-extract.ts';
import { BlockReader } from './tar-format.ts';
import { tell, verbosity } from './tar-listing.ts';

const USAGE = `Usage: tar [OPTION...] [FILE]...
Puts files into an archive, and takes them out again.

Examples:
  tar -cf archive.tar foo bar  # make archive.tar of foo and bar
  tar -tvf archive.tar         # what is in archive.tar, in detail
  tar -xf archive.tar          # take everything out of archive.tar

  -c, --create               make an archive
  -t, --list                 what is in an archive
  -x, --extract, --get       take files out
  -C, --directory=DIR        from here on in DIR
      --exclude=PATTERN      leave out what PATTERN fits
  -f, --file=ARCHIVE         the archive; - for standard input or output
  -h, --dereference          what links lead to
  -k, --keep-old-files       replace nothing
  -m, --touch                times of now
      --no-recursion         directories alone
      --no-same-owner        files are one's own
  -O, --to-stdout            to standard output
  -p, --preserve-permissions modes as they are in the archive
  -P, --absolute-names       keep / and ..
      --strip-components=N   without the first N parts of names
  -T, --files-from=FILE      names from FILE
  -v, --verbose              say what is done
      --wildcards            names are patterns
  -z, --gzip                 compressed with gzip
  -a, --auto-compress        compressed as the archive's name says
      --help                 this text
      --version              the version`;

const SHORT = new Set(['c', 't', 'x', 'r', 'u', 'A', 'd']);

export const tar = defineCommand(
  {
    name: 'tar',
    usage: USAGE,
    rewrite: oldStyle,
    flags: 'ctxruAdhkmOpPvzajJwWlSUo',
    values: 'CfTXb',
    usageStatus: 64,
    version: 'tar (GNU tar) 1.34',
    long: {
      create: 'c',
      list: 't',
      extract: 'x',
      get: 'x',
      append: 'r',
      directory: 'C',
      exclude: 'exclude=',
      file: 'f',
      dereference: 'h',
      'keep-old-files': 'k',
      touch: 'm',
      'no-recursion': 'no-recursion',
      'no-same-owner': 'no-same-owner',
      'same-owner': 'same-owner',
      'no-same-permissions': 'no-same-permissions',
      overwrite: 'overwrite',
      'to-stdout': 'O',
      'preserve-permissions': 'p',
      'same-permissions': 'p',
      'absolute-names': 'P',
      'strip-components': 'strip=',
      'show-transformed-names': 'show-transformed-names',
      'files-from': 'T',
      'exclude-from': 'X',
      verbose: 'v',
      wildcards: 'wildcards',
      gzip: 'z',
      gunzip: 'z',
      ungzip: 'z',
      'auto-compress': 'a',
      bzip2: 'j',
      xz: 'J',
      'numeric-owner': 'numeric-owner',
      sort: 'sort=',
      owner: 'owner=',
      group: 'group=',
      mtime: 'mtime=',
      warning: 'warning=',
      format: 'format=',
    },
  },
  run,
);

/** `tar czf a.tgz d`: letters without a dash, their values after them. */
function oldStyle(args: readonly string[]): string[] {
  const [first, ...rest] = args;
  if (first === undefined || first.startsWith('-') || !/^[A-Za-z]+$/.test(first)) return [...args];
  const words: string[] = [];
  for (const letter of first) {
    words.push(`-${letter}`);
    if ('fCTXb'.includes(letter)) {
      const value = rest.shift();
      if (value !== undefined) words.push(value);
    }
  }
  return [...words, ...rest];
}

async function run(call: Call): Promise<number> {
  const modes = [...new Set(call.given.map(([option]) => option).filter((option) => SHORT.has(option)))];
  if (modes.length === 0)
    return misused(call, "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options");
  if (modes.length > 1)
    return misused(call, "You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option");
  if (call.has('j') || call.has('J')) {
    const program = call.has('j') ? 'bzip2' : 'xz';
    await call.process.stderr.write(
      Buffer.from(
        `tar (child): ${program}: Cannot exec: No such file or directory\ntar (child): Error is not recoverable: exiting now\n`,
      ),
    );
    await call.complain('Child returned status 2', 2);
    await call.complain('Error is not recoverable: exiting now', 2);
    return 2;
  }
  if (modes[0] === 'c') return create(call);
  if (modes[0] === 'x' || modes[0] === 't') return read(call, modes[0] === 'x');
  await call.complain(`-${modes[0]}: not supported here`, 2);
  return 2;
}

async function misused(call: Call, message: string): Promise<number> {
  await call.process.stderr.write(
    Buffer.from(`tar: ${message}\nTry 'tar --help' or 'tar --usage' for more information.\n`),
  );
  return 2;
}

/** The operands, each with the directory that -C before it named. */
function placedOperands(call: Call): { path: string; directory: string }[] {
  let directory = call.process.workingDirectory;
  const placed: { path: string; directory: string }[] = [];
  const args = oldStyle(call.process.args.slice(1));
  const operands = [...call.operands];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    const named = /^(?:-C|--directory=)(.+)$/s.exec(arg)?.[1];
    if (named !== undefined) directory = absolutePath(named, directory);
    else if (/^-[A-Za-z]*C$/.test(arg) || arg === '--directory') directory = absolutePath(args[++at] ?? '.', directory);
    else if (arg === operands[0]) {
      operands.shift();
      placed.push({ path: arg, directory });
    }
  }
  return placed;
}

async function create(call: Call): Promise<number> {
  const operands = placedOperands(call);
  for (const list of call.values('T'))
    for (const path of await linesOf(call, list)) operands.push({ path, directory: call.process.workingDirectory });
  if (operands.length === 0) {
    await call.process.stderr.write(
      Buffer.from(
        "tar: Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.\n",
      ),
    );
    return 2;
  }
  const archive = call.value('f') ?? '-';
  const output = await archiveWriter(call, archive);
  if (!output) return 2;
  const compresses = call.has('z') || (call.has('a') && /\.(tgz|gz)$/.test(archive));
  const packed = compresses ? gzipWriter(output) : null;
  const toOutput = archive === '-';
  const writer = new TarWriter(call, {
    write: (bytes) => (packed ? packed.write(bytes) : output.write(bytes)),
    tell: (member) => tell(call, member, toOutput ? call.process.stderr : call.process.stdout, verbosity(call) - 1),
    archive: toOutput ? undefined : call.path(archive),
  });
  for (const { path, directory } of operands) await writer.add(path, directory);
  await writer.finish();
  await packed?.finish();
  if (call.status === 2) await call.complain('Exiting with failure status due to previous errors', 2);
  return call.status;
}

async function linesOf(call: Call, path: string): Promise<string[]> {
  const reader = await call.open(path);
  const chunks: Uint8Array[] = [];
  for (let chunk = await reader?.read(); chunk; chunk = await reader?.read()) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

async function read(call: Call, extracts: boolean): Promise<number> {
  const archive = call.value('f') ?? '-';
  const directories = call.values('C');
  const directory = directories.reduce((at, next) => absolutePath(next, at), call.process.workingDirectory);
  const { files } = call.process.machine;
  if (directories.length > 0 && !files.exists(directory)) {
    await call.complain(`${directories.at(-1)}: Cannot open: No such file or directory`, 2);
    await call.complain('Error is not recoverable: exiting now', 2);
    return 2;
  }
  const input = await archiveReader(call, archive);
  if (!input) return 2;
  try {
    const plain = await decompressed(input, call.has('z'));
    const reader = new TarReader(call, new BlockReader(() => plain.read()), call.operands, {
      extracts,
      directory,
      tell: (member) =>
        tell(
          call,
          member,
          call.has('O') ? call.process.stderr : call.process.stdout,
          verbosity(call) - (extracts ? 1 : 0),
        ),
    });
    await reader.run();
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error;
    const damaged = error.code === 'Z_BUF_ERROR' ? 'unexpected end of file' : 'not in gzip format';
    await call.process.stderr.write(Buffer.from(`\ngzip: stdin: ${damaged}\n`));
    await call.complain('Child returned status 1', 2);
    await call.complain('Error is not recoverable: exiting now', 2);
  }
  return call.status;
}
