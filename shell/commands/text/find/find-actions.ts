import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { openForWriting } from '../../../interpreter/open-path.ts';
import { runChild } from '../../everyday/child.ts';
import { baseOf, FindError, type FindRun, type Found, type Test } from './find-context.ts';
import { listLine, printfOf } from './find-printf.ts';

/** Bytes of names for one command of `-exec … +`. */
const MOST_BYTES = 131_072;

const printer = (text: (found: Found) => string) => (run: FindRun) => (found: Found) => {
  run.tool.out.add(text(found));
  return true;
};

/** Actions without an argument. */
export const PLAIN_ACTIONS: Readonly<Record<string, (run: FindRun) => Test>> = {
  '-print': printer(({ path }) => `${path}\n`),
  '-print0': printer(({ path }) => `${path}\0`),
  '-ls': (run) => printer((found) => listLine(found, run))(run),
  '-delete': (run) => async (found) => {
    if (found.path === '.') return true;
    try {
      run.tool.files.remove(run.tool.path(found.path));
      return true;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await run.tool.complain(`cannot delete ‘${found.path}’: ${error.message}`);
      return false;
    }
  },
};

/** Actions whose argument is a file (and for -fprintf a format). */
export function fileAction(name: string, file: string, format: string, run: FindRun): Test {
  let output: ReturnType<typeof openForWriting>['output'];
  try {
    output = openForWriting(run.tool.opener, run.tool.path(file), {
      append: false,
      mode: 0o666 & ~run.tool.process.umask,
    }).output;
  } catch (error) {
    throw error instanceof FileError ? new FindError(`‘${file}’: ${error.message}`) : error;
  }
  const text =
    name === '-fprintf' ? printfOf(format, run) : ({ path }: Found) => path + (name === '-fprint0' ? '\0' : '\n');
  return async (found) => {
    await output.write(Buffer.from(name === '-fls' ? listLine(found, run) : text(found)));
    return true;
  };
}

/** -exec, -execdir, -ok and -okdir up to their `;` or `{} +`. */
export function execAction(name: string, words: readonly string[], endsInPlus: boolean, run: FindRun): Test {
  const inDirectory = name.endsWith('dir');
  if (words.length === 0) throw new FindError(`invalid argument \`${endsInPlus ? '+' : ';'}' to \`${name}'`);
  if (endsInPlus && !name.startsWith('-ok')) return batchAction(words, run);
  return async (found) => {
    await run.tool.out.flush();
    const shown = inDirectory ? `./${baseOf(found.path)}` : found.path;
    const command = words.map((word) => word.replaceAll('{}', shown));
    if (name.startsWith('-ok') && !(await confirm(run, command[0]!, found.path))) return false;
    const directory = found.path.includes('/') ? found.path.replace(/\/[^/]*$/, '') || '/' : '.';
    const options = inDirectory ? { workingDirectory: run.tool.path(directory) } : {};
    return (await runChild(run.tool.process, 'find', command, options)) === 0;
  };
}

async function confirm(run: FindRun, command: string, path: string): Promise<boolean> {
  await run.tool.process.stderr.write(Buffer.from(`< ${command} ... ${path} > ? `));
  const answer = await run.tool.process.stdin.read();
  return answer !== null && /^[yY]/.test(Buffer.from(answer).toString());
}

function batchAction(words: readonly string[], run: FindRun): Test {
  let paths: string[] = [];
  let bytes = 0;
  const flush = async () => {
    if (paths.length === 0) return;
    const command = [...words.slice(0, -1), ...paths];
    paths = [];
    bytes = 0;
    await run.tool.out.flush();
    if ((await runChild(run.tool.process, 'find', command)) !== 0) run.tool.status = 1;
  };
  run.batches.push({ flush });
  return async ({ path }) => {
    if (bytes + path.length > MOST_BYTES) await flush();
    paths.push(path);
    bytes += Buffer.byteLength(path) + 1;
    return true;
  };
}
