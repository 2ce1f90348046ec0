import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import { dockerSize } from '../node/docker-units.ts';
import { type Call, defineCommand } from './define.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  c: 1,
  w: 2,
  b: 512,
  k: 1024,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
};
/** What one dd copies at most. */
const LIMIT_BYTES = 64 * 1024 * 1024;
const OPERANDS = [
  'bs',
  'ibs',
  'obs',
  'cbs',
  'count',
  'conv',
  'if',
  'iflag',
  'of',
  'oflag',
  'seek',
  'oseek',
  'skip',
  'iseek',
  'status',
];
const CONVERSIONS = [
  'notrunc',
  'ucase',
  'lcase',
  'sync',
  'fsync',
  'fdatasync',
  'noerror',
  'swab',
  'excl',
  'nocreat',
  'sparse',
];
const NUMBERS = ['bs', 'ibs', 'obs', 'cbs', 'count', 'seek', 'oseek', 'skip', 'iseek'];

type Settings = ReadonlyMap<string, string>;

/** dd(1): copies blocks. */
export const dd = defineCommand(
  {
    name: 'dd',
    usage: `Usage: dd [OPERAND]...

  if=FILE  of=FILE  bs=BYTES  count=N  skip=N  seek=N
  conv=CONVS  status=LEVEL`,
  },
  async (call) => {
    const settings = new Map<string, string>();
    for (const word of call.operands) {
      const [name = '', value] = word.split(/=(.*)/s);
      if (value === undefined || !OPERANDS.includes(name)) return call.misused(`unrecognized operand ‘${word}’`);
      const problem = problemOf(name, value);
      if (problem === `invalid number: ‘${value}’`) {
        await call.complain(problem);
        return 1;
      }
      if (problem) return call.misused(problem);
      settings.set(name, value);
    }
    return copy(call, settings);
  },
);

function problemOf(name: string, value: string): string | null {
  if (name === 'conv') {
    const unknown = value.split(',').find((conversion) => !CONVERSIONS.includes(conversion));
    return unknown === undefined ? null : `invalid conversion: ‘${unknown}’`;
  }
  if (name === 'status' && !['none', 'noxfer', 'progress'].includes(value)) return `invalid status level: ‘${value}’`;
  return NUMBERS.includes(name) && numberOf(value) === null ? `invalid number: ‘${value}’` : null;
}

function numberOf(text: string): number | null {
  const [, digits, unit = '', suffix] = /^(\d+)([cwbkKMG]?)(iB|B)?$/.exec(text) ?? [];
  if (digits === undefined) return null;
  const size = UNITS[unit]!;
  return Number(digits) * (suffix === 'B' && size >= 1024 ? 1000 ** Math.round(Math.log(size) / Math.log(1024)) : size);
}

async function copy(call: Call, settings: Settings): Promise<number> {
  const { clock } = call.process.machine;
  const startedMs = clock.now();
  const number = (name: string, fallback: number) => numberOf(settings.get(name) ?? '') ?? fallback;
  const block = Math.max(1, number('bs', number('ibs', 512)));
  const count = settings.has('count') ? number('count', 0) * block : LIMIT_BYTES;
  const skipped = number('skip', number('iseek', 0)) * block;
  const source = settings.get('if');
  let reader: ByteReader | null = call.process.stdin;
  if (source !== undefined) {
    const exists = call.process.machine.files.exists(call.path(source));
    if (!exists) return call.complain(`failed to open '${source}': No such file or directory`).then(() => 1);
    reader = await call.open(source);
  }
  if (!reader) return 1;
  const bytes = converted(await take(call, reader, skipped, Math.min(count, LIMIT_BYTES)), settings);
  if (!(await put(call, settings, bytes, number('seek', number('oseek', 0)) * block))) return 1;
  await report(call, settings, bytes.length, block, clock.now() - startedMs);
  return 0;
}

async function take(call: Call, reader: ByteReader, skipped: number, wanted: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < skipped + wanted) {
    await call.breathe();
    const chunk = await reader.read();
    if (!chunk) break;
    chunks.push(chunk);
    length += chunk.length;
  }
  reader.close();
  return Buffer.concat(chunks).subarray(skipped, skipped + wanted);
}

function converted(bytes: Buffer, settings: Settings): Buffer {
  const conversions = settings.get('conv')?.split(',') ?? [];
  const text = () => bytes.toString('latin1');
  const change = (letters: RegExp, to: (letter: string) => string) =>
    Buffer.from(text().replace(letters, to), 'latin1');
  if (conversions.includes('ucase')) return change(/[a-z]+/g, (letters) => letters.toUpperCase());
  if (conversions.includes('lcase')) return change(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return bytes;
}

async function put(call: Call, settings: Settings, bytes: Buffer, seek: number): Promise<boolean> {
  const target = settings.get('of');
  if (target === undefined) {
    if (bytes.length > 0) await call.process.stdout.write(bytes);
    return true;
  }
  const { files } = call.process.machine;
  const at = call.path(target);
  try {
    const isFile = !files.exists(at) || files.stat(at).kind === 'file';
    const keeps = settings.get('conv')?.split(',').includes('notrunc') ?? false;
    const before = isFile && files.exists(at) ? Buffer.from(files.read(at)) : Buffer.alloc(0);
    const whole = Buffer.alloc(Math.max(seek + bytes.length, keeps ? before.length : 0));
    before.copy(whole, 0, 0, keeps ? before.length : Math.min(seek, before.length));
    bytes.copy(whole, seek);
    files.write(at, whole);
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const isSpace = error.code === 'ENOSPC';
    await call.complain(
      isSpace ? `error writing '${target}': ${error.message}` : `failed to open '${target}': ${error.message}`,
    );
    return false;
  }
}

async function report(call: Call, settings: Settings, length: number, block: number, ms: number): Promise<void> {
  const status = settings.get('status');
  if (status === 'none') return;
  const records = `${Math.floor(length / block)}+${length % block ? 1 : 0}`;
  const seconds = Math.max(ms / 1000, 0.000_1);
  const sizes = length < 1000 ? '' : ` (${dockerSize(length, 2)}${length < 1024 ? '' : `, ${binarySize(length)}`})`;
  const rate = `${dockerSize(length / seconds, 3).replace(/(?<=\d)(?=[a-zA-Z])/, ' ')}/s`;
  const line =
    status === 'noxfer'
      ? ''
      : `${length} bytes${sizes.replace(/(?<=\d)(?=[a-zA-Z])/g, ' ')} copied, ${Number(seconds.toPrecision(6))} s, ${rate}\n`;
  await call.process.stderr.write(Buffer.from(`${records} records in\n${records} records out\n${line}`));
}

function binarySize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let [size, unit] = [bytes, 0];
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  return `${Number(size.toPrecision(2))} ${units[unit]}`;
}
