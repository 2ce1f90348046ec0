/** What Go's decoder says of a text that is no JSON (encoding/json scanner.go). */
export function jsonSyntaxError(text: string): string {
  try {
    const scanner = new SyntaxScanner(text);
    scanner.value();
    scanner.end();
  } catch (error) {
    if (error instanceof Unfit) return error.message;
    throw error;
  }
  return 'unexpected end of JSON input';
}

class Unfit extends Error {}

/** Go's scanner goes ten times as deep; this one has a smaller stack. */
const MAX_DEPTH = 1000;
const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };

class SyntaxScanner {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    const start = this.#next();
    if (start === '{' || start === '[') {
      if (++this.#depth > MAX_DEPTH) throw new Unfit('exceeded max depth');
      if (start === '{') this.#object();
      else this.#array();
      this.#depth--;
    } else if (start === '"') this.#string();
    else if (LITERALS[start]) this.#literal(LITERALS[start]);
    else if (/[-\d]/.test(start)) this.#number(start);
    else throw this.#unfit('looking for beginning of value');
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) {
      this.#at++;
      throw this.#unfit('after top-level value');
    }
  }

  #object(): void {
    if (this.#peek() === '}') return void this.#at++;
    for (;;) {
      if (this.#next() !== '"') throw this.#unfit('looking for beginning of object key string');
      this.#string();
      if (this.#next() !== ':') throw this.#unfit('after object key');
      this.value();
      const after = this.#next();
      if (after === '}') return;
      if (after !== ',') throw this.#unfit('after object key:value pair');
    }
  }

  #array(): void {
    if (this.#peek() === ']') return void this.#at++;
    for (;;) {
      this.value();
      const after = this.#next();
      if (after === ']') return;
      if (after !== ',') throw this.#unfit('after array element');
    }
  }

  #string(): void {
    for (;;) {
      const character = this.#take();
      if (character === '"') return;
      if (character < ' ') throw this.#unfit('in string literal');
      if (character !== '\\') continue;
      const escaped = this.#take();
      if (escaped === 'u') {
        for (let digit = 0; digit < 4; digit++) {
          if (!/[\da-fA-F]/.test(this.#take())) throw this.#unfit('in \\u hexadecimal character escape');
        }
      } else if (!'"\\/bfnrt'.includes(escaped)) throw this.#unfit('in string escape code');
    }
  }

  #literal(word: string): void {
    for (const letter of word.slice(1)) {
      if (this.#take() !== letter) throw this.#unfit(`in literal ${word} (expecting '${letter}')`);
    }
  }

  #number(start: string): void {
    const first = start === '-' ? this.#take() : start;
    if (!/\d/.test(first)) throw this.#unfit('in numeric literal');
    if (first !== '0') this.#digits();
    if (this.#text[this.#at] === '.') {
      this.#at++;
      if (!/\d/.test(this.#take())) throw this.#unfit('after decimal point in numeric literal');
      this.#digits();
    }
    if (!/[eE]/.test(this.#text[this.#at] ?? '')) return;
    this.#at++;
    if (/[-+]/.test(this.#text[this.#at] ?? '')) this.#at++;
    if (!/\d/.test(this.#take())) throw this.#unfit('in exponent of numeric literal');
    this.#digits();
  }

  #digits(): void {
    while (/\d/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #peek(): string | undefined {
    this.#space();
    return this.#text[this.#at];
  }

  #next(): string {
    this.#space();
    return this.#take();
  }

  #take(): string {
    const character = this.#text[this.#at++];
    if (character === undefined) throw new Unfit('unexpected end of JSON input');
    return character;
  }

  /** About the character that was taken last. */
  #unfit(where: string): Unfit {
    const character = this.#text[this.#at - 1] ?? '';
    const quoted =
      character === "'" ? "'\\''" : character === '"' ? `'"'` : `'${JSON.stringify(character).slice(1, -1)}'`;
    return new Unfit(`invalid character ${quoted} ${where}`);
  }
}
