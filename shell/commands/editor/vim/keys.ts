/** Keys that no character stands for, as private characters: a macro is then a text like any other. */
export const KEY = {
  up: '\uf700',
  down: '\uf701',
  left: '\uf702',
  right: '\uf703',
  insert: '\uf727',
  delete: '\uf728',
  home: '\uf729',
  end: '\uf72b',
  pageUp: '\uf72c',
  pageDown: '\uf72d',
  wordLeft: '\uf730',
  wordRight: '\uf731',
  unknown: '\uf740',
  /** The size of the terminal has changed. */
  resize: '\uf8fd',
  /** Text was pasted: it is in the queue's `pasted`. */
  paste: '\uf8fe',
  /** The terminal has gone. */
  gone: '\uf8ff',
} as const;

export const ESCAPE = '\x1b';

const SEQUENCES: Readonly<Record<string, string>> = {
  '[A': KEY.up,
  '[B': KEY.down,
  '[C': KEY.right,
  '[D': KEY.left,
  OA: KEY.up,
  OB: KEY.down,
  OC: KEY.right,
  OD: KEY.left,
  '[H': KEY.home,
  '[F': KEY.end,
  OH: KEY.home,
  OF: KEY.end,
  '[1~': KEY.home,
  '[4~': KEY.end,
  '[2~': KEY.insert,
  '[3~': KEY.delete,
  '[5~': KEY.pageUp,
  '[6~': KEY.pageDown,
  '[1;2A': KEY.pageUp,
  '[1;2B': KEY.pageDown,
  '[1;2C': KEY.wordRight,
  '[1;2D': KEY.wordLeft,
  '[1;5C': KEY.wordRight,
  '[1;5D': KEY.wordLeft,
};

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';
const PASTE_LIMIT = 1024 * 1024;

/** A piece of input: keys, or a text that was pasted. */
export type Input = { readonly keys: string } | { readonly pasted: string };

/** Turns a terminal's bytes into keys. A terminal sends an escape sequence in one piece: an escape alone is the key. */
export class VimKeyDecoder {
  readonly #decoder = new TextDecoder('utf-8');
  #pasted: string | null = null;

  decode(bytes: Uint8Array): Input[] {
    let rest = this.#decoder.decode(bytes, { stream: true });
    const inputs: Input[] = [];
    while (rest !== '') {
      if (this.#pasted !== null) {
        const end = (this.#pasted + rest).indexOf(PASTE_END);
        const whole = this.#pasted + rest;
        if (end < 0) {
          this.#pasted = whole.slice(0, PASTE_LIMIT);
          break;
        }
        inputs.push({ pasted: whole.slice(0, end).replace(/\r\n?/g, '\n') });
        this.#pasted = null;
        rest = whole.slice(end + PASTE_END.length);
        continue;
      }
      const start = rest.indexOf(PASTE_START);
      const typed = start < 0 ? rest : rest.slice(0, start);
      if (typed !== '') inputs.push({ keys: decodeKeys(typed) });
      rest = start < 0 ? '' : rest.slice(start + PASTE_START.length);
      if (start >= 0) this.#pasted = '';
    }
    return inputs;
  }
}

function decodeKeys(text: string): string {
  return text
    .replace(/\x1b(\[[0-9;?]*[A-Za-z~]|O[A-DFHP-S])/g, (_, sequence: string) => SEQUENCES[sequence] ?? KEY.unknown)
    .replaceAll(KEY.unknown, '');
}

/** A key as messages and the command line show it: `^V`. */
export function shownKey(key: string): string {
  const code = key.charCodeAt(0);
  if (code === 127) return '^?';
  return code < 32 ? `^${String.fromCharCode(code + 64)}` : key;
}
