/** A key as typed: printable text, or the name of a control or function key (`C-a`, `M-b`, `up`). */
export type Key = { readonly text: string } | { readonly name: string } | { readonly pasted: string };

const ESCAPES: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[7~': 'home',
  '[4~': 'end',
  '[8~': 'end',
  '[2~': 'insert',
  '[3~': 'delete',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[Z': 'back-tab',
  '[1;5C': 'M-f',
  '[1;5D': 'M-b',
  '[1;3C': 'M-f',
  '[1;3D': 'M-b',
};

/** An escape sequence that has not ended by then is none. */
const LONGEST_SEQUENCE = 64;

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** Pasted text beyond this is dropped. */
const PASTE_LIMIT = 1024 * 1024;

/** Turns a terminal's bytes into keys; characters and escape sequences may be cut anywhere between reads. */
export class KeyDecoder {
  readonly #decoder = new TextDecoder('utf-8');
  #rest = '';
  #pasted: string | null = null;

  decode(bytes: Uint8Array): Key[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    const keys: Key[] = [];
    for (let key = this.#next(); key; key = this.#next()) keys.push(key);
    return keys;
  }

  /** An escape that nothing followed is the Escape key itself. */
  flush(): Key[] {
    if (this.#rest !== '\x1b') return [];
    this.#rest = '';
    return [{ name: 'escape' }];
  }

  #next(): Key | null {
    if (this.#pasted !== null || this.#rest.startsWith(PASTE_START)) return this.#paste();
    const char = this.#rest[0];
    if (char === undefined) return null;
    if (char === '\x1b') return this.#escape();
    const code = char.charCodeAt(0);
    if (code < 32 || code === 127) {
      this.#rest = this.#rest.slice(1);
      return { name: controlName(code) };
    }
    const text = /^[^\x00-\x1f\x7f]+/.exec(this.#rest)![0];
    this.#rest = this.#rest.slice(text.length);
    return { text };
  }

  #paste(): Key | null {
    if (this.#pasted === null) {
      this.#rest = this.#rest.slice(PASTE_START.length);
      this.#pasted = '';
    }
    const interrupt = this.#rest.indexOf('\x03');
    if (interrupt >= 0) {
      // The end mark of a paste that was too long never comes: Ctrl-C gives it up.
      this.#pasted = null;
      this.#rest = this.#rest.slice(interrupt + 1);
      return { name: 'C-c' };
    }
    const end = this.#rest.indexOf(PASTE_END);
    // Keep what may be the beginning of the end mark.
    const take = end >= 0 ? end : Math.max(0, this.#rest.length - PASTE_END.length);
    if (this.#pasted.length < PASTE_LIMIT) this.#pasted += this.#rest.slice(0, take);
    this.#rest = this.#rest.slice(take);
    if (end < 0) return null;
    const pasted = this.#pasted;
    this.#pasted = null;
    this.#rest = this.#rest.slice(PASTE_END.length);
    return { pasted };
  }

  #escape(): Key | null {
    const sequence = /^\x1b(\[[0-9;?]*[A-Za-z~]|O[A-Za-z])/.exec(this.#rest);
    if (sequence) {
      this.#rest = this.#rest.slice(sequence[0].length);
      return { name: ESCAPES[sequence[1]!] ?? 'unknown' };
    }
    if (this.#rest.length <= LONGEST_SEQUENCE && /^\x1b(\[[0-9;?]*|O)?$/.test(this.#rest)) return null;
    const [char = ''] = this.#rest.slice(1);
    this.#rest = this.#rest.slice(1 + char.length);
    return { name: `M-${char.charCodeAt(0) < 32 || char === '\x7f' ? controlName(char.charCodeAt(0)) : char}` };
  }
}

function controlName(code: number): string {
  if (code === 127) return 'backspace';
  if (code === 13) return 'enter';
  if (code === 9) return 'tab';
  return `C-${String.fromCharCode(code + 96)}`;
}
