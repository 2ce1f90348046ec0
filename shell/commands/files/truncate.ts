import { type Call, defineCommand } from '../everyday/define.ts';

const POWERS = 'KMGTP';
/** What a file may be made as long as: all that a machine holds. */
const LIMIT_BYTES = 64 * 1024 * 1024;

/** truncate(1) */
export const truncate = defineCommand(
  {
    name: 'truncate',
    usage: `Usage: truncate OPTION... FILE...

  -s, --size=SIZE       a number, with K, M, G …; +, -, <, >, / or % before it: by, at most, at least, round down, up
  -r, --reference=FILE  as long as that one
  -c, --no-create       make no files`,
    flags: 'co',
    values: 'sr',
    long: { size: 's', reference: 'r', 'no-create': 'c', 'io-blocks': 'o' },
  },
  async (call) => {
    const { files } = call.process.machine;
    const text = call.value('s');
    const reference = call.value('r');
    if (text === undefined && reference === undefined)
      return call.misused('you must specify either ‘--size’ or ‘--reference’');
    const found = text === undefined ? null : parseSize(text);
    if (text !== undefined && !found) {
      await call.complain(`Invalid number: ‘${text.replace(/^[-+<>/%]/, '')}’`);
      return 1;
    }
    if (call.operands.length === 0) return call.misused('missing file operand');
    let base = 0;
    if (reference !== undefined) {
      const known = await call.attempt(`cannot stat '${reference}'`, () => {
        base = files.stat(call.path(reference)).sizeBytes;
      });
      if (!known) return 1;
    }
    for (const path of call.operands)
      await truncateOne(call, path, (size) => newSize(found, reference === undefined ? size : base));
    return call.status;
  },
);

interface Size {
  readonly operator: string;
  readonly bytes: number;
}

function parseSize(text: string): Size | null {
  const [, operator = '', digits = '', letter, suffix] =
    /^\s*([-+<>/%]?)(\d+)(?:([KMGTPkmgt])(iB|B)?)?$/.exec(text) ?? [];
  if (digits === '') return null;
  const power = letter === undefined ? 0 : POWERS.indexOf(letter.toUpperCase()) + 1;
  return { operator, bytes: Number(digits) * (suffix === 'B' ? 1000 : 1024) ** power };
}

function newSize(size: Size | null, present: number): number {
  if (!size) return present;
  const { operator, bytes } = size;
  if (operator === '+') return present + bytes;
  if (operator === '-') return Math.max(0, present - bytes);
  if (operator === '<') return Math.min(present, bytes);
  if (operator === '>') return Math.max(present, bytes);
  if (operator === '/') return present - (present % bytes);
  if (operator === '%') return Math.ceil(present / bytes) * bytes;
  return bytes;
}

async function truncateOne(call: Call, path: string, sizeOf: (present: number) => number): Promise<void> {
  const { files } = call.process.machine;
  const at = call.path(path);
  const isThere = files.exists(at);
  if (!isThere && call.has('c')) return;
  await call.attempt(`cannot open '${path}' for writing`, () => {
    const present = isThere ? files.read(at) : new Uint8Array();
    const size = sizeOf(present.length);
    const bytes = new Uint8Array(Math.min(size, LIMIT_BYTES));
    bytes.set(present.subarray(0, bytes.length));
    files.write(at, bytes);
  });
}
