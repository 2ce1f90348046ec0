const DEEPEST = 256;

type Slot = '[' | '{' | ':';

/**
 * What jq says of a text that is no JSON, with the place it says it at: its parser reads byte after byte, and finds a
 * word wrong only where the word ends.
 */
export function complaintOf(text: string, atEnd: boolean, from: { line: number; column: number }): string {
  const reading = new Reading(from);
  for (const character of text) {
    const problem = reading.step(character);
    if (problem) return `${problem} at line ${reading.line}, column ${reading.column}`;
  }
  if (!atEnd) return 'Invalid JSON';
  const problem = reading.finish();
  return `${problem ?? 'Invalid JSON'} at EOF at line ${reading.line}, column ${reading.column}`;
}

class Reading {
  line: number;
  column: number;
  readonly #stack: Slot[] = [];
  #word = '';
  #string: string | null = null;
  #escaping = false;
  #hasValue = false;
  #valueIsString = false;
  #afterComma = false;

  constructor({ line, column }: { line: number; column: number }) {
    this.line = line;
    this.column = column;
  }

  step(character: string): string | null {
    this.column += Buffer.byteLength(character);
    if (character === '\n') {
      this.line++;
      this.column = 0;
    }
    if (this.#string !== null) return this.#inString(character);
    if ('[{:,]}"'.includes(character) || /\s/.test(character)) {
      const problem = this.#endWord();
      if (problem) return problem;
      return this.#mark(character);
    }
    this.#word += character;
    return null;
  }

  finish(): string | null {
    if (this.#string !== null) return 'Unfinished string';
    const problem = this.#endWord();
    if (problem) return problem;
    return this.#stack.length > 0 ? 'Unfinished JSON term' : null;
  }

  #inString(character: string): string | null {
    if (this.#escaping) this.#escaping = false;
    else if (character === '\\') this.#escaping = true;
    else if (character === '"') {
      const problem = stringProblem(this.#string ?? '');
      this.#string = null;
      return problem ?? this.#value(true);
    }
    this.#string += character;
    return null;
  }

  #endWord(): string | null {
    const word = this.#word;
    this.#word = '';
    if (word === '') return null;
    if (/^[tfn]/.test(word)) {
      if (!['true', 'false', 'null'].includes(word)) return 'Invalid literal';
    } else if (word !== 'NaN' && !/^-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(word)) {
      return 'Invalid numeric literal';
    }
    return this.#value(false);
  }

  #value(isString: boolean): string | null {
    if (this.#hasValue) return 'Expected separator between values';
    this.#hasValue = this.#stack.length > 0;
    this.#valueIsString = isString;
    this.#afterComma = false;
    return null;
  }

  #mark(character: string): string | null {
    const top = this.#stack.at(-1);
    switch (character) {
      case '"':
        this.#string = '';
        return null;
      case '[':
      case '{':
        if (this.#hasValue) return 'Expected separator between values';
        if (this.#stack.length >= DEEPEST) return 'Exceeds depth limit for parsing';
        this.#stack.push(character);
        this.#afterComma = false;
        return null;
      case ':':
        if (!top) return "':' not as part of an object";
        if (!this.#hasValue) return "Expected string key before ':'";
        if (top !== '{') return "':' not as part of an object";
        if (!this.#valueIsString) return 'Object keys must be strings';
        this.#stack.push(':');
        this.#hasValue = false;
        return null;
      case ',':
        if (!this.#hasValue) return "Expected value before ','";
        if (top === '{') return 'Objects must consist of key:value pairs';
        if (top === ':') this.#stack.pop();
        this.#hasValue = false;
        this.#afterComma = true;
        return null;
      default:
        return character === ']' || character === '}' ? this.#close(character) : null;
    }
  }

  #close(character: ']' | '}'): string | null {
    const top = this.#stack.at(-1);
    if (character === ']' ? top !== '[' : top !== '{' && top !== ':') return `Unmatched '${character}'`;
    if (this.#afterComma && !this.#hasValue) {
      return character === ']' ? 'Expected another array element' : 'Expected another key-value pair';
    }
    if (character === '}' && top === '{' && this.#hasValue) return 'Objects must consist of key:value pairs';
    if (character === '}' && top === ':') {
      if (!this.#hasValue) return "Unmatched '}'";
      this.#stack.pop();
    }
    this.#stack.pop();
    this.#hasValue = this.#stack.length > 0;
    this.#valueIsString = false;
    return null;
  }
}

function stringProblem(text: string): string | null {
  if (/[\x00-\x1f]/.test(text)) {
    return 'Invalid string: control characters from U+0000 through U+001F must be escaped';
  }
  return /\\(?!["\\/bfnrtu])|\\u(?![0-9a-fA-F]{4})/.test(text.replace(/\\\\/g, '')) ? 'Invalid escape' : null;
}
