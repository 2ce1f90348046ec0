import { type Call, defineCommand } from './define.ts';

/** hexdump(1): `-C` shows bytes and characters, without it 16-bit words. */
export const hexdump = defineCommand(
  { name: 'hexdump', usage: 'Usage: hexdump [-C] [-v] [-n BYTES] [FILE]...', flags: 'Cv', values: 'ns' },
  async (call) => {
    const bytes = await contentOf(call, call.operands);
    const limit = call.value('n');
    await call.print(dump(limit === undefined ? bytes : bytes.subarray(0, Number(limit)), call.has('C')));
    return call.status;
  },
);

/** All files one after the other; standard input without any. */
async function contentOf(call: Call, paths: readonly string[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for (const path of paths.length > 0 ? paths : ['-']) {
    const reader = await call.open(path);
    for (let chunk = await reader?.read(); chunk; chunk = await reader?.read()) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function dump(bytes: Buffer, canonical: boolean): string {
  const lines: string[] = [];
  const digits = canonical ? 8 : 7;
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const offset = at.toString(16).padStart(digits, '0');
    lines.push(canonical ? `${offset}  ${canonicalRow(row)}` : `${offset} ${wordRow(row)}`);
  }
  if (bytes.length > 0) lines.push(bytes.length.toString(16).padStart(digits, '0'));
  return lines.map((line) => `${line}\n`).join('');
}

function canonicalRow(row: Buffer): string {
  const pairs = Array.from(row, (byte) => byte.toString(16).padStart(2, '0'));
  const half = (from: number) =>
    pairs
      .slice(from, from + 8)
      .join(' ')
      .padEnd(23);
  const text = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return `${half(0)}  ${half(8)}  |${text}|`;
}

function wordRow(row: Buffer): string {
  const words: string[] = [];
  for (let at = 0; at < row.length; at += 2) {
    words.push(((row[at] ?? 0) | ((row[at + 1] ?? 0) << 8)).toString(16).padStart(4, '0'));
  }
  return words.join(' ');
}

const UNITS: Readonly<Record<string, number>> = { '': 1, c: 1, b: 512, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
/** What one dd copies at most. */
const DD_LIMIT = 64 * 1024 * 1024;

/** dd(1): if=, of=, bs=, count=, skip=. */
export async function dd(process: Call['process']): Promise<number> {
  const settings = new Map(process.args.slice(1).map((word) => word.split(/=(.*)/s, 2) as [string, string]));
  const size = (name: string, fallback: number) => {
    const match = /^(\d+)([cbkKMG]?)B?$/.exec(settings.get(name) ?? '');
    return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1) : fallback;
  };
  const block = size('bs', 512);
  const wanted = Math.min(settings.has('count') ? block * size('count', 0) : DD_LIMIT, DD_LIMIT);
  return copyBlocks(process, settings, { block, wanted, skipped: block * size('skip', 0) });
}

const copyBlocks = (
  process: Call['process'],
  settings: ReadonlyMap<string, string>,
  { block, wanted, skipped }: { block: number; wanted: number; skipped: number },
): Promise<number> =>
  defineCommand({ name: 'dd', usage: 'Usage: dd [OPERAND]...' }, async (call) => {
    const reader = await call.open(settings.get('if') ?? '-');
    if (!reader) return 1;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (let chunk = await reader.read(); chunk && length < wanted + skipped; chunk = await reader.read()) {
      chunks.push(chunk);
      length += chunk.length;
    }
    reader.close();
    const bytes = Buffer.concat(chunks).subarray(skipped, skipped + wanted);
    const target = settings.get('of');
    if (target === undefined) await process.stdout.write(bytes);
    else if (target !== '/dev/null') process.machine.files.write(call.path(target), bytes);
    const records = `${Math.floor(bytes.length / block)}+${bytes.length % block ? 1 : 0}`;
    await process.stderr.write(
      Buffer.from(`${records} records in\n${records} records out\n${bytes.length} bytes copied\n`),
    );
    return 0;
  })(process);

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
    const template = call.operands[0] ?? 'tmp.XXXXXXXXXX';
    const directory = call.value('p') ?? (call.operands[0] === undefined || call.has('t') ? '/tmp' : '');
    const name = template.replace(/X{3,}$/, (run) =>
      Array.from(run, () => LETTERS[random.integer(LETTERS.length)]).join(''),
    );
    if (!/X{3}/.test(template)) {
      await call.complain(`too few X's in template ‘${template}’`);
      return 1;
    }
    const path = directory ? `${directory}/${name}` : name;
    const kind = call.has('d') ? 'directory' : 'file';
    const made = await call.attempt(
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
