import { fieldErrorText, invalid } from '../resources/field-error.ts';
import { labelValueProblems, qualifiedNameProblems } from '../resources/validation/names.ts';
import { refusals } from './errors.ts';
import { type Token, tokenize } from './label-selector-tokens.ts';

export type Labels = Readonly<Record<string, string>>;
export type LabelMatch = (labels: Labels | undefined) => boolean;

const EMPTY: Labels = {};
const END: Token = { kind: 'end', text: '' };
const OPERATORS = new Set(['in', 'notin', '=', '==', '!=', '>', '<']);

/** `app=red,tier in (a, b),!canary`; grammar and complaints of labels/selector.go. Throws 400. */
export function parseLabelSelector(text: string): LabelMatch {
  if (text.trim() === '') return () => true;
  const matches = new Parser(tokenize(text)).parse();
  return (labels = EMPTY) => matches.every((match) => match(labels));
}

type Match = (labels: Labels) => boolean;

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Match[] {
    const matches: Match[] = [];
    for (;;) {
      const { kind, text } = this.#peek();
      if (kind === 'end') return matches;
      if (kind === 'symbol' && text !== '!')
        throw refuse(`found '${text}', expected: !, identifier, or 'end of string'`);
      matches.push(this.#requirement());
      const after = this.#next();
      if (after.kind === 'end') return matches;
      if (after.text !== ',') throw refuse(`found '${after.text}', expected: ',' or 'end of string'`);
      const next = this.#peek();
      if (next.kind !== 'identifier' && next.text !== '!') {
        throw refuse(`found '${next.text}', expected: identifier after ','`);
      }
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? END;
  }

  #next(): Token {
    return this.#tokens[this.#at++] ?? END;
  }

  #requirement(): Match {
    const absent = this.#peek().text === '!';
    if (absent) this.#at++;
    const { kind, text: key } = this.#next();
    if (kind !== 'identifier') throw unparsable(`found '${key}', expected: identifier`);
    const [problem] = qualifiedNameProblems(key);
    if (problem !== undefined) throw unparsable(fieldErrorText(invalid('<nil>', key, problem)));
    const following = this.#peek();
    if (absent) return (labels) => !Object.hasOwn(labels, key);
    if (following.kind === 'end' || following.text === ',') return (labels) => Object.hasOwn(labels, key);
    return this.#comparison(key);
  }

  #comparison(key: string): Match {
    const operator = this.#next().text;
    if (!OPERATORS.has(operator)) throw unparsable(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
    const values = operator === 'in' || operator === 'notin' ? this.#values() : [this.#value()];
    values.forEach((value, index) => {
      checkValue(key, operator, value, index);
    });
    const has: Match = (labels) => Object.hasOwn(labels, key) && values.includes(labels[key]!);
    if (operator === '>') return (labels) => Object.hasOwn(labels, key) && Number(labels[key]) > Number(values[0]);
    if (operator === '<') return (labels) => Object.hasOwn(labels, key) && Number(labels[key]) < Number(values[0]);
    return operator === 'notin' || operator === '!=' ? (labels) => !has(labels) : has;
  }

  #value(): string {
    const { kind, text } = this.#peek();
    if (kind === 'end' || text === ',') return '';
    this.#at++;
    if (kind !== 'identifier') throw unparsable(`found '${text}', expected: identifier`);
    return text;
  }

  /** `(a, b)`; an empty place stands for the empty value. */
  #values(): string[] {
    const open = this.#next();
    if (open.text !== '(') throw unparsable(`found '${open.text}' expected: '('`);
    const values: string[] = [];
    for (let expectsValue = true; ; ) {
      const { kind, text } = this.#next();
      if (kind === 'identifier' && expectsValue) {
        values.push(text);
        expectsValue = false;
      } else if (text === ',' && kind === 'symbol') {
        if (expectsValue) values.push('');
        expectsValue = true;
      } else if (text === ')' && kind === 'symbol') {
        if (expectsValue) values.push('');
        return [...new Set(values)].sort();
      } else {
        throw unparsable(`found '${text}', expected: ${expectsValue ? "',', ')' or identifier" : "',' or ')'"}`);
      }
    }
  }
}

function checkValue(key: string, operator: string, value: string, index: number): void {
  if ((operator === '>' || operator === '<') && !/^[-+]?\d+$/.test(value)) {
    const problem = "for 'Gt', 'Lt' operators, the value must be an integer";
    throw unparsable(fieldErrorText(invalid(`values[${index}]`, value, problem)));
  }
  const [problem] = labelValueProblems(value);
  if (problem !== undefined) throw unparsable(fieldErrorText(invalid(`values[${index}][${key}]`, value, problem)));
}

function unparsable(why: string) {
  return refuse(`unable to parse requirement: ${why}`);
}

function refuse(message: string) {
  return refusals.badRequest(message);
}
