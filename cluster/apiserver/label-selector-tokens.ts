/** A word or a symbol of a label selector; the end has the text ''. */
export interface Token {
  readonly kind: 'identifier' | 'symbol' | 'end';
  readonly text: string;
}

const SYMBOLS = '=!(),><';
/** Longest first. */
const OPERATORS = ['==', '!=', '=', '!', '(', ')', ',', '>', '<'];

/** Splits a selector as Lexer of k8s.io/apimachinery/pkg/labels/selector.go does. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text[at]!)) {
      at++;
      continue;
    }
    const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
    const word = operator ?? readWord(text, at);
    tokens.push({ kind: operator ? 'symbol' : 'identifier', text: word });
    at += word.length;
  }
  return tokens;
}

function readWord(text: string, from: number): string {
  let to = from;
  while (to < text.length && !isSpace(text[to]!) && !SYMBOLS.includes(text[to]!)) to++;
  return text.slice(from, to);
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n';
}
