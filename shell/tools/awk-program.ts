/** Whether an awk program has only BEGIN actions and functions: such a program reads no input. */
export function isBeginOnly(program: string): boolean {
  let rest = skipBlank(program);
  let found = false;
  while (rest !== '') {
    const head = /^(BEGIN|function\s+\w+\s*\([^)]*\))\s*\{/.exec(rest);
    if (!head) return false;
    found ||= head[1] === 'BEGIN';
    rest = skipBlank(afterAction(rest.slice(head[0].length)));
  }
  return found;
}

const skipBlank = (text: string) => text.replace(/^(?:[\s;]|#.*)+/, '');

/** What follows the brace that closes the action; braces in strings do not count. */
function afterAction(text: string): string {
  let depth = 1;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return text.slice(at + 1);
  }
  return '';
}
