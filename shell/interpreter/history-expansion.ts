/** `!!`, `!$`, `!n`, `!-n`, `!text` and `^old^new` (Bash Reference Manual, 9.3); not inside single quotes. */
export function expandHistory(line: string, history: readonly string[]): { text: string } | { error: string } {
  const last = history.at(-1);
  const quick = /^\^([^^]+)\^([^^]*)\^?$/.exec(line);
  if (quick) {
    if (!last?.includes(quick[1]!)) return { error: `:s${line}: substitution failed` };
    return { text: last.replace(quick[1]!, () => quick[2]!) };
  }
  let result = '';
  let quote = '';
  for (let at = 0; at < line.length; ) {
    const char = line[at]!;
    if (char === '\\' && quote !== "'") {
      result += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (char === "'" && quote !== '"') quote = quote === "'" ? '' : "'";
    else if (char === '"' && quote !== "'") quote = quote === '"' ? '' : '"';
    const event = char === '!' && quote !== "'" ? eventAt(line, at, history) : null;
    if (event && 'error' in event) return event;
    if (event && !/[$(]/.test(line[at - 1] ?? '')) {
      result += event.text;
      at += event.length;
    } else {
      result += char;
      at++;
    }
  }
  return { text: result };
}

function eventAt(
  line: string,
  at: number,
  history: readonly string[],
): { text: string; length: number } | { error: string } | null {
  const found = /^!(?:(!)|(\$)|(-?\d+)|([A-Za-z./][^\s;&|<>()"']*))/.exec(line.slice(at));
  if (!found) return null;
  const [all, twice, lastWord, number, prefix] = found;
  const last = history.at(-1);
  let event: string | undefined;
  if (twice) event = last;
  else if (lastWord) event = last?.trim().split(/\s+/).at(-1);
  else if (number) event = history.at(Number(number) > 0 ? Number(number) - 1 : Number(number));
  else event = history.findLast((text) => text.startsWith(prefix!));
  return event === undefined ? { error: `${all}: event not found` } : { text: event, length: all.length };
}
