import { ToolError } from '../tool.ts';

export interface TrElement {
  readonly kind: 'bytes' | 'class' | 'repeat';
  readonly bytes: readonly number[];
  /** Of a class. */
  readonly name?: string;
  /** Of `[c*n]`; 0 is as often as is needed. */
  readonly count?: number;
}

const IN_CLASS: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[\x21-\x7e]/,
  lower: /[a-z]/,
  print: /[\x20-\x7e]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t-\r ]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};
const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };

function classBytes(name: string): number[] {
  const pattern = Object.hasOwn(IN_CLASS, name) ? IN_CLASS[name]! : null;
  if (!pattern) throw new ToolError(`invalid character class ‘${name}’`);
  return Array.from({ length: 256 }, (_, code) => code).filter(
    (code) => code < 128 && pattern.test(String.fromCharCode(code)),
  );
}

/** A set of tr(1), as bytes in a latin1 string: escapes, ranges, classes, equivalences, repeats. */
export function parseTrSet(text: string): { elements: TrElement[]; endsInBackslash: boolean } {
  const characters: { code: number; isPlain: boolean }[] = [];
  let endsInBackslash = false;
  for (let at = 0; at < text.length; at++) {
    const rest = text.slice(at + 1);
    if (text[at] !== '\\') characters.push({ code: text.charCodeAt(at), isPlain: true });
    else if (rest === '') {
      endsInBackslash = true;
      characters.push({ code: 92, isPlain: true });
    } else {
      const digits = /^[0-3]?[0-7]{1,2}|^[0-7]{1,2}/.exec(rest)?.[0];
      const code = digits ? Number.parseInt(digits, 8) : (ESCAPES[rest[0]!] ?? rest.charCodeAt(0));
      characters.push({ code, isPlain: false });
      at += digits?.length ?? 1;
    }
  }
  return { elements: elementsOf(characters), endsInBackslash };
}

function elementsOf(characters: readonly { code: number; isPlain: boolean }[]): TrElement[] {
  const plain = characters.map(({ code, isPlain }) => (isPlain ? String.fromCharCode(code) : '\u0100')).join('');
  const elements: TrElement[] = [];
  for (let at = 0; at < characters.length; ) {
    const rest = plain.slice(at);
    const named = /^\[:(\w*):\]/.exec(rest);
    const equal = /^\[=(.|\u0100)=\]/s.exec(rest);
    const repeated = /^\[(.|\u0100)\*(\d*)\]/s.exec(rest);
    const here = characters[at]!.code;
    if (named) {
      elements.push({ kind: 'class', name: named[1]!, bytes: classBytes(named[1]!) });
      at += named[0].length;
    } else if (equal) {
      elements.push({ kind: 'bytes', bytes: [characters[at + 2]!.code] });
      at += equal[0].length;
    } else if (repeated) {
      const digits = repeated[2]!;
      const count = digits.startsWith('0') ? Number.parseInt(digits, 8) : Number(digits || 0);
      elements.push({ kind: 'repeat', bytes: [characters[at + 1]!.code], count });
      at += repeated[0].length;
    } else if (rest[1] === '-' && characters[at + 2]) {
      const last = characters[at + 2]!.code;
      if (last < here) {
        throw new ToolError(
          `range-endpoints of '${shown(here)}-${shown(last)}' are in reverse collating sequence order`,
        );
      }
      elements.push({ kind: 'bytes', bytes: Array.from({ length: last - here + 1 }, (_, index) => here + index) });
      at += 3;
    } else {
      elements.push({ kind: 'bytes', bytes: [here] });
      at++;
    }
  }
  return elements;
}

function shown(code: number): string {
  return code >= 32 && code < 127 ? String.fromCharCode(code) : `\\${code.toString(8).padStart(3, '0')}`;
}

/** All bytes of a set; a repeat without a count fills up to `length`. */
export function expandTrSet(elements: readonly TrElement[], length = 0): number[] {
  const fixed = elements.reduce(
    (sum, { kind, bytes, count }) => sum + (kind === 'repeat' ? (count ?? 0) : bytes.length),
    0,
  );
  return elements.flatMap(({ kind, bytes, count }) => {
    if (kind !== 'repeat') return [...bytes];
    return new Array<number>(Math.min(count || Math.max(0, length - fixed), 65_536)).fill(bytes[0]!);
  });
}
