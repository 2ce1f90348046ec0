/** Columns that a warning may have with its prefix. */
const WIDTH = 79;
const PREFIX = 'Warning: ';

/** A warning, broken at blanks as curl does on a terminal of unknown width. */
export function warningText(message: string): string {
  const width = WIDTH - PREFIX.length;
  let result = '';
  let rest = message;
  while (rest.length >= width) {
    const blank = rest.lastIndexOf(' ', width - 1);
    const cut = blank > 0 ? blank : width - 1;
    result += `${PREFIX}${rest.slice(0, cut + 1)}\n`;
    rest = rest.slice(cut + 1);
  }
  return `${result}${PREFIX}${rest}\n`;
}
