/** Breaks lines of more than `width` characters at blanks; a longer word stays whole on its own line. */
export function wrapped(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  let result = '';
  let column = 0;
  for (const [, blanks = '', word = ''] of line.matchAll(/(\s*)(\S*)/g)) {
    if (word === '') {
      if (column + blanks.length <= width) result += blanks;
      continue;
    }
    const length = [...word].length;
    const breaks = column + blanks.length > 1 && column + blanks.length + length > width;
    result += breaks ? `\n${word}` : blanks + word;
    column = breaks ? length : column + blanks.length + length;
  }
  return result;
}

/** Every line after `amount` blanks, empty ones too. */
export function indented(text: string, amount: number): string {
  const pad = ' '.repeat(amount);
  return pad + text.replaceAll('\n', `\n${pad}`);
}
