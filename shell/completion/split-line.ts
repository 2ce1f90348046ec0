export interface SplitLine {
  /** The words of the last command on the line, unquoted; the last is the one under the cursor (maybe empty). */
  readonly words: readonly string[];
  /** The quote that is open at the cursor, or nothing. */
  readonly quote: '' | "'" | '"';
}

/** Cuts a line that is still being typed into the words of its last command, with its first word's alias expanded. */
export function splitLine(line: string, aliasOf: (name: string) => string | undefined): SplitLine {
  let words: string[] = [];
  let word: string | null = null;
  let quote: SplitLine['quote'] = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && at + 1 < line.length) word += line[++at]!;
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (char === '\\' && at + 1 < line.length) word = (word ?? '') + line[++at]!;
    else if (/[;&|()\n`]/.test(char)) {
      words = [];
      word = null;
    } else if (/\s/.test(char) || char === '<' || char === '>') {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  while (words[0] !== undefined && (/^[A-Za-z_]\w*=/.test(words[0]) || /^(sudo|time|then|do|else|!)$/.test(words[0])))
    words.shift();
  const alias = words[0] === undefined ? undefined : aliasOf(words[0]);
  if (alias !== undefined) words = [...alias.trim().split(/\s+/), ...words.slice(1)];
  return { words: [...words, word ?? ''], quote };
}
