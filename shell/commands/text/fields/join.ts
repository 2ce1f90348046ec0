import { toByteText } from '../byte-text.ts';
import { LineBatches } from '../line-batches.ts';
import { defineTool, type Tool, ToolError, UsageError } from '../tool.ts';
import { LineQueue } from './paste.ts';

type Field = 'key' | { readonly file: 0 | 1; readonly index: number };
type Record = { readonly fields: readonly string[]; readonly key: string; readonly line: string };

/** join(1), in the C locale. */
export const join = defineTool(
  {
    name: 'join',
    help: `Usage: join [OPTION]... FILE1 FILE2\n\n  -a FILENUM   also lines of that file without a pair\n  -e STRING    for fields that are missing\n  -i           letter case does not matter\n  -j FIELD, -1 FIELD, -2 FIELD   fields to join on\n  -o FORMAT    fields of the output: 0, FILENUM.FIELD, auto\n  -t CHAR      what separates fields\n  -v FILENUM   only lines of that file without a pair\n      --check-order --nocheck-order --header -z`,
    short: 'a:e:i1:2:j:o:t:v:z',
    long: {
      'ignore-case': 'i',
      'check-order': 'check',
      'nocheck-order': 'nocheck',
      header: 'header',
      'zero-terminated': 'z',
    },
  },
  async (tool) => {
    const [one, other, extra] = tool.operands;
    if (one === undefined) throw new UsageError('missing operand');
    if (other === undefined) throw new UsageError(`missing operand after ‘${one}’`);
    if (extra !== undefined) throw new UsageError(`extra operand '${extra}'`);
    const joiner = new Joiner(tool);
    const first = await tool.open(one);
    const second = first && (await tool.open(other));
    if (!first || !second) return 1;
    const end = tool.has('z') ? '\0' : '\n';
    const queues = [first, second].map((reader) => new LineQueue(tool, new LineBatches(reader, 'latin1', end)));
    return joiner.run(queues[0]!, queues[1]!, [one, other]);
  },
);

class Joiner {
  readonly #tool: Tool;
  readonly #keys: readonly [number, number];
  readonly #separator: string | null;
  readonly #format: readonly Field[] | 'auto' | null;
  readonly #shown: readonly [boolean, boolean];
  readonly #pairs: boolean;
  readonly #numbers = [0, 0];
  readonly #told = [false, false];
  #widths: [number, number] = [0, 0];
  /** A line without a pair was seen: from then on the order matters. */
  #unpaired = false;

  constructor(tool: Tool) {
    this.#tool = tool;
    const number = (text: string | undefined) => {
      if (text !== undefined && !(/^\d+$/.test(text) && Number(text) > 0))
        throw new ToolError(`invalid field number: ‘${text}’`);
      return text === undefined ? undefined : Number(text) - 1;
    };
    const both = number(tool.value('j'));
    this.#keys = [number(tool.value('1')) ?? both ?? 0, number(tool.value('2')) ?? both ?? 0];
    const separator = tool.value('t');
    if (separator !== undefined && toByteText(separator).length > 1 && separator !== '\\0') {
      throw new ToolError(`multi-character tab ‘${separator}’`);
    }
    this.#separator = separator === undefined ? null : separator === '' ? '\n' : toByteText(separator);
    const files = [...tool.values('a'), ...tool.values('v')];
    const wrong = files.find((file) => file !== '1' && file !== '2');
    if (wrong !== undefined) throw new ToolError(`invalid field number: ‘${wrong}’`);
    this.#shown = [files.includes('1'), files.includes('2')];
    this.#pairs = !tool.has('v');
    const format = tool.values('o');
    this.#format =
      format.length === 0
        ? null
        : format.includes('auto')
          ? 'auto'
          : format.flatMap((text) => text.split(/[, \t]+/)).map(fieldOf);
  }

  async run(left: LineQueue, right: LineQueue, names: readonly [string, string]): Promise<number> {
    const next = async (queue: LineQueue, side: 0 | 1, before: Record | null) => this.#next(queue, side, before, names);
    let [a, b] = [await next(left, 0, null), await next(right, 1, null)];
    this.#widths = [a?.fields.length ?? 0, b?.fields.length ?? 0];
    if (this.#tool.has('header') && (a || b)) {
      this.#put(a, b);
      [a, b] = [await next(left, 0, null), await next(right, 1, null)];
    }
    while (a || b) {
      const order: number = !a ? 1 : !b ? -1 : a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
      if (order !== 0) {
        this.#unpaired = true;
        if (order < 0 ? this.#shown[0] : this.#shown[1]) this.#put(order < 0 ? a : null, order < 0 ? null : b);
        if (order < 0) a = await next(left, 0, a);
        else b = await next(right, 1, b);
        continue;
      }
      const { key } = a!;
      const matching: Record[] = [];
      for (; b && b.key === key; b = await next(right, 1, b)) matching.push(b);
      for (; a && a.key === key; a = await next(left, 0, a))
        if (this.#pairs) for (const one of matching) this.#put(a, one);
    }
    if (this.#told.includes(true)) await this.#tool.complain('input is not in sorted order');
    return this.#tool.status;
  }

  async #next(
    queue: LineQueue,
    side: 0 | 1,
    before: Record | null,
    names: readonly [string, string],
  ): Promise<Record | null> {
    const line = await queue.next();
    if (line === null) return null;
    this.#numbers[side]!++;
    const text = this.#separator === null ? line.replace(/^[ \t]+/, '') : line;
    const fields = this.#separator === null ? (text === '' ? [] : text.split(/[ \t]+/)) : text.split(this.#separator);
    const plain = fields[this.#keys[side]] ?? '';
    const key = this.#tool.has('i') ? plain.toLowerCase() : plain;
    if (
      before &&
      key < before.key &&
      !this.#told[side] &&
      (this.#unpaired || this.#tool.has('check')) &&
      !this.#tool.has('nocheck')
    ) {
      this.#told[side] = true;
      await this.#tool.complain(`${names[side]}:${this.#numbers[side]}: is not sorted: ${line}`);
    }
    return { fields, key, line };
  }

  #put(left: Record | null, right: Record | null): void {
    const empty = toByteText(this.#tool.value('e') ?? '');
    const between = this.#separator === null ? ' ' : this.#separator;
    const key = left ? (left.fields[this.#keys[0]] ?? '') : (right?.fields[this.#keys[1]] ?? '');
    const rest = (record: Record | null, side: 0 | 1) => {
      if (this.#format !== 'auto') return record ? record.fields.filter((_, index) => index !== this.#keys[side]) : [];
      const fields = Array.from({ length: this.#widths[side] }, (_, index) => record?.fields[index] || empty);
      return fields.filter((_, index) => index !== this.#keys[side]);
    };
    const listed = Array.isArray(this.#format) ? (this.#format as readonly Field[]) : null;
    const fields = listed
      ? listed.map((field) =>
          field === 'key' ? key || empty : (field.file === 0 ? left : right)?.fields[field.index] || empty,
        )
      : [key, ...rest(left, 0), ...rest(right, 1)];
    this.#tool.out.add(fields.join(between) + (this.#tool.has('z') ? '\0' : '\n'));
  }
}

function fieldOf(text: string): Field {
  if (text === '0') return 'key';
  const found = /^([12])\.(\d+)$/.exec(text);
  if (!/^[012]/.test(text)) throw new ToolError(`invalid file number in field spec: ‘${text}’`);
  if (!found) throw new ToolError(`invalid field specifier: ‘${text}’`);
  if (Number(found[2]) === 0) throw new ToolError(`invalid field number: ‘${found[2]}’`);
  return { file: found[1] === '1' ? 0 : 1, index: Number(found[2]) - 1 };
}
