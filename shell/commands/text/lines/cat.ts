import { defineTool, type Tool } from '../tool.ts';

/** cat(1) */
export const cat = defineTool(
  {
    name: 'cat',
    help: `Usage: cat [OPTION]... [FILE]...\n\n  -A, --show-all           same as -vET\n  -b, --number-nonblank    number lines that are not empty\n  -e  same as -vE          -E, --show-ends  $ at each line's end\n  -n, --number             number all lines\n  -s, --squeeze-blank      one empty line for several\n  -t  same as -vT          -T, --show-tabs  tabs as ^I\n  -u                       (nothing)\n  -v, --show-nonprinting   ^ and M- notation, but for line ends and tabs`,
    short: 'benstuvAET',
    long: {
      'number-nonblank': 'b',
      number: 'n',
      'squeeze-blank': 's',
      'show-nonprinting': 'v',
      'show-ends': 'E',
      'show-tabs': 'T',
      'show-all': 'A',
    },
  },
  async (tool) => {
    const show = tool.has('b', 'n', 's', 'e', 't', 'v', 'A', 'E', 'T') ? new Shower(tool) : null;
    for await (const { reader } of tool.inputs()) {
      for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
        if (!show) {
          await tool.process.stdout.write(chunk);
          continue;
        }
        for (let at = 0; at < chunk.length; at += 32_768) {
          tool.out.add(show.show(Buffer.from(chunk.subarray(at, at + 32_768)).toString('latin1')));
          await tool.breathe();
        }
        await tool.out.flush();
      }
    }
    return tool.status;
  },
);

class Shower {
  readonly #numbers: 'all' | 'filled' | null;
  readonly #squeezes: boolean;
  readonly #ends: boolean;
  readonly #tabs: boolean;
  readonly #nonprinting: boolean;
  #number = 0;
  #newlines = 1;
  #holdsReturn = false;

  constructor(tool: Tool) {
    this.#numbers = tool.has('b') ? 'filled' : tool.has('n') ? 'all' : null;
    this.#squeezes = tool.has('s');
    this.#ends = tool.has('E', 'A', 'e');
    this.#tabs = tool.has('T', 'A', 't');
    this.#nonprinting = tool.has('v', 'A', 'e', 't');
  }

  /** The next bytes as they are to be seen; what is between lines is remembered. */
  show(text: string): string {
    let result = '';
    for (const [piece] of text.matchAll(/\n|[^\n]+/g)) {
      if (piece === '\n') result += this.#newline();
      else {
        if (this.#newlines > 0 && this.#numbers) result += this.#head();
        this.#newlines = 0;
        result += this.#content(piece);
      }
    }
    return result;
  }

  #newline(): string {
    this.#newlines++;
    const isEmpty = this.#newlines > 1;
    if (isEmpty && this.#squeezes && this.#newlines > 2 && !(this.#newlines === 2)) return '';
    const head = isEmpty && this.#numbers === 'all' ? this.#head() : '';
    const returned = this.#holdsReturn ? (this.#ends ? '^M' : '\r') : '';
    this.#holdsReturn = false;
    return `${returned}${head}${this.#ends ? '$' : ''}\n`;
  }

  #head(): string {
    return `${String(++this.#number).padStart(6)}\t`;
  }

  #content(piece: string): string {
    let text = this.#holdsReturn ? `\r${piece}` : piece;
    this.#holdsReturn = false;
    if (!this.#nonprinting && this.#ends && text.endsWith('\r')) {
      // A return before a line's end is shown, others are not.
      this.#holdsReturn = true;
      text = text.slice(0, -1);
    }
    if (this.#nonprinting) text = text.replace(/[\x00-\x08\x0b-\x1f\x7f-\xff]/g, visible);
    return this.#tabs ? text.replaceAll('\t', '^I') : text;
  }
}

/** `^X` and `M-x` notation of a byte. */
export function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 128)
    return `M-${code === 255 ? '^?' : code < 160 ? `^${String.fromCharCode(code - 64)}` : String.fromCharCode(code - 128)}`;
  return code === 127 ? '^?' : `^${String.fromCharCode(code + 64)}`;
}
