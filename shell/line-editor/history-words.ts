const OPERATORS = /^(?:<<<|<<-|<<|>>|>&|<&|>\||&>>|&>|<>|>|<|;;&|;;|;&|;|&&|\|\||\|&|\||&|\(|\))/;

/** A line of history cut into words as history expansion counts them (history_tokenize of GNU history). */
export function historyWords(line: string): string[] {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(line[at] ?? '')) at++;
    if (at >= line.length) return words;
    const operator = OPERATORS.exec(line.slice(at, at + 4));
    const end = operator ? at + operator[0].length : wordEndAt(line, at);
    words.push(line.slice(at, end));
    at = end;
  }
}

function wordEndAt(line: string, start: number): number {
  let quote = '';
  for (let at = start; at < line.length; at++) {
    const char = line[at]!;
    if (char === '\\' && quote !== "'") at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === "'" || char === '"' || char === '`') quote = char;
    else if (/[\s;&|()<>]/.test(char)) return at;
  }
  return line.length;
}
