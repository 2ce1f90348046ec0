/** Something wrong with an expression's text at an offset. */
export interface Issue {
  readonly at: number;
  readonly message: string;
}

export class SyntaxIssue extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** cel-go common/error.go ToDisplayString: the message, the line, and an arrow below the place. */
export function issueText(source: string, { at, message }: Issue): string {
  const before = source.slice(0, at).split('\n');
  const line = source.split('\n')[before.length - 1] ?? '';
  const column = [...(before.at(-1) ?? '')].length;
  const place = `${before.length}:${column + 1}`;
  return `ERROR: <input>:${place}: ${message}\n | ${line}\n | ${'.'.repeat(column)}^`;
}
