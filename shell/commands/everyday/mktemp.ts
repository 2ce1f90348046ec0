import { FileError } from '../../../cluster/machinery/file-system.ts';
import { defineCommand } from './define.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** mktemp(1) */
export const mktemp = defineCommand(
  {
    name: 'mktemp',
    usage: 'Usage: mktemp [-d] [-u] [-p DIR] [TEMPLATE]',
    flags: 'dqut',
    values: 'p',
    long: { directory: 'd', quiet: 'q', 'dry-run': 'u', tmpdir: 'p', suffix: 'suffix=' },
  },
  async (call) => {
    const { files, random } = call.process.machine;
    if (call.operands.length > 1) return call.misused('too many templates');
    const template = call.operands[0] ?? 'tmp.XXXXXXXXXX';
    const directory = call.value('p') ?? (call.operands[0] === undefined || call.has('t') ? '/tmp' : '');
    const name = template.replace(/X{3,}$/, (run) =>
      Array.from(run, () => LETTERS[random.integer(LETTERS.length)]).join(''),
    );
    if (!/X{3}/.test(template)) {
      await call.complain(`too few X's in template ‘${template}’`);
      return 1;
    }
    const path = `${directory ? `${directory}/` : ''}${name}${call.value('suffix') ?? ''}`;
    const kind = call.has('d') ? 'directory' : 'file';
    const attempt = call.has('q') ? quietly : call.attempt.bind(call);
    const made = await attempt(
      `failed to create ${kind} via template ‘${directory ? `${directory}/${template}` : template}’`,
      () => {
        if (call.has('u')) return;
        if (call.has('d')) files.makeDirectory(call.path(path), { mode: 0o700 });
        else files.write(call.path(path), new Uint8Array(), 0o600);
      },
    );
    if (!made) return 1;
    await call.print(`${path}\n`);
    return 0;
  },
);

/** `-q`: a failure is told by the exit status alone. */
async function quietly(_: string, change: () => void): Promise<boolean> {
  try {
    change();
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return false;
  }
}
