/** Words and signs after which a newline may stand without ending a command. */
const GOES_ON =
  /(?:^|[\s;&|(){}])(?:case|do|else|elif|if|then|until|while|time|in|!|\{)\s*$|[{(;&|\n]\s*$|&&\s*$|\|\|\s*$/;

/**
 * The text between two lines of one command when they become one line of history (`cmdhist`): a newline inside quotes
 * and here-documents, a blank where the command goes on anyway, else `; `.
 */
export function historySeparator(textSoFar: string): string {
  if (textSoFar.endsWith('\\') && !textSoFar.endsWith('\\\\')) return '';
  if (openQuote(textSoFar) !== '' || hereDocumentIsOpen(textSoFar)) return '\n';
  const last = textSoFar.slice(textSoFar.lastIndexOf('\n') + 1);
  if (/(^|\s)#/.test(last)) return '\n';
  if (GOES_ON.test(last) || /\(\)\s*$/.test(last) || last.trim() === '') return ' ';
  return '; ';
}

/** The quote that is open at the end of the text. */
export function openQuote(text: string): '' | "'" | '"' {
  let quote: '' | "'" | '"' = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\' && quote !== "'") at++;
    else if (quote === '' && char === '#' && /(^|\s)$/.test(text.slice(Math.max(0, at - 1), at))) {
      const end = text.indexOf('\n', at);
      if (end < 0) return '';
      at = end;
    } else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === "'" || char === '"') quote = char;
  }
  return quote;
}

/** Whether the last here-document of the text has not met its end. */
export function hereDocumentIsOpen(text: string): boolean {
  const lines = text.split('\n');
  let waiting: { end: string; strips: boolean }[] = [];
  for (const line of lines) {
    const [first] = waiting;
    if (first) {
      if ((first.strips ? line.replace(/^\t+/, '') : line) === first.end) waiting = waiting.slice(1);
      continue;
    }
    for (const found of line.matchAll(/(?<!<)<<(-?)\s*(?:"([^"]*)"|'([^']*)'|\\?([^\s;&|<>()'"]+))/g))
      waiting.push({ end: found[2] ?? found[3] ?? found[4] ?? '', strips: found[1] === '-' });
  }
  return waiting.length > 0;
}
