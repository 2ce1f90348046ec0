import { toByteText } from '../byte-text.ts';
import { defineTool, type Tool, ToolError, UsageError } from '../tool.ts';
import { expandTrSet, parseTrSet, type TrElement } from './tr-set.ts';

/** tr(1), on bytes. */
export const tr = defineTool(
  {
    name: 'tr',
    help: `Usage: tr [OPTION]... STRING1 [STRING2]\n\n  -c, -C, --complement   all but STRING1\n  -d, --delete           delete, do not translate\n  -s, --squeeze-repeats  one for a run of the same of the last STRING\n  -t, --truncate-set1    cut STRING1 to the length of STRING2\n\nStrings hold characters, escapes (\\n, \\t, \\NNN), A-Z, [:CLASS:], [=C=], [C*N].`,
    short: 'cCdst',
    stopsAtOperand: true,
    long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
  },
  async (tool) => {
    checkOperands(tool);
    const [first = '', second] = tool.operands.map(toByteText);
    const table = tableOf(tool, await setOf(tool, first), second === undefined ? null : await setOf(tool, second));
    const { stdin } = tool.process;
    let last = -1;
    for (let chunk = await stdin.read(); chunk; chunk = await stdin.read()) {
      const output = Buffer.alloc(chunk.length);
      let length = 0;
      for (const byte of chunk) {
        const mapped = table.map[byte]!;
        if (mapped < 0 || (mapped === last && table.squeezes[mapped])) continue;
        output[length++] = mapped;
        last = mapped;
      }
      await tool.process.stdout.write(output.subarray(0, length));
      await tool.breathe();
    }
    return tool.status;
  },
);

function checkOperands(tool: Tool): void {
  const [deletes, squeezes] = [tool.has('d'), tool.has('s')];
  const { operands } = tool;
  const most = deletes && !squeezes ? 1 : 2;
  const least = deletes === squeezes ? 2 : 1;
  if (operands.length < least) {
    if (operands.length === 0) throw new UsageError('missing operand');
    const why = squeezes
      ? 'Two strings must be given when both deleting and squeezing repeats.'
      : 'Two strings must be given when translating.';
    throw new UsageError(`missing operand after ‘${operands.at(-1)}’\n${why}`);
  }
  if (operands.length > most) {
    const why = operands.length === 2 ? '\nOnly one string may be given when deleting without squeezing repeats.' : '';
    throw new UsageError(`extra operand ‘${operands[most]}’${why}`);
  }
}

async function setOf(tool: Tool, text: string): Promise<TrElement[]> {
  const { elements, endsInBackslash } = parseTrSet(text);
  if (endsInBackslash) await tool.warn('warning: an unescaped backslash at end of string is not portable');
  return elements;
}

/** Where each byte goes (-1: away), and which are squeezed. */
function tableOf(tool: Tool, first: readonly TrElement[], second: readonly TrElement[] | null) {
  if (first.some(({ kind }) => kind === 'repeat'))
    throw new ToolError('the [c*] repeat construct may not appear in string1');
  const complements = tool.has('c', 'C');
  const listed = expandTrSet(first);
  const inFirst = new Set(listed);
  const from = complements
    ? Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !inFirst.has(byte))
    : listed;
  const map = Int16Array.from({ length: 256 }, (_, byte) => byte);
  const squeezes = new Uint8Array(256);
  const translates = !tool.has('d') && second !== null;
  if (tool.has('d')) for (const byte of from) map[byte] = -1;
  if (translates) translate(tool, { first, second, from, complements }, map);
  const squeezed = second === null ? from : expandTrSet(second, translates ? from.length : 256);
  if (tool.has('s')) for (const byte of squeezed) squeezes[byte] = 1;
  return { map, squeezes };
}

interface Translation {
  readonly first: readonly TrElement[];
  readonly second: readonly TrElement[];
  readonly from: readonly number[];
  readonly complements: boolean;
}

function translate(tool: Tool, { first, second, from, complements }: Translation, map: Int16Array): void {
  if (second.some(({ kind, name }) => kind === 'class' && name !== 'upper' && name !== 'lower')) {
    throw new ToolError(
      "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'",
    );
  }
  if (second.some(({ kind }) => kind === 'class') && !aligned(first, second)) {
    throw new ToolError('misaligned [:upper:] and/or [:lower:] construct');
  }
  const to = expandTrSet(second, from.length);
  if (to.length === 0 && from.length > 0 && !tool.has('t')) {
    throw new ToolError('when not truncating set1, string2 must be non-empty');
  }
  const isClass = first.some(({ kind }) => kind === 'class') && complements;
  if (isClass && to.some((byte) => byte !== to[0])) {
    throw new ToolError(
      'when translating with complemented character classes,\nstring2 must map all characters in the domain to one',
    );
  }
  for (const [index, byte] of from.entries()) {
    const target = to[index] ?? (tool.has('t') ? undefined : to.at(-1));
    if (target !== undefined) map[byte] = target;
  }
}

/** A class in the second string needs a case class at the same place of the first. */
function aligned(first: readonly TrElement[], second: readonly TrElement[]): boolean {
  const places = (elements: readonly TrElement[]) => {
    const found: number[] = [];
    let at = 0;
    for (const element of elements) {
      if (element.kind === 'class' && (element.name === 'upper' || element.name === 'lower')) found.push(at);
      at += element.bytes.length;
    }
    return found;
  };
  const inFirst = new Set(places(first));
  return places(second).every((at) => inFirst.has(at));
}
