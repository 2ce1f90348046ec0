import { NetfilterError } from './rule-spec.ts';

/** Splits a rule into words as a shell would: double and single quotes, backslashes. */
export function splitRule(rule: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < rule.length; at++) {
    const character = rule[at]!;
    if (quote) {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"') word += rule[++at] ?? '';
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === ' ' || character === '\t') {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === '\\') word = (word ?? '') + (rule[++at] ?? '');
    else word = (word ?? '') + character;
  }
  if (quote) throw new NetfilterError('unterminated quote in rule');
  if (word !== null) words.push(word);
  return words;
}

/** xtables_save_string: bare when it is letters, digits, `_` and `-` only. */
export function quoteWord(text: string): string {
  return /^[A-Za-z0-9_-]+$/.test(text) ? text : `"${text.replace(/["\\']/g, '\\$&')}"`;
}

/** A rule's words, read from left to right. */
export class WordReader {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  peek(): string | undefined {
    return this.#words[this.#at];
  }

  next(): string | undefined {
    return this.#words[this.#at++];
  }

  /** The argument of `option`. */
  argument(option: string): string {
    const word = this.next();
    if (word === undefined) throw new NetfilterError(`option "${option}" requires an argument`);
    return word;
  }

  integer(option: string, max = 0xffff_ffff): number {
    const word = this.argument(option);
    const value = Number(word);
    if (!/^(0x[0-9a-fA-F]+|\d+)$/.test(word) || value > max) {
      throw new NetfilterError(`bad value for option "${option}", or out of range (0-${max}).`);
    }
    return value;
  }
}
