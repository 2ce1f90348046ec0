import { FileError, type FileStat } from '../../../../cluster/machinery/file-system.ts';
import type { Program } from '../../../../cluster/machinery/machine.ts';
import { ExpressionError } from '../../../expressions/syntax.ts';
import { Tool } from '../tool.ts';
import { FindError, type FindRun, type Test } from './find-context.ts';
import { FindExpression } from './find-expression.ts';

const HELP = `Usage: find [-H] [-L] [-P] [path...] [expression]

Operators: ( EXPR )  ! EXPR  EXPR -a EXPR  EXPR -o EXPR  EXPR , EXPR
Options:   -daystart -depth -follow -maxdepth N -mindepth N -mount -regextype TYPE -xdev
Tests:     -empty -executable -false -group NAME -iname PATTERN -ipath PATTERN -iregex PATTERN -lname PATTERN
           -mmin N -mtime N -name PATTERN -newer FILE -newermt TIME -path PATTERN -perm [-/]MODE -readable
           -regex PATTERN -samefile FILE -size N[bcwkMG] -true -type [bcdpfls] -uid N -user NAME -writable
Actions:   -delete -exec COMMAND ; -exec COMMAND {} + -execdir COMMAND ; -fprint FILE -ls -ok COMMAND ;
           -print -print0 -printf FORMAT -prune -quit
`;

/** find(1) */
export const find: Program = async (process) => {
  const args = process.args.slice(1);
  const tool = new Tool(process, { name: 'find', help: HELP, short: '', codec: 'utf8' }, { options: [], operands: [] });
  if (args.includes('--help') || args.includes('-help')) tool.out.add(HELP);
  else if (args.includes('--version') || args.includes('-version')) tool.out.add('find (GNU findutils) 4.9.0\n');
  else {
    try {
      await runFind(tool, args);
    } catch (error) {
      if (!(error instanceof FindError) && !(error instanceof ExpressionError)) throw error;
      await tool.complain(error.message);
    }
  }
  await tool.out.flush();
  return tool.status;
};

async function runFind(tool: Tool, args: string[]): Promise<void> {
  const run: FindRun = {
    tool,
    nowMs: tool.process.machine.clock.now(),
    minimumDepth: 0,
    maximumDepth: Number.POSITIVE_INFINITY,
    depthFirst: false,
    followsLinks: false,
    pruned: false,
    quit: false,
    batches: [],
  };
  while (/^-[HLP]$/.test(args[0] ?? '')) run.followsLinks = args.shift() === '-L';
  if (args[0] === '--') args.shift();
  const first = args.findIndex((arg) => /^(?:-.|[!(),]$)/.test(arg));
  const paths = args.splice(0, first < 0 ? args.length : first);
  const warnings: string[] = [];
  const test = new FindExpression(run, args, (text) => warnings.push(text)).parse();
  for (const warning of warnings) await tool.warn(warning);
  const walk = new Walk(run, test);
  for (const path of paths.length > 0 ? paths : ['.']) {
    if (!run.quit) await walk.visit(path, path, 0, []);
  }
  for (const batch of run.batches) await batch.flush();
}

class Walk {
  readonly #run: FindRun;
  readonly #test: Test;

  constructor(run: FindRun, test: Test) {
    this.#run = run;
    this.#test = test;
  }

  async visit(path: string, start: string, depth: number, above: readonly string[]): Promise<void> {
    const run = this.#run;
    const { tool } = run;
    await tool.breathe();
    const stat = await this.#stat(path);
    if (!stat) return;
    const absolute = tool.path(path);
    const real = run.followsLinks && stat.kind === 'directory' ? tool.files.resolve(absolute) : absolute;
    if (above.includes(real)) {
      await tool.complain(
        `File system loop detected; ‘${path}’ is part of the same file system loop as ‘${path.replace(/\/[^/]*$/, '')}’.`,
      );
      return;
    }
    const found = { path, start, depth, stat };
    run.pruned = false;
    if (!run.depthFirst && depth >= run.minimumDepth) await this.#test(found);
    const descends =
      stat.kind === 'directory' && depth < run.maximumDepth && (run.depthFirst || !run.pruned) && !run.quit;
    if (descends) await this.#below(path, start, depth, [...above, real]);
    if (run.depthFirst && depth >= run.minimumDepth && !run.quit) await this.#test(found);
  }

  async #below(path: string, start: string, depth: number, above: readonly string[]): Promise<void> {
    const { tool } = this.#run;
    let names: string[] = [];
    try {
      names = tool.files.list(tool.path(path));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await tool.complain(`‘${path}’: ${error.message}`);
    }
    for (const name of names) {
      if (this.#run.quit) return;
      await this.visit(path.endsWith('/') ? path + name : `${path}/${name}`, start, depth + 1, above);
    }
  }

  async #stat(path: string): Promise<FileStat | null> {
    const { files } = this.#run.tool;
    const absolute = this.#run.tool.path(path);
    try {
      if (path === '') throw new FileError('ENOENT', path);
      if (path.endsWith('/') && files.exists(absolute) && files.stat(absolute).kind !== 'directory') {
        throw new FileError('ENOTDIR', path);
      }
      const own = files.linkStat(absolute);
      return this.#run.followsLinks && own.kind === 'link' && files.exists(absolute) ? files.stat(absolute) : own;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await this.#run.tool.complain(`‘${path}’: ${error.message}`);
      return null;
    }
  }
}
