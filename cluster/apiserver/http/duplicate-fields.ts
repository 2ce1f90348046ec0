/** Where the fields of a JSON text stand, and which of them stand there twice: `spec.containers[0].image`. */
export interface FieldPositions {
  /** In the order in which they come, each once. */
  readonly duplicates: readonly string[];
  /** Of a field's first appearance, or of its first repetition where it is a duplicate. */
  position(path: string, duplicate: boolean): number;
}

const MAX_DUPLICATES = 100;
const KEY = /"(?:[^"\\]|\\.)*"\s*:/g;

/** Null when no object of the text has a field twice. `value`: what JSON.parse made of it. */
export function duplicateFields(text: string, value: unknown): FieldPositions | null {
  if (countKeys(value) === (text.match(KEY)?.length ?? 0)) return null;
  const first = new Map<string, number>();
  const repeated = new Map<string, number>();
  new Scanner(text, (path, at) => {
    if (!first.has(path)) first.set(path, at);
    else if (!repeated.has(path) && repeated.size < MAX_DUPLICATES) repeated.set(path, at);
  }).value('');
  if (repeated.size === 0) return null;
  return {
    duplicates: [...repeated.keys()],
    position: (path, duplicate) => (duplicate ? repeated : first).get(path) ?? Number.MAX_SAFE_INTEGER,
  };
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += countKeys(item);
  else for (const key of Object.keys(value)) count += 1 + countKeys((value as Record<string, unknown>)[key]);
  return count;
}

/** Walks a text that JSON.parse has taken. */
class Scanner {
  readonly #text: string;
  readonly #onField: (path: string, at: number) => void;
  #at = 0;

  constructor(text: string, onField: (path: string, at: number) => void) {
    this.#text = text;
    this.#onField = onField;
  }

  value(path: string): void {
    this.#space();
    const start = this.#text[this.#at];
    if (start === '{') this.#object(path);
    else if (start === '[') this.#array(path);
    else if (start === '"') this.#string();
    else while (this.#at < this.#text.length && !/[\s,\]}]/.test(this.#text[this.#at]!)) this.#at++;
  }

  #object(path: string): void {
    this.#at++;
    for (;;) {
      this.#space();
      if (this.#text[this.#at] === '}') break;
      const at = this.#at;
      const key = JSON.parse(this.#string()) as string;
      const inner = path === '' ? key : `${path}.${key}`;
      this.#onField(inner, at);
      this.#space();
      this.#at++;
      this.value(inner);
      this.#space();
      if (this.#text[this.#at] === ',') this.#at++;
    }
    this.#at++;
  }

  #array(path: string): void {
    this.#at++;
    for (let index = 0; ; index++) {
      this.#space();
      if (this.#text[this.#at] === ']') break;
      this.value(`${path}[${index}]`);
      this.#space();
      if (this.#text[this.#at] === ',') this.#at++;
    }
    this.#at++;
  }

  #string(): string {
    const start = this.#at++;
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    return this.#text.slice(start, ++this.#at);
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}
